import type { DeadLetterView } from '@jiedui/contracts';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import type { LetterService } from './letter-words.js';

/** The ways to decide on a letter. */
export const letterActs = ['replay', 'mend', 'discard'] as const;
export type LetterAct = (typeof letterActs)[number];
/** What the service answered to a decision: the letter as it stands, and how many behind it followed. */
export interface LetterAnswer { readonly letter: DeadLetterView; readonly released: number }

interface FormProps { readonly service: LetterService; readonly id: string; readonly act: LetterAct; readonly body: string; readonly onCancel: () => void; readonly onDone: (answer: LetterAnswer) => void }

function decide({ service, id, act, body }: Pick<FormProps, 'service' | 'id' | 'act' | 'body'>, words: string): Promise<LetterAnswer> {
  const letters = operations.deadLetters[service];
  return act === 'discard' ? call(letters.discard, { id, words }) : call(letters.replay, { id, words, ...(act === 'mend' ? { body } : {}) });
}

/** Says what the decision will do, asks why, and shows a refusal in the service's own words. */
export function LetterForm(props: FormProps): ReactNode {
  const { act, onCancel, onDone } = props;
  const { t } = useTexts();
  const send = useMutation({ mutationFn: (words: string) => decide(props, words), onSuccess: onDone });
  return (
    <div className="letter-form" data-testid="letter-form">
      <p>{t(`letter.act.text.${act}`)}</p>
      {send.error !== null && <ProblemNotice error={send.error} />}
      <Form<{ words: string }> layout="vertical" onFinish={({ words }) => send.mutate(words.trim())} disabled={send.isPending}>
        <Form.Item name="words" label={t('letter.words')} required={false} rules={[{ required: true, whitespace: true, message: t('letter.words.needed') }]}><Input.TextArea rows={2} maxLength={500} autoFocus={act !== 'mend'} data-testid="letter-words" /></Form.Item>
        <div className="letter-acts">
          <Button type="primary" htmlType="submit" danger={act === 'discard'} loading={send.isPending} data-testid="letter-confirm">{t(`letter.act.confirm.${act}`)}</Button>
          <Button onClick={onCancel} data-testid="letter-cancel">{t('act.cancel')}</Button>
        </div>
      </Form>
    </div>
  );
}
