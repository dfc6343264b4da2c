import type { DepartureCancelReason, DepartureView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { DepartDialog } from './depart-dialog.js';
import { DepartureForm } from './departure-form.js';
import { cancelReasons } from './departure-words.js';
import { SeatDialog } from './seat-dialog.js';
import { useRenewDepartures } from './use-renew-departures.js';

/** What this reader may do now with the departure, each in a dialog. */
export function DepartureActs({ departure }: { departure: DepartureView }): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState<'seat' | 'depart' | 'change' | 'cancel' | null>(null);
  const acts = (['seat', 'depart', 'change', 'cancel'] as const).filter((act) => departure.acts.includes(act)), close = (): void => setOpen(null);
  // What an act came to stays on screen until it is closed, also where nothing is left to do.
  if (acts.length === 0 && open === null) return null;
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {acts.map((act) => <Button key={act} type={act === 'seat' && departure.people < departure.seats && !departure.due || act === 'depart' && departure.due ? 'primary' : 'default'} danger={act === 'cancel'} disabled={act === 'depart' && departure.people === 0} onClick={() => setOpen(act)} data-testid={`departure-${act}`}>{t(`departure.act.${act}`)}</Button>)}
      <SeatDialog open={open === 'seat'} departure={departure} onClose={close} />
      <DepartDialog open={open === 'depart'} departure={departure} onClose={close} />
      <DepartureForm open={open === 'change'} departure={departure} onClose={close} onDone={close} />
      {open === 'cancel' && <CancelDialog departure={departure} onClose={close} />}
    </div>
  );
}

function CancelDialog({ departure, onClose }: { departure: DepartureView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewDepartures();
  const [form] = Form.useForm<{ reason: DepartureCancelReason; words?: string }>();
  const cancel = useMutation({
    mutationFn: ({ reason, words }: { reason: DepartureCancelReason; words?: string }) => call(operations.departures.cancel, { id: departure.id, version: departure.version, reason, ...((words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() }) }),
    onSuccess: () => { onClose(); void message.success(t('departure.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'words' || one.field === 'reason' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('departure.act.cancel')} okText={t('departure.act.cancel')} cancelText={t('act.back')} okButtonProps={{ danger: true, loading: cancel.isPending, 'data-testid': 'departure-cancel-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('departure.text.cancel', { n: departure.people })}</p>
      {cancel.error !== null && <ProblemNotice error={cancel.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { reason: DepartureCancelReason; words?: string }) => cancel.mutate(values)} disabled={cancel.isPending}>
        <Form.Item name="reason" label={t('departure.field.reason')} rules={[{ required: true, message: t('row.reasonNeeded') }]}><Select options={cancelReasons.map((one) => ({ value: one, label: t(`departure.cancel.${one}`) }))} data-testid="departure-reason" /></Form.Item>
        <Form.Item name="words" label={t('departure.field.words')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </Form>
    </Modal>
  );
}
