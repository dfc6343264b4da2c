import type { AgreementView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { Navigate, useParams } from 'react-router';
import { call } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { Jin, Yuan } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { consentMarketOf, type ConsentMarket } from './proposal-markets.js';

/** What was agreed: placements or contract lines. */
export function AgreementsPage(): ReactNode {
  const { market } = useParams();
  const { may } = useActor();
  const consent = consentMarketOf(market);
  if (consent === undefined) return <MissingPage />;
  // What became of the pairs of employment has pages of its own.
  if (consent.market === 'employment') return <Navigate to="/placements" replace />;
  return may(consent.readAgreements) ? <Agreements key={consent.market} consent={consent} /> : <ForbiddenPage />;
}

function Agreements({ consent }: { consent: ConsentMarket }): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const address = useAddress();
  const units = useUnitOptions();
  const region = address.get('region');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['agreements', consent.market, programme, region, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(consent.operations.agreements, { programme, ...address.position, ...(region === undefined ? {} : { region }) }, signal),
  });
  const tiers = (data?.items ?? []).some((one) => one.tier !== null);
  return (
    <>
      <div className="page-head"><h1>{t(consent.agreements)}</h1><Total page={data} /></div>
      <div className="filters">
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 180 }} popupMatchSelectWidth={false} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="agreements-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<div className="empty">{t(`agreement.empty.${consent.market}`)}</div>}
          columns={[
            { key: 'supply', title: t(`run.pair.supply.${consent.market}`), width: 220, render: (one) => <span style={{ fontWeight: 500 }}>{one.supplyLabel}</span> },
            { key: 'demand', title: t(`run.pair.demand.${consent.market}`), width: 240, render: (one) => one.demandLabel },
            { key: 'unit', title: t('agreement.col.unit'), render: (one) => one.unitName },
            { key: 'supporter', title: t('agreement.col.supporter'), render: (one) => one.supporterName ?? '—' },
            ...(consent.market === 'produce' ? [{ key: 'quantity', title: t('run.pair.quantity'), number: true, render: (one: AgreementView) => <Jin units={one.quantity} /> }] : []),
            { key: 'amount', title: t(`agreement.col.amount.${consent.market}`), number: true, render: (one) => <Yuan fen={one.amountFen} /> },
            ...(tiers ? [{ key: 'tier', title: t('run.pair.tier'), render: (one: AgreementView) => <TierBadge tier={one.tier} of={consent.market === 'employment' ? 'worker' : 'lot'} /> }] : []),
            { key: 'date', title: t('agreement.col.date'), render: (one) => <span className="figure">{localTime(one.agreedAt)}</span> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
