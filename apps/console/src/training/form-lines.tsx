import type { TrainingView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Form, InputNumber, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useUnitOptions } from '../matching/pairs-table.js';
import { useTexts } from '../messages/index.js';
import { useProgramme } from '../shell/programme-context.js';

interface Line { readonly choice: ReactNode; readonly name: 'region' | 'id'; readonly least: number }

/** Lines of a choice and a number of seats each. */
function Lines({ name, label, hint, add, line }: { name: 'quotas' | 'posts'; label: string; hint: string; add: string; line: Line }): ReactNode {
  const { t } = useTexts();
  return (
    <Form.Item label={label} extra={hint}>
      <Form.List name={name}>
        {(fields, { add: more, remove }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} style={{ display: 'flex', gap: 8, alignItems: 'flex-start' }}>
                <Form.Item name={[field.name, line.name]} rules={[{ required: true, message: t('row.required', { header: label }) }]} style={{ flex: 1, minWidth: 0, marginBottom: 8 }}>{line.choice}</Form.Item>
                <Form.Item name={[field.name, 'seats']} rules={[{ required: true, message: t('row.required', { header: t('training.field.n') }) }]} style={{ width: 96, marginBottom: 8 }}><InputNumber min={line.least} max={100_000} precision={0} placeholder={t('training.field.n')} aria-label={t('training.field.n')} style={{ width: '100%' }} /></Form.Item>
                <Button type="text" onClick={() => remove(field.name)} aria-label={t('training.field.remove')}>{t('training.field.remove')}</Button>
              </div>
            ))}
            <Button size="small" onClick={() => more({})} data-testid={`training-add-${name}`}>{add}</Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

/** Seats by county. */
export function QuotaLines(): ReactNode {
  const { t } = useTexts();
  const units = useUnitOptions();
  return <Lines name="quotas" label={t('training.field.quotas')} hint={t('training.field.quotas.hint')} add={t('training.field.addQuota')} line={{ name: 'region', least: 1, choice: <Select showSearch={{ optionFilterProp: 'label' }} options={units} /> }} />;
}

/** Vacancies that the course trains for, with the seats kept for each. */
export function PostLines({ known }: { known: TrainingView['posts'] }): ReactNode {
  const { t } = useTexts();
  return <Lines name="posts" label={t('training.field.posts')} hint={t('training.field.posts.hint')} add={t('training.field.addPost')} line={{ name: 'id', least: 0, choice: <PostSelect known={known} /> }} />;
}

/** An open post of the programme, found by typing. `value` and `onChange` come from the form. */
function PostSelect({ known, value, onChange, id }: { known: TrainingView['posts']; value?: string; onChange?: (value: string) => void; id?: string }): ReactNode {
  const { code: programme } = useProgramme();
  const [search, setSearch] = useState('');
  const { data, isFetching } = useQuery({
    queryKey: ['list', 'post', 'course', programme, search], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.posts.list, { programme, status: 'open', size: 20, ...(search.trim() === '' ? {} : { search: search.trim() }) }, signal),
  });
  const options = new Map([...known.map((one) => [one.id, `${one.title}（${one.employer}）`] as const), ...(data?.items ?? []).map((one) => [one.id, `${one.title}（${one.organisationName}）`] as const)]);
  return <Select {...(id === undefined ? {} : { id })} showSearch={{ filterOption: false, onSearch: setSearch }} loading={isFetching} {...(value === undefined ? {} : { value })} onChange={(chosen: string) => onChange?.(chosen)} options={[...options].map(([of, label]) => ({ value: of, label }))} />;
}

/** An occupation of 职业分类大典, found by typing. `value` and `onChange` come from the form. */
export function OccupationSelect({ known, value, onChange, id }: { known: TrainingView['occupation']; value?: string | null; onChange?: (value: string | null) => void; id?: string }): ReactNode {
  const [search, setSearch] = useState('');
  const { data, isFetching } = useQuery({ queryKey: ['occupations-found', search], enabled: search.trim() !== '', placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.occupationReview.find, { search: search.trim() }, signal) });
  const options = new Map([...(known === null ? [] : [[known.code, known.name] as const]), ...(data?.items ?? []).map((one) => [one.code, one.name] as const)]);
  return <Select allowClear {...(id === undefined ? {} : { id })} showSearch={{ filterOption: false, onSearch: setSearch }} loading={isFetching} value={value ?? null} onChange={(chosen: string | null | undefined) => onChange?.(chosen ?? null)} options={[...options].map(([code, name]) => ({ value: code, label: `${name} ${code}` }))} />;
}
