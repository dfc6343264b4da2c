import type { HelpRequestView } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { HelpStateWord, useRenewHelp } from './help-words.js';

/** One request: what was asked, by when it is to be answered, who has it, and the answer. */
export function HelpDialog({ request: listed, onClose }: { request: HelpRequestView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewHelp();
  const { data, error, refetch } = useQuery({ queryKey: ['help-request', listed.id], queryFn: ({ signal }) => call(operations.helpRequests.get, { id: listed.id }, signal) });
  const request = data?.request ?? listed, at = { id: request.id, version: request.version }, isErased = request.words === '';
  const answer = useMutation({
    mutationFn: ({ answer: words }: { answer: string }) => call(operations.helpRequests.answer, { ...at, answer: words.trim() }),
    onSuccess: () => { void message.success(t('help.answered')); renew(); onClose(); },
  });
  const take = useMutation({ mutationFn: () => call(operations.helpRequests.take, at), onSuccess: () => { void message.success(t('help.taken.done')); renew(); } });
  return (
    <Modal
      open onCancel={onClose} destroyOnHidden title={t('help.of', { worker: `${request.workerTitle} ${request.workerExternalId}` })}
      footer={isErased ? null : (
        <>
          {request.acts.includes('take') && <Button loading={take.isPending} onClick={() => take.mutate()} data-testid="help-take">{t(request.state === 'open' ? 'help.take' : 'help.takeOver')}</Button>}
          <Button type="primary" loading={answer.isPending} disabled={data === undefined} htmlType="submit" form="help-answer" data-testid="help-answer-send">{t(request.answer === null ? 'help.answer' : 'help.answerAgain')}</Button>
        </>
      )}
    >
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center' }}><HelpStateWord request={request} /><span className="muted">{t(`help.kind.${request.kind}`)} · {request.regionName} · <span className="figure">{localTime(request.askedAt)}</span></span></div>
      <p className="muted small" data-testid="help-due">{t('help.dueOn', { day: request.dueOn })}{request.openedBy !== null && ` · ${t('help.openedBy', { by: request.openedBy })}`}{request.takenBy !== null && ` · ${t('help.takenBy', { by: request.takenBy })}`}</p>
      <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} data-testid="help-words">{isErased ? t('help.erased') : request.words}</p>
      {take.error !== null && <ProblemNotice error={take.error} />}
      {answer.error !== null && <ProblemNotice error={answer.error} onRetry={() => void refetch()} />}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {data !== undefined && !isErased && (
        // The answer as it now stands, anew when a colleague has answered meanwhile: nobody's is written over unseen.
        <Form name="help-answer" key={request.answeredAt ?? ''} layout="vertical" initialValues={{ answer: request.answer ?? '' }} onFinish={(values: { answer: string }) => answer.mutate(values)}>
          <Form.Item name="answer" label={t('help.answer.label')} rules={[{ required: true, whitespace: true, message: t('help.answer.needed') }]}><Input.TextArea rows={4} maxLength={500} showCount data-testid="help-answer" /></Form.Item>
        </Form>
      )}
      {data !== undefined && data.history.length > 0 && (
        <>
          <h2 style={{ marginTop: 22 }}>{t('help.history')}</h2>
          <Timeline data-testid="help-history" items={data.history.map((event, i) => ({ key: String(i), content: <div>{pick(event.actName)} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span></div> }))} />
        </>
      )}
    </Modal>
  );
}
