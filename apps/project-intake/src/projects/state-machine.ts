import { type ProjectAct, projectRules, type ProjectRule, ProjectState } from '@jiedui/contracts';

/** Where a project begins, and where its life may end. */
export const INITIAL: ProjectState = 'draft';
export const FINAL: readonly ProjectState[] = ['completed', 'withdrawn'];

/** The rule of an act. */
export function ruleOf(act: ProjectAct): ProjectRule {
  const rule = projectRules.find((candidate) => candidate.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/**
 * What is wrong with a state machine: a state that nothing leads to, a state without an exit that is not final, a final state
 * with one, an act without a side or declared twice. Empty when it is sound; the service does not start otherwise.
 */
export function faultsOfRules(rules: readonly ProjectRule[], states: readonly ProjectState[] = ProjectState.options, initial: ProjectState = INITIAL, final: readonly ProjectState[] = FINAL): readonly string[] {
  const reached = new Set<ProjectState>([initial]);
  for (let grew = true; grew;) {
    const before = reached.size;
    for (const rule of rules) if (rule.to !== null && rule.from.some((state) => reached.has(state))) reached.add(rule.to);
    grew = reached.size > before;
  }
  const exits = new Set(rules.flatMap((rule) => (rule.to === null ? [] : rule.from)));
  const acts = rules.map((rule) => rule.act);
  return [
    ...states.filter((state) => !reached.has(state)).map((state) => `state ${state} cannot be reached from ${initial}`),
    ...states.filter((state) => !exits.has(state) && !final.includes(state)).map((state) => `state ${state} has no exit and is not final`),
    ...final.filter((state) => exits.has(state)).map((state) => `state ${state} is final and has an exit`),
    ...rules.filter((rule) => rule.sides.length === 0 || rule.from.length === 0).map((rule) => `act ${rule.act} can never be done`),
    ...acts.filter((act, i) => acts.indexOf(act) !== i).map((act) => `act ${act} is declared twice`),
  ];
}
