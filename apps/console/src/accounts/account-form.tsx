import type { AccountDetail, RoleGrant } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Skeleton } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { GrantEditor, type GrantDraft } from './grant-editor.js';
import type { ShownLink } from './one-time-link.js';

interface Draft { account: string; displayName: string; organisationName?: string | undefined; grants: GrantDraft[] }
interface FormProps { readonly open: boolean; readonly account: AccountDetail | null; readonly onClose: () => void; readonly onSaved: (account: AccountDetail, link: ShownLink | null) => void }

/** Makes an account with its invitation link, or edits one. */
export function AccountForm({ open, account, onClose, onSaved }: FormProps): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const [form] = Form.useForm<Draft>();
  return (
    <Drawer
      open={open} onClose={onClose} size={phone ? '100%' : 560} destroyOnHidden title={t(account === null ? 'accounts.form.create' : 'accounts.form.edit')}
      footer={<div className="account-acts"><Button type="primary" onClick={() => form.submit()} data-testid="account-save">{t(account === null ? 'accounts.form.makeLink' : 'act.save')}</Button><Button onClick={onClose}>{t('act.cancel')}</Button></div>}
    >
      {open && <Fields form={form} account={account} onSaved={onSaved} />}
    </Drawer>
  );
}

function Fields({ form, account, onSaved }: { form: ReturnType<typeof Form.useForm<Draft>>[0]; account: AccountDetail | null; onSaved: FormProps['onSaved'] }): ReactNode {
  const { t, pick } = useTexts();
  const { actor } = useActor();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data: roles, error, refetch } = useQuery({ queryKey: ['account-roles'], staleTime: Infinity, queryFn: ({ signal }) => call(operations.accounts.roles, {}, signal) });
  const isOwn = account?.id === actor.id;
  const save = useMutation({
    mutationFn: async (draft: Draft): Promise<{ saved: AccountDetail; link: ShownLink | null }> => {
      const grants = isOwn ? account.grants.map(({ regionName: _, ...grant }) => grant) : draft.grants.flatMap((grant): RoleGrant[] => {
        const bounds = roles?.items.find((one) => one.role === grant.role);
        return grant.role === undefined ? [] : [{ role: grant.role, programme: bounds?.programme === true ? grant.programme ?? null : null, region: bounds?.region === true ? grant.region ?? null : null, organisation: bounds?.organisation === true ? grant.organisation?.trim() ?? null : null }];
      });
      const person = { displayName: draft.displayName.trim(), organisationName: (draft.organisationName ?? '').trim() === '' ? null : (draft.organisationName ?? '').trim(), grants };
      if (account !== null) return { saved: await call(operations.accounts.update, { id: account.id, version: account.version, ...person }), link: null };
      const saved = await call(operations.accounts.create, { account: draft.account.trim(), ...person });
      return { saved, link: { ...await call(operations.accounts.link, { id: saved.id }), name: saved.displayName } };
    },
    onSuccess: ({ saved, link }) => {
      if (link === null) void message.success(t('accounts.done'));
      for (const key of ['accounts', 'account', 'invitations']) void client.invalidateQueries({ queryKey: [key] });
      onSaved(saved, link);
    },
    onError: (refusal) => {
      for (const field of problemOf(refusal).fields) {
        const [name = '', at, part] = field.field.split('.');
        if (name === 'account') form.setFields([{ name: 'account', errors: [pick(field.message)] }]);
        else if (name === 'grants' && at !== undefined && (part === 'role' || part === 'programme' || part === 'region' || part === 'organisation')) form.setFields([{ name: ['grants', Number(at), part], errors: [pick(field.message)] }]);
      }
    },
  });
  useEffect(() => {
    form.setFieldsValue(account === null ? { grants: [{}] } : { account: account.account, displayName: account.displayName, organisationName: account.organisationName ?? undefined, grants: account.grants.map((grant) => ({ ...grant })) });
  }, [form, account]);
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (roles === undefined) return <Skeleton active />;
  return (
    <Form<Draft> form={form} layout="vertical" requiredMark={false} onFinish={(draft) => save.mutate(draft)} disabled={save.isPending} data-testid="account-form">
      {save.error !== null && <ProblemNotice error={save.error} />}
      <Form.Item name="account" label={t('accounts.account')} {...(account === null ? { extra: t('accounts.form.account.hint') } : {})} rules={[{ required: true, pattern: /^\s*[\p{L}\p{N}][\p{L}\p{N}._@-]{1,39}\s*$/u, message: t('accounts.form.account.needed') }]}>
        <Input disabled={account !== null} maxLength={40} autoComplete="off" data-testid="account-account" />
      </Form.Item>
      <Form.Item name="displayName" label={t('accounts.name')} rules={[{ required: true, whitespace: true, message: t('accounts.form.name.needed') }]}><Input maxLength={60} autoComplete="off" data-testid="account-name" /></Form.Item>
      <Form.Item name="organisationName" label={t('accounts.organisation')}><Input maxLength={100} placeholder={t('accounts.form.organisation.none')} autoComplete="off" data-testid="account-organisation" /></Form.Item>
      <h3>{t('accounts.grants')}</h3>
      {isOwn ? <p className="muted">{t('accounts.grants.own')}</p> : <GrantEditor roles={roles.items} initial={account?.grants ?? []} />}
    </Form>
  );
}
