import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { EventDrawer } from './event-drawer.js';
import { EventForm } from './event-form.js';
import { counted, daysOf, eventKinds, eventStates, EventStateWord, SumsRow } from './event-words.js';

/** 招聘活动: the year's plan of recruitment events, and what came of it. */
export function RecruitmentEventsPage(): ReactNode {
  const { may } = useActor();
  return may('recruitment-event.read') ? <Events /> : <ForbiddenPage />;
}

function Events(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), units = useUnitOptions();
  const { code: programme } = useProgramme();
  const [planning, setPlanning] = useState(false);
  const thisYear = Number(todayInShanghai().slice(0, 4)), chosenYear = address.get('year'), year = chosenYear === 'all' ? undefined : Number(chosenYear ?? thisYear);
  const state = eventStates.find((one) => one === address.get('state')), kind = eventKinds.find((one) => one === address.get('kind')), region = address.get('region'), search = address.get('search');
  const filters = { ...(year === undefined ? {} : { year }), ...(state === undefined ? {} : { state }), ...(kind === undefined ? {} : { kind }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['recruitment-events', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.recruitmentEvents.list, { programme, ...filters, ...address.position }, signal) });
  const sums = useQuery({ queryKey: ['recruitment-event-sums', programme, filters], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.recruitmentEvents.sums, { programme, ...filters }, signal) });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 }, writes = may('recruitment-event.write'), years = Array.from({ length: 5 }, (_, i) => String(thisYear + 1 - i));
  const isFiltered = state !== undefined || kind !== undefined || region !== undefined || search !== undefined;
  return (
    <>
      <div className="page-head"><h1>{t('nav.recruitmentEvents')}</h1><Total page={data} /><span className="grow" />{writes && <div className="acts no-print"><Button type="primary" onClick={() => setPlanning(true)} data-testid="event-plan">{t('event.act.plan')}</Button></div>}</div>
      <p className="muted">{t('event.text')}</p>
      <div className="filters">
        <Select value={chosenYear ?? String(thisYear)} onChange={(value: string) => address.set({ year: value === String(thisYear) ? undefined : value })} options={[...years.map((one) => ({ value: one, label: t('event.year', { year: one }) })), { value: 'all', label: t('event.year.all') }]} style={width} data-testid="events-year" />
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('event.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 240 }} data-testid="events-search" />
        <Select allowClear placeholder={t('event.filter.kind')} value={kind ?? null} onChange={(value: string | null | undefined) => address.set({ kind: value ?? undefined })} options={eventKinds.map((one) => ({ value: one as string, label: t(`event.kind.${one}`) }))} style={width} data-testid="events-kind" />
        <Select allowClear placeholder={t('event.filter.state')} value={state ?? null} onChange={(value: string | null | undefined) => address.set({ state: value ?? undefined })} options={eventStates.map((one) => ({ value: one as string, label: t(`event.state.${one}`) }))} style={width} data-testid="events-state" />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={(value: string | null | undefined) => address.set({ region: value ?? undefined })} options={units} style={width} popupMatchSelectWidth={false} />
      </div>
      {sums.error !== null && <ProblemNotice error={sums.error} onRetry={() => void sums.refetch()} />}
      {sums.data !== undefined && sums.data.events > 0 && <><p className="muted small" style={{ margin: '0 0 6px' }}>{t('event.sums', { events: fullNumber(sums.data.events), held: fullNumber(sums.data.heldEvents) })}</p><SumsRow sums={sums.data} testId="event-sums" /></>}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="events-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(isFiltered ? 'event.empty.filtered' : writes ? 'event.empty.own' : 'event.empty')}</div>}
          columns={[
            { key: 'name', title: t('event.col.name'), width: 240, render: (one) => <><div style={{ fontWeight: 500 }}>{one.name}</div><div className="muted small">{pick(one.kindName)} · {one.place}</div></> },
            { key: 'days', title: t('event.col.days'), render: (one) => <span className="figure">{daysOf(one)}</span> },
            { key: 'organiser', title: t('event.col.organiser'), render: (one) => <>{one.organiser}<div className="muted small">{one.organiserRegion?.name ?? pick(one.sideName)}</div></> },
            { key: 'posts', title: t('event.sum.posts'), number: true, render: (one) => <span className="figure">{fullNumber(one.sums.posts)}</span> },
            { key: 'people', title: t('event.col.people'), number: true, render: (one) => <span className="figure">{fullNumber(one.sums.quota)} / {counted(one.sums.attended)}</span> },
            { key: 'hires', title: t('event.col.hires'), number: true, render: (one) => <span className="figure">{counted(one.sums.hires)} / {fullNumber(one.sums.placed)}</span> },
            { key: 'state', title: t('event.filter.state'), render: (one) => <EventStateWord event={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <EventDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <EventForm open={planning} shown={null} onClose={() => setPlanning(false)} onDone={(made) => { setPlanning(false); address.open({ row: made.id }); }} />
    </>
  );
}
