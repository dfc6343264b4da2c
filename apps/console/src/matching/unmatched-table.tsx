import type { matchingRuns, ReplyOf, RunView, Side, UnmatchedReason } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { Count, Jin } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { ExplanationDrawer, type ExplanationSubject } from './explanation-drawer.js';
import { reasonWord, sideName } from './market-words.js';
import { useUnitOptions } from './pairs-table.js';

type Unmatched = ReplyOf<typeof matchingRuns.unmatched>['items'][number];
const reasons: readonly UnmatchedReason[] = ['OUTBID', 'NOBODY_ELIGIBLE', 'NO_COUNTERPARTS', 'NO_CONSENT', 'GROUP_NOT_TOGETHER', 'MINIMUM_NOT_MET', 'NO_SINGLE_LOT', 'CLOSED'];
const sides: readonly Side[] = ['supply', 'demand'];

/** Everyone left out with the reason; any of them opens what would have helped. */
export function UnmatchedTable({ run }: { run: RunView }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const address = useAddress('u-');
  const units = useUnitOptions();
  const [subject, setSubject] = useState<ExplanationSubject | null>(null);
  const side = sides.find((one) => one === address.get('side')) ?? 'supply';
  const reason = reasons.find((one) => one === address.get('reason'));
  const region = address.get('region');
  const search = address.get('search');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['run-unmatched', run.id, side, reason, region, search, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.matchingRuns.unmatched, {
      id: run.id, side, ...address.position, ...(reason === undefined ? {} : { reason }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }),
    }, signal),
  });
  const tierOf = run.market === 'employment' ? 'worker' : 'lot';
  const [entries, matched] = side === 'supply' ? [run.supplyEntries, run.matchedSupply] : [run.demandEntries, run.matchedDemand];
  const hidden = entries > matched && search === undefined && region === undefined && reason === undefined;
  return (
    <section className="panel" id="unmatched">
      <div className="page-head" style={{ marginBottom: 8 }}><h2 style={{ margin: 0 }}>{t('run.q.unmatched')}</h2><Total page={data} /></div>
      <div className="filters">
        <Select value={side} onChange={(value: Side) => address.set({ side: value })} options={sides.map((one) => ({ value: one, label: t(sideName[run.market][one]) }))} style={{ width: 120 }} data-testid="unmatched-side" />
        <Select allowClear placeholder={t('run.reason')} value={reason ?? null} onChange={(value: UnmatchedReason | null | undefined) => address.set({ reason: value ?? undefined })} options={reasons.map((one) => ({ value: one, label: t(reasonWord(one, side)) }))} style={{ width: 220 }} popupMatchSelectWidth={false} data-testid="unmatched-reason" />
        {side === 'supply' && <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('run.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 160 }} popupMatchSelectWidth={false} />}
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t('run.search')} onSearch={(text) => address.set({ search: text.trim() })} style={{ width: 220 }} data-testid="unmatched-search" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable<Unmatched>
          testId="unmatched-table" rows={data?.items} rowKey={(entry) => entry.entryId} busy={isPlaceholderData} empty={<p className="muted">{t(hidden ? 'run.none.hidden' : 'run.none.unmatched')}</p>}
          {...(may('explanation.read') ? { onOpen: (entry) => setSubject({ entryId: entry.entryId, runId: run.id }) } : {})}
          columns={[
            { key: 'entry', title: t('run.unmatched.entry'), width: 260, render: (entry) => <><div style={{ fontWeight: 500 }}>{entry.label}</div><div className="muted small">{entry.externalId}</div></> },
            { key: 'region', title: t('list.filter.region'), render: (entry) => entry.regionName },
            { key: 'quantity', title: t('run.pair.quantity'), number: true, deskOnly: true, render: (entry) => (run.market === 'produce' ? <Jin units={entry.quantity} /> : <Count value={entry.quantity} />) },
            ...(side === 'supply' ? [{ key: 'tier', title: t('run.pair.tier'), render: (entry: Unmatched) => <TierBadge tier={entry.tier} of={tierOf} /> }] : []),
            { key: 'reason', title: t('run.reason'), render: (entry) => t(reasonWord(entry.reason, entry.side)) },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <ExplanationDrawer subject={subject} onClose={() => setSubject(null)} />
    </section>
  );
}
