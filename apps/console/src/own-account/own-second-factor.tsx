import type { AuthenticatorSecret, OwnAccount } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { beginSecondFactor, confirmSecondFactor, ownAccountQuery, removeSecondFactor } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import { RecoveryCodes } from '../sign-in/recovery-codes.js';
import { SetUpForm } from '../sign-in/set-up-form.js';

/** Where the panel stands: at rest, asking for the password, showing a secret, showing the codes. */
type Stage = { readonly at: 'rest' } | { readonly at: 'password'; readonly act: 'set-up' | 'remove' } | { readonly at: 'secret'; readonly secret: AuthenticatorSecret } | { readonly at: 'codes'; readonly codes: readonly string[] };

/** The own second factor: set up, changed, removed where the role allows it. */
export function OwnSecondFactor({ account }: { account: OwnAccount }): ReactNode {
  const { t } = useTexts();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [stage, setStage] = useState<Stage>({ at: 'rest' });
  const { isOn, isRequired, recoveryCodesLeft } = account.secondFactor;
  const refresh = (): void => { void client.invalidateQueries({ queryKey: ownAccountQuery.queryKey }); };
  const proving = useMutation({
    mutationFn: async ({ act, password }: { act: 'set-up' | 'remove'; password: string }): Promise<Stage> => {
      if (act === 'set-up') return { at: 'secret', secret: await beginSecondFactor(password) };
      await removeSecondFactor(password);
      return { at: 'rest' };
    },
    onSuccess: (next) => { setStage(next); if (next.at === 'rest') { void message.success(t('own.factor.removed')); refresh(); } },
  });
  const rest = (): void => { proving.reset(); setStage({ at: 'rest' }); };
  return (
    <section className="panel" data-testid="own-second-factor">
      <h2>{t('accounts.factor')}</h2>
      {stage.at === 'rest' && (
        <>
          <p><StateWord tone={isOn ? 'good' : 'warn'}>{t(isOn ? 'accounts.factor.on' : 'accounts.factor.off')}</StateWord></p>
          <p className="muted">{t(isOn ? 'own.factor.on' : 'own.factor.off')}{isOn && <> {t('own.factor.left', { n: recoveryCodesLeft })}</>}</p>
          {account.hasPassword && (
            <div className="account-acts">
              <Button type={isOn ? 'default' : 'primary'} onClick={() => setStage({ at: 'password', act: 'set-up' })} data-testid="own-factor-set-up">{t(isOn ? 'own.factor.change' : 'own.factor.setUp')}</Button>
              {isOn && !isRequired && <Button danger onClick={() => setStage({ at: 'password', act: 'remove' })} data-testid="own-factor-remove">{t('own.factor.remove')}</Button>}
            </div>
          )}
        </>
      )}
      {stage.at === 'password' && (
        <Form<{ password: string }> layout="vertical" requiredMark={false} style={{ maxWidth: 420 }} onFinish={({ password }) => proving.mutate({ act: stage.act, password })}>
          <Form.Item name="password" label={t('own.factor.ask')} rules={[{ required: true, message: t('own.password.needed') }]}><Input.Password autoFocus autoComplete="current-password" data-testid="own-factor-password" /></Form.Item>
          {proving.error !== null && <ProblemNotice error={proving.error} />}
          <div className="account-acts"><Button type="primary" danger={stage.act === 'remove'} htmlType="submit" loading={proving.isPending} data-testid="own-factor-continue">{t(stage.act === 'remove' ? 'own.factor.remove' : 'own.continue')}</Button><Button onClick={rest}>{t('act.cancel')}</Button></div>
        </Form>
      )}
      {stage.at === 'secret' && (
        <div style={{ maxWidth: 420 }}>
          <SetUpForm secret={stage.secret} confirm={confirmSecondFactor} onDone={({ recoveryCodes }) => setStage({ at: 'codes', codes: recoveryCodes })} />
          <Button style={{ marginTop: 8 }} type="link" onClick={rest}>{t('act.cancel')}</Button>
        </div>
      )}
      {stage.at === 'codes' && <><h3>{t('factor.codes.title')}</h3><RecoveryCodes codes={stage.codes} onKept={() => { setStage({ at: 'rest' }); refresh(); }} /></>}
    </section>
  );
}
