import type { RunView } from '@jiedui/contracts';
import { fullNumber, shortNumber, type Texts } from '../messages/index.js';

/** Whether conditions of rows keep the result below what its prices prove. */
export function hasGap({ gap }: RunView): boolean {
  return gap !== null && (gap.tierSteps !== 0 || gap.fit !== 0);
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
  const proved = gap === null || !hasGap(run) ? t('verdict.proved') : gap.isBest ? t('verdict.best') : t('verdict.bounded', { steps: fullNumber(gap.tierSteps), fit: fullNumber(gap.fit) });
  const proof = run.certificate === 'verified' ? proved : run.certificate === 'failed' ? t('verdict.failed') : t('verdict.none');
  return t('verdict.joined', { parts: parts.join(separator), proof });
}
