import type { ReplyOf, RunView, matchingRuns } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { addressOf, call, operations } from '../api/index.js';
import { fullNumber, share, useTexts } from '../messages/index.js';
import { Count, Jin, useDuration } from '../shell/number.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { TierBadge, tierWho } from '../shell/state-word.js';
import { FitHistogram, LeftOutByReason, MatchedByUnit } from './run-figures.js';
import { PairsTable } from './pairs-table.js';
import { UnmatchedTable } from './unmatched-table.js';
import { gapWords, hasGap, verdictOf } from './verdict.js';

export type RunOutcome = ReplyOf<typeof matchingRuns.outcome>;

/** The result top down: verdict, what changed, who was left out by reason and county, fits, then the pairs. */
export function RunResult({ run }: { run: RunView }): ReactNode {
  const texts = useTexts();
  const { t } = texts;
  const duration = useDuration();
  const { data: outcome, error, refetch } = useQuery({ queryKey: ['run-outcome', run.id], staleTime: Infinity, queryFn: ({ signal }) => call(operations.matchingRuns.outcome, { id: run.id }, signal) });
  return (
    <>
      <div className={`notice ${run.certificate === 'failed' ? 'bad' : ''}`} style={{ padding: '14px 18px' }}>
        <p style={{ fontSize: 18, lineHeight: 1.6, fontWeight: 600, margin: 0 }} data-testid="run-verdict">{verdictOf(run, texts)}</p>
        <p className="muted" style={{ margin: '6px 0 10px' }}>
          {[
            run.certificate === 'none' ? '' : t('run.checked', { pairs: fullNumber(run.pairsChecked) }),
            run.heldPairs > 0 ? t('run.held', { n: fullNumber(run.heldPairs) }) : '',
            run.policyVersion === null ? '' : t('explain.run.policy', { n: run.policyVersion }),
            run.seconds === null ? '' : duration(run.seconds),
          ].filter((part) => part !== '').join(' · ')}
        </p>
        {run.gap !== null && hasGap(run) && <p className="muted" style={{ margin: '0 0 10px' }} data-testid="run-gap">{t('run.gap', { gap: gapWords(run.gap, t) })}{run.gap.isBest ? '' : ` ${t('run.gap.note')}`}</p>}
        {run.certificate !== 'none' && <Button href={addressOf(operations.matchingRuns.certificate, { id: run.id })} data-testid="run-certificate">{t('run.download')}</Button>}
        {run.market === 'employment' && <Link to="/trials" style={{ marginLeft: 14 }} data-testid="run-trials">{t('trials.link')}</Link>}
      </div>
      {run.raisedPairs > 0 && <div className="notice warn">{t('run.raised', { n: fullNumber(run.raisedPairs) })}</div>}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {outcome === undefined && error === null && <Skeleton active />}
      <div className="two">
        {outcome !== undefined && <Since outcome={outcome} />}
        <ByTier run={run} />
      </div>
      {outcome !== undefined && (
        <>
          <div className="two"><LeftOutByReason run={run} outcome={outcome} /><FitHistogram outcome={outcome} /></div>
          <MatchedByUnit outcome={outcome} />
        </>
      )}
      <PairsTable run={run} />
      <UnmatchedTable run={run} />
    </>
  );
}

function Since({ outcome }: { outcome: RunOutcome }): ReactNode {
  const { t } = useTexts();
  const since = outcome.sincePrevious;
  return (
    <section className="panel">
      <h2>{t('run.q.since')}</h2>
      {since === null
        ? <p className="muted">{t('run.since.none')}</p>
        : (
          <>
            <div className="numbers">
              {([['run.since.new', since.newPairs], ['run.since.ended', since.endedPairs], ['run.since.kept', since.keptPairs]] as const).map(([key, value]) => (
                <div className="number-block" key={key}><div className="value"><Count value={value} /></div><div className="label">{t(key)}</div></div>
              ))}
            </div>
            <p style={{ marginTop: 10 }}><Link to={`/runs/${since.previousId}`}>{t('run.since.open')}</Link></p>
          </>
        )}
    </section>
  );
}

function ByTier({ run }: { run: RunView }): ReactNode {
  const { t } = useTexts();
  const { vector, supplyByTier } = run;
  if (vector === null || supplyByTier === null) return null;
  const of = run.market === 'employment' ? 'worker' : 'lot';
  const amount = (value: number): ReactNode => (run.market === 'employment' ? <Count value={value} /> : <Jin units={value} />);
  return (
    <section className="panel">
      <h2>{t(`run.q.tiers.${run.market}`)}</h2>
      <table className="plain-table light" data-testid="run-tiers">
        <thead><tr><th>{t('run.tier.col')}</th><th className="right">{t('run.tier.placed')}</th><th className="right">{t(`run.tier.of.${run.market}`)}</th><th className="right">{t('run.tier.share')}</th></tr></thead>
        <tbody>
          {([1, 2, 3, 4] as const).map((tier, i) => ((supplyByTier[i] ?? 0) === 0 ? null : (
            <tr key={tier}>
              <td><TierBadge tier={tier} of={of} /> <span className="muted small">{t(tierWho(tier, of))}</span></td>
              <td className="right">{amount(vector.placedByTier[i] ?? 0)}</td><td className="right">{amount(supplyByTier[i] ?? 0)}</td>
              <td className="right figure">{share(vector.placedByTier[i] ?? 0, supplyByTier[i] ?? 0)}</td>
            </tr>
          )))}
        </tbody>
      </table>
    </section>
  );
}
