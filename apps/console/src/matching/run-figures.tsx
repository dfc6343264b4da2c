import type { RunView } from '@jiedui/contracts';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { share, useTexts } from '../messages/index.js';
import type { ChartOption } from '../figures/chart.js';
import { Count } from '../shell/number.js';
import { accent } from '../shell/theme.js';
import { useAddress } from '../shell/use-address.js';
import { reasonWord, sideName } from './market-words.js';
import type { RunOutcome } from './run-result.js';

const Chart = lazy(async () => ({ default: (await import('../figures/chart.js')).Chart }));

/** Who was left out, by reason and list; a count opens the list of names below. */
export function LeftOutByReason({ run, outcome }: { run: RunView; outcome: RunOutcome }): ReactNode {
  const { t } = useTexts();
  const address = useAddress('u-');
  const rows = [...outcome.unmatchedByReason].sort((a, b) => b.entries - a.entries);
  const most = Math.max(1, ...rows.map((row) => row.entries));
  return (
    <section className="panel">
      <h2>{t('run.q.reasons')}</h2>
      <table className="plain-table light" data-testid="run-reasons">
        <thead><tr><th>{t('run.unmatched.side')}</th><th>{t('run.reason')}</th><th aria-hidden="true" className="desk" style={{ width: '22%' }} /><th className="right">{t('run.entries.n')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.side + row.reason}>
              <td style={{ whiteSpace: 'nowrap' }}>{t(sideName[run.market][row.side])}</td><td>{t(reasonWord(row.reason, row.side))}</td>
              <td className="desk"><div className="bar"><i style={{ width: `${String((row.entries / most) * 100)}%` }} /></div></td>
              <td className="right"><Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => { address.set({ side: row.side, reason: row.reason }); document.getElementById('unmatched')?.scrollIntoView(); }}><Count value={row.entries} /></Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How the fits of the pairs are spread. */
export function FitHistogram({ outcome }: { outcome: RunOutcome }): ReactNode {
  const { t } = useTexts();
  const option = useMemo<ChartOption>(() => ({
    grid: { left: 8, right: 12, top: 16, bottom: 24, outerBoundsMode: 'same' }, tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: outcome.fitHistogram.map((bin) => `${String(bin.from)}–${String(bin.to)}`), axisTick: { show: false }, name: t('run.fit.range'), nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: '#e3e9ec' } } },
    series: [{ type: 'bar', name: t('run.fit.pairs'), data: outcome.fitHistogram.map((bin) => bin.pairs), itemStyle: { color: accent }, barCategoryGap: '12%' }],
  }), [outcome, t]);
  return (
    <section className="panel">
      <h2>{t('run.q.fit')}</h2>
      <Suspense fallback={<div style={{ height: 240 }} />}><Chart option={option} height={240} label={t('run.q.fit')} testId="run-fit" /></Suspense>
      <details className="small"><summary>{t('run.table')}</summary>
        <table className="plain-table light"><thead><tr><th>{t('run.fit.range')}</th><th className="right">{t('run.fit.pairs')}</th></tr></thead>
          <tbody>{outcome.fitHistogram.map((bin) => <tr key={bin.from}><td className="figure">{bin.from}–{bin.to}</td><td className="right"><Count value={bin.pairs} /></td></tr>)}</tbody>
        </table>
      </details>
    </section>
  );
}

const firstUnits = 12;

/** Matched and left out by county; a county opens its names below. */
export function MatchedByUnit({ outcome }: { outcome: RunOutcome }): ReactNode {
  const { t } = useTexts();
  const address = useAddress('u-');
  const [all, setAll] = useState(false);
  const units = useMemo(() => [...outcome.byUnit].sort((a, b) => b.supply - b.matched - (a.supply - a.matched)), [outcome]);
  const shown = all ? units : units.slice(0, firstUnits);
  const most = Math.max(1, ...units.map((unit) => unit.supply));
  const open = (unit: string): void => { address.set({ region: unit, side: undefined, reason: undefined }); document.getElementById('unmatched')?.scrollIntoView(); };
  return (
    <section className="panel">
      <h2>{t('run.q.units')}</h2>
      <div className="scroll-x">
        <table className="plain-table light" data-testid="run-units">
          <thead><tr><th>{t('run.unit')}</th><th style={{ width: '34%' }} className="desk" aria-hidden="true" /><th className="right desk">{t('run.supply')}</th><th className="right">{t('run.matched')}</th><th className="right">{t('run.left')}</th><th className="right">{t('run.share')}</th></tr></thead>
          <tbody>
            {shown.map((unit) => (
              <tr key={unit.unit}>
                <td className="name">{unit.unitName}</td>
                <td className="desk"><div className="bar" style={{ width: `${String((unit.supply / most) * 100)}%`, minWidth: 4 }}><i style={{ width: share(unit.matched, unit.supply).replace('—', '0') }} /></div></td>
                <td className="right desk"><Count value={unit.supply} /></td><td className="right"><Count value={unit.matched} /></td>
                <td className="right"><Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => open(unit.unit)}><Count value={unit.supply - unit.matched} /></Button></td>
                <td className="right figure">{share(unit.matched, unit.supply)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {units.length > firstUnits && <Button type="link" onClick={() => setAll(!all)} style={{ marginTop: 8, paddingInline: 0 }}>{all ? t('run.units.less', { n: firstUnits }) : t('run.units.more', { n: units.length })}</Button>}
    </section>
  );
}
