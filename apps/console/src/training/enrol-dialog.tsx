import { BULK_ENROLMENTS, type ReplyOf, type training, type TrainingView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { Pager, type Position } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable } from '../shell/records-table.js';
import { TierBadge } from '../shell/state-word.js';
import { usePhone } from '../shell/use-phone.js';
import { useRenewTraining } from './training-words.js';

type Enrolled = ReplyOf<(typeof training)['enrol']>;

/** Enrols some of the county's open workers; then says how many, and who was left and why. */
export function EnrolDialog({ course, open, onClose }: { course: TrainingView; open: boolean; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={720} title={t('training.enrol.title', { title: course.title })} footer={null} data-testid="enrol-dialog">
      <Content course={course} onClose={onClose} />
    </Modal>
  );
}

function Content({ course, onClose }: { course: TrainingView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone(), renew = useRenewTraining();
  const [search, setSearch] = useState('');
  const [position, setPosition] = useState<Position>({ size: 20 });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [postId, setPostId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Enrolled | null>(null);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['list', 'worker', 'enrol', course.programme, search, position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.workers.list, { programme: course.programme, status: 'open', ...(search === '' ? {} : { search }), ...position }, signal),
  });
  const enrol = useMutation({
    mutationFn: () => call(operations.training.enrol, { id: course.id, version: course.version, workerIds: [...chosen], ...(postId === null ? {} : { postId }) }),
    onSuccess: (done) => { setOutcome(done); setChosen([]); renew(); }, onError: () => renew(),
  });
  const kept = course.posts.filter((one) => one.seats > 0);
  if (outcome !== null) {
    return (
      <div data-testid="enrol-outcome">
        <div className="notice"><strong>{t('training.enrol.done', { n: fullNumber(outcome.done) })}</strong></div>
        {outcome.reasons.length > 0 && <><p>{t('training.enrol.skipped')}</p><ul>{outcome.reasons.map((one) => <li key={one.message.zh}>{t('training.enrol.reason', { n: fullNumber(one.count), why: pick(one.message) })}</li>)}</ul></>}
        <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 16 }}><Button onClick={() => setOutcome(null)}>{t('training.enrol.more')}</Button><Button type="primary" onClick={onClose} data-testid="enrol-close">{t('training.enrol.close')}</Button></div>
      </div>
    );
  }
  return (
    <>
      <p className="muted">{t('training.enrol.text')}</p>
      <div className="filters">
        <Input.Search allowClear placeholder={t('list.search')} maxLength={80} onSearch={(text) => { setSearch(text.trim()); setPosition({ size: 20 }); }} style={phone ? { width: '100%' } : { width: 260 }} data-testid="enrol-search" />
        {kept.length > 0 && <Select allowClear placeholder={t('training.enrol.post')} value={postId} onChange={(value: string | null | undefined) => setPostId(value ?? null)} options={kept.map((one) => ({ value: one.id, label: `${one.title}（${fullNumber(one.taken)} / ${fullNumber(one.seats)}）` }))} style={phone ? { width: '100%' } : { width: 280 }} data-testid="enrol-post" />}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {enrol.error !== null && <ProblemNotice error={enrol.error} />}
      <div style={{ maxHeight: '46vh', overflowY: 'auto' }}>
        <RecordsTable
          testId="enrol-table" rows={data?.items} rowKey={(one) => one.id} busy={isPlaceholderData} empty={<p className="muted">{t('training.enrol.none')}</p>} selection={{ keys: chosen, change: setChosen }}
          columns={[
            { key: 'number', title: t('training.people.number'), width: 220, render: (one) => <>{one.externalId} {one.cells['name'] ?? ''} <TierBadge tier={one.tier} of="worker" /></> },
            { key: 'wish', title: t('training.enrol.wish'), render: (one) => one.title },
            { key: 'county', title: t('training.people.county'), render: (one) => one.regionName },
            { key: 'certificates', title: t('training.col.certificate'), render: (one) => one.cells['certificates'] ?? '—' },
          ]}
        />
      </div>
      <Pager page={data} position={position} onMove={setPosition} />
      {chosen.length > BULK_ENROLMENTS && <p className="notice">{t('training.people.tooMany', { n: chosen.length, most: BULK_ENROLMENTS })}</p>}
      <div style={{ display: 'flex', gap: 8, justifyContent: 'flex-end', marginTop: 16 }}>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        <Button type="primary" disabled={chosen.length === 0 || chosen.length > BULK_ENROLMENTS} loading={enrol.isPending} onClick={() => enrol.mutate()} data-testid="enrol-confirm">{t('training.enrol.confirm', { n: fullNumber(chosen.length) })}</Button>
      </div>
    </>
  );
}
