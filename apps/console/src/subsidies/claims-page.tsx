import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { ClaimDrawer } from './claim-drawer.js';
import { claimStates, ClaimStateWord, yuan } from './subsidy-words.js';

/** 补贴申领: claimed, examined, paid. */
export function ClaimsPage(): ReactNode {
  const { may } = useActor();
  return may('subsidy-claim.read') ? <Claims /> : <ForbiddenPage />;
}

function Claims(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), units = useUnitOptions();
  const { code: programme } = useProgramme();
  const state = claimStates.find((one) => one === address.get('state')), policyId = address.get('policy'), region = address.get('region'), search = address.get('search');
  const filters = { ...(state === undefined ? {} : { state }), ...(policyId === undefined ? {} : { policyId }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['subsidy-claims', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.subsidyClaims.list, { programme, ...filters, ...address.position }, signal) });
  const policies = useQuery({ queryKey: ['subsidies', programme, 'to choose'], queryFn: ({ signal }) => call(operations.subsidies.list, { programme, size: 200 }, signal) });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 160 };
  return (
    <>
      <div className="page-head"><h1>{t('nav.subsidyClaims')}</h1><Total page={data} /></div>
      <p className="muted">{t(may('subsidy-claim.make') ? 'claim.text.make' : 'claim.text')}</p>
      <div className="filters">
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('claim.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="claims-search" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('nav.subsidies')} value={policyId ?? null} onChange={(value: string | null | undefined) => address.set({ policy: value ?? undefined })} options={(policies.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))} loading={policies.isPending} style={phone ? width : { width: 220 }} popupMatchSelectWidth={false} data-testid="claims-policy" />
        <Select allowClear placeholder={t('event.filter.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={claimStates.map((one) => ({ value: one as string, label: t(`claim.state.${one}`) }))} style={width} data-testid="claims-state" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={width} popupMatchSelectWidth={false} />
      </div>
      {policies.error !== null && <ProblemNotice error={policies.error} onRetry={() => void policies.refetch()} />}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="claims-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'claim.empty.filtered' : may('subsidy-claim.make') ? 'claim.empty.own' : 'claim.empty')}</div>}
          columns={[
            { key: 'policy', title: t('nav.subsidies'), width: 240, render: (one) => <><div style={{ fontWeight: 500 }}>{one.policy.title}</div><div className="muted small">{pick(one.policy.kindName)} · {pick(one.policy.claimantName)}</div></> },
            { key: 'worker', title: t('claim.col.worker'), render: (one) => <>{one.workerTitle} <span className="muted">{one.workerExternalId}</span><div className="muted small">{one.regionName}</div></> },
            { key: 'subject', title: t('claim.col.subject'), render: (one) => <>{one.subjectTitle}{one.employer !== null && <div className="muted small">{one.employer}</div>}</> },
            { key: 'amount', title: t('claim.col.amount'), number: true, render: (one) => <span className="figure">{yuan(one.amountFen)}</span> },
            { key: 'claimed', title: t('claim.col.claimed'), render: (one) => <><span className="figure">{localTime(one.claimedAt)}</span><div className="muted small">{one.claimedBy}</div></> },
            { key: 'state', title: t('event.filter.state'), render: (one) => <ClaimStateWord claim={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <ClaimDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
    </>
  );
}
