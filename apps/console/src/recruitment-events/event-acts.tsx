import type { EventCancelReason } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Popconfirm, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import type { ShownEvent } from './event-drawer.js';
import { EventForm } from './event-form.js';
import { eventCancelReasons, useRenewEvents } from './event-words.js';

/** What the organiser may do now with the event. */
export function EventActs({ shown }: { shown: ShownEvent }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewEvents(), say = useProblemMessage();
  const [open, setOpen] = useState<'change' | 'count' | 'cancel' | null>(null);
  const { event } = shown, at = { id: event.id, version: event.version }, can = (act: (typeof event.acts)[number]): boolean => event.acts.includes(act), close = (): void => setOpen(null);
  const done = { onSuccess: () => { void message.success(t('event.done')); renew(); }, onError: say };
  const hold = useMutation({ mutationFn: () => call(operations.recruitmentEvents.hold, at), ...done }), end = useMutation({ mutationFn: () => call(operations.recruitmentEvents.close, at), ...done });
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {can('hold') && <Popconfirm title={t('event.text.hold')} okText={t('event.act.hold')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'event-hold-confirm' }} onConfirm={() => hold.mutate()}><Button type="primary" loading={hold.isPending} data-testid="event-hold">{t('event.act.hold')}</Button></Popconfirm>}
      {can('count') && <Button type="primary" onClick={() => setOpen('count')} data-testid="event-count">{t('event.act.count')}</Button>}
      {can('close') && <Popconfirm title={t('event.text.close')} okText={t('event.act.close')} cancelText={t('act.back')} okButtonProps={{ 'data-testid': 'event-close-confirm' }} onConfirm={() => end.mutate()}><Button loading={end.isPending} data-testid="event-close">{t('event.act.close')}</Button></Popconfirm>}
      {can('change') && <Button onClick={() => setOpen('change')} data-testid="event-change">{t('event.act.change')}</Button>}
      {can('cancel') && <Button danger onClick={() => setOpen('cancel')} data-testid="event-cancel">{t('event.act.cancel')}</Button>}
      <EventForm open={open === 'change'} shown={shown} onClose={close} onDone={close} />
      {open === 'count' && <CountDialog shown={shown} onClose={close} />}
      {open === 'cancel' && <CancelDialog shown={shown} onClose={close} />}
    </div>
  );
}

interface Counts { counties?: { attended?: number | null }[]; enterprises?: { hires?: number | null }[] }

/** People by county and hires by firm, as the organiser counted them; what stays empty stays uncounted. */
function CountDialog({ shown, onClose }: { shown: ShownEvent; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewEvents();
  const [form] = Form.useForm<Counts>();
  const { event, enterprises, counties } = shown;
  const count = useMutation({
    mutationFn: (values: Counts) => call(operations.recruitmentEvents.count, {
      id: event.id, version: event.version,
      counties: counties.flatMap(({ region }, i) => { const attended = values.counties?.[i]?.attended; return typeof attended === 'number' ? [{ region, attended }] : []; }),
      enterprises: enterprises.flatMap(({ name }, i) => { const hires = values.enterprises?.[i]?.hires; return typeof hires === 'number' ? [{ name, hires }] : []; }),
    }),
    onSuccess: () => { onClose(); void message.success(t('event.done')); renew(); },
  });
  const line = { display: 'flex', gap: 12, alignItems: 'center', justifyContent: 'space-between', marginBottom: 8 } as const;
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={t('event.act.count')} okText={t('act.save')} cancelText={t('act.cancel')} okButtonProps={{ loading: count.isPending, 'data-testid': 'event-count-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('event.text.count')}</p>
      {count.error !== null && <ProblemNotice error={count.error} />}
      <Form<Counts> form={form} initialValues={{ counties: counties.map(({ attended }) => ({ attended })), enterprises: enterprises.map(({ hires }) => ({ hires })) }} onFinish={(values) => count.mutate(values)} disabled={count.isPending}>
        {counties.length > 0 && <h3>{t('event.sum.attended')}</h3>}
        {counties.map((one, i) => <div key={one.region} style={line}><span>{one.regionName} <span className="muted small">{t('event.count.quota', { n: one.quota })}</span></span><Form.Item name={['counties', i, 'attended']} noStyle><InputNumber min={0} max={1_000_000} precision={0} aria-label={one.regionName} data-testid="event-attended" /></Form.Item></div>)}
        {enterprises.length > 0 && <h3 style={{ marginTop: 16 }}>{t('event.sum.hires')}</h3>}
        {enterprises.map((one, i) => <div key={one.name} style={line}><span style={{ overflowWrap: 'anywhere' }}>{one.name} <span className="muted small">{t('event.count.posts', { n: one.posts, placed: one.placed })}</span></span><Form.Item name={['enterprises', i, 'hires']} noStyle><InputNumber min={0} max={1_000_000} precision={0} aria-label={one.name} data-testid="event-hires" /></Form.Item></div>)}
      </Form>
    </Modal>
  );
}

function CancelDialog({ shown: { event }, onClose }: { shown: ShownEvent; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewEvents();
  const [form] = Form.useForm<{ reason: EventCancelReason; words?: string }>();
  const cancel = useMutation({
    mutationFn: ({ reason, words }: { reason: EventCancelReason; words?: string }) => call(operations.recruitmentEvents.cancel, { id: event.id, version: event.version, reason, ...((words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() }) }),
    onSuccess: () => { onClose(); void message.success(t('event.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'reason' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${t('event.act.cancel')}：${event.name}`} okText={t('event.act.cancel')} cancelText={t('act.back')} okButtonProps={{ danger: true, loading: cancel.isPending, 'data-testid': 'event-cancel-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('event.text.cancel')}</p>
      {cancel.error !== null && <ProblemNotice error={cancel.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { reason: EventCancelReason; words?: string }) => cancel.mutate(values)} disabled={cancel.isPending}>
        <Form.Item name="reason" label={t('event.field.reason')} rules={[{ required: true, message: t('row.reasonNeeded') }]}><Select options={eventCancelReasons.map((one) => ({ value: one, label: t(`event.cancel.${one}`) }))} data-testid="event-reason" /></Form.Item>
        <Form.Item name="words" label={t('event.field.words')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </Form>
    </Modal>
  );
}
