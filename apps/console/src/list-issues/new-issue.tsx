import type { ListIssueKind, ListIssueSide, ListIssueView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Form, Modal, Segmented, Select } from 'antd';
import type { ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useListChoices } from '../lists/list-choices.js';
import { type ListKind, listKindByCode, listKinds } from '../lists/list-kinds.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { placesOf } from './issue-words.js';
import { useRenewIssues } from './use-renew-issues.js';

interface Values { from: string; kind: ListIssueKind; counterpart?: string | null; within?: string | null; category?: string | null }
export interface Office { readonly value: string; readonly label: string; readonly side: ListIssueSide; readonly region: string; readonly partners: readonly { value: string; label: string }[] }

const names = ['kind', 'counterpart', 'within', 'category'] as const;
/** Codes below a region begin with this. */
const prefix = (code: string): string => (code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code);

function listOf(kind: ListIssueKind): ListKind {
  const found = listKindByCode(kind);
  if (found === undefined) throw new Error(`no list ${kind}`);
  return found;
}

/** Places for which this person gives lists, with those they are paired with. */
export function useOffices(): readonly Office[] {
  const { t } = useTexts();
  const { actor } = useActor();
  const { code: programme } = useProgramme();
  const { data } = useQuery({ queryKey: ['supporters', programme], staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.supporters, { programme }, signal) });
  const held = (role: 'labour-office' | 'supporter-office'): string[] => actor.grants.flatMap((grant) => (grant.role === role && grant.region !== null && (grant.programme === null || grant.programme === programme) ? [grant.region] : []));
  const supporters = data?.items ?? [], giving = held('supporter-office'), counties = held('labour-office'), units = new Map(supporters.flatMap((one) => one.units.map((unit) => [unit.code, unit.name] as const)));
  return [
    ...supporters.filter((one) => giving.includes(one.code)).map((one): Office => ({ value: `supporter-${one.code}`, label: `${one.name}（${t('issue.side.supporter')}）`, side: 'supporter', region: one.code, partners: one.units.map((unit) => ({ value: unit.code, label: unit.name })) })),
    ...[...units].filter(([code]) => counties.some((region) => code.startsWith(prefix(region)))).map(([code, name]): Office => ({
      value: `receiver-${code}`, label: `${name}（${t('issue.side.receiver')}）`, side: 'receiver', region: code, partners: supporters.filter((one) => one.units.some((unit) => unit.code === code)).map((one) => ({ value: one.code, label: one.name })),
    })),
  ];
}

/** Draws up an issue: which list, for which place, to whom; shows before it is kept how many rows it would hold. */
export function NewIssue({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: (made: ListIssueView) => void }): ReactNode {
  const { t } = useTexts();
  const [form] = Form.useForm<Values>();
  return (
    <Modal open={open} onCancel={onClose} destroyOnHidden title={t('issue.act.create')} okText={t('issue.act.create')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'issue-create-confirm' }} onOk={() => form.submit()}>
      <Fields form={form} onMade={onMade} />
    </Modal>
  );
}

function Fields({ form, onMade }: { form: ReturnType<typeof Form.useForm<Values>>[0]; onMade: (made: ListIssueView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { may } = useActor();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const offices = useOffices(), renew = useRenewIssues(), values = Form.useWatch([], form) as Partial<Values> | undefined;
  const kinds = listKinds.flatMap(({ code, read }) => ((code === 'post' || code === 'worker') && may(read) ? [code] : []));
  const office = offices.find(({ value }) => value === values?.from) ?? offices[0], first: ListIssueKind = kinds.includes('worker') ? 'worker' : 'post', kind = values?.kind ?? first;
  const list = listOf(kind);
  const draft = office === undefined ? null : { programme, kind, side: office.side, region: office.region, ...(values?.counterpart == null ? {} : { counterpart: values.counterpart }), ...(values?.within == null ? {} : { within: values.within }), ...(values?.category == null ? {} : { category: values.category }) };
  const preview = useQuery({ queryKey: ['list-issue-changes', 'preview', draft], enabled: draft !== null, retry: false, queryFn: ({ signal }) => (draft === null ? Promise.reject(new Error('no office')) : call(operations.listIssues.preview, draft, signal)) });
  const make = useMutation({
    mutationFn: () => (draft === null ? Promise.reject(new Error('no office')) : call(operations.listIssues.create, draft)),
    onSuccess: (made) => { void message.success(t('issue.done')); renew(); onMade(made); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = names.find((each) => each === one.field); return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const regions = useListChoices(list, programme, 'region', office !== undefined, ''), categories = useListChoices(list, programme, 'category', office !== undefined, '');
  const everybody = office?.side === 'supporter' ? t('issue.toAll.receiver') : t('issue.toAll.supporter');
  return (
    <>
      <p className="muted">{t('issue.text.create')}</p>
      {make.error !== null && <ProblemNotice error={make.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ kind: first }} onFinish={() => make.mutate()} disabled={make.isPending}>
        {offices.length > 1 && <Form.Item name="from" label={t('issue.field.region')}><Select showSearch={{ optionFilterProp: 'label' }} placeholder={office?.label} options={[...offices]} onChange={() => form.setFieldsValue({ counterpart: null, within: null })} data-testid="issue-from" /></Form.Item>}
        <Form.Item name="kind" label={t('issue.field.kind')}>{kinds.length > 1 ? <Segmented options={kinds.map((one) => ({ value: one, label: t(`issue.kind.${one}`) }))} onChange={() => form.setFieldsValue({ within: null, category: null })} data-testid="issue-kind" /> : <span>{t(`issue.kind.${kind}`)}</span>}</Form.Item>
        <Form.Item name="counterpart" label={t('issue.field.counterpart')}><Select allowClear placeholder={everybody} options={[...office?.partners ?? []]} data-testid="issue-counterpart" /></Form.Item>
        {kind === 'post' && <Form.Item name="within" label={t('issue.field.within')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} loading={regions.busy} options={regions.choices.filter(({ value }) => office !== undefined && value.startsWith(prefix(office.region)))} data-testid="issue-within" /></Form.Item>}
        <Form.Item name="category" label={t('issue.field.category')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} loading={categories.busy} options={[...categories.choices]} data-testid="issue-category" /></Form.Item>
      </Form>
      {preview.error !== null && make.error === null && <ProblemNotice error={preview.error} />}
      {preview.data !== undefined && <div className="notice" data-testid="issue-preview">{preview.data.rows === 0 ? t('issue.preview.none') : t(`issue.preview.${kind}`, placesOf(preview.data))}</div>}
    </>
  );
}
