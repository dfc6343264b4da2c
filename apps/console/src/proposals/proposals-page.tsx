import type { ProposalView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Segmented, Select, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { call } from '../api/index.js';
import { ExplanationDrawer } from '../matching/explanation-drawer.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { localTime, useTexts } from '../messages/index.js';
import { seesProgramme } from '../shell/access.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { Jin } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord, TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { WorkerLinkButton } from '../worker-links/worker-link.js';
import { ProposalAnswers, ProposalActs } from './proposal-answers.js';
import { consentMarketOf, proposalStates, proposalTone, type ConsentMarket } from './proposal-markets.js';

/** The proposals of a market: sent in bulk, answered by each side. */
export function ProposalsPage(): ReactNode {
  const { market } = useParams();
  const { may } = useActor();
  const consent = consentMarketOf(market);
  if (consent === undefined) return <MissingPage />;
  return may(consent.read) ? <Proposals key={consent.market} consent={consent} /> : <ForbiddenPage />;
}

function Proposals({ consent }: { consent: ConsentMarket }): ReactNode {
  const { t } = useTexts();
  const { actor, may } = useActor();
  const phone = usePhone();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const units = useUnitOptions();
  const [explained, setExplained] = useState<ProposalView | null>(null);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const state = proposalStates.find((one) => one === address.get('state'));
  const search = address.get('search');
  const region = address.get('region');
  const entry = address.get('entry');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['proposals', consent.market, programme, state, search, region, entry, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(consent.operations.list, {
      programme, ...address.position, ...(state === undefined ? {} : { state }), ...(search === undefined ? {} : { search }), ...(region === undefined ? {} : { region }), ...(entry === undefined ? {} : { entry }),
    }, signal),
  });
  const sendable = new Set((data?.items ?? []).filter((one) => one.state === 'proposed').map((one) => one.id));
  const chosen = selected.filter((id) => sendable.has(id));
  const tierOf = consent.market === 'employment' ? 'worker' : 'lot';
  // A pair is explained by the entry the reader stands behind: the other side's card is not theirs to read.
  const onDemandSide = !may(consent.answer.supply) && !seesProgramme(actor);
  const tiers = (data?.items ?? []).some((one) => one.tier !== null);
  return (
    <>
      <div className="page-head">
        <h1>{t(consent.title)}</h1><Total page={data} /><span className="grow" />
        {may(consent.send) && <div className="acts"><SendButton consent={consent} ids={chosen} onSent={() => setSelected([])} /></div>}
      </div>
      <div className="filters">
        {phone
          ? <Select value={state ?? ''} onChange={(value: string) => address.set({ state: value })} options={[{ value: '', label: t('proposal.all') }, ...proposalStates.map((one) => ({ value: one as string, label: t(`proposal.state.${one}`) }))]} style={{ flex: 1, minWidth: 140 }} data-testid="proposal-state" />
          : <Segmented value={state ?? ''} onChange={(value: string) => address.set({ state: value })} options={[{ value: '', label: t('proposal.all') }, ...proposalStates.map((one) => ({ value: one as string, label: t(`proposal.state.${one}`) }))]} data-testid="proposal-state" />}
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('run.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 150 }} popupMatchSelectWidth={false} />
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t('proposal.search')} onSearch={(text) => address.set({ search: text.trim() })} style={{ width: 220 }} data-testid="proposal-search" />
        {entry !== undefined && <Tag closable onClose={() => address.set({ entry: undefined })}>{t('proposal.entry')}</Tag>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="proposals-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<div className="empty">{t('proposal.empty')}</div>}
          {...(may('explanation.read') ? { onOpen: setExplained } : {})}
          {...(may(consent.send) ? { selection: { keys: chosen, change: (keys: string[]) => setSelected(keys), canSelect: (key: string) => sendable.has(key) } } : {})}
          columns={[
            { key: 'supply', title: t(`run.pair.supply.${consent.market}`), width: 220, render: (one) => <><div style={{ fontWeight: 500 }}>{one.supplyLabel}</div><div className="muted small">{one.supplyExternalId} {one.supplyRegionName}</div></> },
            { key: 'demand', title: t(`run.pair.demand.${consent.market}`), width: 240, render: (one) => <><div>{one.demandLabel}</div><div className="muted small">{one.demandOrganisationName} {one.demandRegionName}</div></> },
            ...(consent.market === 'produce' ? [{ key: 'quantity', title: t('run.pair.quantity'), number: true, render: (one: ProposalView) => <Jin units={one.quantity} /> }] : []),
            ...(tiers ? [{ key: 'tier', title: t('run.pair.tier'), render: (one: ProposalView) => <TierBadge tier={one.tier} of={tierOf} /> }] : []),
            { key: 'fit', title: t('run.pair.fit'), number: true, render: (one) => <span className="figure">{one.fit ?? '—'}</span> },
            { key: 'state', title: t('proposal.col.state'), render: (one) => <StateWord tone={proposalTone[one.state]}>{t(`proposal.state.${one.state}`)}</StateWord> },
            { key: 'answers', title: t('proposal.col.answers'), render: (one) => <ProposalAnswers consent={consent} proposal={one} /> },
            { key: 'deadline', title: t('proposal.col.deadline'), render: (one) => <span className="figure">{one.state === 'sent' ? localTime(one.deadline) : '—'}</span> },
            ...(may(consent.answer.supply) || may(consent.answer.demand) ? [{ key: 'acts', title: '', render: (one: ProposalView) => <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6 }}><ProposalActs consent={consent} proposal={one} />{consent.market === 'employment' && (one.state === 'proposed' || one.state === 'sent') && <WorkerLinkButton workerId={one.supplyId} title={`${one.supplyLabel} ${one.supplyExternalId}`} small />}</div> }] : []),
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <ExplanationDrawer onClose={() => setExplained(null)} subject={explained === null ? null : { ...(onDemandSide ? { entryId: explained.demandId, counterpartId: explained.supplyId } : { entryId: explained.supplyId, counterpartId: explained.demandId }), ...(explained.runId === null ? {} : { runId: explained.runId }) }} />
    </>
  );
}

function SendButton({ consent, ids, onSent }: { consent: ConsentMarket; ids: readonly string[]; onSent: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const send = useMutation({
    mutationFn: () => call(consent.operations.send, { ids: [...ids] }),
    onSuccess: ({ sent, skipped }) => { void message.success(skipped === 0 ? t('proposal.sent', { sent }) : t('proposal.sentSkipped', { sent, skipped })); onSent(); void client.invalidateQueries({ queryKey: ['proposals'] }); },
    onError: say,
  });
  return <Button type="primary" disabled={ids.length === 0} loading={send.isPending} onClick={() => send.mutate()} title={t('proposal.sendHint')} data-testid="proposal-send">{ids.length === 0 ? t('proposal.send') : t('proposal.sendSelected', { n: ids.length })}</Button>;
}
