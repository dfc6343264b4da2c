import type { HouseholdAct, HouseholdClass, HouseholdView, ReductionReason, RiskReason } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { RaiseAlert } from '../alerts/raise-alert.js';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { HouseholdForm } from './household-form.js';
import { householdClasses, reductionReasons, riskReasons } from './risk-choices.js';
import { useRenewRegister } from './use-renew-register.js';

type Dialog = Exclude<HouseholdAct, 'enter' | 'amend'>;
interface Values { on: string; class: HouseholdClass; reduction: ReductionReason; reason: RiskReason; foundBy: string; words?: string }

function carryOut(act: Dialog, household: HouseholdView, values: Values): Promise<HouseholdView> {
  const at = { id: household.id, version: household.version }, words = (values.words ?? '').trim(), spoken = words === '' ? {} : { words };
  switch (act) {
    case 'reclass': return call(operations.households.reclass, { ...at, class: values.class, on: values.on, words });
    case 'clear': return call(operations.households.clear, { ...at, on: values.on, words });
    case 'reduce': return call(operations.households.reduce, { ...at, on: values.on, reason: values.reduction, ...spoken });
    case 're-enter': return call(operations.households.reEnter, { ...at, on: values.on, class: values.class, reason: values.reason, foundBy: values.foundBy.trim(), ...spoken });
    case 'correct': return call(operations.households.correct, { ...at, words });
  }
}

/** What this reader may do now with the household, each in a dialog that says what follows from it. */
export function HouseholdActs({ household }: { household: HouseholdView }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const [open, setOpen] = useState<HouseholdAct | 'alert' | null>(null);
  const close = (): void => setOpen(null), primary: HouseholdAct = household.reason === null && household.state === 'monitored' ? 'amend' : household.state === 'monitored' ? 'clear' : 're-enter';
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {household.acts.flatMap((act) => (act === 'enter' ? [] : [<Button key={act} type={act === primary ? 'primary' : 'default'} onClick={() => setOpen(act)} data-testid={`household-${act}`}>{t(`household.act.${act}`)}</Button>]))}
      {may('alert.write') && household.state === 'monitored' && household.acts.length > 0 && <Button onClick={() => setOpen('alert')} data-testid="household-alert">{t('household.act.alert')}</Button>}
      {open !== null && open !== 'alert' && open !== 'amend' && open !== 'enter' && <ActDialog key={`${open}-${String(household.version)}`} act={open} household={household} onClose={close} />}
      <HouseholdForm household={household} open={open === 'amend'} onClose={close} onSaved={close} />
      <RaiseAlert subject={{ householdId: household.id }} open={open === 'alert'} onClose={close} />
    </div>
  );
}

function ActDialog({ act, household, onClose }: { act: Dialog; household: HouseholdView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewRegister();
  const [form] = Form.useForm<Values>();
  const carry = useMutation({
    mutationFn: (values: Values) => carryOut(act, household, values),
    onSuccess: () => { onClose(); void message.success(t('household.done')); renew(); },
    onError: (error) => {
      const fields: Record<string, keyof Values> = { on: 'on', class: 'class', reason: act === 'reduce' ? 'reduction' : 'reason', foundBy: 'foundBy', words: 'words' };
      form.setFields(problemOf(error).fields.flatMap((one) => { const name = fields[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; }));
    },
  });
  const chosen = (label: string) => [{ required: true, message: t('row.required', { header: label }) }], title = t(`household.act.${act}`), needsWords = act === 'reclass' || act === 'clear' || act === 'correct';
  const wordsLabel = t(act === 'correct' ? 'household.field.why' : needsWords ? 'household.field.words' : 'household.field.wordsFree');
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${title}：${t('household.title', { number: household.number })}`} okText={title} cancelText={t('act.cancel')} okButtonProps={{ loading: carry.isPending, 'data-testid': 'household-act-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t(`household.text.${act}`)} {t('household.noNames')}</p>
      {carry.error !== null && <ProblemNotice error={carry.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ on: todayInShanghai() }} onFinish={(values) => carry.mutate(values)} disabled={carry.isPending}>
        {(act === 'reclass' || act === 're-enter') && <Form.Item name="class" label={t('household.field.class')} rules={chosen(t('household.field.class'))}><Select options={householdClasses.filter((one) => act !== 'reclass' || one !== household.class).map((one) => ({ value: one, label: t(`household.class.${one}`) }))} data-testid="household-act-class" /></Form.Item>}
        {act === 'reduce' && <Form.Item name="reduction" label={t('household.field.reason')} rules={chosen(t('household.field.reason'))}><Select options={reductionReasons.map((one) => ({ value: one, label: t(`reduction.${one}`) }))} data-testid="household-act-reason" /></Form.Item>}
        {act === 're-enter' && <Form.Item name="reason" label={t('household.field.reason')} rules={chosen(t('household.field.reason'))}><Select options={riskReasons.map((one) => ({ value: one, label: t(`risk.reason.${one}`) }))} data-testid="household-act-reason" /></Form.Item>}
        {act === 're-enter' && <Form.Item name="foundBy" label={t('household.field.foundBy')} rules={[{ required: true, whitespace: true, message: t('row.required', { header: t('household.field.foundBy') }) }]}><Input maxLength={60} /></Form.Item>}
        {act !== 'correct' && <Form.Item name="on" label={t('household.field.on')} rules={chosen(t('household.field.on'))}><DayInput testId="household-act-on" /></Form.Item>}
        <Form.Item name="words" label={wordsLabel} rules={needsWords ? [{ required: true, whitespace: true, message: t('row.reasonNeeded') }] : []}><Input.TextArea rows={2} maxLength={200} data-testid="household-act-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
