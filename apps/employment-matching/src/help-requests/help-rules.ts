import { type HelpAct, helpDays, type HelpKind, type HelpRule, helpRules, type HelpSide, HelpState } from '@jiedui/contracts';
import { faultsOfLife } from '../households/life-rules.js';

/** What is wrong with the rules of requests for help; employment does not start then. */
export function faultsOfHelpRequests(rules: readonly HelpRule[] = helpRules, days: Readonly<Record<HelpKind, number>> = helpDays): readonly string[] {
  // An answer may be mended: answering leads from the last state to itself.
  const lives = rules.map((rule) => ({ ...rule, from: rule.from.filter((state) => state !== rule.to || state !== 'answered') }));
  return [...faultsOfLife(HelpState.options, lives, { last: ['answered'] }), ...Object.entries(days).filter(([, n]) => !Number.isInteger(n) || n < 1).map(([kind, n]) => `kind ${kind} is to be answered within ${n} days`)].map((fault) => `help request: ${fault}`);
}

/** The rule of an act. */
export function helpRule(act: HelpAct): HelpRule {
  const rule = helpRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give a side in a state. */
export function helpActs(state: HelpState, by: HelpSide): HelpAct[] {
  return helpRules.filter((rule) => rule.by === by && rule.from.includes(state)).map((rule) => rule.act);
}

/** Last day for the answer to a request of a kind asked on a day. */
export function helpDueOn(kind: HelpKind, askedOn: string): string {
  return new Date(Date.parse(askedOn) + helpDays[kind] * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a request is late today: its day is past and nobody answered. */
export function isLate({ state, dueOn }: { readonly state: HelpState; readonly dueOn: string }, today: string): boolean {
  return state !== 'answered' && dueOn < today;
}
