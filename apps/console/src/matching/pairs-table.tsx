import type { matchingRuns, ReplyOf, RunView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { Count, Jin } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { ExplanationDrawer, type ExplanationSubject } from './explanation-drawer.js';

type Pair = ReplyOf<typeof matchingRuns.pairs>['items'][number];

/** Units of the run's programme as choices of a filter. */
export function useUnitOptions(): { value: string; label: string }[] {
  const { code: programme } = useProgramme();
  const { data } = useQuery({ queryKey: ['units', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.units, { programme }, signal) });
  return (data?.items ?? []).map((unit) => ({ value: unit.code, label: unit.name }));
}

/** The pairs of a run; any of them opens its explanation. */
export function PairsTable({ run }: { run: RunView }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const address = useAddress('p-');
  const units = useUnitOptions();
  const [subject, setSubject] = useState<ExplanationSubject | null>(null);
  const search = address.get('search');
  const region = address.get('region');
  const tier = address.get('tier');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['run-pairs', run.id, search, region, tier, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.matchingRuns.pairs, {
      id: run.id, ...address.position, ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }), ...(tier === undefined ? {} : { tier }),
    }, signal),
  });
  const tierOf = run.market === 'employment' ? 'worker' : 'lot';
  // Figures of the whole run stand above: nobody should take an empty table for a run without pairs.
  const hidden = run.proposals > 0 && search === undefined && region === undefined && tier === undefined;
  return (
    <section className="panel">
      <div className="page-head" style={{ marginBottom: 8 }}><h2 style={{ margin: 0 }}>{t('run.q.pairs')}</h2><Total page={data} /></div>
      <div className="filters">
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t('run.search')} onSearch={(text) => address.set({ search: text.trim() })} style={{ width: 240 }} data-testid="pairs-search" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('run.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 160 }} popupMatchSelectWidth={false} />
        <Select allowClear placeholder={t('tier.label')} value={tier ?? null} onChange={(value: string | null | undefined) => address.set({ tier: value ?? undefined })} options={(['1', '2', '3', '4'] as const).map((value) => ({ value: value as string, label: t(`tier.${value}`) }))} style={{ width: 140 }} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable<Pair>
          testId="pairs-table" rows={data?.items} rowKey={(pair) => pair.demandId + pair.supplyId} busy={isPlaceholderData} empty={<p className="muted">{t(hidden ? 'run.none.hidden' : 'run.none.pairs')}</p>}
          {...(may('explanation.read') ? { onOpen: (pair) => setSubject({ entryId: pair.supplyId, counterpartId: pair.demandId, runId: run.id }) } : {})}
          columns={[
            { key: 'supply', title: t(`run.pair.supply.${run.market}`), width: 240, render: (pair) => <><div style={{ fontWeight: 500 }}>{pair.supplyLabel}</div><div className="muted small">{pair.supplyExternalId}</div></> },
            { key: 'from', title: t('run.pair.from'), render: (pair) => pair.supplyRegionName },
            { key: 'demand', title: t(`run.pair.demand.${run.market}`), width: 260, render: (pair) => pair.demandLabel },
            { key: 'to', title: t('run.pair.to'), render: (pair) => pair.demandRegionName },
            { key: 'quantity', title: t('run.pair.quantity'), number: true, render: (pair) => (run.market === 'produce' ? <Jin units={pair.quantity} /> : <Count value={pair.quantity} />) },
            { key: 'tier', title: t('run.pair.tier'), render: (pair) => <TierBadge tier={pair.tier} of={tierOf} /> },
            { key: 'fit', title: t('run.pair.fit'), number: true, render: (pair) => <span className="figure">{pair.fit}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <ExplanationDrawer subject={subject} onClose={() => setSubject(null)} />
    </section>
  );
}
