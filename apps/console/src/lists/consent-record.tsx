import type { ListRow } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';

/** What a worker consented to, since when and until when the data is kept; the labour office takes it back for them. */
export function ConsentRecords({ row }: { row: ListRow }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { message } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const { data, error, refetch } = useQuery({ queryKey: ['consents', row.id, row.version], queryFn: ({ signal }) => call(operations.workerPrivacy.consents, { id: row.id }, signal) });
  const withdraw = useMutation({
    mutationFn: () => call(operations.workerPrivacy.withdrawConsent, { id: row.id, version: row.version }),
    onSuccess: () => { void message.success(t('consent.withdrawn')); void client.invalidateQueries({ queryKey: ['row', 'worker', row.id] }); void client.invalidateQueries({ queryKey: ['list', 'worker'] }); }, onError: say,
  });
  const inForce = data?.items.some((one) => one.withdrawnAt === null) ?? false;
  return (
    <section data-testid="row-consents" style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'space-between', alignItems: 'center' }}>
        <h2 style={{ margin: 0 }}>{t('consent.title')}</h2>
        {inForce && may('worker.write') && !row.erased && (
          <Popconfirm title={t('consent.withdrawAsk')} description={t('consent.withdrawText')} okText={t('consent.withdraw')} cancelText={t('act.cancel')} okButtonProps={{ danger: true, 'data-testid': 'consent-withdraw-confirm' }} onConfirm={() => withdraw.mutate()}>
            <Button size="small" loading={withdraw.isPending} data-testid="consent-withdraw">{t('consent.withdraw')}</Button>
          </Popconfirm>
        )}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.items.length === 0 && <p className="muted">{t('consent.none')}</p>}
      {data !== undefined && data.items.map((one) => (
        <p key={one.recordedAt + (one.withdrawnAt ?? '')} style={{ margin: '8px 0 0' }}>
          {t(one.withdrawnAt === null ? 'consent.inForce' : 'consent.ended')} <span className="muted">{t('consent.given', { day: one.givenOn })}
            {one.withdrawnAt !== null && <> · {t('consent.withdrawnAt', { time: localTime(one.withdrawnAt) })}</>} · {t('consent.purge', { day: one.purgeOn ?? unknownMark })}</span>
        </p>
      ))}
    </section>
  );
}
