import type { WorkerMessageView } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { StateWord, type Tone } from '../shell/state-word.js';

const tones: Record<WorkerMessageView['state'], Tone> = { waiting: 'wait', sent: 'good', skipped: 'plain', failed: 'bad' };
/** While a message is on its way its state is asked for so often. */
const EVERY_MS = 2000;

/** What went to the worker's telephone, and the button that sends the link there. Nothing where no service is set up and nothing was ever sent. */
export function WorkerMessages({ workerId, isOpen }: { workerId: string; isOpen: boolean }): ReactNode {
  const { t } = useTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const renew = (): void => { for (const key of ['worker-messages', 'worker-links']) void client.invalidateQueries({ queryKey: [key, workerId] }); };
  const { data, error, refetch } = useQuery({
    queryKey: ['worker-messages', workerId], queryFn: ({ signal }) => call(operations.workerMessages.list, { id: workerId }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'waiting') === true ? EVERY_MS : false),
  });
  const send = useMutation({ mutationFn: () => call(operations.workerMessages.sendLink, { id: workerId }), onSuccess: () => { void message.success(t('message.asked')); renew(); }, onError: say });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined || (!data.isSet && data.items.length === 0)) return null;
  const button = (onClick?: () => void): ReactNode => <Button size="small" loading={send.isPending} {...(onClick === undefined ? {} : { onClick })} data-testid="worker-message-send">{t('message.send')}</Button>;
  return (
    <div style={{ marginTop: 12 }} data-testid="worker-messages">
      {data.isSet && (isOpen ? <Popconfirm title={t('message.send')} description={t('message.send.ask')} okText={t('message.send')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'worker-message-confirm' }} onConfirm={() => send.mutate()}>{button()}</Popconfirm> : button(() => send.mutate()))}
      {data.items.slice(0, 5).map((one) => (
        <p key={one.id} style={{ margin: '8px 0 0' }} data-testid={`worker-message-${one.state}`}>
          <StateWord tone={tones[one.state]}>{t(`message.state.${one.state}`)}</StateWord> {t(`message.channel.${one.channel}`)} · {t(`message.kind.${one.kind}`)}{one.reason !== null && <> · {t(`message.reason.${one.reason}`)}</>}{' '}
          <span className="muted">{one.askedBy ?? t('message.bySystem')} {localTime(one.sentAt ?? one.askedAt)}</span>
        </p>
      ))}
    </div>
  );
}
