import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { providerQuery, sessionQuery, signIn, type Session } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { SecondStepForm, type SecondStep } from './sign-in-steps.js';
import './sign-in.css';

interface Credentials { account: string; password: string }

/** Only a path of this site may be returned to. */
function returnPath(from: string | null): string {
  return from !== null && from.startsWith('/') && !from.startsWith('//') ? from : '/';
}

/** The second step of a sign-in that came back from the provider: its ticket stands in the fragment. */
function stepInAddress(): SecondStep | null {
  const [, next, ticket] = /^#(code|set-up)\.([\w-]{20,100})$/.exec(window.location.hash) ?? [];
  return (next === 'code' || next === 'set-up') && ticket !== undefined ? { next, ticket } : null;
}

/** Takes a new session in: nothing read before it is kept. */
export function useSignedIn(): (session: Session, to: string) => void {
  const navigate = useNavigate();
  const client = useQueryClient();
  return ({ actor, permissions }, to) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, { actor, permissions });
    void navigate(to, { replace: true });
  };
}

export function SignInPage(): ReactNode {
  const { t } = useTexts();
  const [parameters] = useSearchParams();
  const signedIn = useSignedIn();
  const [step, setStep] = useState<SecondStep | null>(stepInAddress);
  useEffect(() => { if (window.location.hash !== '') window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search); }, []);
  const { data: provider } = useQuery(providerQuery);
  const to = returnPath(parameters.get('from'));
  const opening = useMutation({
    mutationFn: ({ account, password }: Credentials) => signIn(account.trim(), password),
    onSuccess: (answer) => { if (answer.next === 'done') signedIn(answer, to); else setStep(answer); },
  });
  if (step !== null) return <SignInBox><SecondStepForm step={step} onBack={() => { opening.reset(); setStep(null); }} onDone={(session) => signedIn(session, to)} /></SignInBox>;
  return (
    <SignInBox>
      {parameters.get('refused') !== null && <div className="notice bad" role="alert" data-testid="provider-refused">{t('signIn.provider.refused')}</div>}
      <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(values) => opening.mutate(values)}>
        <Form.Item name="account" label={t('signIn.account')} rules={[{ required: true, message: t('signIn.needAccount') }]}>
          <Input size="large" autoFocus autoComplete="username" data-testid="sign-in-account" />
        </Form.Item>
        <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true, message: t('signIn.needPassword') }]}>
          <Input.Password size="large" autoComplete="current-password" data-testid="sign-in-password" />
        </Form.Item>
        {opening.error !== null && <ProblemNotice error={opening.error} />}
        <Button type="primary" size="large" block htmlType="submit" loading={opening.isPending} data-testid="sign-in-submit">{t('signIn.submit')}</Button>
      </Form>
      {provider?.name != null && <Button size="large" block href="/api/session/provider/start" style={{ marginTop: 12 }} data-testid="sign-in-provider">{provider.name}</Button>}
      {provider?.samples === true && <p className="muted small sign-in-note">{t('signIn.samples')}</p>}
      <SignInFoot />
    </SignInBox>
  );
}

/** The frame of what is seen before a sign-in. */
export function SignInBox({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTexts();
  return (
    <div className="sign-in">
      <div className="sign-in-box">
        <div className="sign-in-brand"><img src="/favicon.svg" alt="" /><div><strong>{t('app.name')}</strong><div className="muted">{t('app.long')}</div></div></div>
        {children}
      </div>
    </div>
  );
}

export function SignInFoot(): ReactNode {
  const { t, language, setLanguage } = useTexts();
  return (
    <div className="sign-in-foot">
      <Link to="/public" data-testid="public-link">{t('signIn.public')}</Link>
      <Button type="link" size="small" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{t('header.language')}</Button>
    </div>
  );
}
