import type { ProjectView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { usePhone } from '../shell/use-phone.js';
import { fenOfWan, wanOfFen } from './project-words.js';

interface Draft { pairing?: string; name: string; field: string; site: string; summary?: string; industryCode?: string | null; total: number; grant: number; startOn?: string | null; endOn?: string | null; conditionAnswer?: string }
interface ProjectFormProps { readonly project: ProjectView | null; readonly open: boolean; readonly onClose: () => void; readonly onSaved: (project: ProjectView) => void }

/** A project as the two sides file it. */
export function ProjectForm({ project, open, onClose, onSaved }: ProjectFormProps): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const [form] = Form.useForm<Draft>();
  return (
    <Drawer
      open={open} onClose={onClose} size={phone ? '100%' : 640} destroyOnHidden title={project === null ? t('project.create') : t('row.editTitle', { title: project.name })}
      footer={<div style={{ display: 'flex', gap: 8 }}><Button type="primary" onClick={() => form.submit()} data-testid="project-save">{t('act.save')}</Button><Button onClick={onClose}>{t('act.cancel')}</Button></div>}
    >
      <Fields project={project} form={form} onSaved={onSaved} />
    </Drawer>
  );
}

function Fields({ project, form, onSaved }: { project: ProjectView | null; form: ReturnType<typeof Form.useForm<Draft>>[0]; onSaved: (project: ProjectView) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const of = project?.programme ?? programme;
  const { data } = useQuery({ queryKey: ['project-catalogue', of], staleTime: 60_000, queryFn: ({ signal }) => call(operations.projects.catalogue, { programme: of }, signal) });
  const pairings = (data?.pairings ?? []).filter((one) => one.programme === of);
  const groups = data?.catalogues.find((one) => one.programme === of)?.groups ?? [];
  const save = useMutation({
    mutationFn: (draft: Draft) => {
      const shared = {
        name: draft.name, field: draft.field, site: draft.site, summary: draft.summary ?? '', industryCode: draft.industryCode ?? null,
        totalFen: fenOfWan(draft.total), grantFen: fenOfWan(draft.grant), startOn: draft.startOn === '' ? null : draft.startOn ?? null, endOn: draft.endOn === '' ? null : draft.endOn ?? null, conditionAnswer: draft.conditionAnswer ?? '',
      };
      if (project !== null) return call(operations.projects.update, { id: project.id, version: project.version, ...shared });
      const [unit = '', supporter = ''] = (draft.pairing ?? '').split('/');
      return call(operations.projects.create, { programme: of, unit, supporter, ...shared });
    },
    onSuccess: (saved) => { void message.success(t('project.saved')); onSaved(saved); },
    onError: (error) => {
      const names: Record<string, keyof Draft> = { totalFen: 'total', grantFen: 'grant', unit: 'pairing', supporter: 'pairing', name: 'name', field: 'field', site: 'site', summary: 'summary', industryCode: 'industryCode', startOn: 'startOn', endOn: 'endOn', conditionAnswer: 'conditionAnswer' };
      form.setFields(problemOf(error).fields.flatMap((one) => { const name = names[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; }));
    },
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const initial: Partial<Draft> = project === null ? {} : { name: project.name, field: project.field, site: project.site, summary: project.summary, industryCode: project.industryCode, total: wanOfFen(project.totalFen), grant: wanOfFen(project.grantFen), startOn: project.startOn, endOn: project.endOn, conditionAnswer: project.conditionAnswer };
  return (
    <Form<Draft> form={form} layout="vertical" initialValues={initial} onFinish={(draft) => save.mutate(draft)} disabled={save.isPending} scrollToFirstError>
      {save.error !== null && <ProblemNotice error={save.error} />}
      {project === null && (
        <Form.Item name="pairing" label={t('project.pairing')} rules={need(t('project.pairing'))}>
          <Select showSearch={{ optionFilterProp: 'label' }} data-testid="project-pairing" options={pairings.map((one) => ({ value: `${one.unit}/${one.supporter}`, label: `${one.supporterName} → ${one.unitName}（${one.kind}）` }))} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('project.name')} rules={need(t('project.name'))}><Input maxLength={120} data-testid="project-name" /></Form.Item>
      <Form.Item name="field" label={t('project.col.field')} rules={need(t('project.col.field'))}>
        <Select showSearch={{ optionFilterProp: 'label' }} data-testid="project-field" options={groups.map((group) => ({ label: `${group.clause} ${pick(group.name)}`, options: group.fields.map((one) => ({ value: one.code, label: `${one.clause} ${pick(one.name)}` })) }))} />
      </Form.Item>
      <Form.Item name="site" label={t('project.site')} rules={need(t('project.site'))}><Input maxLength={200} data-testid="project-site" /></Form.Item>
      <div className="two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))', gap: '0 16px' }}>
        <Form.Item name="total" label={t('project.total')} rules={need(t('project.total'))}><InputNumber min={0.0001} precision={4} style={{ width: '100%' }} data-testid="project-total" /></Form.Item>
        <Form.Item
          name="grant" label={t('project.grant')} dependencies={['total']}
          rules={[...need(t('project.grant')), ({ getFieldValue }) => ({ validator: (_: unknown, value: number | null) => (typeof value === 'number' && value > Number(getFieldValue('total')) ? Promise.reject(new Error(t('project.grantTooMuch'))) : Promise.resolve()) })]}
        >
          <InputNumber min={0} precision={4} style={{ width: '100%' }} data-testid="project-grant" />
        </Form.Item>
        <Form.Item name="startOn" label={t('project.start')}><DayInput /></Form.Item>
        <Form.Item name="endOn" label={t('project.end')}><DayInput /></Form.Item>
      </div>
      <Form.Item name="industryCode" label={t('project.industry')} extra={t('project.industry.note')}><IndustryPicker /></Form.Item>
      <Form.Item name="summary" label={t('project.summary')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
      <Form.Item name="conditionAnswer" label={t('project.condition')}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
    </Form>
  );
}

/** Finds an industry class by name or code; `value` and `onChange` come from the form. */
function IndustryPicker({ value, onChange }: { value?: string | null; onChange?: (value: string | null) => void }): ReactNode {
  const { t } = useTexts();
  const [search, setSearch] = useState('');
  const { data, isFetching } = useQuery({ queryKey: ['industries', search === '' ? value ?? '' : search], staleTime: Infinity, queryFn: ({ signal }) => call(operations.screening.industries, { search: search === '' ? value ?? '' : search }, signal) });
  return (
    <Select<string | null>
      value={value ?? null} onChange={(next) => onChange?.(next ?? null)} allowClear loading={isFetching} placeholder={t('project.industry.find')} data-testid="project-industry"
      showSearch={{ filterOption: false, onSearch: setSearch }} options={(data?.items ?? []).map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
    />
  );
}
