import type { ImportView } from '@jiedui/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import { call } from '../api/index.js';
import { listKindByCode } from '../lists/list-kinds.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { Count } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { importServices, type ImportService } from './import-services.js';

const statuses = ['new', 'changed', 'unchanged', 'wrong', 'duplicate'] as const;
type Status = (typeof statuses)[number];

/** What an import would do: counts as tabs, their rows, and errors and assumptions grouped by rule. */
export function ImportPreview({ service, view }: { service: ImportService; view: ImportView }): ReactNode {
  const { t } = useTexts();
  const first = statuses.find((status) => view.counts[status] > 0) ?? 'new';
  const [status, setStatus] = useState<Status | null>(null);
  const shown = status ?? (view.counts.wrong > 0 ? 'wrong' : first);
  return (
    <>
      <div className="two">
        {view.errors.length > 0 && <Grouped service={service} view={view} title={t('import.errors')} rows={view.errors} testId="import-error-groups" />}
        {view.assumed.length > 0 && <Grouped service={service} view={view} title={t('import.assumed')} rows={view.assumed} testId="import-assumed-groups" />}
      </div>
      <div className="panel">
        <Tabs
          activeKey={shown} onChange={(key) => setStatus(statuses.find((one) => one === key) ?? null)}
          items={statuses.map((one) => ({ key: one, label: <span data-testid={`import-tab-${one}`}>{t(`import.count.${one}`)} <strong className="figure" data-testid={`import-count-${one}`}>{fullNumber(view.counts[one])}</strong></span> }))}
        />
        <Rows key={shown} service={service} view={view} status={shown} />
      </div>
    </>
  );
}

/** What a column is called, and the columns in the template's order. */
function useHeaders(view: ImportView): ((code: string) => string) & { inOrder: (codes: readonly string[]) => string[] } {
  const kind = listKindByCode(view.list);
  const { data } = useQuery({
    queryKey: ['columns', view.list], staleTime: Infinity, enabled: kind !== undefined,
    queryFn: ({ signal }) => { if (kind === undefined) throw new Error('Unknown list'); return call(kind.operations.columns, {}, signal); },
  });
  const headers = new Map((data?.columns ?? []).map((column) => [column.code, column.header]));
  const order = [...headers.keys()];
  const place = (code: string): number => (headers.has(code) ? order.indexOf(code) : order.length);
  return Object.assign((code: string) => headers.get(code) ?? code, { inOrder: (codes: readonly string[]) => [...codes].sort((a, b) => place(a) - place(b)) });
}

/** A real file has hundreds of titles that were coded one by one: the most frequent first, the rest on demand. */
const groupsAtFirst = 8;

function Grouped({ view, title, rows, testId }: { service: ImportService; view: ImportView; title: string; rows: readonly { field: string; zh: string; en: string; rows: number }[]; testId: string }): ReactNode {
  const { t, language } = useTexts();
  const header = useHeaders(view);
  const [all, setAll] = useState(false);
  const sorted = [...rows].sort((a, b) => b.rows - a.rows);
  return (
    <section className="panel">
      <h2>{title}</h2>
      <table className="plain-table light" data-testid={testId}>
        <thead><tr><th style={{ width: '28%' }}>{t('import.col.field')}</th><th>{t('import.col.why')}</th><th className="right">{t('import.col.rows')}</th></tr></thead>
        <tbody>{(all ? sorted : sorted.slice(0, groupsAtFirst)).map((row) => <tr key={row.field + row.zh}><td>{header(row.field)}</td><td>{language === 'zh' ? row.zh : row.en}</td><td className="right"><Count value={row.rows} /></td></tr>)}</tbody>
      </table>
      {sorted.length > groupsAtFirst && <Button type="link" size="small" onClick={() => setAll(!all)} data-testid={`${testId}-all`}>{all ? t('import.groups.less') : t('import.groups.all', { n: sorted.length })}</Button>}
    </section>
  );
}

function Rows({ service, view, status }: { service: ImportService; view: ImportView; status: Status }): ReactNode {
  const { t, pick } = useTexts();
  const header = useHeaders(view);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['import-rows', service, view.id, status, view.counts[status]], initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => call(importServices[service].rows, { id: view.id, status, after: pageParam, size: 50 }, signal),
    getNextPageParam: (page) => page.next,
  });
  if (error !== null) return <ProblemNotice error={error} />;
  if (data === undefined) return <Skeleton active title={false} />;
  const rows = data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <p className="muted">{t('import.noRows')}</p>;
  const codes = header.inOrder([...new Set(rows.flatMap((row) => Object.keys(row.cells)))]);
  const why = (field: string, text: string): string => (text.includes(header(field)) ? text : `${header(field)}：${text}`);
  return (
    <>
      <div className="scroll-x" data-testid="import-rows">
        <table className="plain-table light" style={{ minWidth: codes.length * 110 }}>
          <thead><tr><th className="right">{t('import.col.row')}</th>{status === 'wrong' && <th style={{ minWidth: 220 }}>{t('import.col.errors')}</th>}{codes.map((code) => <th key={code}>{header(code)}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.row}>
                <td className="right figure muted">{row.row}</td>
                {status === 'wrong' && <td style={{ color: 'var(--danger)' }}>{row.errors.map((one) => <div key={one.field + one.code}>{why(one.field, pick(one.message))}</div>)}</td>}
                {codes.map((code) => <td key={code} style={row.errors.some((one) => one.field === code) ? { background: 'var(--danger-soft)' } : {}}>{row.cells[code] ?? ''}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage && <Button style={{ marginTop: 12 }} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('import.moreRows')}</Button>}
    </>
  );
}
