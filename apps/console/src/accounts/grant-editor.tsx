import type { GrantView, Role, RoleView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useProgramme } from '../shell/programme-context.js';

/** A grant while it is edited: what is not chosen yet is undefined. */
export interface GrantDraft { role?: Role | undefined; programme?: string | null | undefined; region?: string | null | undefined; organisation?: string | null | undefined; regionName?: string | null | undefined }

/** The grants of a form: a role each, and what that role is bound by. */
export function GrantEditor({ roles, initial }: { roles: readonly RoleView[]; initial: readonly GrantView[] }): ReactNode {
  const { t } = useTexts();
  return (
    <Form.List name="grants">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => <GrantFields key={key} at={name} roles={roles} initial={initial} onRemove={fields.length > 1 ? () => remove(name) : null} />)}
          <Button onClick={() => add({})} data-testid="grant-add">{t('accounts.grants.add')}</Button>
        </>
      )}
    </Form.List>
  );
}

function GrantFields({ at, roles, initial, onRemove }: { at: number; roles: readonly RoleView[]; initial: readonly GrantView[]; onRemove: (() => void) | null }): ReactNode {
  const { t } = useTexts();
  const { programmes } = useProgramme();
  const role = Form.useWatch<Role | undefined>(['grants', at, 'role']);
  const bounds = roles.find((one) => one.role === role);
  const needed = [{ required: true, message: t('accounts.grant.needed') }];
  return (
    <div className="grant" data-testid={`grant-${at}`}>
      <div className="grant-head">
        <Form.Item name={[at, 'role']} label={t('accounts.grant.role')} rules={needed}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={roles.map((one) => ({ value: one.role, label: t(`role.${one.role}`) }))} data-testid={`grant-role-${at}`} />
        </Form.Item>
        {onRemove !== null && <Button type="text" size="small" aria-label={t('accounts.grants.remove')} onClick={onRemove}>✕</Button>}
      </div>
      {bounds?.programme === true && <Form.Item name={[at, 'programme']} label={t('accounts.grant.programme')} rules={needed}><Select options={programmes.map((one) => ({ value: one.code, label: one.name }))} data-testid={`grant-programme-${at}`} /></Form.Item>}
      {bounds?.region === true && <Form.Item name={[at, 'region']} label={t('accounts.grant.region')} rules={needed}><RegionPicker known={initial} testId={`grant-region-${at}`} /></Form.Item>}
      {bounds?.organisation === true && <Form.Item name={[at, 'organisation']} label={t('accounts.grant.organisation')} rules={[{ required: true, whitespace: true, message: t('accounts.grant.needed') }]} extra={t('accounts.grant.organisation.hint')}><Input maxLength={100} data-testid={`grant-organisation-${at}`} /></Form.Item>}
    </div>
  );
}

/** A region by name or code. `value` and `onChange` come from the form. */
function RegionPicker({ value, onChange, id, known, testId }: { value?: string | null; onChange?: (code: string) => void; id?: string; known: readonly GrantView[]; testId: string }): ReactNode {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<{ code: string; name: string } | null>(null);
  const search = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({ queryKey: ['regions', search], enabled: search !== '', staleTime: Infinity, queryFn: ({ signal }) => call(operations.registry.regions, { search }, signal) });
  const nameOf = (code: string): string => (chosen?.code === code ? chosen.name : known.find((grant) => grant.region === code)?.regionName ?? code);
  const found = search === '' ? [] : data?.items ?? [];
  const options = [...found, ...(value === undefined || value === null || found.some((one) => one.code === value) ? [] : [{ code: value, name: nameOf(value) }])];
  return (
    <Select
      {...(id === undefined ? {} : { id })} value={value ?? null} showSearch={{ filterOption: false, onSearch: setText }} placeholder={t('accounts.grant.region.search')} loading={isFetching} data-testid={testId}
      onChange={(code: string | null) => { if (code === null) return; setChosen(options.find((one) => one.code === code) ?? null); setText(''); onChange?.(code); }}
      options={options.map((one) => ({ value: one.code, label: `${one.name} ${one.code}` }))} notFoundContent={search === '' ? t('accounts.grant.region.search') : isFetching ? t('state.loading') : t('header.searchNone')}
    />
  );
}
