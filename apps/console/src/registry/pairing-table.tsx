import type { ReplyOf, registry } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';

type Table = ReplyOf<typeof registry.pairingTable>;
type Row = Table['rows'][number];

/** The pairing table laid out as the document of the programme prints it, with totals and notes. */
export function PairingTableView({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['pairing-table', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.pairingTable, { programme }, signal) });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  const bySupporter = data.rows.some((row) => row.supporter !== null);
  return (
    <div className="panel" data-testid="pairing-table">
      <div className="page-head">
        <h2 style={{ margin: 0 }}>{t('registry.tab.table')}</h2><span className="grow" />
        <Button onClick={() => window.print()} className="no-print">{t('act.print')}</Button>
      </div>
      <div className="scroll-x">{bySupporter ? <BySupporter rows={data.rows} /> : <ByUnit rows={data.rows} />}</div>
      <div className="numbers" style={{ margin: '16px 0' }} data-testid="pairing-totals">
        {data.totals.map((total) => <div className="number-block" key={total.label}><div className="value">{total.value}</div><div className="label">{total.label}</div></div>)}
      </div>
      {data.notes.length > 0 && <div className="muted"><div>{t('registry.notes')}</div>{data.notes.map((note) => <div key={note}>{note}</div>)}</div>}
      {!data.programme.document.endsWith('.txt') && <p className="muted small" style={{ marginTop: 8 }}>{t('registry.document', { document: data.programme.document })}</p>}
    </div>
  );
}

function UnitNames({ units }: { units: Row['units'] }): ReactNode {
  const { t } = useTexts();
  return units.map((unit, i) => (
    <span key={unit.code}>{i > 0 && '、'}<Link to={`/registry/units/${unit.code}`}>{unit.name}</Link>{unit.nameNow !== unit.name && <span className="muted small">（{t('registry.now', { name: unit.nameNow })}）</span>}</span>
  ));
}

/** How many rows from `at` on say the same; 0 when the row above already does. */
function span(rows: readonly Row[], at: number, same: (a: Row, b: Row) => boolean): number {
  const row = rows[at];
  const above = rows[at - 1];
  if (row === undefined || (above !== undefined && same(above, row))) return 0;
  let n = 1;
  for (let next = rows[at + n]; next !== undefined && same(row, next); next = rows[at + n]) n += 1;
  return n;
}

/** Three Gorges: a row a county with its supporters in order. */
function ByUnit({ rows }: { rows: readonly Row[] }): ReactNode {
  const { t } = useTexts();
  return (
    <table className="plain-table">
      <thead><tr><th style={{ minWidth: 72, whiteSpace: 'nowrap' }}>{t('registry.col.province')}</th><th style={{ minWidth: 88 }}>{t('registry.col.unit.three')}</th><th>{t('registry.col.supporters')}</th></tr></thead>
      <tbody>
        {rows.map((row, i) => {
          const provinces = span(rows, i, (a, b) => a.province === b.province);
          return (
            <tr key={row.units[0]?.code ?? i}>
              {provinces > 0 && <td rowSpan={provinces} style={{ textAlign: 'center' }}>{row.province}</td>}
              <td><UnitNames units={row.units} /></td>
              <td>{row.supporters.length === 0 ? <span className="muted">{t('registry.none')}</span> : row.supporters.map((one) => one.name).join('、')}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Water source area: supporter, province, prefecture, units, and the printed total of each supporter. */
function BySupporter({ rows }: { rows: readonly Row[] }): ReactNode {
  const { t } = useTexts();
  const total = (supporter: string | null): number => rows.filter((row) => row.supporter === supporter).reduce((sum, row) => sum + row.units.length, 0);
  return (
    <table className="plain-table" style={{ minWidth: 560 }}>
      <thead>
        <tr><th rowSpan={2}>{t('registry.col.supporter')}</th><th colSpan={3}>{t('units.name')}</th><th rowSpan={2}>{t('registry.col.sum')}</th></tr>
        <tr><th>{t('registry.col.province')}</th><th>{t('registry.col.prefecture')}</th><th>{t('registry.col.unit')}</th></tr>
      </thead>
      <tbody>
        {rows.map((row, i) => {
          const supporters = span(rows, i, (a, b) => a.supporter === b.supporter);
          const provinces = span(rows, i, (a, b) => a.supporter === b.supporter && a.province === b.province);
          return (
            <tr key={`${row.supporter ?? ''}${row.province}${row.prefecture ?? ''}`}>
              {supporters > 0 && <td rowSpan={supporters} style={{ textAlign: 'center', whiteSpace: 'nowrap' }}>{row.supporter ?? t('registry.none')}</td>}
              {provinces > 0 && <td rowSpan={provinces} style={{ textAlign: 'center', whiteSpace: 'nowrap' }}>{row.province}</td>}
              <td style={{ textAlign: 'center', whiteSpace: 'nowrap' }}>{row.prefecture}</td><td><UnitNames units={row.units} /></td>
              {supporters > 0 && <td rowSpan={supporters} style={{ textAlign: 'center', whiteSpace: 'nowrap' }} className="figure">{t('registry.sum', { n: total(row.supporter) })}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
