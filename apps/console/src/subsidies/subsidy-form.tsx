import type { SubsidyClaimant, SubsidyKind, SubsidyOutside, SubsidySubject, SubsidyTerms, SubsidyView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { App, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useOrganisers } from '../recruitment-events/event-form.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { subsidyKinds, useRenewSubsidies } from './subsidy-words.js';

interface Values {
  from?: string; title: string; kind: SubsidyKind; claimant: SubsidyClaimant; subject: SubsidySubject; tiers?: (1 | 2 | 3 | 4)[]; outside?: SubsidyOutside | null; months?: 1 | 3 | 6 | null; insured?: boolean; passed?: boolean;
  amount: number; monthly?: number | null; cap?: number | null; validFrom: string; validTo: string; document: string; documentNumber?: string; funds?: number | null;
}
interface FormProps { readonly open: boolean; readonly shown: SubsidyView | null; readonly onClose: () => void; readonly onDone: (made: SubsidyView) => void }

/** The form's fields by those of the interface: money is typed in yuan. */
const fieldOf: Readonly<Record<string, keyof Values>> = { amountFen: 'amount', capFen: 'cap', fundsFen: 'funds', region: 'from', title: 'title', kind: 'kind', claimant: 'claimant', subject: 'subject', tiers: 'tiers', outside: 'outside', months: 'months', insured: 'insured', passed: 'passed', monthly: 'monthly', validFrom: 'validFrom', validTo: 'validTo', document: 'document', documentNumber: 'documentNumber' };
const fen = (yuan: number): number => Math.round(yuan * 100);

function termsOf({ title, kind, claimant, subject, tiers, outside, months, insured, passed, amount, monthly, cap, validFrom, validTo, document, documentNumber, funds }: Values): SubsidyTerms {
  const isCourse = subject === 'course', number = (documentNumber ?? '').trim();
  return {
    title, kind, claimant, subject, tiers: tiers ?? [], outside: isCourse ? null : outside ?? null, months: isCourse ? null : months ?? null, insured: !isCourse && insured === true, passed: !isCourse && passed === true,
    amountFen: fen(amount), monthly: isCourse ? null : monthly ?? null, capFen: typeof cap === 'number' ? fen(cap) : null, validFrom, validTo, document, documentNumber: number === '' ? null : number, fundsFen: typeof funds === 'number' ? fen(funds) : null,
  };
}

/** Plans a policy, or amends one that has not ended. */
export function SubsidyForm({ open, shown, onClose, onDone }: FormProps): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  const title = t(shown === null ? 'subsidy.act.plan' : 'subsidy.act.amend');
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={720} title={title} okText={title} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'subsidy-form-confirm' }} onOk={() => form.submit()}>
      <Fields form={form} shown={shown} onDone={onDone} />
    </Modal>
  );
}

function Fields({ form, shown, onDone }: { form: ReturnType<typeof Form.useForm<Values>>[0]; shown: SubsidyView | null; onDone: (made: SubsidyView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const organisers = useOrganisers(), renew = useRenewSubsidies();
  const isCourse = Form.useWatch('subject', form) === 'course';
  const save = useMutation({
    mutationFn: (values: Values) => {
      if (shown !== null) return call(operations.subsidies.amend, { id: shown.id, version: shown.version, ...termsOf(values) });
      const office = organisers.find(({ value }) => value === values.from) ?? organisers[0];
      if (office === undefined) throw new Error('no office');
      return call(operations.subsidies.plan, { programme, side: office.side, ...(office.region === null ? {} : { region: office.region }), ...termsOf(values) });
    },
    onSuccess: (made) => { void message.success(t('event.done')); renew(); onDone(made); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = fieldOf[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const two = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', columnGap: 16 } as const, full = { width: '100%' } as const;
  return (
    <>
      <p className="muted">{t(shown === null ? 'subsidy.text.plan' : 'subsidy.text.amend')}</p>
      {save.error !== null && <ProblemNotice error={save.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initialOf(shown)} onFinish={(values) => save.mutate(values)} disabled={save.isPending}>
        {shown === null && organisers.length > 1 && <Form.Item name="from" label={t('subsidy.office')}><Select showSearch={{ optionFilterProp: 'label' }} placeholder={organisers[0]?.label} options={[...organisers]} data-testid="subsidy-from" /></Form.Item>}
        <div style={two}>
          <Form.Item name="title" label={t('subsidy.field.title')} rules={need(t('subsidy.field.title'))}><Input maxLength={80} data-testid="subsidy-title" /></Form.Item>
          <Form.Item name="kind" label={t('subsidy.field.kind')} rules={need(t('subsidy.field.kind'))}><Select options={subsidyKinds.map((one) => ({ value: one, label: t(`subsidy.kind.${one}`) }))} data-testid="subsidy-kind" /></Form.Item>
          <Form.Item name="claimant" label={t('subsidy.field.claimant')} rules={need(t('subsidy.field.claimant'))}><Select options={(['worker', 'enterprise'] as const).map((one) => ({ value: one, label: t(`subsidy.claimant.${one}`) }))} data-testid="subsidy-claimant" /></Form.Item>
          <Form.Item name="subject" label={t('subsidy.field.subject')} rules={need(t('subsidy.field.subject'))}><Select options={(['placement', 'course'] as const).map((one) => ({ value: one, label: t(`subsidy.subject.${one}`) }))} data-testid="subsidy-subject" /></Form.Item>
        </div>
        <h3>{t('subsidy.terms')}</h3>
        <div style={two}>
          <Form.Item name="tiers" label={t('subsidy.field.tiers')} extra={t('subsidy.field.tiers.extra')}><Select mode="multiple" options={([1, 2, 3, 4] as const).map((one) => ({ value: one, label: t('subsidy.tier', { n: one }) }))} data-testid="subsidy-tiers" /></Form.Item>
          {!isCourse && <Form.Item name="months" label={t('subsidy.field.months')}><Select allowClear placeholder={t('subsidy.months.none')} options={([1, 3, 6] as const).map((one) => ({ value: one, label: t('subsidy.months', { n: one }) }))} data-testid="subsidy-months" /></Form.Item>}
          {!isCourse && <Form.Item name="outside" label={t('subsidy.field.outside')}><Select allowClear placeholder={t('subsidy.outside.none')} options={(['county', 'province'] as const).map((one) => ({ value: one, label: t(`subsidy.outside.${one}`) }))} /></Form.Item>}
        </div>
        {!isCourse && <div style={{ display: 'flex', flexWrap: 'wrap', columnGap: 24 }}><Form.Item name="insured" valuePropName="checked"><Checkbox>{t('subsidy.field.insured')}</Checkbox></Form.Item><Form.Item name="passed" valuePropName="checked"><Checkbox>{t('subsidy.field.passed')}</Checkbox></Form.Item></div>}
        <h3>{t('subsidy.money')}</h3>
        <div style={two}>
          <Form.Item name="amount" label={t('subsidy.field.amount.yuan')} rules={need(t('subsidy.field.amount'))}><InputNumber min={0.01} max={1_000_000} precision={2} style={full} data-testid="subsidy-amount" /></Form.Item>
          {!isCourse && <Form.Item name="monthly" label={t('subsidy.field.monthly')} extra={t('subsidy.field.monthly.extra')}><InputNumber min={1} max={6} precision={0} style={full} data-testid="subsidy-monthly" /></Form.Item>}
          <Form.Item name="cap" label={t('subsidy.field.cap.yuan')}><InputNumber min={0.01} max={1_000_000} precision={2} placeholder={t('subsidy.none')} style={full} /></Form.Item>
          <Form.Item name="funds" label={t('subsidy.field.funds.yuan')}><InputNumber min={0.01} max={10_000_000_000} precision={2} placeholder={t('subsidy.none')} style={full} /></Form.Item>
        </div>
        <h3>{t('subsidy.basis')}</h3>
        <div style={two}>
          <Form.Item name="document" label={t('subsidy.field.document')} rules={need(t('subsidy.field.document'))}><Input maxLength={120} data-testid="subsidy-document" /></Form.Item>
          <Form.Item name="documentNumber" label={t('subsidy.field.documentNumber')}><Input maxLength={60} /></Form.Item>
          <Form.Item name="validFrom" label={t('subsidy.field.validFrom')} rules={need(t('subsidy.field.validFrom'))}><DayInput testId="subsidy-from-day" /></Form.Item>
          <Form.Item name="validTo" label={t('subsidy.field.validTo')} rules={need(t('subsidy.field.validTo'))}><DayInput testId="subsidy-to-day" /></Form.Item>
        </div>
      </Form>
    </>
  );
}

function initialOf(shown: SubsidyView | null): Partial<Values> {
  if (shown === null) return { claimant: 'worker', subject: 'placement', tiers: [], insured: false, passed: false };
  const { title, kind, claimant, subject, tiers, outside, months, insured, passed, amountFen, monthly, capFen, validFrom, validTo, document, documentNumber, fundsFen } = shown;
  return { title, kind, claimant, subject, tiers, outside, months, insured, passed, amount: amountFen / 100, monthly, cap: capFen === null ? null : capFen / 100, validFrom, validTo, document, documentNumber: documentNumber ?? '', funds: fundsFen === null ? null : fundsFen / 100 };
}
