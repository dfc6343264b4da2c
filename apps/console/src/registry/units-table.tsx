import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';

/** Units of a programme; a former name finds today's. */
export function UnitsTable({ programme }: { programme: string }): ReactNode {
  const { t } = useTexts();
  const navigate = useNavigate();
  const address = useAddress();
  const search = address.get('search');
  const zone = address.get('zone');
  const { data: all } = useQuery({ queryKey: ['units', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.units, { programme }, signal) });
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['units', programme, search, zone], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.registry.units, { programme, ...(search === undefined ? {} : { search }), ...(zone === undefined ? {} : { zone }) }, signal),
  });
  const zones = [...new Set((all?.items ?? []).flatMap((unit) => unit.zones))];
  return (
    <>
      <div className="filters">
        <Input.Search key={search ?? ''} defaultValue={search ?? ''} allowClear placeholder={t('units.search')} onSearch={(text) => address.set({ search: text.trim() })} style={{ width: 260 }} data-testid="units-search" />
        {zones.length > 0 && <Select allowClear placeholder={t('units.zone')} value={zone ?? null} onChange={(value: string | null | undefined) => address.set({ zone: value ?? undefined })} options={zones.map((one) => ({ value: one, label: one }))} style={{ width: 180 }} data-testid="units-zone" />}
        {data !== undefined && <span className="muted figure">{t('count.exact', { n: data.items.length })}</span>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="units-table" rows={data?.items} rowKey={(unit) => unit.code} busy={isPlaceholderData} onOpen={(unit) => void navigate(`/registry/units/${unit.code}`)} empty={<div className="empty">{t('units.none')}</div>}
          columns={[
            { key: 'name', title: t('units.name'), width: 200, render: (unit) => <><div style={{ fontWeight: 500 }}>{unit.name}</div>{unit.formerNames.length > 0 && <div className="muted small">{t('unit.former', { names: unit.formerNames.join('、') })}</div>}</> },
            { key: 'place', title: t('units.place'), width: 180, render: (unit) => [unit.province, unit.prefecture].filter(Boolean).join(' ') },
            { key: 'zones', title: t('units.zones'), width: 240, render: (unit) => (unit.zones.length === 0 ? '—' : unit.zones.join('、')) },
            { key: 'supporters', title: t('units.supporters'), width: 320, render: (unit) => unit.supporters.filter((one) => one.kind !== '省内对口支援').map((one) => one.name).join('、') || <span className="muted">{t('unit.noSupporter')}</span> },
            { key: 'code', title: t('units.code'), width: 110, deskOnly: true, render: (unit) => <span className="figure muted">{unit.code}</span> },
          ]}
        />
      )}
    </>
  );
}
