import type { AuthenticatorSecret } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import type { SetUp } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { AuthenticatorPicture } from './authenticator-picture.js';
import './sign-in.css';

/** The secret as a picture and as text, and its first code. */
export function SetUpForm({ secret, confirm, onDone }: { secret: AuthenticatorSecret; confirm: (code: string) => Promise<SetUp>; onDone: (done: SetUp) => void }): ReactNode {
  const { t } = useTexts();
  const sending = useMutation({ mutationFn: confirm, onSuccess: onDone });
  return (
    <div data-testid="set-up">
      <h3>{t('factor.setUp.scan')}</h3>
      <p className="muted small">{t('factor.setUp.apps')}</p>
      <AuthenticatorPicture uri={secret.uri} />
      <p className="small">{t('factor.setUp.text')}<br /><code className="authenticator-secret" data-testid="set-up-secret">{secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={({ code }) => sending.mutate(code)}>
        <Form.Item name="code" label={t('factor.setUp.confirm')} rules={[{ required: true, message: t('factor.code.needed') }]}>
          <Input size="large" inputMode="numeric" autoComplete="one-time-code" maxLength={12} data-testid="set-up-code" />
        </Form.Item>
        {sending.error !== null && <ProblemNotice error={sending.error} />}
        <Button type="primary" size="large" block htmlType="submit" loading={sending.isPending} data-testid="set-up-submit">{t('factor.setUp.submit')}</Button>
      </Form>
    </div>
  );
}
