import type { ListIssueKind, ListIssueSide, ListIssueState } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { IssueDrawer } from './issue-drawer.js';
import { IssueStateWord, useAddressee } from './issue-words.js';
import { NewIssue } from './new-issue.js';

const kinds = ['post', 'worker'] as const satisfies readonly ListIssueKind[];
const sides = ['supporter', 'receiver'] as const satisfies readonly ListIssueSide[];
const states = ['draft', 'published', 'acknowledged', 'returned', 'superseded', 'withdrawn'] as const satisfies readonly ListIssueState[];

/** 清单期次: the two lists as numbered documents between the sides. */
export function ListIssuesPage(): ReactNode {
  const { may } = useActor();
  return may('list-issue.read') ? <Issues /> : <ForbiddenPage />;
}

function Issues(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), addressee = useAddressee(), address = useAddress();
  const { code: programme } = useProgramme();
  const [drawing, setDrawing] = useState(false);
  const todo = address.get('todo') === 'answer' ? 'answer' as const : undefined, kind = kinds.find((one) => one === address.get('kind')), state = states.find((one) => one === address.get('state')), side = sides.find((one) => one === address.get('side')), search = address.get('search');
  const filters = { ...(todo === undefined ? {} : { todo }), ...(kind === undefined ? {} : { kind }), ...(state === undefined ? {} : { state }), ...(side === undefined ? {} : { side }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['list-issues', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.listIssues.list, { programme, ...filters, ...address.position }, signal) });
  const choose = (name: string) => (value: string | null | undefined): void => address.set({ [name]: value ?? undefined });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 160 }, writes = may('list-issue.write');
  return (
    <>
      <div className="page-head"><h1>{t('nav.listIssues')}</h1><Total page={data} /><span className="grow" />{writes && <div className="acts no-print"><Button type="primary" onClick={() => setDrawing(true)} data-testid="issue-create">{t('issue.act.create')}</Button></div>}</div>
      <p className="muted">{t('issue.text')}</p>
      <div className="filters">
        {may('list-issue.acknowledge') && <Segmented value={todo ?? ''} onChange={(value) => address.set({ todo: value === '' ? undefined : value })} options={[{ value: '', label: t('issue.all') }, { value: 'answer', label: t('issue.todo.answer') }]} data-testid="issues-todo" />}
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('issue.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="issues-search" />
        <Select allowClear placeholder={t('issue.filter.kind')} value={kind ?? null} onChange={choose('kind')} options={kinds.map((one) => ({ value: one, label: t(`issue.kind.${one}`) }))} style={width} data-testid="issues-kind" />
        <Select allowClear placeholder={t('issue.filter.state')} value={state ?? null} onChange={choose('state')} options={states.map((one) => ({ value: one, label: t(`issue.state.${one}`) }))} style={width} data-testid="issues-state" />
        <Select allowClear placeholder={t('issue.filter.side')} value={side ?? null} onChange={choose('side')} options={sides.map((one) => ({ value: one, label: t(`issue.side.${one}`) }))} style={width} data-testid="issues-side" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="issues-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'issue.empty.filtered' : writes ? 'issue.empty.own' : 'issue.empty')}</div>}
          columns={[
            { key: 'number', title: t('issue.col.number'), width: 240, render: (one) => <><div style={{ fontWeight: 500 }}>{one.number ?? t('issue.unnumbered')}</div><div className="muted small">{[pick(one.kindName), one.within?.name, one.category?.name].filter((part) => part !== undefined).join(' · ')}</div></> },
            { key: 'issuer', title: t('issue.col.issuer'), render: (one) => <>{one.issuer}<div className="muted small">{one.regionName} · {pick(one.sideName)}</div></> },
            { key: 'to', title: t('issue.col.to'), render: (one) => addressee(one) },
            { key: 'state', title: t('issue.col.state'), render: (one) => <IssueStateWord issue={one} /> },
            { key: 'rows', title: t('issue.col.rows'), render: (one) => <span className="figure">{one.sums === null ? '—' : fullNumber(one.sums.rows)}</span> },
            { key: 'on', title: t('issue.col.issuedOn'), render: (one) => <span className="figure">{one.issuedOn ?? '—'}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <IssueDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <NewIssue open={drawing} onClose={() => setDrawing(false)} onMade={(made) => { setDrawing(false); address.open({ row: made.id }); }} />
    </>
  );
}
