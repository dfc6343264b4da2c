import type { ColumnView, ListRow } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, AutoComplete, Button, Drawer, Form, Input, Select, Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { call, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { usePhone } from '../shell/use-phone.js';
import type { ListKind } from './list-kinds.js';

type Cells = Record<string, string | undefined>;
interface RowFormProps { readonly kind: ListKind; readonly row: ListRow | null; readonly open: boolean; readonly onClose: () => void; readonly onSaved: (row: ListRow) => void }

/** The form of a list's row, made from the same columns as template and import. */
export function RowForm({ kind, row, open, onClose, onSaved }: RowFormProps): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const [form] = Form.useForm<Cells>();
  return (
    <Drawer
      open={open} onClose={onClose} size={phone ? '100%' : 620} destroyOnHidden
      title={row === null ? t('row.createTitle', { list: t(kind.title) }) : t('row.editTitle', { title: row.title })}
      footer={<div style={{ display: 'flex', gap: 8 }}><Button type="primary" onClick={() => form.submit()} data-testid="row-save">{t('act.save')}</Button><Button onClick={onClose}>{t('act.cancel')}</Button></div>}
    >
      <Fields kind={kind} row={row} form={form} onSaved={onSaved} />
    </Drawer>
  );
}

function Fields({ kind, row, form, onSaved }: { kind: ListKind; row: ListRow | null; form: ReturnType<typeof Form.useForm<Cells>>[0]; onSaved: (row: ListRow) => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const { code: programme } = useProgramme();
  const { data, error } = useQuery({ queryKey: ['columns', kind.code], staleTime: Infinity, queryFn: ({ signal }) => call(kind.operations.columns, {}, signal) });
  const columns = data?.columns;
  const save = useMutation({
    mutationFn: (cells: Record<string, string>) => (row === null
      ? call(kind.operations.create, { programme, cells })
      : call(kind.operations.update, { id: row.id, version: row.version, cells })),
    onSuccess: (saved) => { void message.success(t(row === null ? 'row.created' : 'row.saved')); onSaved(saved); },
    onError: (refusal) => {
      const known = new Set(columns?.map((column) => column.code));
      form.setFields(problemOf(refusal).fields.map((field) => ({ name: field.field.replace(/^cells\./, ''), errors: [pick(field.message)] })).filter((field) => known.has(field.name)));
    },
  });
  // Masked texts are not given back: a personal cell starts empty and is sent only when typed anew.
  useEffect(() => {
    if (columns !== undefined) form.setFieldsValue(Object.fromEntries(columns.map((column) => [column.code, column.personal ? undefined : row?.cells[column.code]])));
  }, [columns, form, row]);
  if (error !== null) return <ProblemNotice error={error} />;
  if (columns === undefined) return <Skeleton active />;
  const submit = (values: Cells): void => {
    const cells: Record<string, string> = {};
    for (const column of columns) {
      const text = values[column.code]?.trim() ?? '';
      if (column.personal && text === '') continue;
      if (text !== '' || (row !== null && (row.cells[column.code] ?? '') !== '')) cells[column.code] = text;
    }
    save.mutate(cells);
  };
  const unplaced = problemOf(save.error).fields.filter((field) => !columns.some((column) => column.code === field.field.replace(/^cells\./, '')));
  return (
    <Form<Cells> form={form} layout="vertical" onFinish={submit} scrollToFirstError disabled={save.isPending}>
      {save.error !== null && (problemOf(save.error).fields.length === 0 || unplaced.length > 0) && <ProblemNotice error={save.error} />}
      <div className="two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 250px), 1fr))', gap: '0 16px' }}>
        {[...columns.filter((column) => column.required), ...columns.filter((column) => !column.required)].map((column) => <Field key={column.code} column={column} editing={row !== null} />)}
      </div>
    </Form>
  );
}

function Field({ column, editing }: { column: ColumnView; editing: boolean }): ReactNode {
  const { t } = useTexts();
  const placeholder = editing && column.personal ? t('row.masked') : column.example === '' ? '' : t('row.example', { example: column.example });
  return (
    <Form.Item
      name={column.code} label={column.header} {...(column.note === '' ? {} : { tooltip: column.note })}
      rules={column.required && !(editing && column.personal) ? [{ required: true, whitespace: true, message: t('row.required', { header: column.header }) }] : []}
    >
      {column.choices.length > 0
        ? <ChoiceInput column={column} placeholder={placeholder} />
        : <Input maxLength={2000} placeholder={placeholder} data-testid={`field-${column.code}`} />}
    </Form.Item>
  );
}

/** One of the choices; where the example shows several in one cell, a text with the choices offered. `value` and `onChange` come from the form. */
function ChoiceInput({ column, placeholder, value, onChange }: { column: ColumnView; placeholder: string; value?: string; onChange?: (value: string | undefined) => void }): ReactNode {
  const several = column.example !== '' && !column.choices.includes(column.example);
  const options = [...new Set([...column.choices, ...(value === undefined || value === '' ? [] : [value])])].map((one) => ({ value: one, label: one }));
  const shared = { value: value ?? null, placeholder, allowClear: true, 'data-testid': `field-${column.code}`, onChange: (next: string | null | undefined) => onChange?.(next ?? undefined) };
  return several ? <AutoComplete {...shared} options={column.choices.map((one) => ({ value: one }))} showSearch={{ filterOption: false }} /> : <Select<string | null> {...shared} options={options} showSearch />;
}
