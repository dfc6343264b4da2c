import type { HouseholdClass, HouseholdView, RelocationMeasure, RiskMeasure, RiskReason } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { useActor } from '../shell/actor-context.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { householdClasses, relocationMeasures, riskMeasures, riskReasons } from './risk-choices.js';
import { useRenewRegister } from './use-renew-register.js';

interface Values {
  region: string; number: string; class: HouseholdClass; enteredOn: string; township?: string | null; members?: number | null; reason: RiskReason; reasonWords?: string | null; foundBy: string;
  measures: RiskMeasure[]; measureWords?: string | null; relocated: boolean; relocationMeasures: RelocationMeasure[]; relocationWords?: string | null;
}
const names = ['region', 'number', 'class', 'enteredOn', 'township', 'members', 'reason', 'reasonWords', 'foundBy', 'measures', 'measureWords', 'relocated', 'relocationMeasures', 'relocationWords'] as const satisfies readonly (keyof Values)[];
const filled = (text: string | null | undefined): string | null => ((text ?? '').trim() === '' ? null : (text ?? '').trim());

/** Enters a household, or amends the details of one. */
export function HouseholdForm({ household, open, onClose, onSaved }: { household: HouseholdView | null; open: boolean; onClose: () => void; onSaved: (saved: HouseholdView) => void }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={640} title={t(household === null ? 'household.act.create' : 'household.act.amend')} okText={t(household === null ? 'household.act.create' : 'household.act.amend')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'household-save' }} onOk={() => form.submit()} data-testid="household-form">
      <Fields form={form} household={household} onSaved={onSaved} />
    </Modal>
  );
}

function Fields({ form, household, onSaved }: { form: ReturnType<typeof Form.useForm<Values>>[0]; household: HouseholdView | null; onSaved: (saved: HouseholdView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { actor } = useActor();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const renew = useRenewRegister(), units = useUnitOptions();
  const own = actor.grants.find((grant) => grant.role === 'labour-office' && (grant.programme === null || grant.programme === programme))?.region ?? null;
  const relocated = Form.useWatch('relocated', form) as boolean | undefined;
  const save = useMutation({
    mutationFn: (values: Values) => {
      const isRelocated = values.relocated === true;
      const details = {
        enteredOn: values.enteredOn, township: filled(values.township), members: values.members ?? null, reason: values.reason, reasonWords: filled(values.reasonWords), foundBy: values.foundBy.trim(), measures: values.measures, measureWords: filled(values.measureWords),
        relocated: isRelocated, relocationMeasures: isRelocated ? values.relocationMeasures ?? [] : [], relocationWords: isRelocated ? filled(values.relocationWords) : null,
      };
      return household === null ? call(operations.households.create, { programme, region: values.region, number: values.number.trim(), class: values.class, ...details }) : call(operations.households.amend, { id: household.id, version: household.version, ...details });
    },
    onSuccess: (saved) => { void message.success(t('household.done')); renew(); onSaved(saved); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = names.find((each) => each === one.field); return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, whitespace: true, message: t('row.required', { header: label }) }], chosen = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const initial: Partial<Values> = household === null
    ? { enteredOn: todayInShanghai(), measures: [], relocated: false, relocationMeasures: [], ...(own !== null && units.some((unit) => unit.value === own) ? { region: own } : {}) }
    : { enteredOn: household.enteredOn, township: household.township, members: household.members, ...(household.reason === null ? {} : { reason: household.reason }), reasonWords: household.reasonWords, foundBy: household.foundBy ?? '', measures: household.measures, measureWords: household.measureWords, relocated: household.relocated, relocationMeasures: household.relocationMeasures, relocationWords: household.relocationWords };
  return (
    <>
      <p className="muted">{t(household === null ? 'household.text.create' : 'household.text.amend')} {t('household.noNames')}</p>
      {save.error !== null && <ProblemNotice error={save.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={(values) => save.mutate(values)} disabled={save.isPending}>
        <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 240px), 1fr))', columnGap: 14 }}>
          {household === null && <Form.Item name="region" label={t('household.field.region')} rules={chosen(t('household.field.region'))}><Select showSearch={{ optionFilterProp: 'label' }} options={units} data-testid="household-region" /></Form.Item>}
          {household === null && <Form.Item name="number" label={t('household.field.number')} rules={need(t('household.field.number'))}><Input maxLength={40} data-testid="household-number" /></Form.Item>}
          {household === null && <Form.Item name="class" label={t('household.field.class')} rules={chosen(t('household.field.class'))}><Select options={householdClasses.map((one) => ({ value: one, label: t(`household.class.${one}`) }))} data-testid="household-class" /></Form.Item>}
          <Form.Item name="enteredOn" label={t('household.field.enteredOn')} rules={chosen(t('household.field.enteredOn'))}><DayInput testId="household-entered" /></Form.Item>
          <Form.Item name="reason" label={t('household.field.reason')} rules={chosen(t('household.field.reason'))}><Select options={riskReasons.map((one) => ({ value: one, label: t(`risk.reason.${one}`) }))} data-testid="household-reason" /></Form.Item>
          <Form.Item name="foundBy" label={t('household.field.foundBy')} rules={need(t('household.field.foundBy'))}><Input maxLength={60} data-testid="household-found-by" /></Form.Item>
          <Form.Item name="township" label={t('household.field.township')}><Input maxLength={40} /></Form.Item>
          <Form.Item name="members" label={t('household.field.members')}><InputNumber min={1} max={30} precision={0} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="reasonWords" label={t('household.field.reasonWords')}><Input.TextArea rows={2} maxLength={200} /></Form.Item>
        <Form.Item name="measures" label={t('household.field.measures')}><Select mode="multiple" options={riskMeasures.map((one) => ({ value: one, label: t(`risk.measure.${one}`) }))} data-testid="household-measures" /></Form.Item>
        <Form.Item name="measureWords" label={t('household.field.measureWords')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
        <Form.Item name="relocated" valuePropName="checked"><Checkbox data-testid="household-relocated">{t('household.relocated')}</Checkbox></Form.Item>
        {relocated === true && <Form.Item name="relocationMeasures" label={t('household.field.relocationMeasures')}><Select mode="multiple" options={relocationMeasures.map((one) => ({ value: one, label: t(`relocation.${one}`) }))} /></Form.Item>}
        {relocated === true && <Form.Item name="relocationWords" label={t('household.field.relocationWords')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>}
      </Form>
    </>
  );
}
