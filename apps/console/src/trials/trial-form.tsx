import type { TrialChange } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts, type MessageKey } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';

const kinds = ['course', 'seats', 'bus', 'lodging', 'wage', 'rules'] as const;
interface Values {
  kind: TrialChange['kind']; certificate?: string; seats?: number; unit?: string | null; postId?: string; more?: number; from?: string; to?: string; yuan?: number;
  startGraceDays?: number; housingHard?: boolean; educationHard?: boolean; experienceHard?: boolean;
}

/** Asks for changes to try, several together. */
export function TrialForm({ open, onClose, onStarted }: { open: boolean; onClose: () => void; onStarted: (id: string) => void }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<{ changes: Values[] }>();
  const { code: programme } = useProgramme();
  const policy = useQuery({ queryKey: ['policy', programme], enabled: open, queryFn: ({ signal }) => call(operations.matchingPolicies.get, { programme }, signal) });
  const start = useMutation({
    mutationFn: ({ changes }: { changes: Values[] }) => call(operations.matchingTrials.start, { programme, kind: 'changes', changes: changes.map((values) => changeOf(values, policy.data?.employment)) }),
    onSuccess: ({ id }) => { onClose(); onStarted(id); },
  });
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden width={640} title={t('trials.form.title')} okText={t('trials.form.start')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'trial-start', loading: start.isPending, disabled: policy.data === undefined }} onOk={() => form.submit()} data-testid="trial-form">
      <p className="muted">{t('trials.form.text')}</p>
      {start.error !== null && <ProblemNotice error={start.error} />}
      {policy.error !== null && <ProblemNotice error={policy.error} onRetry={() => void policy.refetch()} />}
      <Form form={form} layout="vertical" initialValues={{ changes: [{ kind: 'course', seats: 30 }] }} onFinish={(values) => start.mutate(values)}>
        <Form.List name="changes">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <div className="panel" key={key} style={{ padding: '12px 14px 4px' }} data-testid="trial-change">
                  <Form.Item name={[name, 'kind']} label={t('trials.form.kind')} rules={[{ required: true }]}><Select options={kinds.map((kind) => ({ value: kind, label: t(`trials.change.${kind}`) }))} data-testid="trial-change-kind" /></Form.Item>
                  <Form.Item noStyle shouldUpdate>{() => <ChangeFields name={name} kind={form.getFieldValue(['changes', name, 'kind']) as TrialChange['kind']} rules={policy.data?.employment} />}</Form.Item>
                  {fields.length > 1 && <Button type="link" danger style={{ paddingInline: 0, marginBottom: 8 }} onClick={() => remove(name)}>{t('trials.form.remove')}</Button>}
                </div>
              ))}
              {fields.length < 10 && <Button type="dashed" block onClick={() => add({ kind: 'seats', more: 10 })} data-testid="trial-change-add">{t('trials.form.add')}</Button>}
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}

type Rules = Extract<TrialChange, { kind: 'rules' }>['employment'];

function changeOf(values: Values, rules: Rules | undefined): TrialChange {
  switch (values.kind) {
    case 'course': return { kind: 'course', certificate: (values.certificate ?? '').trim(), seats: values.seats ?? 1, unit: values.unit ?? null };
    case 'seats': return { kind: 'seats', postId: values.postId ?? '', more: values.more ?? 1 };
    case 'bus': return { kind: 'bus', from: values.from ?? '', to: values.to ?? '', seats: values.seats ?? 1 };
    case 'lodging': return { kind: 'lodging', postId: values.postId ?? '' };
    case 'wage': return { kind: 'wage', postId: values.postId ?? '', moreFen: Math.round((values.yuan ?? 0) * 100) };
    case 'rules': {
      if (rules === undefined) throw new Error('the policy is not known yet');
      const { startGraceDays, housingHard, educationHard, experienceHard } = { ...rules, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) };
      return { kind: 'rules', employment: { ...rules, startGraceDays, housingHard, educationHard, experienceHard } };
    }
  }
}

function ChangeFields({ name, kind, rules }: { name: number; kind: TrialChange['kind']; rules: Rules | undefined }): ReactNode {
  const { t } = useTexts();
  const units = useUnitOptions();
  const item = (field: keyof Values, label: MessageKey, input: ReactNode, isNeeded = true): ReactNode => <Form.Item name={[name, field]} label={t(label)} rules={isNeeded ? [{ required: true, message: t('row.required', { header: t(label) }) }] : []}>{input}</Form.Item>;
  const people = (field: 'seats' | 'more', label: MessageKey): ReactNode => item(field, label, <InputNumber min={1} max={5000} precision={0} style={{ width: 140 }} data-testid={`trial-${field}`} />);
  const unit = (field: 'unit' | 'from', label: MessageKey, isNeeded: boolean): ReactNode => item(field, label, <Select allowClear={!isNeeded} showSearch={{ optionFilterProp: 'label' }} options={units} />, isNeeded);
  switch (kind) {
    case 'course': return <>{item('certificate', 'trials.form.certificate', <Input maxLength={60} data-testid="trial-certificate" />)}{people('seats', 'trials.form.seats')}{unit('unit', 'trials.form.unit', false)}</>;
    case 'seats': return <>{item('postId', 'trials.form.post', <PostSelect />)}{people('more', 'trials.form.more')}</>;
    case 'bus': return <>{unit('from', 'trials.form.from', true)}{item('to', 'trials.form.to', <PlaceSelect />)}{people('seats', 'trials.form.seats')}</>;
    case 'lodging': return item('postId', 'trials.form.post', <PostSelect />);
    case 'wage': return <>{item('postId', 'trials.form.post', <PostSelect />)}{item('yuan', 'trials.form.wage', <InputNumber min={1} max={100_000} precision={0} style={{ width: 140 }} />)}</>;
    case 'rules': return (
      <>
        {(['housingHard', 'educationHard', 'experienceHard'] as const).map((rule) => <Form.Item key={rule} name={[name, rule]} label={t(`trials.form.${rule}`)} valuePropName="checked" initialValue={rules?.[rule]}><Switch /></Form.Item>)}
        <Form.Item name={[name, 'startGraceDays']} label={t('trials.form.startGraceDays')} initialValue={rules?.startGraceDays}><InputNumber min={0} max={365} precision={0} style={{ width: 140 }} /></Form.Item>
      </>
    );
  }
}

interface Chooser { readonly value?: string; readonly onChange?: (value: string) => void }

/** An open post of the programme, found by words. */
function PostSelect({ value, onChange }: Chooser): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const [search, setSearch] = useState('');
  const { data, isFetching } = useQuery({ queryKey: ['list', 'post', 'trial', programme, search], placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.posts.list, { programme, status: 'open', size: 20, ...(search === '' ? {} : { search }) }, signal) });
  return <Select value={value ?? null} {...(onChange === undefined ? {} : { onChange: (chosen: string | null) => onChange(chosen ?? '') })} showSearch={{ filterOption: false, onSearch: (text) => setSearch(text.trim()) }} placeholder={t('trials.form.postSearch')} loading={isFetching} data-testid="trial-post" options={(data?.items ?? []).map((row) => ({ value: row.id, label: `${row.title} · ${row.organisationName} · ${row.regionName}` }))} />;
}

/** A place, found by name. */
function PlaceSelect({ value, onChange }: Chooser): ReactNode {
  const { t } = useTexts();
  const [search, setSearch] = useState('');
  const { data, isFetching } = useQuery({ queryKey: ['regions', search], enabled: search !== '', staleTime: Infinity, placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.registry.regions, { search }, signal) });
  return <Select value={value ?? null} {...(onChange === undefined ? {} : { onChange: (chosen: string | null) => onChange(chosen ?? '') })} showSearch={{ filterOption: false, onSearch: (text) => setSearch(text.trim()) }} placeholder={t('trials.form.toSearch')} loading={isFetching} data-testid="trial-place" options={(data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))} />;
}
