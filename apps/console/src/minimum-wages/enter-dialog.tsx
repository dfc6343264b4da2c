import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { fullNumber, useTexts } from '../messages/index.js';
import { todayInShanghai } from '../placements/placement-words.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';

interface Values { regions: string[]; yuan: number; validFrom: string; document: string }
/** What the server names, by the field that shows it. */
const fieldOf: Readonly<Record<string, keyof Values>> = { regions: 'regions', monthlyFen: 'yuan', validFrom: 'validFrom', document: 'document' };

/** Enters one class of a province's order for the regions it names. */
export function EnterDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const enter = useMutation({
    mutationFn: ({ regions, yuan, validFrom, document }: Values) => call(operations.minimumWages.enter, { regions, monthlyFen: Math.round(yuan * 100), validFrom, document: document.trim() }),
    onSuccess: ({ items }) => { onClose(); void message.success(t('wage.done', { n: fullNumber(items.length) })); void client.invalidateQueries({ queryKey: ['minimum-wages'] }); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => { const name = fieldOf[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; })),
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  return (
    <Modal open onCancel={onClose} destroyOnHidden width={560} title={t('wage.act.enter')} okText={t('wage.act.enter')} cancelText={t('act.cancel')} okButtonProps={{ loading: enter.isPending, 'data-testid': 'wage-confirm' }} cancelButtonProps={{ 'data-testid': 'wage-dialog-cancel' }} onOk={() => form.submit()}>
      <p className="muted">{t('wage.enter.text')}</p>
      {enter.error !== null && <ProblemNotice error={enter.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={{ validFrom: todayInShanghai() }} onFinish={(values) => enter.mutate(values)} disabled={enter.isPending}>
        <Form.Item name="regions" label={t('wage.field.regions')} rules={need(t('wage.field.regions'))}><RegionsSelect /></Form.Item>
        <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))', columnGap: 16 }}>
          <Form.Item name="yuan" label={t('wage.field.monthly')} rules={need(t('wage.field.monthly'))}><InputNumber min={100} max={100_000} precision={2} style={{ width: '100%' }} className="figure" data-testid="wage-yuan" /></Form.Item>
          <Form.Item name="validFrom" label={t('wage.field.validFrom')} rules={need(t('wage.field.validFrom'))}><DayInput testId="wage-from" /></Form.Item>
        </div>
        <Form.Item name="document" label={t('wage.field.document')} rules={[{ required: true, whitespace: true, message: t('row.required', { header: t('wage.field.document') }) }]}><Input maxLength={120} placeholder={t('wage.field.document.example')} data-testid="wage-document" /></Form.Item>
      </Form>
    </Modal>
  );
}

/** Places of the whole country, found by name. `id`, `value` and `onChange` come from the form. */
function RegionsSelect({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (value: string[]) => void }): ReactNode {
  const { t } = useTexts();
  const [search, setSearch] = useState(''), [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const { data, isFetching } = useQuery({ queryKey: ['regions', search], enabled: search !== '', staleTime: Infinity, placeholderData: keepPreviousData, queryFn: ({ signal }) => call(operations.registry.regions, { search }, signal) });
  const chosen = value ?? [], found = data?.items ?? [];
  // A chosen place keeps its name when the next search does not find it.
  const options = [...found.map(({ code, name }) => ({ value: code, label: name })), ...chosen.filter((code) => !found.some((one) => one.code === code)).map((code) => ({ value: code, label: names[code] ?? code }))];
  return (
    <Select
      {...(id === undefined ? {} : { id })} mode="multiple" value={chosen} showSearch={{ filterOption: false, onSearch: (text) => setSearch(text.trim()) }} loading={isFetching} placeholder={t('wage.field.regions.search')} options={options} data-testid="wage-regions"
      onChange={(codes: string[]) => { setNames({ ...names, ...Object.fromEntries(options.filter((one) => codes.includes(one.value)).map((one) => [one.value, one.label])) }); onChange?.(codes); }}
    />
  );
}
