import type { BarReason, BarView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Form, Input, Modal, Select, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { barReasons, EffectsRow, useRenewBars } from './bar-words.js';

interface Values { name: string; reason: BarReason; reasonWords?: string; source: string; foundOn: string; fromOn: string }
const names = ['name', 'reason', 'reasonWords', 'source', 'foundOn', 'fromOn'] as const;

/** Bars an employer: who, why and on what ground; what will follow stands below before it is done. */
export function BarDialog({ open, onClose, onDone }: { open: boolean; onClose: () => void; onDone: (made: BarView) => void }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  const [isSending, setSending] = useState(false);
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={640} title={t('bar.act.bar')} okText={t('bar.act.bar')} cancelText={t('act.cancel')} okButtonProps={{ danger: true, loading: isSending, 'data-testid': 'bar-confirm' }} onOk={() => form.submit()}>
      <Fields form={form} onSending={setSending} onDone={onDone} />
    </Modal>
  );
}

function Fields({ form, onSending, onDone }: { form: ReturnType<typeof Form.useForm<Values>>[0]; onSending: (is: boolean) => void; onDone: (made: BarView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const renew = useRenewBars(), name = Form.useWatch('name', form), reason = Form.useWatch('reason', form);
  const bar = useMutation({
    mutationFn: ({ reasonWords, ...values }: Values) => call(operations.barredEmployers.bar, { programme, ...values, source: values.source.trim(), ...((reasonWords ?? '').trim() === '' ? {} : { reasonWords: (reasonWords ?? '').trim() }) }),
    onMutate: () => onSending(true), onSettled: () => onSending(false),
    onSuccess: (made) => { void message.success(t('bar.done')); renew(); onDone(made); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const field = names.find((each) => each === one.field); return field === undefined ? [] : [{ name: field, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, whitespace: true, message: t('row.required', { header: label }) }];
  const two = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', columnGap: 16 } as const;
  return (
    <>
      <p className="muted">{t('bar.text.bar')}</p>
      {bar.error !== null && <ProblemNotice error={bar.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ foundOn: todayInShanghai(), fromOn: todayInShanghai() }} onFinish={(values) => bar.mutate(values)} disabled={bar.isPending}>
        <Form.Item name="name" label={t('bar.field.name')} rules={need(t('bar.field.name'))}><EmployerSelect /></Form.Item>
        <div style={two}>
          <Form.Item name="reason" label={t('bar.field.reason')} rules={need(t('bar.field.reason'))}><Select options={barReasons.map((one) => ({ value: one, label: t(`bar.reason.${one}`) }))} data-testid="bar-reason" /></Form.Item>
          <Form.Item name="source" label={t('bar.field.source')} rules={need(t('bar.field.source'))}><Input maxLength={120} placeholder={t('bar.field.source.example')} data-testid="bar-source" /></Form.Item>
          <Form.Item name="foundOn" label={t('bar.field.foundOn')} rules={need(t('bar.field.foundOn'))}><DayInput testId="bar-found" /></Form.Item>
          <Form.Item name="fromOn" label={t('bar.field.fromOn')} rules={need(t('bar.field.fromOn'))}><DayInput testId="bar-from" /></Form.Item>
        </div>
        <Form.Item name="reasonWords" label={t(reason === 'other' ? 'bar.field.words' : 'bar.field.words.free')} rules={reason === 'other' ? need(t('bar.field.words')) : []}><Input.TextArea rows={2} maxLength={200} data-testid="bar-words" /></Form.Item>
      </Form>
      {name !== undefined && name !== '' && <Preview programme={programme} name={name} />}
    </>
  );
}

/** Employers of the programme, found by name. `id`, `value` and `onChange` come from the form. */
function EmployerSelect({ id, value, onChange }: { id?: string; value?: string; onChange?: (value: string) => void }): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const [search, setSearch] = useState('');
  const { data, isFetching, error } = useQuery({ queryKey: ['bar-employers', programme, search], queryFn: ({ signal }) => call(operations.barredEmployers.employers, { programme, ...(search.trim() === '' ? {} : { search: search.trim() }) }, signal) });
  return (
    <>
      <Select
        {...(id === undefined ? {} : { id })} {...(value === undefined ? {} : { value })} showSearch={{ filterOption: false, onSearch: setSearch }} loading={isFetching} onChange={(chosen: string) => onChange?.(chosen)} placeholder={t('bar.field.name.search')} notFoundContent={isFetching ? t('bar.searching') : t('bar.field.name.none')} data-testid="bar-name"
        options={(data?.items ?? []).map((one) => ({ value: one.name, disabled: one.barred, label: `${one.name}（${one.barred ? t('bar.already') : t('bar.posts', { n: fullNumber(one.posts) })}）` }))}
      />
      {error !== null && <ProblemNotice error={error} />}
    </>
  );
}

/** What will follow, before it is done. */
function Preview({ programme, name }: { programme: string; name: string }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['bar-preview', programme, name], queryFn: ({ signal }) => call(operations.barredEmployers.preview, { programme, name }, signal) });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active title={false} />;
  const { counties } = data, number = { textAlign: 'right' } as const;
  return (
    <div className="notice warn" data-testid="bar-preview" style={{ marginBottom: 0 }}>
      <strong>{t('bar.preview')}</strong>
      <div style={{ marginTop: 10 }}><EffectsRow effects={data} testId="bar-preview-effects" /></div>
      {counties.length > 0 && (
        <div style={{ maxHeight: 180, overflowY: 'auto' }}>
          <table className="plain-table"><thead><tr><th>{t('bar.county')}</th><th style={number}>{t('bar.effect.ended')}</th><th style={number}>{t('bar.effect.looks')}</th></tr></thead>
            <tbody>{counties.map((one) => <tr key={one.region}><td>{one.regionName}</td><td style={number} className="figure">{fullNumber(one.ended)}</td><td style={number} className="figure">{fullNumber(one.looks)}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      <p className="muted small" style={{ margin: '8px 0 0' }}>{t('bar.preview.text')}</p>
    </div>
  );
}
