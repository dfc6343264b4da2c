import type { PlacementState } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { shortNumber, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Yuan } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { BulkDialog } from './bulk-dialog.js';
import { PlacementDrawer } from './placement-drawer.js';
import { DueDay, PlacementStateWord, stages } from './placement-words.js';

const states: readonly PlacementState[] = [...stages, 'ended'];
const dues = ['check', 'late', 'attention'] as const;

/** Placements by stage: who is where on the way from the agreed pair to six months, and what is due. */
export function PlacementsPage(): ReactNode {
  const { may } = useActor();
  return may('placement.read') ? <PlacementList /> : <ForbiddenPage />;
}

function PlacementList(): ReactNode {
  const { t, pick, language } = useTexts();
  const { may } = useActor();
  const phone = usePhone();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const units = useUnitOptions();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [isConfirming, setConfirming] = useState(false);
  const state = states.find((one) => one === address.get('state')), due = dues.find((one) => one === address.get('due')), search = address.get('search'), region = address.get('region');
  const filters = { programme, ...(state === undefined ? {} : { state }), ...(due === undefined ? {} : { due }), ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['placements', filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.placements.follow, { ...filters, ...address.position }, signal),
  });
  const { data: board } = useQuery({
    queryKey: ['placement-board', programme, region], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.placements.board, { programme, ...(region === undefined ? {} : { region }) }, signal),
  });
  const counted = (words: string, count: number | undefined): string => (count === undefined ? words : `${words} ${shortNumber(count, language)}`);
  const stateOptions = [{ value: '', label: t('placement.all') }, ...states.flatMap((one) => { const known = board?.states.find((each) => each.state === one); return known === undefined ? [] : [{ value: one as string, label: counted(pick(known.name), known.placements) }]; })];
  const dueCount = { check: board?.dueChecks, late: board?.late, attention: board?.attention };
  const shown = new Set((data?.items ?? []).map((one) => one.id)), chosen = selected.filter((id) => shown.has(id));
  const filtered = state !== undefined || due !== undefined || search !== undefined || region !== undefined;
  const tiers = (data?.items ?? []).some((one) => one.tier !== null);
  const chooseState = (value: string): void => address.set({ state: value });
  return (
    <>
      <div className="page-head">
        <h1>{t('nav.placements')}</h1><Total page={data} /><span className="grow" />
        {may('placement.confirm') && <div className="acts no-print"><Button type={chosen.length > 0 ? 'primary' : 'default'} disabled={data === undefined || data.total === 0} onClick={() => setConfirming(true)} data-testid="placements-bulk">{chosen.length > 0 ? t('placement.bulk.selected', { n: chosen.length }) : t('placement.bulk')}</Button></div>}
      </div>
      <div className="filters">
        {phone
          ? <Select value={state ?? ''} onChange={chooseState} options={stateOptions} style={{ flex: 1, minWidth: 140 }} data-testid="placements-state" />
          : <Segmented value={state ?? ''} onChange={chooseState} options={stateOptions} data-testid="placements-state" style={{ maxWidth: '100%', overflowX: 'auto' }} />}
      </div>
      <div className="filters">
        <Select allowClear placeholder={t('placement.due')} value={due ?? null} onChange={(value: string | null | undefined) => address.set({ due: value ?? undefined })} options={dues.map((one) => ({ value: one, label: counted(t(`placement.due.${one}`), dueCount[one]) }))} style={{ minWidth: 150 }} data-testid="placements-due" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 150 }} popupMatchSelectWidth={false} />
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t(may('worker.reveal') ? 'placement.search.county' : 'placement.search')} onSearch={(text) => address.set({ search: text.trim() })} style={phone ? { width: '100%' } : { width: 280 }} data-testid="placements-search" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="placements-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })}
          empty={<div className="empty">{t(filtered ? 'placement.empty.filtered' : 'placement.empty')}</div>}
          {...(may('placement.confirm') ? { selection: { keys: chosen, change: (keys: string[]) => setSelected(keys) } } : {})}
          columns={[
            { key: 'worker', title: t('placement.col.worker'), width: 200, render: (one) => <><div style={{ fontWeight: 500 }}>{one.workerTitle}</div><div className="muted small">{one.workerExternalId} {one.unitName}</div></> },
            { key: 'post', title: t('placement.col.post'), width: 260, render: (one) => <><div>{one.postTitle}</div><div className="muted small">{one.employer} {one.postRegionName}</div></> },
            ...(tiers ? [{ key: 'tier', title: t('run.pair.tier'), render: (one: { tier: 1 | 2 | 3 | 4 | null }) => <TierBadge tier={one.tier} of="worker" /> }] : []),
            { key: 'state', title: t('placement.col.state'), render: (one) => <><PlacementStateWord placement={one} />{one.attention !== null && <div className="small" style={{ color: 'var(--danger)' }}>{pick(one.attention)}</div>}</> },
            { key: 'due', title: t('placement.col.due'), render: (one) => <DueDay placement={one} /> },
            { key: 'arrived', title: t('placement.col.arrived'), render: (one) => <span className="figure">{one.arrivedOn ?? '—'}</span> },
            { key: 'wage', title: t('placement.col.wage'), number: true, render: (one) => <Yuan fen={one.wageFen} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <PlacementDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <BulkDialog open={isConfirming} chosen={chosen} filters={filters} total={data?.total ?? 0} onClose={() => setConfirming(false)} onDone={() => setSelected([])} />
    </>
  );
}
