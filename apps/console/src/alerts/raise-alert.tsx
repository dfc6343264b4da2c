import type { RiskReason } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { riskReasons } from '../households/risk-choices.js';
import { useRenewRegister } from '../households/use-renew-register.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';

interface Values { cause: RiskReason; on: string; words?: string }

/** Raises an alert for a household of the register or for a worker. */
export function RaiseAlert({ subject, open, onClose }: { subject: { readonly householdId: string } | { readonly workerId: string }; open: boolean; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewRegister();
  const [form] = Form.useForm<Values>();
  const raise = useMutation({
    mutationFn: ({ cause, on, words }: Values) => call(operations.alerts.raise, { ...subject, cause, on, ...((words ?? '').trim() === '' ? {} : { words: (words ?? '').trim() }) }),
    onSuccess: () => { void message.success(t('household.done')); renew(); raise.reset(); onClose(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'cause' || one.field === 'on' || one.field === 'words' ? [{ name: one.field, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open={open} onCancel={() => { raise.reset(); onClose(); }} destroyOnHidden title={t('household.act.alert')} okText={t('household.act.alert')} cancelText={t('act.cancel')} okButtonProps={{ loading: raise.isPending, 'data-testid': 'alert-raise-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('alert.text.raise')} {t('household.noNames')}</p>
      {raise.error !== null && <ProblemNotice error={raise.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ on: todayInShanghai() }} onFinish={(values) => raise.mutate(values)} disabled={raise.isPending}>
        <Form.Item name="cause" label={t('alert.field.cause')} rules={[{ required: true, message: t('row.required', { header: t('alert.field.cause') }) }]}><Select options={riskReasons.map((one) => ({ value: one, label: t(`risk.reason.${one}`) }))} data-testid="alert-cause" /></Form.Item>
        <Form.Item name="on" label={t('alert.field.on')} rules={[{ required: true, message: t('row.required', { header: t('alert.field.on') }) }]}><DayInput testId="alert-on" /></Form.Item>
        <Form.Item name="words" label={t('household.field.wordsFree')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
      </Form>
    </Modal>
  );
}
