import { useQuery } from '@tanstack/react-query';
import { Checkbox, Skeleton } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import type { ChartOption } from '../figures/chart.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { accent, greys } from '../shell/theme.js';
import { usePhone } from '../shell/use-phone.js';

const Chart = lazy(async () => ({ default: (await import('../figures/chart.js')).Chart }));
const inProvince = '省内对口支援';

/** Pairings as a flow from supporters to counties, with the table behind it. */
export function PairingFlow({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const navigate = useNavigate();
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['supporters', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.supporters, { programme }, signal) });
  const hasInProvince = data?.items.some((one) => one.units.some((unit) => unit.kind === inProvince)) === true;
  const links = useMemo(() => (data?.items ?? []).flatMap((supporter) => supporter.units.filter((unit) => all || unit.kind !== inProvince).map((unit) => ({ supporter: supporter.name, unit: unit.name, code: unit.code, kind: unit.kind }))), [data, all]);
  const supporters = [...new Set(links.map((link) => link.supporter))];
  const units = [...new Set(links.map((link) => link.unit))];
  const pitch = 24;
  const height = Math.max(supporters.length, units.length, links.length * 0.75) * pitch + 30;
  const option = useMemo<ChartOption>(() => ({
    tooltip: { trigger: 'item', confine: true },
    series: [{
      type: 'sankey', left: phone ? 92 : 130, right: phone ? 124 : 170, top: 12, bottom: 12, nodeWidth: 10, nodeGap: 9, draggable: false, layoutIterations: 48,
      // A place may stand on both sides (湖北 and 重庆 support their own counties), so names carry their side.
      data: [
        ...[...new Set(links.map((link) => link.supporter))].map((name) => ({ name: `s:${name}`, itemStyle: { color: accent }, label: { position: 'left' as const } })),
        ...[...new Set(links.map((link) => link.unit))].map((name) => ({ name: `u:${name}`, itemStyle: { color: greys[0] }, label: { position: 'right' as const } })),
      ],
      links: links.map((link) => ({ source: `s:${link.supporter}`, target: `u:${link.unit}`, value: 1, lineStyle: { color: link.kind === inProvince ? greys[1] : accent } })),
      lineStyle: { opacity: 0.28, curveness: 0.5 }, emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.7 } },
      label: { fontSize: 12, width: phone ? 112 : 160, overflow: 'truncate', formatter: ({ name }) => String(name).slice(2) },
      tooltip: { formatter: (item) => (Array.isArray(item) ? '' : item.name.replace('s:', '').replace('u:', '').replace(' > ', ' → ')) },
    }],
  }), [links, phone]);
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  const open = (name: string): void => {
    const link = links.find((one) => `u:${one.unit}` === name);
    if (link !== undefined) void navigate(`/registry/units/${link.code}`);
  };
  return (
    <div className="panel">
      <div className="page-head"><h2 style={{ margin: 0 }}>{t('flow.question')}</h2><span className="muted">{t('flow.hint')}</span><span className="grow" />{hasInProvince && <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>{t('flow.inProvince')}</Checkbox>}</div>
      <Suspense fallback={<Skeleton active />}><Chart option={option} height={height} label={t('flow.question')} onSelect={open} testId="pairing-flow" /></Suspense>
      <details style={{ marginTop: 12 }}>
        <summary>{t('flow.table')}</summary>
        <table className="plain-table light" style={{ marginTop: 8 }}>
          <thead><tr><th>{t('supporter.name')}</th><th>{t('supporter.units')}</th><th className="right">{t('supporter.count')}</th></tr></thead>
          <tbody>{supporters.map((name) => { const own = links.filter((link) => link.supporter === name); return <tr key={name}><td>{name}</td><td>{own.map((link) => link.unit).join('、')}</td><td className="right figure">{own.length}</td></tr>; })}</tbody>
        </table>
      </details>
    </div>
  );
}
