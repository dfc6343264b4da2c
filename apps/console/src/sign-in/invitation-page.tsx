import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { problemOf } from '../api/index.js';
import { acceptInvitation, lookAtInvitation, signIn } from '../api/session.js';
import { localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { SignInBox, SignInFoot, useSignedIn } from './sign-in-page.js';
import { SecondStepForm, type SecondStep } from './sign-in-steps.js';

/** Where a one-time link leads: shows whose it is, takes a password, and goes on as a sign-in does. The code comes in the fragment, which browsers send to nobody. */
export function InvitationPage(): ReactNode {
  const { t } = useTexts();
  const [code] = useState(() => /^#([\w-]{20,100})$/.exec(window.location.hash)?.[1] ?? '');
  // Out of the address bar at once, so that it is neither read over a shoulder nor kept in the history.
  useEffect(() => { window.history.replaceState(window.history.state, '', window.location.pathname); }, []);
  if (code === '') return <SignInBox><div data-testid="invitation-no-code"><h2>{t('invite.noCode')}</h2><p>{t('invite.noCode.text')}</p></div><SignInFoot /></SignInBox>;
  return <SignInBox><Invitation code={code} /></SignInBox>;
}

function Invitation({ code }: { code: string }): ReactNode {
  const { t, pick } = useTexts();
  const signedIn = useSignedIn();
  const [step, setStep] = useState<SecondStep | null>(null);
  const { data, error, refetch } = useQuery({ queryKey: ['invitation', code], queryFn: ({ signal }) => lookAtInvitation(code, signal), retry: false, staleTime: Infinity, gcTime: 0 });
  const [form] = Form.useForm<{ password: string; again: string }>();
  const accepting = useMutation({
    mutationFn: async (password: string) => signIn((await acceptInvitation(code, password)).account, password),
    onSuccess: (answer) => { if (answer.next === 'done') signedIn(answer, '/'); else setStep(answer); },
    onError: (refusal) => form.setFields(problemOf(refusal).fields.filter((field) => field.field === 'password').map((field) => ({ name: 'password', errors: [pick(field.message)] }))),
  });
  if (step !== null) return <SecondStepForm step={step} onBack={() => window.location.assign('/sign-in')} onDone={(session) => signedIn(session, '/')} />;
  if (error !== null) {
    const { status } = problemOf(error);
    return (
      <div data-testid="invitation-ended">
        {status === 404 ? <><h2>{t('invite.ended')}</h2><p>{pick(problemOf(error).message)}</p></> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
        <p><Link to="/sign-in">{t('invite.toSignIn')}</Link></p>
      </div>
    );
  }
  if (data === undefined) return <Skeleton active />;
  const unnamed = accepting.error !== null && problemOf(accepting.error).fields.length === 0;
  return (
    <div data-testid="invitation">
      <h2>{t(`invite.title.${data.kind}`)}</h2>
      <p className="muted">{t('invite.for')}</p>
      <table className="plain-table light" style={{ marginBottom: 14 }}>
        <tbody>
          <tr><th scope="row" className="muted">{t('accounts.account')}</th><td>{data.account}</td></tr>
          <tr><th scope="row" className="muted">{t('accounts.name')}</th><td>{data.displayName}</td></tr>
          {data.organisationName !== null && <tr><th scope="row" className="muted">{t('accounts.organisation')}</th><td>{data.organisationName}</td></tr>}
          <tr><th scope="row" className="muted">{t('accounts.roles')}</th><td>{data.roles.map((role) => t(`role.${role}`)).join('、')}</td></tr>
        </tbody>
      </table>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={({ password }: { password: string }) => accepting.mutate(password)}>
        <input type="text" name="username" autoComplete="username" value={data.account} readOnly hidden />
        <Form.Item name="password" label={t('invite.password')} extra={t('invite.password.hint')} rules={[{ required: true, message: t('invite.password.short') }, { min: 12, message: t('invite.password.short') }]}>
          <Input.Password size="large" autoComplete="new-password" maxLength={200} data-testid="invitation-password" />
        </Form.Item>
        <Form.Item
          name="again" label={t('invite.password.again')} dependencies={['password']}
          rules={[({ getFieldValue }) => ({ validator: (_, value: unknown) => (value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('invite.password.differs')))) })]}
        >
          <Input.Password size="large" autoComplete="new-password" maxLength={200} data-testid="invitation-again" />
        </Form.Item>
        {data.isSecondFactorRequired && <p className="muted small">{t('invite.factorNext')}</p>}
        {unnamed && <ProblemNotice error={accepting.error} />}
        <Button type="primary" size="large" block htmlType="submit" loading={accepting.isPending} data-testid="invitation-submit">{t('invite.submit')}</Button>
      </Form>
      <p className="muted small sign-in-note">{t('invite.expires', { time: localTime(data.expiresAt) })}</p>
      <SignInFoot />
    </div>
  );
}
