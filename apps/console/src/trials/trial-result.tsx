import type { TrialAttempt, TrialOutcome, TrialView } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { fullNumber, unknownMark, useTexts } from '../messages/index.js';
import { Count } from '../shell/number.js';
import { RecordsTable } from '../shell/records-table.js';
import { StateWord, TierBadge, tierWho } from '../shell/state-word.js';

const tiers = [1, 2, 3, 4] as const;

/** What came of a trial: the verdict in a sentence, then each change with the people it would place, or the lists with and without the changes side by side. */
export function TrialResult({ trial }: { trial: TrialView }): ReactNode {
  const { t } = useTexts();
  const { now, attempts: [first] } = trial;
  if (now === null) return null;
  const outcomes = [now, ...trial.attempts.map(({ outcome }) => outcome)], isSeated = trial.attempts.some(({ moreWithoutLimit }) => moreWithoutLimit !== null), isBest = outcomes.every(({ best }) => best);
  return (
    <>
      <div className={`notice ${outcomes.every(({ verified }) => verified) ? '' : 'bad'}`} style={{ padding: '14px 18px' }}>
        <p style={{ fontSize: 18, lineHeight: 1.6, fontWeight: 600, margin: 0 }} data-testid="trial-verdict"><Verdict trial={trial} now={now} /></p>
        <p className="muted" style={{ margin: '6px 0 0' }}>{t(isBest ? 'trials.proved' : 'trials.bounded')}{isBest && isSeated && ` ${t('trials.seated')}`}</p>
      </div>
      {trial.kind === 'what-helps' ? trial.attempts.length > 0 && <Attempts attempts={trial.attempts} /> : first !== undefined && <><Changes attempt={first} /><div className="two"><ByTier now={now} then={first.outcome} /><ByUnit now={now} then={first.outcome} /></div></>}
    </>
  );
}

function Verdict({ trial, now }: { trial: TrialView; now: TrialOutcome }): ReactNode {
  const { t, pick } = useTexts();
  const [first] = trial.attempts, placed = fullNumber(now.placed);
  if (first === undefined) return t('trials.verdict.nothing', { now: placed });
  if (trial.kind === 'what-helps') return first.more > 0 ? t('trials.verdict.helps', { now: placed, best: pick(first.text), more: fullNumber(first.more) }) : t('trials.verdict.none', { now: placed, n: trial.attempts.length });
  const then = fullNumber(first.outcome.placed);
  return first.more === 0 ? t('trials.verdict.same', { now: placed }) : t(first.more > 0 ? 'trials.verdict.more' : 'trials.verdict.less', { now: placed, then, more: fullNumber(Math.abs(first.more)) });
}

function Changes({ attempt }: { attempt: TrialAttempt }): ReactNode {
  const { t, pick } = useTexts();
  return <p data-testid="trial-changes">{pick(attempt.text)}{attempt.moreWithoutLimit !== null && attempt.moreWithoutLimit > attempt.more && <span className="muted"> · {t('trials.col.without')} {signed(attempt.moreWithoutLimit)}</span>}</p>;
}

function Attempts({ attempts }: { attempts: readonly TrialAttempt[] }): ReactNode {
  const { t, pick } = useTexts();
  return (
    <section className="panel">
      <h2>{t('trials.attempts')}</h2>
      <RecordsTable
        testId="trial-attempts" rows={attempts} rowKey={(one) => JSON.stringify(one.changes)} empty={null}
        columns={[
          { key: 'change', title: t('trials.col.change'), render: (one) => <span style={{ fontWeight: 500, whiteSpace: 'normal' }}>{pick(one.text)}</span> },
          { key: 'more', title: t('trials.col.moreNow'), number: true, render: (one) => <b className="figure">{signed(one.more)}</b> },
          { key: 'without', title: t('trials.col.without'), number: true, render: (one) => <span className="figure">{one.moreWithoutLimit === null ? unknownMark : signed(one.moreWithoutLimit)}</span> },
          { key: 'tiers', title: t('trials.col.tiers'), render: (one) => (one.seatsUsedByTier === null ? <span className="muted small">{t('trials.fewPeople')}</span> : one.seatsUsedByTier.length === 0 ? unknownMark : one.seatsUsedByTier.map(({ tier, people }) => <span key={tier} style={{ marginRight: 10 }}><TierBadge tier={tier} of="worker" /> {t('trials.people', { n: people })}</span>)) },
          { key: 'proof', title: t('trials.col.proof'), render: ({ outcome }) => <StateWord tone={outcome.verified ? 'good' : 'bad'}>{t(outcome.verified ? (outcome.best ? 'run.certificate.verified' : 'run.certificate.bounded') : 'run.certificate.failed')}</StateWord> },
        ]}
      />
    </section>
  );
}

function ByTier({ now, then }: { now: TrialOutcome; then: TrialOutcome }): ReactNode {
  const { t } = useTexts();
  return (
    <section className="panel">
      <h2>{t('trials.compare')}</h2>
      <table className="plain-table light" data-testid="trial-tiers">
        <Head first="trials.compare.tier" />
        <tbody>
          {tiers.map((tier, i) => <Line key={tier} name={<><TierBadge tier={tier} of="worker" /> <span className="muted small">{t(tierWho(tier, 'worker'))}</span></>} now={now.placedByTier?.[i] ?? 0} then={then.placedByTier?.[i] ?? null} />)}
          <Line name={<b>{t('trials.compare.all')}</b>} now={now.placed} then={then.placed} />
          <Line name={t('trials.compare.fit')} now={now.totalFit} then={then.totalFit} />
        </tbody>
      </table>
      {then.placedByTier === null && <p className="muted small" data-testid="trial-few">{t('trials.fewPeople')}</p>}
    </section>
  );
}

function ByUnit({ now, then }: { now: TrialOutcome; then: TrialOutcome }): ReactNode {
  const { t } = useTexts();
  const units = new Map([...now.byUnit, ...then.byUnit].map(({ unit, unitName }) => [unit, unitName])), of = (outcome: TrialOutcome, unit: string): number => outcome.byUnit.find((one) => one.unit === unit)?.placed ?? 0;
  const changed = [...units].filter(([unit]) => of(now, unit) !== of(then, unit));
  return (
    <section className="panel">
      <h2>{t('trials.compare.units')}</h2>
      {changed.length === 0 ? <p className="muted">{t('trials.compare.sameUnits')}</p> : (
        <table className="plain-table light" data-testid="trial-units"><Head first="trials.compare.unit" /><tbody>{changed.map(([unit, name]) => <Line key={unit} name={name} now={of(now, unit)} then={of(then, unit)} />)}</tbody></table>
      )}
    </section>
  );
}

function Head({ first }: { first: 'trials.compare.tier' | 'trials.compare.unit' }): ReactNode {
  const { t } = useTexts();
  return <thead><tr><th>{t(first)}</th><th className="right">{t('trials.compare.now')}</th><th className="right">{t('trials.compare.then')}</th><th className="right">{t('trials.compare.diff')}</th></tr></thead>;
}

/** `then` is null where the reader may not know it. */
function Line({ name, now, then }: { name: ReactNode; now: number; then: number | null }): ReactNode {
  return <tr><td>{name}</td><td className="right"><Count value={now} /></td><td className="right">{then === null ? unknownMark : <Count value={then} />}</td><td className="right figure">{then === null ? unknownMark : signed(then - now)}</td></tr>;
}

const signed = (value: number): string => (value > 0 ? `+${fullNumber(value)}` : value < 0 ? `−${fullNumber(-value)}` : '0');
