import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Modal, Select, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { SeatStateWord, useRenewTraining } from '../training/training-words.js';

/** What the worker learnt across courses, and a seat in another one. */
export function WorkerTraining({ id, version, programme, isOpen }: { id: string; version: number; programme: string; isOpen: boolean }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const [isEnrolling, setEnrolling] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['training-of-worker', id, version], queryFn: ({ signal }) => call(operations.training.ofWorker, { id }, signal) });
  return (
    <section data-testid="row-training" style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', justifyContent: 'space-between' }}><h2>{t('training.record')}</h2>{may('training.enrol') && isOpen && <Button size="small" onClick={() => setEnrolling(true)} data-testid="row-enrol">{t('training.record.enrol')}</Button>}</div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {data?.items.length === 0 && <p className="muted">{t('training.record.none')}</p>}
      <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {data?.items.map((one) => (
          <li key={one.id} style={{ display: 'flex', flexWrap: 'wrap', gap: 8, padding: '6px 0', borderBottom: '1px solid var(--line)' }}>
            {may('training.read') ? <Link to={`/training?row=${one.courseId}`}>{one.title}</Link> : <span>{one.title}</span>}<SeatStateWord seat={one} />{one.certificate !== null && <span>{one.certificate}</span>}
            <span className="muted">{pick(one.trackName)} · {one.organiser} · <span className="figure">{t('training.fact.days', { from: one.startsOn, to: one.endsOn })}</span></span>
          </li>
        ))}
      </ul>
      <Modal open={isEnrolling} onCancel={() => setEnrolling(false)} destroyOnHidden title={t('training.record.enrol')} footer={null}><Enrol id={id} programme={programme} onClose={() => setEnrolling(false)} /></Modal>
    </section>
  );
}

function Enrol({ id, programme, onClose }: { id: string; programme: string; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewTraining();
  const [courseId, setCourseId] = useState<string | null>(null);
  const [postId, setPostId] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const { data, error, refetch, isFetching } = useQuery({ queryKey: ['training', programme, 'open', search], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.training.list, { programme, state: 'open', size: 50, ...(search === '' ? {} : { search }) }, signal) });
  const courses = (data?.items ?? []).filter((one) => one.mayEnrol), course = courses.find((one) => one.id === courseId), kept = (course?.posts ?? []).filter((one) => one.seats > 0);
  const enrol = useMutation({
    mutationFn: () => (course === undefined ? Promise.reject(new Error('no course')) : call(operations.training.enrol, { id: course.id, version: course.version, workerIds: [id], ...(postId === null ? {} : { postId }) })),
    onSuccess: () => { void message.success(t('training.done')); renew(); onClose(); }, onError: () => renew(),
  });
  return (
    <>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {enrol.error !== null && <ProblemNotice error={enrol.error} />}
      <Select
        showSearch={{ filterOption: false, onSearch: (text) => setSearch(text.trim()) }} loading={isFetching} placeholder={t('training.record.course')} value={courseId} onChange={(value: string | null) => { setCourseId(value); setPostId(null); }} style={{ width: '100%' }} notFoundContent={t('training.record.noCourse')} data-testid="row-enrol-course"
        options={courses.map((one) => ({ value: one.id, label: `${one.title}（${t('training.fact.days', { from: one.startsOn, to: one.endsOn })}，${String(one.taken)} / ${String(one.seats)}）` }))}
      />
      {kept.length > 0 && <Select allowClear placeholder={t('training.enrol.post')} value={postId} onChange={(value: string | null | undefined) => setPostId(value ?? null)} options={kept.map((one) => ({ value: one.id, label: `${one.title}（${String(one.taken)} / ${String(one.seats)}）` }))} style={{ width: '100%', marginTop: 10 }} data-testid="row-enrol-post" />}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 18 }}><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="primary" disabled={course === undefined} loading={enrol.isPending} onClick={() => enrol.mutate()} data-testid="row-enrol-confirm">{t('training.act.enrol')}</Button></div>
    </>
  );
}
