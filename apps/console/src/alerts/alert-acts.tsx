import type { AlertAct, AlertView, DismissReason, RiskMeasure } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { riskMeasures } from '../households/risk-choices.js';
import { useRenewRegister } from '../households/use-renew-register.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';

type Dialog = Exclude<AlertAct, 'raise' | 'note'>;
interface Values { on: string; assignee: string; dueOn: string; measure: RiskMeasure; reason: DismissReason; words?: string }

const dismissReasons = ['not-true', 'resolved-itself', 'duplicate', 'moved-away', 'entered-in-error'] as const satisfies readonly DismissReason[];
const primary: Readonly<Record<AlertView['state'], AlertAct | null>> = { registered: 'assign', assigned: 'measure', measured: 'clear', cleared: null, dismissed: null };

function carryOut(act: Dialog, alert: AlertView, values: Values): Promise<AlertView> {
  const at = { id: alert.id, version: alert.version }, words = (values.words ?? '').trim(), spoken = words === '' ? {} : { words };
  switch (act) {
    case 'assign': case 'reassign': return call(operations.alerts.assign, { ...at, assignee: values.assignee.trim(), dueOn: values.dueOn, ...spoken });
    case 'measure': return call(operations.alerts.measure, { ...at, measure: values.measure, on: values.on, words });
    case 'clear': return call(operations.alerts.clear, { ...at, on: values.on, words });
    case 'dismiss': return call(operations.alerts.dismiss, { ...at, on: values.on, reason: values.reason, ...spoken });
  }
}

/** What this reader may do now with the alert, each in a dialog. */
export function AlertActs({ alert }: { alert: AlertView }): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState<Dialog | null>(null);
  const acts = alert.acts.flatMap((act) => (act === 'raise' || act === 'note' ? [] : [act]));
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {acts.map((act) => <Button key={act} type={act === primary[alert.state] ? 'primary' : 'default'} onClick={() => setOpen(act)} data-testid={`alert-${act}`}>{t(`alert.act.${act}`)}</Button>)}
      {open !== null && <ActDialog key={`${open}-${String(alert.version)}`} act={open} alert={alert} onClose={() => setOpen(null)} />}
    </div>
  );
}

function ActDialog({ act, alert, onClose }: { act: Dialog; alert: AlertView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewRegister();
  const [form] = Form.useForm<Values>();
  const carry = useMutation({
    mutationFn: (values: Values) => carryOut(act, alert, values),
    onSuccess: () => { onClose(); void message.success(t('household.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = (['on', 'assignee', 'dueOn', 'measure', 'reason', 'words'] as const).find((each) => each === one.field); return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const chosen = (label: string) => [{ required: true, message: t('row.required', { header: label }) }], title = t(`alert.act.${act}`), assigning = act === 'assign' || act === 'reassign', needsWords = act === 'measure' || act === 'clear';
  const initial: Partial<Values> = assigning ? { ...(alert.assignee === null ? {} : { assignee: alert.assignee }) } : { on: todayInShanghai() };
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${title}：${pick(alert.causeName)}`} okText={title} cancelText={t('act.cancel')} okButtonProps={{ loading: carry.isPending, 'data-testid': 'alert-act-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t(`alert.text.${act === 'reassign' ? 'assign' : act}`)}</p>
      {carry.error !== null && <ProblemNotice error={carry.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={(values) => carry.mutate(values)} disabled={carry.isPending}>
        {assigning && <Form.Item name="assignee" label={t('alert.field.assignee')} rules={[{ required: true, whitespace: true, message: t('row.required', { header: t('alert.field.assignee') }) }]}><Input maxLength={40} data-testid="alert-assignee" /></Form.Item>}
        {assigning && <Form.Item name="dueOn" label={t('alert.field.dueOn')} rules={chosen(t('alert.field.dueOn'))}><DayInput testId="alert-due" /></Form.Item>}
        {act === 'measure' && <Form.Item name="measure" label={t('alert.field.measure')} rules={chosen(t('alert.field.measure'))}><Select options={riskMeasures.map((one) => ({ value: one, label: t(`risk.measure.${one}`) }))} data-testid="alert-measure-code" /></Form.Item>}
        {act === 'dismiss' && <Form.Item name="reason" label={t('alert.field.reason')} rules={chosen(t('alert.field.reason'))}><Select options={dismissReasons.map((one) => ({ value: one, label: t(`alert.dismiss.${one}`) }))} data-testid="alert-reason" /></Form.Item>}
        {!assigning && <Form.Item name="on" label={t('alert.field.on')} rules={chosen(t('alert.field.on'))}><DayInput testId="alert-act-on" /></Form.Item>}
        <Form.Item name="words" label={t(needsWords ? 'household.field.words' : 'household.field.wordsFree')} rules={needsWords ? [{ required: true, whitespace: true, message: t('row.reasonNeeded') }] : []}><Input.TextArea rows={2} maxLength={200} data-testid="alert-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
