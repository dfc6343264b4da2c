import type { RunView } from '@jiedui/contracts';
import { fullNumber, shortNumber, type Texts } from '../messages/index.js';

/** Whether conditions of rows keep the result below what its prices prove. */
export function hasGap({ gap }: RunView): boolean {
  return gap !== null && (gap.tierSteps !== 0 || gap.fit !== 0);
}

/** A gap in words. Points below 0 take from the last tier step: it is then less than so many steps, which is what a reader can use. */
export function gapWords({ tierSteps, fit }: NonNullable<RunView['gap']>, t: Texts['t']): string {
  if (tierSteps === 0) return t('gap.fit', { fit: fullNumber(fit) });
  return fit > 0 ? t('gap.both', { steps: fullNumber(tierSteps), fit: fullNumber(fit) }) : t('gap.steps', { steps: fullNumber(tierSteps) });
}

/** How a finished run is proved, in a word for lists. */
export function proofOf(run: RunView): 'verified' | 'bounded' | 'failed' | 'none' {
  return run.certificate === 'verified' && hasGap(run) && run.gap?.isBest !== true ? 'bounded' : run.certificate;
}

/** The result of a finished run in one sentence: who was placed, the first tiers, and whether it is proved. */
export function verdictOf(run: RunView, { t, language }: Texts): string {
  const separator = language === 'zh' ? '，' : ', ';
  const parts: string[] = [];
  const [first, second] = run.vector?.placedByTier ?? [0, 0];
  const [firstOf, secondOf] = run.supplyByTier ?? [0, 0];
  if (run.matchedSupply === 0) parts.push(t('verdict.nobody'));
  else if (run.market === 'employment') {
    parts.push(t('verdict.employment', { matched: fullNumber(run.matchedSupply) }));
    if (firstOf > 0) parts.push(t('verdict.tier1.employment', { placed: fullNumber(first), of: fullNumber(firstOf) }));
    if (secondOf > 0) parts.push(t('verdict.tier2.employment', { placed: fullNumber(second), of: fullNumber(secondOf) }));
  } else {
    parts.push(t('verdict.produce', { matched: fullNumber(run.matchedSupply), quantity: shortNumber((run.vector?.placedByTier ?? []).reduce((sum, one) => sum + one, 0), language) }));
    if (secondOf > 0) parts.push(t('verdict.tier2.produce', { placed: shortNumber(second, language), of: shortNumber(secondOf, language) }));
  }
  const { gap } = run;
  const proved = gap === null || !hasGap(run) ? t('verdict.proved') : gap.isBest ? t('verdict.best') : t('verdict.bounded', { gap: gapWords(gap, t) });
  const proof = run.certificate === 'verified' ? proved : run.certificate === 'failed' ? t('verdict.failed') : t('verdict.none');
  return t('verdict.joined', { parts: parts.join(separator), proof });
}
