import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { runStateTone, runStateWord } from '../matching/market-words.js';
import { localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Count, useDuration } from '../shell/number.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress } from '../shell/use-address.js';
import { TrialForm } from './trial-form.js';

const kinds = ['what-helps', 'changes'] as const;
const isMoving = ({ state }: { state: string }): boolean => state === 'waiting' || state === 'running';

/** 试算: what would help and what if, the newest first. */
export function TrialsPage(): ReactNode {
  const { may } = useActor();
  return may('run.read') ? <Trials mayStart={may('run.start')} /> : <ForbiddenPage />;
}

function Trials({ mayStart }: { mayStart: boolean }): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const navigate = useNavigate();
  const say = useProblemMessage();
  const duration = useDuration();
  const address = useAddress(), kind = kinds.find((one) => one === address.get('kind'));
  const [asking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['trials', programme, kind, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.matchingTrials.list, { programme, ...(kind === undefined ? {} : { kind }), ...address.position }, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isMoving) === true ? 2000 : false),
  });
  const start = useMutation({ mutationFn: () => call(operations.matchingTrials.start, { programme, kind: 'what-helps' }), onSuccess: (trial) => void navigate(`/trials/${trial.id}`), onError: say });
  return (
    <>
      <div className="page-head">
        <h1>{t('trials.title')}</h1><Total page={data} /><span className="grow" />
        {mayStart && <div className="acts"><Button type="primary" loading={start.isPending} onClick={() => start.mutate()} data-testid="trial-helps">{t('trials.helps.start')}</Button><Button onClick={() => setAsking(true)} data-testid="trial-if">{t('trials.if.start')}</Button></div>}
      </div>
      <p className="muted">{t('trials.text')}</p>
      <div className="filters">
        <Select value={kind ?? ''} onChange={(value: string) => address.set({ kind: value })} style={{ width: 170 }} data-testid="trials-kind" options={[{ value: '', label: t('trials.kind.all') }, ...kinds.map((one) => ({ value: one as string, label: t(`trials.one.${one}`) }))]} />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="trials-table" rows={data?.items} rowKey={(one) => one.id} onOpen={(one) => void navigate(`/trials/${one.id}`)} empty={<div className="empty">{t(kind === undefined ? 'trials.empty' : 'trials.emptyFiltered')}</div>}
          columns={[
            { key: 'what', title: t('trials.col.what'), render: (one) => <span style={{ fontWeight: 500 }}>{t(`trials.one.${one.kind}`)}{one.kind === 'changes' && <span className="muted"> {one.changes.map((change) => t(`trials.change.${change.kind}`)).join('、')}</span>}</span> },
            { key: 'state', title: t('trials.col.state'), render: (one) => <StateWord tone={runStateTone[one.state]}>{t(runStateWord[one.state])}{isMoving(one) && one.progress > 0 ? ` ${String(Math.round(one.progress * 100))}%` : ''}</StateWord> },
            { key: 'now', title: t('trials.col.now'), number: true, render: (one) => (one.placed === null ? unknownMark : <Count value={one.placed} />) },
            { key: 'more', title: t('trials.col.more'), number: true, render: (one) => (one.more === null ? unknownMark : <Count value={one.more} />) },
            { key: 'seconds', title: t('trials.col.seconds'), number: true, deskOnly: true, render: (one) => <span className="figure">{duration(one.seconds)}</span> },
            { key: 'when', title: t('trials.col.when'), render: (one) => <span className="figure">{localTime(one.createdAt)}</span> },
            { key: 'by', title: t('trials.col.by'), deskOnly: true, render: (one) => one.startedBy },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <TrialForm open={asking} onClose={() => setAsking(false)} onStarted={(id) => void navigate(`/trials/${id}`)} />
    </>
  );
}
