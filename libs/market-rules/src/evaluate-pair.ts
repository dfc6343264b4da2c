import type { EntryOf, Features, FitPart, RuleOutcome } from '@jiedui/contracts';
import type { RuleContext, RuleSet } from './rule-set.js';

/** Codes of the hard rules a pair fails, in the rule set's order; empty means eligible. */
export function failedRules<D extends Features, S extends Features>(
  ruleSet: RuleSet<D, S>, demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext,
): string[] {
  return ruleSet.hardRules.filter((rule) => rule.check(demand, supply, ctx) === 'failed').map((rule) => rule.code);
}

/** Fit of a pair, 0..1000: the sum of its parts. Says nothing about eligibility. */
export function fitOf<D extends Features, S extends Features>(
  ruleSet: RuleSet<D, S>, demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext,
): number {
  return ruleSet.softParts.reduce((sum, part) => sum + part.points(demand, supply, ctx), 0);
}

/** A pair in words: every rule with its outcome, every part with its points. For cards and for matching by hand. */
export interface PairEvaluation {
  eligible: boolean;
  fit: number;
  rules: RuleOutcome[];
  parts: FitPart[];
}

export function evaluatePair<D extends Features, S extends Features>(
  ruleSet: RuleSet<D, S>, demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext,
): PairEvaluation {
  const rules = ruleSet.hardRules.map((rule) => ({
    code: rule.code, name: rule.name, outcome: rule.check(demand, supply, ctx), detail: rule.detail(demand, supply, ctx),
  }));
  const parts = ruleSet.softParts.map((part) => ({
    code: part.code, name: part.name, weight: part.weight(ctx.policy),
    points: part.points(demand, supply, ctx), detail: part.detail(demand, supply, ctx),
  }));
  return { eligible: rules.every((rule) => rule.outcome !== 'failed'), fit: parts.reduce((sum, part) => sum + part.points, 0), rules, parts };
}
