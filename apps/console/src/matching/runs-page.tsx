import type { Market } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
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
import { isMoving, marketName, runStateTone, runStateWord } from './market-words.js';
import { proofOf } from './verdict.js';

const markets: readonly Market[] = ['employment', 'produce'];

/** Every run of the programme, the newest first, and the start of the next. */
export function RunsPage(): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { code: programme } = useProgramme();
  const navigate = useNavigate();
  const say = useProblemMessage();
  const duration = useDuration();
  const address = useAddress();
  const market = markets.find((one) => one === address.get('market'));
  const { data, error, refetch } = useQuery({
    queryKey: ['runs', programme, market, address.position], enabled: may('run.read'), placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.matchingRuns.list, { programme, ...(market === undefined ? {} : { market }), ...address.position }, signal),
    refetchInterval: (query) => (query.state.data?.items.some(isMoving) === true ? 2000 : false),
  });
  const start = useMutation({
    mutationFn: (one: Market) => call(operations.matchingRuns.start, { market: one, programme }),
    onSuccess: (run) => void navigate(`/runs/${run.id}`), onError: say,
  });
  if (!may('run.read')) return <ForbiddenPage />;
  return (
    <>
      <div className="page-head">
        <h1>{t('run.title')}</h1><Total page={data} /><span className="grow" />
        {may('run.start') && (
          <div className="acts">
            {markets.filter((one) => market === undefined || one === market).map((one) => (
              <Button key={one} type={one === (market ?? 'employment') ? 'primary' : 'default'} loading={start.isPending && start.variables === one} disabled={start.isPending} onClick={() => start.mutate(one)} data-testid="run-start" data-market={one}>
                {t(`run.start.${one}`)}
              </Button>
            ))}
          </div>
        )}
      </div>
      <div className="filters">
        <Select
          value={market ?? ''} onChange={(value: string) => address.set({ market: value })} style={{ width: 150 }} data-testid="run-market"
          options={[{ value: '', label: t('market.all') }, ...markets.map((one) => ({ value: one as string, label: t(marketName[one]) }))]}
        />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="runs-table" rows={data?.items} rowKey={(run) => run.id} onOpen={(run) => void navigate(`/runs/${run.id}`)} empty={<div className="empty">{t('run.empty')}</div>}
          columns={[
            { key: 'run', title: t('run.col.run'), render: (run) => <span style={{ fontWeight: 500 }}>{t('run.one', { n: run.sequence, market: t(marketName[run.market]) })}</span> },
            { key: 'state', title: t('run.col.state'), render: (run) => <StateWord tone={runStateTone[run.state]}>{t(runStateWord[run.state])}{isMoving(run) && run.progress > 0 ? ` ${String(Math.round(run.progress * 100))}%` : ''}</StateWord> },
            { key: 'entries', title: t('run.col.entries'), number: true, render: (run) => <span className="figure"><Count value={run.demandEntries} /> / <Count value={run.supplyEntries} /></span> },
            { key: 'matched', title: t('run.col.matched'), number: true, render: (run) => (run.state === 'finished' ? <Count value={run.matchedSupply} /> : unknownMark) },
            { key: 'proposals', title: t('run.col.proposals'), number: true, deskOnly: true, render: (run) => (run.state === 'finished' ? <Count value={run.proposals} /> : unknownMark) },
            { key: 'certificate', title: t('run.col.certificate'), render: (run) => (run.state === 'finished' ? <StateWord tone={run.certificate === 'verified' ? 'good' : run.certificate === 'failed' ? 'bad' : 'plain'}>{t(`run.certificate.${proofOf(run)}`)}</StateWord> : unknownMark) },
            { key: 'seconds', title: t('run.col.seconds'), number: true, render: (run) => <span className="figure">{duration(run.seconds)}</span> },
            { key: 'when', title: t('run.col.when'), render: (run) => <span className="figure">{localTime(run.startedAt ?? run.createdAt)}</span> },
            { key: 'by', title: t('run.col.by'), deskOnly: true, render: (run) => <>{run.startedBy} <span className="muted small">{t(`run.trigger.${run.trigger}`)}</span></> },
          ]}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
    </>
  );
}
