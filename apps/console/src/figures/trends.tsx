import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { shortNumber, useTexts, type MessageKey } from '../messages/index.js';
import { Count, Yuan } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { accent } from '../shell/theme.js';
import type { ChartOption } from './chart.js';
import type { FigureCode } from './figure-amount.js';
import type { FigurePlace } from './figures-page.js';

const Chart = lazy(async () => ({ default: (await import('./chart.js')).Chart }));

/** Placements, contracts and payments by month; a month opens its records. */
export function Trends({ place }: { place: FigurePlace }): ReactNode {
  const { data, error } = useQuery({ queryKey: ['trend', place], queryFn: ({ signal }) => call(operations.figures.trend, { ...place }, signal) });
  if (error !== null) return <ProblemNotice error={error} />;
  const months = data?.months ?? [];
  if (months.length === 0) return null;
  return (
    <div className="three">
      <Trend place={place} title="figures.trend.placed" figure="placed.total" money={false} points={months.map((one) => [one.month, one.placed])} />
      <Trend place={place} title="figures.trend.fen" figure="contracts.fen" money points={months.map((one) => [one.month, one.fen])} />
      <Trend place={place} title="figures.trend.paid" figure="projects.paid-fen" money points={months.map((one) => [one.month, one.paidFen])} />
    </div>
  );
}

function Trend({ place, title, figure, money, points }: { place: FigurePlace; title: MessageKey; figure: FigureCode; money: boolean; points: readonly (readonly [string, number])[] }): ReactNode {
  const { t, language } = useTexts();
  const navigate = useNavigate();
  const scale = money ? 100 : 1;
  const key = JSON.stringify(points);
  const option = useMemo<ChartOption>(() => ({
    grid: { left: 8, right: 12, top: 16, bottom: 8, outerBoundsMode: 'same' }, tooltip: { trigger: 'axis', valueFormatter: (value) => shortNumber(Number(value), language) },
    xAxis: { type: 'category', data: points.map(([month]) => month), axisTick: { show: false } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { formatter: (value: number) => shortNumber(value, language) }, splitLine: { lineStyle: { color: '#e3e9ec' } } },
    series: [{ type: 'bar', data: points.map(([, value]) => value / scale), itemStyle: { color: accent }, barMaxWidth: 36 }],
    // The points are compared by content: the list is made anew with every render.
  }), [key, scale, language]);
  const open = (month: string): void => { const query = new URLSearchParams({ figure, month, ...(place.unit === undefined ? {} : { unit: place.unit }), ...(place.supporter === undefined ? {} : { supporter: place.supporter }) }); void navigate(`/figures/records?${query.toString()}`); };
  return (
    <section className="panel">
      <h2>{t(title)}</h2>
      {points.every(([, value]) => value === 0) ? <p className="muted">{t('figures.trend.none')}</p> : <Suspense fallback={<div style={{ height: 220 }} />}><Chart option={option} height={220} label={t(title)} onSelect={open} /></Suspense>}
      <details className="small"><summary>{t('figures.table')}</summary>
        <table className="plain-table light"><thead><tr><th>{t('figures.month')}</th><th className="right">{t('figures.value')}</th></tr></thead>
          <tbody>{points.map(([month, value]) => <tr key={month}><td className="figure">{month}</td><td className="right">{money ? <Yuan fen={value} /> : <Count value={value} />}</td></tr>)}</tbody>
        </table>
      </details>
    </section>
  );
}
