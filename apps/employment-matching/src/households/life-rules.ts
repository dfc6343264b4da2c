/** One act of something's life as data: in which states it can be done (none: it makes the thing), to which state it leads; `null` where the state stays or an act leads back. */
export interface LifeRule<State extends string> { readonly act: string; readonly from: readonly State[]; readonly to: State | null }

/**
 * What is wrong with the rules of a life: a state that nothing leads to, one that nothing leads on from though it is not among the `last`, an act that no state allows or that is declared twice, a last state that is left. Empty when they
 * are sound. `led` are states that acts with `to: null` lead back to.
 */
export function faultsOfLife<State extends string>(states: readonly State[], rules: readonly LifeRule<State>[], { last, led = [] }: { readonly last: readonly State[]; readonly led?: readonly State[] }): readonly string[] {
  const reached = new Set<State>(led), done = new Set<string>();
  for (let grew = true; grew;) {
    const before = reached.size + done.size;
    for (const rule of rules) {
      if (rule.from.length > 0 && !rule.from.some((state) => reached.has(state))) continue;
      done.add(rule.act);
      if (rule.to !== null) reached.add(rule.to);
    }
    grew = reached.size + done.size > before;
  }
  const acts = rules.map((rule) => rule.act), leaves = (state: State): boolean => rules.some((rule) => rule.to !== null && rule.to !== state && rule.from.includes(state));
  return [
    ...states.filter((state) => !reached.has(state)).map((state) => `state ${state} cannot be reached`),
    ...states.filter((state) => !last.includes(state) && !leaves(state)).map((state) => `state ${state} is dead: nothing leads on from it`),
    ...states.filter((state) => last.includes(state) && rules.some((rule) => rule.from.includes(state))).map((state) => `state ${state} is the last and is left`),
    ...rules.filter((rule) => !done.has(rule.act)).map((rule) => `act ${rule.act} can never be done`),
    ...acts.filter((act, i) => acts.indexOf(act) !== i).map((act) => `act ${act} is declared twice`),
    ...(rules.some((rule) => rule.from.length === 0) ? [] : ['nothing begins it']),
  ];
}
