import type { RunView } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Skeleton } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { call, operations, problemOf } from '../api/index.js';
import { useLive } from '../api/live.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { MissingPage } from '../shell/error-pages.js';
import { useDuration } from '../shell/number.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { StateWord } from '../shell/state-word.js';
import { isMoving, marketName, runStateTone, runStateWord, sideName } from './market-words.js';
import { RunResult } from './run-result.js';

/** A run: while it goes on its progress, afterwards its result. */
export function RunPage(): ReactNode {
  const { t } = useTexts();
  const { id = '' } = useParams();
  const { may } = useActor();
  const { data: run, error, refetch } = useLive<RunView>({
    key: ['run', id], stream: `/api/live/runs/${id}`, isMoving,
    load: (signal) => call(operations.matchingRuns.get, { id }, signal),
  });
  if (error !== null && run === undefined) return problemOf(error).status === 404 || problemOf(error).status === 400 ? <MissingPage /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (run === undefined) return <Skeleton active />;
  return (
    <>
      <div className="page-head">
        <Link to="/runs">{t('run.title')}</Link><span className="muted">/</span>
        <h1>{t('run.one', { n: run.sequence, market: t(marketName[run.market]) })}</h1>
        <StateWord tone={runStateTone[run.state]}>{t(runStateWord[run.state])}</StateWord>
        <span className="grow" />
        <span className="muted figure">{localTime(run.startedAt ?? run.createdAt)}</span>
      </div>
      {isMoving(run) && <Moving run={run} canCancel={may('run.start')} />}
      {run.state === 'failed' && <div className="notice bad" role="alert">{t('run.failure', { why: run.failure ?? '—' })}</div>}
      {run.state === 'cancelled' && <div className="notice">{t('run.cancelled')}</div>}
      {run.state === 'finished' && <RunResult run={run} />}
    </>
  );
}

function Moving({ run, canCancel }: { run: RunView; canCancel: boolean }): ReactNode {
  const { t, pick } = useTexts();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const duration = useDuration();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => { const timer = setInterval(() => setNow(Date.now()), 1000); return () => clearInterval(timer); }, []);
  const cancel = useMutation({
    mutationFn: () => call(operations.matchingRuns.cancel, { id: run.id }),
    onSuccess: (changed) => client.setQueryData(['run', run.id], changed), onError: say,
  });
  const ask = (): void => {
    modal.confirm({ title: t('run.cancelTitle'), content: t('run.cancelText'), okText: t('run.cancel'), cancelText: t('act.back'), okButtonProps: { danger: true, 'data-testid': 'run-cancel-confirm' }, onOk: () => cancel.mutateAsync().catch(() => undefined) });
  };
  const names = sideName[run.market];
  return (
    <div className="panel" data-testid="run-progress" aria-live="polite">
      <h2>{run.phase === null ? t('run.phase.waiting') : pick(run.phase)}</h2>
      <Progress percent={Math.round(run.progress * 100)} strokeColor="#0B6E8F" status="active" />
      <p className="muted">
        {run.demandEntries + run.supplyEntries > 0 && t('run.entries', { demand: fullNumber(run.demandEntries), demandName: t(names.demand), supply: fullNumber(run.supplyEntries), supplyName: t(names.supply) })}
        {run.startedAt !== null && <> {t('run.elapsed', { time: duration(Math.max(0, (now - Date.parse(run.startedAt)) / 1000)) })}</>}
        {' · '}{t('run.leave')}
      </p>
      {canCancel && <Button danger loading={cancel.isPending} onClick={ask} data-testid="run-cancel">{t('run.cancel')}</Button>}
    </div>
  );
}
