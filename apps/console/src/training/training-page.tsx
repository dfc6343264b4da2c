import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { fullNumber, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { useAddress } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import { TrainingDrawer } from './training-drawer.js';
import { TrainingForm } from './training-form.js';
import { trainingKinds, trainingStates, TrainingStateWord, trainingTracks } from './training-words.js';

const todos = ['results', 'seats'] as const;

/** 培训班: what is taught, for whom there are seats, and what came of it. */
export function TrainingPage(): ReactNode {
  const { may } = useActor();
  return may('training.read') ? <Courses /> : <ForbiddenPage />;
}

function Courses(): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const phone = usePhone(), address = useAddress(), units = useUnitOptions();
  const { code: programme } = useProgramme();
  const [planning, setPlanning] = useState(false);
  const todo = todos.find((one) => one === address.get('todo')), state = trainingStates.find((one) => one === address.get('state')), track = trainingTracks.find((one) => one === address.get('track')), kind = trainingKinds.find((one) => one === address.get('kind')), region = address.get('region'), search = address.get('search');
  const filters = { ...(todo === undefined ? {} : { todo }), ...(state === undefined ? {} : { state }), ...(track === undefined ? {} : { track }), ...(kind === undefined ? {} : { kind }), ...(region === undefined ? {} : { region }), ...(search === undefined ? {} : { search }) };
  const { data, error, refetch, isPlaceholderData } = useQuery({ queryKey: ['training', programme, filters, address.position], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.training.list, { programme, ...filters, ...address.position }, signal) });
  const choose = (name: string) => (value: string | null | undefined): void => address.set({ [name]: value ?? undefined });
  const width = phone ? { flex: '1 1 140px', minWidth: 0 } : { width: 150 }, writes = may('training.write');
  const offered = [...(writes ? ['results' as const] : []), ...(may('training.enrol') ? ['seats' as const] : [])];
  return (
    <>
      <div className="page-head"><h1>{t('nav.training')}</h1><Total page={data} /><span className="grow" />{writes && <div className="acts no-print"><Button type="primary" onClick={() => setPlanning(true)} data-testid="training-create">{t('training.act.create')}</Button></div>}</div>
      <p className="muted">{t('training.text')}</p>
      <div className="filters">
        {offered.length > 0 && <Segmented value={todo ?? ''} onChange={(value) => address.set({ todo: value === '' ? undefined : value })} options={[{ value: '', label: t('training.all') }, ...offered.map((one) => ({ value: one as string, label: t(`training.todo.${one}`) }))]} data-testid="training-todo" />}
        <Input.Search key={search ?? ''} allowClear defaultValue={search ?? ''} placeholder={t('training.search')} onSearch={(text) => address.set({ search: text.trim() === '' ? undefined : text.trim() })} style={phone ? { width: '100%' } : { width: 260 }} data-testid="training-search" />
        <Select allowClear placeholder={t('training.filter.state')} value={state ?? null} onChange={choose('state')} options={trainingStates.map((one) => ({ value: one, label: t(`training.state.${one}`) }))} style={width} data-testid="training-state" />
        <Select allowClear placeholder={t('training.filter.track')} value={track ?? null} onChange={choose('track')} options={trainingTracks.map((one) => ({ value: one, label: t(`training.track.${one}`) }))} style={width} popupMatchSelectWidth={false} data-testid="training-track" />
        <Select allowClear placeholder={t('training.filter.kind')} value={kind ?? null} onChange={choose('kind')} options={trainingKinds.map((one) => ({ value: one, label: t(`training.kind.${one}`) }))} style={width} data-testid="training-kind" />
        {units.length > 1 && <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('agreement.col.unit')} value={region ?? null} onChange={choose('region')} options={units} style={width} popupMatchSelectWidth={false} />}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="training-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} onOpen={(one) => address.open({ row: one.id })} empty={<div className="empty">{t(Object.keys(filters).length > 0 ? 'training.empty.filtered' : writes ? 'training.empty.own' : 'training.empty')}</div>}
          columns={[
            { key: 'title', title: t('training.col.title'), width: 240, render: (one) => <><div style={{ fontWeight: 500 }}>{one.title}</div><div className="muted small">{[pick(one.trackName), one.kind === 'school' ? pick(one.kindName) : null].filter((part) => part !== null).join(' · ')}</div></> },
            { key: 'organiser', title: t('training.col.organiser'), width: 220, render: (one) => <>{one.organiser}<div className="muted small">{one.regionName ?? pick(one.sideName)}</div></> },
            { key: 'days', title: t('training.col.days'), render: (one) => <span className="figure" style={{ whiteSpace: 'nowrap' }}>{one.startsOn}<br />{one.endedOn ?? one.endsOn}</span> },
            { key: 'seats', title: t('training.col.seats'), number: true, render: (one) => <span className="figure">{fullNumber(one.taken)} / {fullNumber(one.seats)}</span> },
            { key: 'certificate', title: t('training.col.certificate'), render: (one) => one.certificate ?? unknownMark },
            { key: 'state', title: t('training.col.state'), render: (one) => <TrainingStateWord course={one} /> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <TrainingDrawer id={address.get('row')} onClose={() => address.close({ row: undefined })} />
      <TrainingForm course={null} open={planning} onClose={() => setPlanning(false)} onSaved={(saved) => { setPlanning(false); address.open({ row: saved.id }); }} />
    </>
  );
}
