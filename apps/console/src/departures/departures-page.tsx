import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { DepartureDrawer } from './departure-drawer.js';
import { DepartureForm } from './departure-form.js';
import { DepartureStateWord, departureStates, PeopleOf } from './departure-words.js';

/** 集中出发: who leaves together, when, from where to where. */
export function DeparturesPage(): ReactNode {
  const { may } = useActor();
  return may('departure.read') ? <Departures /> : <ForbiddenPage />;
}

function Departures(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), units = useUnitOptions();
  const { code: programme } = useProgramme();
  const [planning, setPlanning] = useState(false);
  const state = departureStates.find((one) => one === address.get('state')), due = address.get('due') === 'now' ? 'now' as const : undefined, region = address.get('region'), from = address.get('from'), to = address.get('to'), search = address.get('search');
  const filters = { ...(state === undefined ? {} : { state }), ...(due === undefined ? {} : { due }), ...(region === undefined ? {} : { region }), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['departures', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.departures.list, { programme, ...filters, ...address.position }, signal) });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 }, plans = may('departure.plan');
  return (
    <>
      <div className="page-head"><h1>{t('nav.departures')}</h1><Total page={data} /><span className="grow" />{plans && <div className="acts no-print"><Button type="primary" onClick={() => setPlanning(true)} data-testid="departure-plan">{t('departure.act.plan')}</Button></div>}</div>
      <p className="muted">{t('departure.text')}</p>
      <div className="filters">
        <Segmented value={due === 'now' ? 'now' : state ?? ''} onChange={(value) => address.set({ state: value === 'now' || value === '' ? undefined : value, due: value === 'now' ? 'now' : undefined })} style={{ maxWidth: '100%', overflowX: 'auto' }} data-testid="departures-state"
          options={[{ value: '', label: t('departure.all') }, { value: 'now', label: t('departure.due') }, ...departureStates.map((one) => ({ value: one as string, label: t(`departure.state.${one}`) }))]} />
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('departure.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="departures-search" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={width} popupMatchSelectWidth={false} />
        <div style={width}><DayInput value={from ?? null} onChange={(day) => address.set({ from: day ?? undefined })} placeholder={t('departure.from')} testId="departures-from" /></div>
        <div style={width}><DayInput value={to ?? null} onChange={(day) => address.set({ to: day ?? undefined })} placeholder={t('departure.to')} testId="departures-to" /></div>
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="departures-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'departure.empty.filtered' : plans ? 'departure.empty.own' : 'departure.empty')}</div>}
          columns={[
            { key: 'when', title: t('departure.col.when'), width: 170, render: (one) => <><div style={{ fontWeight: 500 }} className="figure">{one.leavesOn} {one.leavesAt}</div><div className="muted small">{one.regionName}</div></> },
            { key: 'way', title: t('departure.col.way'), render: (one) => <>{one.meetingPlace} → {one.destination}{one.supporter !== null && <div className="muted small">{t('departure.with', { name: one.supporter.name })}</div>}</> },
            { key: 'vehicle', title: t('departure.col.vehicle'), render: (one) => <VehicleWords vehicle={one.vehicle} number={one.vehicleNumber} /> },
            { key: 'people', title: t('departure.col.people'), render: (one) => <PeopleOf departure={one} /> },
            { key: 'state', title: t('departure.col.state'), render: (one) => <DepartureStateWord departure={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <DepartureDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <DepartureForm open={planning} departure={null} onClose={() => setPlanning(false)} onDone={(made) => { setPlanning(false); address.open({ row: made.id }); }} />
    </>
  );
}

function VehicleWords({ vehicle, number }: { vehicle: 'coach' | 'train' | 'plane' | 'ship' | 'other'; number: string | null }): ReactNode {
  const { t } = useTexts();
  return <>{t(`departure.vehicle.${vehicle}`)}{number !== null && <span className="muted"> {number}</span>}</>;
}
