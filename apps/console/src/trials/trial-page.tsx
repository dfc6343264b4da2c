import type { TrialView } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { runStateTone, runStateWord } from '../matching/market-words.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage, MissingPage } from '../shell/error-pages.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import { TrialResult } from './trial-result.js';

/** A trial: while it goes on its progress, afterwards what came of it. */
export function TrialPage(): ReactNode {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const { may } = useActor();
  const { data: trial, error, refetch } = useQuery({
    queryKey: ['trial', id], enabled: may('run.read'), queryFn: ({ signal }) => call(operations.matchingTrials.get, { id }, signal),
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'waiting' || data.state === 'running' ? 1000 : false),
  });
  if (!may('run.read')) return <ForbiddenPage />;
  if (error !== null && trial === undefined) return problemOf(error).status === 404 || problemOf(error).status === 400 ? <MissingPage /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (trial === undefined) return <Skeleton active />;
  return (
    <>
      <div className="page-head">
        <Link to="/trials">{t('trials.title')}</Link><span className="muted">/</span>
        <h1>{t(`trials.one.${trial.kind}`)}</h1>
        <StateWord tone={runStateTone[trial.state]}>{t(runStateWord[trial.state])}</StateWord>
        <span className="grow" /><span className="muted figure">{localTime(trial.createdAt)} · {trial.startedBy}</span>
      </div>
      {(trial.state === 'waiting' || trial.state === 'running') && <Moving trial={trial} canCancel={may('run.start')} />}
      {trial.state === 'failed' && <div className="notice bad" role="alert">{t('trials.failure', { why: trial.failure ?? '—' })}</div>}
      {trial.state === 'cancelled' && <div className="notice">{t('trials.cancelled')}</div>}
      {trial.state === 'finished' && <TrialResult trial={trial} />}
    </>
  );
}

function Moving({ trial, canCancel }: { trial: TrialView; canCancel: boolean }): ReactNode {
  const { t, pick } = useTexts();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const cancel = useMutation({ mutationFn: () => call(operations.matchingTrials.cancel, { id: trial.id }), onSuccess: (changed) => client.setQueryData(['trial', trial.id], changed), onError: say });
  const ask = (): void => {
    modal.confirm({ title: t('trials.cancelTitle'), content: t('trials.cancelText'), okText: t('trials.cancel'), cancelText: t('act.back'), okButtonProps: { danger: true, 'data-testid': 'trial-cancel-confirm' }, onOk: () => cancel.mutateAsync().catch(() => undefined) });
  };
  return (
    <div className="panel" data-testid="trial-progress" aria-live="polite">
      <h2>{trial.phase === null ? t('run.phase.waiting') : pick(trial.phase)}</h2>
      <Progress percent={Math.round(trial.progress * 100)} strokeColor="#0B6E8F" status="active" />
      <p className="muted">{t('trials.leave')}</p>
      {canCancel && <Button danger loading={cancel.isPending} onClick={ask} data-testid="trial-cancel">{t('trials.cancel')}</Button>}
    </div>
  );
}
