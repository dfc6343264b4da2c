import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
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
import { SubsidyDrawer } from './subsidy-drawer.js';
import { SubsidyForm } from './subsidy-form.js';
import { subsidyKinds, subsidyStates, SubsidyStateWord, useAmount, yuan } from './subsidy-words.js';

/** 补贴政策: what a worker or an enterprise may claim, on which terms, by which document. */
export function SubsidiesPage(): ReactNode {
  const { may } = useActor();
  return may('subsidy.read') ? <Policies /> : <ForbiddenPage />;
}

function Policies(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), amount = useAmount();
  const { code: programme } = useProgramme();
  const [planning, setPlanning] = useState(false);
  const state = subsidyStates.find((one) => one === address.get('state')), kind = subsidyKinds.find((one) => one === address.get('kind')), claimant = (['worker', 'enterprise'] as const).find((one) => one === address.get('claimant')), search = address.get('search');
  const filters = { ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { kind }), ...(claimant === undefined ? {} : { claimant }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['subsidies', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.subsidies.list, { programme, ...filters, ...address.position }, signal) });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 }, manages = may('subsidy.manage'), isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <div className="page-head"><h1>{t('nav.subsidies')}</h1><Total page={data} /><span className="grow" />{manages && <div className="acts no-print"><Button type="primary" onClick={() => setPlanning(true)} data-testid="subsidy-plan">{t('subsidy.act.plan')}</Button></div>}</div>
      <p className="muted">{t('subsidy.text')}</p>
      <div className="filters">
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('subsidy.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="subsidies-search" />
        <Select allowClear placeholder={t('subsidy.field.kind')} value={kind ?? null} onChange={(value: string | null | undefined) => address.set({ kind: value ?? undefined })} options={subsidyKinds.map((one) => ({ value: one as string, label: t(`subsidy.kind.${one}`) }))} style={width} data-testid="subsidies-kind" />
        <Select allowClear placeholder={t('subsidy.field.claimant')} value={claimant ?? null} onChange={(value: string | null | undefined) => address.set({ claimant: value ?? undefined })} options={(['worker', 'enterprise'] as const).map((one) => ({ value: one as string, label: t(`subsidy.claimant.${one}`) }))} style={width} />
        <Select allowClear placeholder={t('event.filter.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={subsidyStates.map((one) => ({ value: one as string, label: t(`subsidy.state.${one}`) }))} style={width} data-testid="subsidies-state" />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="subsidies-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(isFiltered ? 'subsidy.empty.filtered' : manages ? 'subsidy.empty.own' : 'subsidy.empty')}</div>}
          columns={[
            { key: 'title', title: t('subsidy.field.title'), width: 260, render: (one) => <><div style={{ fontWeight: 500 }}>{one.title}</div><div className="muted small">{pick(one.kindName)} · {one.office}</div></> },
            { key: 'claimant', title: t('subsidy.field.claimant'), render: (one) => pick(one.claimantName) },
            { key: 'amount', title: t('subsidy.field.amount'), render: (one) => <span className="figure">{amount(one)}</span> },
            { key: 'terms', title: t('subsidy.terms'), width: 240, render: (one) => <span className="small">{one.termsText.map(pick).join('；')}</span> },
            { key: 'valid', title: t('subsidy.field.valid'), render: (one) => <span className="figure">{one.validFrom} — {one.validTo}</span> },
            { key: 'claims', title: t('subsidy.col.claims'), number: true, render: (one) => <span className="figure">{fullNumber(one.sums.claimed + one.sums.approved + one.sums.paid)} / {yuan(one.sums.paidFen)}</span> },
            { key: 'state', title: t('event.filter.state'), render: (one) => <SubsidyStateWord policy={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <SubsidyDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <SubsidyForm open={planning} shown={null} onClose={() => setPlanning(false)} onDone={(made) => { setPlanning(false); address.open({ row: made.id }); }} />
    </>
  );
}
