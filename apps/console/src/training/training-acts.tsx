import type { TrainingAct, TrainingCancelReason, TrainingView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { EnrolDialog } from './enrol-dialog.js';
import { TrainingForm } from './training-form.js';
import { cancelReasons, useRenewTraining } from './training-words.js';

type Dialog = Exclude<TrainingAct, 'create' | 'amend'>;
interface Values { on: string; reason: TrainingCancelReason; words?: string }

const primary: Readonly<Record<TrainingView['state'], TrainingAct | null>> = { planned: 'open', open: 'begin', running: 'end', ended: null, cancelled: null };

function carryOut(act: Dialog, course: TrainingView, { on, reason, words }: Values): Promise<TrainingView> {
  const at = { id: course.id, version: course.version }, spoken = (words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() };
  switch (act) {
    case 'open': return call(operations.training.open, at);
    case 'begin': return call(operations.training.begin, at);
    case 'end': return call(operations.training.end, { ...at, on, ...spoken });
    case 'cancel': return call(operations.training.cancel, { ...at, reason, ...spoken });
  }
}

/** What this reader may do now with the course, each in a dialog. */
export function TrainingActs({ course }: { course: TrainingView }): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState<Dialog | 'amend' | 'enrol' | null>(null);
  const close = (): void => setOpen(null), acts = course.acts.flatMap((act) => (act === 'create' ? [] : [act])), first = primary[course.state];
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {course.mayEnrol && <Button type="primary" onClick={() => setOpen('enrol')} data-testid="training-enrol">{t('training.act.enrol')}</Button>}
      {[...acts].sort((a, b) => Number(b === first) - Number(a === first)).map((act) => <Button key={act} type={act === first && !course.mayEnrol ? 'primary' : 'default'} danger={act === 'cancel'} onClick={() => setOpen(act)} data-testid={`training-${act}`}>{t(`training.act.${act}`)}</Button>)}
      {open !== null && open !== 'amend' && open !== 'enrol' && <ActDialog key={`${open}-${String(course.version)}`} act={open} course={course} onClose={close} />}
      <TrainingForm course={course} open={open === 'amend'} onClose={close} onSaved={close} />
      <EnrolDialog course={course} open={open === 'enrol'} onClose={close} />
    </div>
  );
}

function ActDialog({ act, course, onClose }: { act: Dialog; course: TrainingView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewTraining();
  const [form] = Form.useForm<Values>();
  const carry = useMutation({
    mutationFn: (values: Values) => carryOut(act, course, values),
    onSuccess: () => { onClose(); void message.success(t('training.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'on' || one.field === 'reason' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  const title = t(`training.act.${act}`), chosen = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${title}：${course.title}`} okText={title} cancelText={t('act.back')} okButtonProps={{ loading: carry.isPending, danger: act === 'cancel', 'data-testid': 'training-act-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t(`training.text.${act}`)}</p>
      {carry.error !== null && <ProblemNotice error={carry.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ on: todayInShanghai() }} onFinish={(values) => carry.mutate(values)} disabled={carry.isPending}>
        {act === 'end' && <Form.Item name="on" label={t('training.field.endsOn')} rules={chosen(t('training.field.endsOn'))}><DayInput testId="training-on" /></Form.Item>}
        {act === 'cancel' && <Form.Item name="reason" label={t('training.field.reason')} rules={chosen(t('training.field.reason'))}><Select options={cancelReasons.map((one) => ({ value: one, label: t(`training.cancel.${one}`) }))} data-testid="training-reason" /></Form.Item>}
        {(act === 'end' || act === 'cancel') && <Form.Item name="words" label={t('training.field.words')}><Input.TextArea rows={2} maxLength={200} data-testid="training-words" /></Form.Item>}
      </Form>
    </Modal>
  );
}
