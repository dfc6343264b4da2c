import type { OwnAccount } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { problemOf } from '../api/index.js';
import { changePassword, endOwnSession, ownAccountQuery } from '../api/session.js';
import { SessionList } from '../accounts/session-list.js';
import '../accounts/accounts.css';
import { useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { OwnSecondFactor } from './own-second-factor.js';

/** A person's own account: password, second factor, sessions. */
export function OwnAccountPage(): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(ownAccountQuery);
  return (
    <div className="own-panels">
      <div className="page-head"><h1>{t('own.title')}</h1>{data !== undefined && <span className="muted">{[data.account, data.displayName, data.organisationName].filter((part, i, all) => part !== null && all.indexOf(part) === i).join(' · ')}</span>}</div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <div className="panel"><Skeleton active /></div> : <><Password account={data} /><OwnSecondFactor account={data} /><Sessions account={data} /></>}
    </div>
  );
}

interface Change { password: string; newPassword: string; again: string }

function Password({ account }: { account: OwnAccount }): ReactNode {
  const { t, pick } = useTexts();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<Change>();
  const changing = useMutation({
    mutationFn: ({ password, newPassword }: Change) => changePassword(password, newPassword),
    onSuccess: () => { void message.success(t('own.password.changed')); form.resetFields(); setOpen(false); void client.invalidateQueries({ queryKey: ownAccountQuery.queryKey }); },
    onError: (refusal) => form.setFields(problemOf(refusal).fields.flatMap((field) => (field.field === 'password' || field.field === 'newPassword' ? [{ name: field.field, errors: [pick(field.message)] }] : []))),
  });
  return (
    <section className="panel">
      <h2>{t('own.password')}</h2>
      {!account.hasPassword && <p className="muted">{t('own.password.none')}</p>}
      {account.hasPassword && !open && <Button onClick={() => setOpen(true)} data-testid="own-password">{t('own.password.change')}</Button>}
      {open && (
        <Form<Change> form={form} layout="vertical" requiredMark={false} style={{ maxWidth: 420 }} onFinish={(values) => changing.mutate(values)}>
          <input type="text" name="username" autoComplete="username" value={account.account} readOnly hidden />
          <Form.Item name="password" label={t('own.password.old')} rules={[{ required: true, message: t('own.password.needed') }]}><Input.Password autoComplete="current-password" autoFocus data-testid="own-password-old" /></Form.Item>
          <Form.Item name="newPassword" label={t('own.password.new')} extra={t('invite.password.hint')} rules={[{ required: true, message: t('invite.password.short') }, { min: 12, message: t('invite.password.short') }]}><Input.Password autoComplete="new-password" maxLength={200} data-testid="own-password-new" /></Form.Item>
          <Form.Item name="again" label={t('invite.password.again')} dependencies={['newPassword']} rules={[({ getFieldValue }) => ({ validator: (_, value: unknown) => (value === getFieldValue('newPassword') ? Promise.resolve() : Promise.reject(new Error(t('invite.password.differs')))) })]}><Input.Password autoComplete="new-password" maxLength={200} data-testid="own-password-again" /></Form.Item>
          {changing.error !== null && problemOf(changing.error).fields.length === 0 && <ProblemNotice error={changing.error} />}
          <div className="account-acts"><Button type="primary" htmlType="submit" loading={changing.isPending} data-testid="own-password-submit">{t('own.password.change')}</Button><Button onClick={() => { setOpen(false); form.resetFields(); changing.reset(); }}>{t('act.cancel')}</Button></div>
        </Form>
      )}
    </section>
  );
}

function Sessions({ account }: { account: OwnAccount }): ReactNode {
  const { t } = useTexts();
  const client = useQueryClient();
  const say = useProblemMessage();
  const ending = useMutation({ mutationFn: endOwnSession, onError: say, onSettled: () => client.invalidateQueries({ queryKey: ownAccountQuery.queryKey }) });
  return (
    <section className="panel">
      <h2>{t('accounts.sessions')}</h2>
      <p className="muted">{t('own.sessions.text')}</p>
      <SessionList sessions={account.sessions} onEnd={(id) => ending.mutate(id)} isBusy={ending.isPending} />
    </section>
  );
}
