import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { listKindOf } from '../lists/list-kinds.js';
import { RowDrawer } from '../lists/row-drawer.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';

/** Days ahead that the page can look. */
const spans = ['30', '60', '180', '366'] as const;

/** 即将到期的困难认定: who loses the first tier when, so that the finding is renewed before. */
export function EndingTiersPage(): ReactNode {
  const { may } = useActor();
  return may('worker.read') ? <EndingTiers /> : <ForbiddenPage />;
}

function EndingTiers(): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const address = useAddress(), units = useUnitOptions(), kind = listKindOf('workers');
  const region = address.get('region'), search = address.get('search'), withinDays = spans.find((one) => one === address.get('days')) ?? '60';
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['ending-tiers', programme, region, search, withinDays, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.hardship.ending, { programme, withinDays, ...address.position, ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) }, signal),
  });
  if (kind === undefined) return <MissingPage />;
  return (
    <>
      <div className="page-head"><h1>{t('ending.title')}</h1><Total page={data} /></div>
      <p className="muted">{t('ending.text')}</p>
      <div className="filters">
        <Input.Search allowClear defaultValue={search ?? ''} placeholder={t('ending.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={{ width: 240 }} data-testid="ending-search" />
        <Select value={withinDays} onChange={(value: string) => address.set({ days: value === '60' ? undefined : value })} options={spans.map((days) => ({ value: days, label: t('ending.within', { days }) }))} style={{ width: 150 }} data-testid="ending-days" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={{ width: 180 }} popupMatchSelectWidth={false} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="ending-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })}
          empty={<div className="empty">{t(search === undefined && region === undefined ? 'ending.empty' : 'ending.emptyFiltered')}</div>}
          columns={[
            { key: 'title', title: t('ending.col.worker'), width: 240, render: (one) => <span style={{ fontWeight: 500 }}>{one.title} <span className="muted">{one.externalId}</span></span> },
            { key: 'unit', title: t('agreement.col.unit'), render: (one) => one.regionName },
            { key: 'on', title: t('ending.col.on'), render: (one) => <span className="figure">{one.on}</span> },
            { key: 'then', title: t('ending.col.then'), render: (one) => <TierBadge tier={one.then} of="worker" /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <RowDrawer kind={kind} id={address.get('row')} onClose={() => address.close({ row: undefined })} />
    </>
  );
}
