import type { AuditEntryView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { addressOf, call, operations } from '../api/index.js';
import '../dead-letters/dead-letters.css';
import { letterServiceOf, letterServices } from '../dead-letters/letter-words.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable, type RecordColumn } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress, type Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import './audit.css';
import { AuditDrawer } from './audit-drawer.js';
import { actionWords, actorWords, auditResults, resultTones, thingWords } from './audit-words.js';
import { ChainState } from './chain-state.js';

/** The audit trail, for the auditor and the audit administrator. */
export function AuditPage(): ReactNode {
  const { may } = useActor();
  return may('audit.read') ? <Trail /> : <ForbiddenPage />;
}

const filterNames = ['actor', 'action', 'subject', 'result', 'from', 'to'] as const;
const nothing = Object.fromEntries(filterNames.map((name) => [name, undefined]));

/** A day of Shanghai as an instant; the end of a span is the day after. */
function instantOf(day: string | undefined, after = 0): string | undefined {
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00+08:00`) + after * 86_400_000;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

function Trail(): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  const address = useAddress();
  const service = letterServiceOf(address.get('service')) ?? 'registry';
  const result = auditResults.find((one) => one === address.get('result')), from = instantOf(address.get('from')), to = instantOf(address.get('to'), 1);
  const given = { actor: address.get('actor'), action: address.get('action'), subject: address.get('subject'), result, from, to };
  const filters = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof typeof given]?: NonNullable<(typeof given)[K]> };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['audit', service, filters, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.audits[service].list, { ...filters, ...address.position }, signal),
  });
  const names = useNames(data?.items ?? [], given.actor);
  const isNarrowed = filterNames.some((name) => address.get(name) !== undefined);
  return (
    <>
      <div className="page-head" style={{ marginBottom: 6 }}>
        <h1>{t('audit.title')}</h1>
        <Button href={addressOf(operations.audits[service].export, filters)} data-testid="audit-export">{t('audit.export')}</Button>
      </div>
      <p className="muted" style={{ marginBottom: 14 }}>{t('audit.what')}</p>
      <div className="letter-services" role="group" aria-label={t('audit.service')}>
        {letterServices.map((one) => <button key={one} type="button" aria-pressed={one === service} onClick={() => address.set({ ...nothing, service: one })} data-testid={`audit-service-${one}`}>{t(`letter.service.${one}`)}</button>)}
      </div>
      <ChainState key={service} service={service} />
      <Filters address={address} names={names} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.total > 0 && <div style={{ marginBottom: 8 }}><Total page={data} /></div>}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="audit-table" rows={data?.items} rowKey={(entry) => entry.id} busy={isPlaceholderData} onOpen={(entry) => address.open({ id: entry.id })} scrollX={1000} columns={columnsOf(names, texts)}
          empty={<div className="empty" data-testid="audit-none"><h2>{t(isNarrowed ? 'audit.empty.filtered' : 'audit.empty')}</h2>{isNarrowed && <div className="acts"><Button onClick={() => address.set(nothing)}>{t('act.clear')}</Button></div>}</div>}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <AuditDrawer entry={data?.items.find((entry) => entry.id === address.get('id'))} names={names} onClose={() => address.close({ id: undefined })} onFilter={(filter) => address.set({ ...filter, id: undefined })} />
    </>
  );
}

function columnsOf(names: ReadonlyMap<string, string>, texts: ReturnType<typeof useTexts>): readonly RecordColumn<AuditEntryView>[] {
  const { t } = texts;
  return [
    { key: 'action', title: t('audit.action'), width: 200, render: (entry) => <span style={{ fontWeight: 500 }}>{actionWords(entry.action, texts)}</span> },
    { key: 'at', title: t('audit.at'), width: 140, render: (entry) => <span className="figure">{localTime(entry.at)}</span> },
    { key: 'person', title: t('audit.person'), width: 220, render: (entry) => <span className="letter-cut">{actorWords(entry, names, texts)}</span> },
    { key: 'subject', title: t('audit.subject'), width: 250, render: (entry) => (entry.subjectId === null ? unknownMark : <>{thingWords(entry.subjectKind, texts)} <span className="muted small audit-id">{entry.subjectId}</span></>) },
    { key: 'result', title: t('audit.result'), width: 90, render: (entry) => <StateWord tone={resultTones[entry.result]}>{t(`audit.result.${entry.result}`)}</StateWord> },
    { key: 'seq', title: t('audit.seq'), width: 100, render: (entry) => <span className="figure">{entry.seq ?? t('audit.seq.waiting')}</span> },
  ];
}

/** Names of the accounts on the page and of the one filtered by. */
function useNames(entries: readonly AuditEntryView[], chosen: string | undefined): ReadonlyMap<string, string> {
  const ids = [...new Set([...entries.filter((entry) => entry.actorKind === 'person').map((entry) => entry.actorId), ...(chosen === undefined ? [] : [chosen])])].sort().join(',');
  const { data } = useQuery({ queryKey: ['account-names', ids], enabled: ids !== '', placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.registry.accountNames, { ids }, signal) });
  return new Map((data?.items ?? []).map((account) => [account.id, `${account.displayName}（${account.account}）`]));
}

function Filters({ address, names }: { address: Address; names: ReadonlyMap<string, string> }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const width = (desk: number): React.CSSProperties => (phone ? { width: '100%' } : { width: desk });
  const text = (name: 'action' | 'subject', desk: number): ReactNode => (
    <Input.Search key={`${name}-${address.get(name) ?? ''}`} defaultValue={address.get(name) ?? ''} allowClear placeholder={t(`audit.${name}.find`)} aria-label={t(`audit.${name}.find`)} maxLength={80} onSearch={(words) => address.set({ [name]: words.trim() === '' ? undefined : words.trim() })} style={width(desk)} data-testid={`audit-${name}`} />
  );
  return (
    <div className="filters">
      <Person address={address} names={names} style={width(220)} />
      <Select
        value={address.get('result') ?? ''} onChange={(value: string) => address.set({ result: value === '' ? undefined : value })} style={width(130)} aria-label={t('audit.result')} data-testid="audit-result"
        options={[{ value: '', label: t('audit.result.all') }, ...auditResults.map((one) => ({ value: one as string, label: t(`audit.result.${one}`) }))]}
      />
      {text('action', 190)}
      {text('subject', 250)}
      <div className="audit-days">{(['from', 'to'] as const).map((name) => <DayInput key={name} value={address.get(name) ?? null} onChange={(day) => address.set({ [name]: day ?? undefined })} placeholder={t(`audit.${name}`)} testId={`audit-${name}`} />)}</div>
    </div>
  );
}

/** A person by the words of their account. */
function Person({ address, names, style }: { address: Address; names: ReadonlyMap<string, string>; style: React.CSSProperties }): ReactNode {
  const { t } = useTexts();
  const [search, setSearch] = useState(''), chosen = address.get('actor');
  const { data } = useQuery({ queryKey: ['account-names', 'search', search], enabled: search !== '', placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.registry.accountNames, { search }, signal) });
  const found = (data?.items ?? []).map((account) => ({ value: account.id, label: `${account.displayName}（${account.account}）` }));
  const options = chosen !== undefined && !found.some((one) => one.value === chosen) ? [{ value: chosen, label: names.get(chosen) ?? chosen }, ...found] : found;
  return (
    <Select
      showSearch={{ filterOption: false, onSearch: setSearch }} allowClear value={chosen ?? null} options={options} onChange={(id: string | null | undefined) => address.set({ actor: id ?? undefined })} notFoundContent={null}
      placeholder={t('audit.person.find')} aria-label={t('audit.person.find')} style={style} data-testid="audit-person"
    />
  );
}
