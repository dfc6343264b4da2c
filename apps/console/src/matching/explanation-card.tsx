import type { ExplanationCard, FitPart, RuleOutcome, Text2 } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { fullNumber, localTime, useTexts, type MessageKey } from '../messages/index.js';
import { Jin } from '../shell/number.js';
import { StateWord, TierBadge, tierWho, type Tone } from '../shell/state-word.js';

const outcomeTone: Record<ExplanationCard['outcome'], Tone> = { matched: 'good', partly: 'wait', unmatched: 'warn' };
const outcomeWord: Record<ExplanationCard['outcome'], MessageKey> = { matched: 'explain.matched', partly: 'explain.partly', unmatched: 'explain.unmatched' };
const ruleTone: Record<RuleOutcome['outcome'], Tone> = { passed: 'good', failed: 'bad', unknown: 'warn' };
const ruleWord: Record<RuleOutcome['outcome'], MessageKey> = { passed: 'explain.rule.passed', failed: 'explain.rule.failed', unknown: 'explain.rule.unknown' };

/** Why this pair, or why no pair: rules, parts of the fit, tier apart, alternatives, smallest change, run and proof. */
export function ExplanationCardView({ card }: { card: ExplanationCard }): ReactNode {
  const { t, pick } = useTexts();
  const tierOf = card.market === 'employment' ? 'worker' : 'lot';
  return (
    <div data-testid="explain-card">
      <h2 style={{ marginBottom: 4 }}>{card.label}</h2>
      <p style={{ display: 'flex', gap: 12, flexWrap: 'wrap', alignItems: 'center' }}>
        <StateWord tone={outcomeTone[card.outcome]}>{t(outcomeWord[card.outcome])}</StateWord>
        {card.pair !== null && <span>{t('explain.with', { label: card.pair.counterpartLabel })}{card.market === 'produce' && <>（<Jin units={card.pair.quantity} />）</>}</span>}
      </p>
      {card.changedSince !== null && <div className="notice" role="status" data-testid="explain-changed" style={{ margin: '0 0 12px' }}>{pick(card.changedSince.text)}</div>}
      {card.unmatched !== null && <WhyUnmatched unmatched={card.unmatched} />}
      {card.pair !== null && <Parts parts={card.pair.parts} fit={card.pair.fit} />}
      {card.tier !== null && (
        <Section title={t('explain.tier')}>
          <TierBadge tier={card.tier.tier} of={tierOf} /> <span>{t(tierWho(card.tier.tier, tierOf))}</span> <span className="muted">{pick(card.tier.reason)}</span>
        </Section>
      )}
      {card.pair !== null && <Section title={t('explain.rules')}><Rules rules={card.pair.rules} /></Section>}
      <Section title={t('explain.alternatives')}><Alternatives alternatives={card.alternatives} /></Section>
      <Basis run={card.run} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return <section style={{ marginTop: 20 }}><h3>{title}</h3>{children}</section>;
}

/** Points of each part as bars; they add up to the fit. */
function Parts({ parts, fit }: { parts: readonly FitPart[]; fit: number }): ReactNode {
  const { t, pick } = useTexts();
  const heaviest = Math.max(1, ...parts.map((part) => part.weight));
  return (
    <Section title={t('explain.parts', { fit })}>
      <table className="plain-table light" data-testid="explain-parts">
        <thead><tr><th>{t('explain.part')}</th><th style={{ width: '30%' }} aria-hidden="true" /><th className="right">{t('explain.points')}</th><th className="right">{t('explain.weight')}</th></tr></thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.code}>
              <td>{pick(part.name)}<div className="muted small">{pick(part.detail)}</div></td>
              <td><div className="bar" style={{ width: `${String((part.weight / heaviest) * 100)}%` }}><i style={{ width: `${String(part.weight === 0 ? 0 : (part.points / part.weight) * 100)}%` }} /></div></td>
              <td className="right figure">{part.points}</td><td className="right figure muted">{part.weight}</td>
            </tr>
          ))}
          <tr><th scope="row">{t('explain.sum')}</th><td /><td className="right figure"><strong data-testid="explain-fit">{parts.reduce((sum, part) => sum + part.points, 0)}</strong></td><td className="right figure muted">{parts.reduce((sum, part) => sum + part.weight, 0)}</td></tr>
        </tbody>
      </table>
    </Section>
  );
}

function Rules({ rules }: { rules: readonly RuleOutcome[] }): ReactNode {
  const { t, pick } = useTexts();
  const order: readonly RuleOutcome['outcome'][] = ['failed', 'unknown', 'passed'];
  const sorted = [...rules].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return (
    <table className="plain-table light" data-testid="explain-rules">
      <tbody>
        {sorted.map((rule) => (
          <tr key={rule.code}>
            <td style={{ width: 96, verticalAlign: 'top' }}><StateWord tone={ruleTone[rule.outcome]}>{t(ruleWord[rule.outcome])}</StateWord></td>
            <td><strong style={{ fontWeight: 500 }}>{pick(rule.name)}</strong> <span className="muted">{pick(rule.detail)}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** An organisation known by its credit code only: eighteen signs that say nothing to a reader; the number beside it tells entries apart. */
const creditCode = /^[0-9A-HJ-NP-RTUWXY]{18}$/;

function Alternatives({ alternatives }: { alternatives: ExplanationCard['alternatives'] }): ReactNode {
  const { t, pick } = useTexts();
  if (alternatives.length === 0) return <p className="muted">{t('explain.alternatives.none')}</p>;
  return (
    <ol style={{ margin: 0, paddingInlineStart: 20 }} data-testid="explain-alternatives">
      {alternatives.slice(0, 3).map((one) => (
        <li key={one.entryId} style={{ marginBottom: 6 }}>
          {one.label} <span className="muted small">{[one.externalId, one.regionName, creditCode.test(one.organisation ?? '') ? '' : one.organisation ?? ''].filter((part) => part !== '' && !one.label.includes(part)).join(' · ')}</span> <span className="muted">{t(one.eligible ? 'explain.eligible' : 'explain.notEligible')}{one.fit === null ? '' : ` · ${t('hand.fit', { fit: one.fit })}`}</span>
          {one.lacked.length > 0 && <div className="muted small">{one.lacked.map((text: Text2) => pick(text)).join('；')}</div>}
        </li>
      ))}
    </ol>
  );
}

function WhyUnmatched({ unmatched }: { unmatched: NonNullable<ExplanationCard['unmatched']> }): ReactNode {
  const { t, pick } = useTexts();
  const most = Math.max(1, ...unmatched.stoppedBy.map((one) => one.pairs));
  return (
    <>
      <Section title={t('explain.why')}>
        <p>{pick(unmatched.text)}</p>
        <p className="muted">
          {t('explain.eligiblePairs', { n: unmatched.eligiblePairs })}
          {unmatched.outbidBy !== null && <> · {t(unmatched.outbidBy.isAtMost ? 'explain.outbidAtMost' : 'explain.outbid', { steps: unmatched.outbidBy.tierSteps, fit: unmatched.outbidBy.fit })}</>}
        </p>
      </Section>
      {(unmatched.smallestChange !== null || unmatched.noChange !== null) && (
        <div className="notice" data-testid="explain-change" style={{ marginTop: 12 }}>
          <strong>{t(unmatched.smallestChange?.isCertain === false ? 'explain.changePerhaps' : 'explain.change')}</strong>
          {unmatched.smallestChange === null
            ? <div>{unmatched.noChange === null ? '' : pick(unmatched.noChange)}</div>
            : <><ul style={{ margin: '4px 0', paddingInlineStart: 18 }}>{unmatched.smallestChange.changes.map((change) => <li key={change.code}>{pick(change.text)}</li>)}</ul><div className="muted">{t('explain.changeWith', { label: unmatched.smallestChange.counterpartLabel })}</div></>}
        </div>
      )}
      {unmatched.stoppedBy.length > 0 && (
        <Section title={t('explain.stopped')}>
          <table className="plain-table light" data-testid="explain-stopped">
            <tbody>
              {unmatched.stoppedBy.map((one) => (
                <tr key={one.code}><td>{pick(one.name)}</td><td style={{ width: '36%' }}><div className="bar"><i style={{ width: `${String((one.pairs / most) * 100)}%` }} /></div></td><td className="right figure">{t('explain.stopped.pairs', { n: fullNumber(one.pairs) })}</td></tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </>
  );
}

function Basis({ run }: { run: ExplanationCard['run'] }): ReactNode {
  const { t } = useTexts();
  return (
    <p className="muted small" style={{ marginTop: 20, borderTop: '1px solid var(--line)', paddingTop: 10 }}>
      {run.finishedAt === null
        ? t('explain.noRun')
        : [t('explain.run.finished', { time: localTime(run.finishedAt) }), t('explain.run.certificate', { state: t(`run.certificate.${run.certificate}`) })].join(' · ')}
      {' · '}{t('explain.run.policy', { n: run.policyVersion })}
      {run.inputHash !== '' && <> · <span title={run.inputHash}>{t('explain.run.input', { hash: run.inputHash.slice(0, 12) })}</span></>}
    </p>
  );
}
