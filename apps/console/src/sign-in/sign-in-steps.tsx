import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { answerCode, beginSetUp, confirmSetUp, type Session, type SetUp } from '../api/session.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SetUpForm } from './set-up-form.js';

/** The step after the password that the server asks for. */
export interface SecondStep { readonly next: 'code' | 'set-up'; readonly ticket: string }
interface StepProps { readonly ticket: string; readonly onBack: () => void; readonly onDone: (session: Session) => void }

/** The second step of a sign-in. */
export function SecondStepForm({ step, onBack, onDone }: { step: SecondStep; onBack: () => void; onDone: (session: Session) => void }): ReactNode {
  return step.next === 'code' ? <CodeStep ticket={step.ticket} onBack={onBack} onDone={onDone} /> : <SetUpStep ticket={step.ticket} onBack={onBack} onDone={onDone} />;
}

function CodeStep({ ticket, onBack, onDone }: StepProps): ReactNode {
  const { t } = useTexts();
  const [isRecovery, setRecovery] = useState(false);
  const answering = useMutation({ mutationFn: (code: string) => answerCode(ticket, code), onSuccess: onDone });
  return (
    <div data-testid="code-step">
      <h2>{t('factor.code.title')}</h2>
      <p className="muted">{t(isRecovery ? 'factor.recoveryCode.text' : 'factor.code.text')}</p>
      <Form<{ code: string }> key={String(isRecovery)} layout="vertical" requiredMark={false} onFinish={({ code }) => answering.mutate(code)}>
        <Form.Item name="code" label={t(isRecovery ? 'factor.recoveryCode' : 'factor.code')} rules={[{ required: true, message: t('factor.code.needed') }]}>
          <Input size="large" autoFocus inputMode={isRecovery ? 'text' : 'numeric'} autoComplete={isRecovery ? 'off' : 'one-time-code'} maxLength={40} data-testid="sign-in-code" />
        </Form.Item>
        {answering.error !== null && <ProblemNotice error={answering.error} />}
        <Button type="primary" size="large" block htmlType="submit" loading={answering.isPending} data-testid="sign-in-code-submit">{t('factor.submit')}</Button>
      </Form>
      <div className="sign-in-foot">
        <Button type="link" size="small" onClick={() => { answering.reset(); setRecovery(!isRecovery); }} data-testid="sign-in-recovery">{t(isRecovery ? 'factor.code.authenticator' : 'factor.code.recovery')}</Button>
        <Button type="link" size="small" onClick={onBack}>{t('factor.back')}</Button>
      </div>
    </div>
  );
}

function SetUpStep({ ticket, onBack, onDone }: StepProps): ReactNode {
  const { t } = useTexts();
  const [done, setDone] = useState<SetUp | null>(null);
  // Asked once: each answer is another secret.
  const { data, error } = useQuery({ queryKey: ['set-up', ticket], queryFn: () => beginSetUp(ticket), staleTime: Infinity, gcTime: 0, retry: false });
  if (done !== null) return <><h2>{t('factor.codes.title')}</h2><RecoveryCodes codes={done.recoveryCodes} onKept={() => onDone(done)} /></>;
  return (
    <>
      <h2>{t('factor.setUp.title')}</h2>
      <p className="muted">{t('factor.setUp.required')}</p>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? error === null && <Skeleton active /> : <SetUpForm secret={data} confirm={(code) => confirmSetUp(ticket, code)} onDone={setDone} />}
      <div className="sign-in-foot"><Button type="link" size="small" onClick={onBack}>{t('factor.back')}</Button></div>
    </>
  );
}
