import { BULK_ENROLMENTS, type EnrolmentAct, type EnrolmentReason, type EnrolmentView, type TrainingView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { Pager, type Position, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { SeatStateWord, seatReasons, seatStates, useRenewTraining } from './training-words.js';

type Judgement = Exclude<EnrolmentAct, 'enrol'>;
const judgements = ['attend', 'pass', 'fail', 'drop', 'reopen'] as const satisfies readonly Judgement[];

/** Who takes the course's seats: by number, with results for those chosen. */
export function TrainingSeats({ course }: { course: TrainingView }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const [state, setState] = useState<(typeof seatStates)[number] | null>(null);
  const [search, setSearch] = useState('');
  const [position, setPosition] = useState<Position>({ size: 20 });
  const [picked, setPicked] = useState<readonly EnrolmentView[]>([]);
  const [act, setAct] = useState<Judgement | null>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['training-seats', course.id, state, search, position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.training.enrolments, { id: course.id, ...(state === null ? {} : { state }), ...(search === '' ? {} : { search }), ...position }, signal),
  });
  // Of those on this page as they now stand: what was done to them meanwhile is seen before it is judged.
  const rows = data?.items ?? [], chosen = picked.map((seat) => rows.find((one) => one.id === seat.id) ?? seat), acting = rows.some((one) => one.acts.length > 0), isFiltered = state !== null || search !== '';
  const possible = judgements.filter((one) => chosen.length > 0 && chosen.length <= BULK_ENROLMENTS && chosen.every((seat) => seat.acts.includes(one)));
  const width = phone ? { flex: '1 1 130px', minWidth: 0 } : { width: 150 };
  return (
    <section data-testid="training-people">
      <h2 style={{ marginTop: 22 }}>{t('training.people')} <Total page={data} /></h2>
      {(isFiltered || (data?.total ?? 0) > 0) && (
        <div className="filters">
          <Input.Search allowClear placeholder={t('training.people.search')} onSearch={(text) => { setSearch(text.trim()); setPosition({ size: 20 }); }} style={phone ? { width: '100%' } : { width: 200 }} data-testid="seats-search" />
          <Select allowClear placeholder={t('training.filter.state')} value={state} onChange={(value: typeof state | undefined) => { setState(value ?? null); setPosition({ size: 20 }); }} options={seatStates.map((one) => ({ value: one, label: t(`training.seat.${one}`) }))} style={width} data-testid="seats-state" />
        </div>
      )}
      {acting && (
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', margin: '8px 0' }}>
          <span className="muted">{chosen.length === 0 ? t('training.people.choose') : t(chosen.length > BULK_ENROLMENTS ? 'training.people.tooMany' : 'training.people.chosen', { n: chosen.length, most: BULK_ENROLMENTS })}</span>
          {possible.map((one) => <Button key={one} size="small" onClick={() => setAct(one)} data-testid={`seats-${one}`}>{t(`training.judge.${one}`)}</Button>)}
        </div>
      )}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <RecordsTable
        testId="seats-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<p className="muted">{t(isFiltered ? 'training.people.filtered' : 'training.people.none')}</p>}
        {...(acting ? { selection: { keys: chosen.map((one) => one.id), change: (keys: string[]) => setPicked([...chosen, ...rows].filter((one, i, all) => keys.includes(one.id) && all.findIndex((other) => other.id === one.id) === i)), canSelect: (key: string) => (rows.find((one) => one.id === key)?.acts.length ?? 0) > 0 } } : {})}
        columns={[
          { key: 'number', title: t('training.people.number'), width: 190, render: (one) => <><div>{one.worker === null ? one.number : <Link to={`/lists/workers?row=${one.worker.id}`}>{one.number}</Link>} {one.worker?.name ?? ''} <TierBadge tier={one.worker?.tier ?? null} of="worker" /></div>{one.post !== null && <div className="muted small">{t('training.people.post', { title: one.post.title })}</div>}</> },
          { key: 'county', title: t('training.people.county'), render: (one) => one.regionName },
          { key: 'state', title: t('training.people.state'), render: (one) => <><SeatStateWord seat={one} />{one.certificate !== null && <div className="muted small">{one.certificate}</div>}</> },
          { key: 'on', title: t('training.people.on'), render: (one) => <span className="figure" style={{ whiteSpace: 'nowrap' }}>{one.on}</span> },
        ]}
      />
      <Pager page={data} position={position} onMove={setPosition} />
      {act !== null && <JudgeDialog act={act} course={course} seats={chosen} onClose={() => setAct(null)} onDone={() => { setAct(null); setPicked([]); }} pick={pick} />}
    </section>
  );
}

interface Values { on: string; reason?: EnrolmentReason; words?: string }

function JudgeDialog({ act, course, seats, onClose, onDone, pick }: { act: Judgement; course: TrainingView; seats: readonly EnrolmentView[]; onClose: () => void; onDone: () => void; pick: ReturnType<typeof useTexts>['pick'] }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewTraining();
  const [form] = Form.useForm<Values>();
  const judge = useMutation({
    mutationFn: ({ on, reason, words }: Values) => {
      const request = { id: course.id, version: course.version, enrolments: seats.map(({ id, version }) => ({ id, version })), on, ...((words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() }) };
      // A county takes its own people out; results are for the office that holds the course.
      if (act === 'drop' && course.acts.length === 0 && !course.mayJudge && reason !== undefined) return call(operations.training.withdraw, { ...request, reason });
      return call(operations.training.results, { ...request, act, ...(reason === undefined ? {} : { reason }) });
    },
    onSuccess: () => { void message.success(t('training.done')); renew(); onDone(); },
    onError: (error) => { renew(); form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'on' || one.field === 'reason' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))); },
  });
  const title = t(`training.judge.${act}`), reasons = act === 'fail' || act === 'drop' ? seatReasons[act] : [], n = seats.length;
  const text = act === 'pass' && course.certificate === null ? t('training.judge.text.pass.none', { n }) : act === 'pass' ? t('training.judge.text.pass', { n, certificate: course.certificate ?? '' }) : t(`training.judge.text.${act}`, { n });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${title}：${course.title}`} okText={title} cancelText={t('act.back')} okButtonProps={{ loading: judge.isPending, 'data-testid': 'seats-confirm' }} onOk={() => form.submit()}>
      <p>{text}</p>
      {judge.error !== null && <ProblemNotice error={judge.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ on: todayInShanghai() }} onFinish={(values) => judge.mutate(values)} disabled={judge.isPending}>
        {reasons.length > 0 && <Form.Item name="reason" label={t('training.field.reason')} rules={[{ required: true, message: t('row.required', { header: t('training.field.reason') }) }]}><Select options={reasons.map((one) => ({ value: one, label: t(`training.reason.${one}`) }))} data-testid="seats-reason" /></Form.Item>}
        <Form.Item name="on" label={t('training.field.on')} rules={[{ required: true, message: t('row.required', { header: t('training.field.on') }) }]}><DayInput testId="seats-on" /></Form.Item>
        <Form.Item name="words" label={t('training.field.words')} extra={t('training.field.noNames')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </Form>
    </Modal>
  );
}
