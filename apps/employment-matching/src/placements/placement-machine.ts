import { endReasons, type EndReason, type EndReasonRule, type PlacementAct, placementRules, type PlacementRule, placementSideNames, PlacementState, placementStateNames, type PlacementSide, retentionChecks, type Text2, workerEndsFrom } from '@jiedui/contracts';

/** Where a placement begins, and where its life ends. */
export const INITIAL: PlacementState = 'agreed';
export const FINAL: PlacementState = 'ended';

/** The rule of an act. */
export function ruleOf(act: PlacementAct): PlacementRule {
  const rule = placementRules.find((candidate) => candidate.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/**
 * What is wrong with the rules: a state that nothing leads to, one without a way on to the end, an act without a side or declared twice, an end that nobody can state. Empty
 * when they are sound; the service does not start otherwise. A correction leads back, so it makes no way.
 */
export function faultsOfRules(rules: readonly PlacementRule[] = placementRules, ends: typeof endReasons = endReasons): readonly string[] {
  const reached = new Set<PlacementState>([INITIAL]);
  for (let grew = true; grew;) {
    const before = reached.size;
    for (const rule of rules) if (rule.to !== null && rule.from.some((state) => reached.has(state))) reached.add(rule.to);
    grew = reached.size > before;
  }
  const acts = rules.map((rule) => rule.act), end = rules.find((rule) => rule.act === 'end');
  return [
    ...PlacementState.options.filter((state) => !reached.has(state)).map((state) => `state ${state} cannot be reached from ${INITIAL}`),
    ...PlacementState.options.filter((state) => state !== FINAL && end?.from.includes(state) !== true).map((state) => `state ${state} cannot be ended`),
    ...rules.filter((rule) => rule.from.includes(FINAL) && rule.act !== 'correct').map((rule) => `act ${rule.act} leads on from the end`),
    ...rules.filter((rule) => rule.sides.length === 0 || rule.from.length === 0).map((rule) => `act ${rule.act} can never be done`),
    ...acts.filter((act, i) => acts.indexOf(act) !== i).map((act) => `act ${act} is declared twice`),
    ...retentionChecks.filter((check) => !rules.some((rule) => rule.act === check.act && rule.from.includes(check.from))).map((check) => `the check at ${check.months} months has no rule`),
    ...ends.filter((one) => one.from.length === 0 || !one.sides.some((side) => end?.sides.includes(side))).map((one) => `end ${one.reason} can never be stated`),
  ];
}

/** What the rules look at in a placement. Days are `YYYY-MM-DD`; `followed` is false once the worker has taken the consent back. */
export interface Standing {
  readonly state: PlacementState; readonly acceptedOn: string | null; readonly departedOn: string | null; readonly arrivedOn: string | null; readonly dueOn: string | null;
  readonly lastCheckOn: string | null; readonly attention: string | null; readonly followed: boolean;
}
/** An act as asked: on which day it happened, for an end why. */
export interface Asked { readonly act: PlacementAct; readonly on?: string | undefined; readonly reason?: EndReason | undefined }
/** Why an act is not possible, as the caller is told; `field` where one of the request is to blame. */
export interface Hindrance { readonly code: string; readonly message: Text2; readonly field?: string }

/** Sides that may end a placement as it stands: the worker until the departure. */
function enders(state: PlacementState, sides: readonly PlacementSide[]): readonly PlacementSide[] { return sides.filter((side) => side !== 'worker' || workerEndsFrom.includes(state)); }

const hindered = (code: string, zh: string, en: string, field?: string): Hindrance => ({ code, message: { zh, en }, ...(field === undefined ? {} : { field }) });

/** Ends that these sides may state of a placement as it stands. */
export function endsOf(state: PlacementState, sides: readonly PlacementSide[]): readonly EndReasonRule[] {
  return endReasons.filter((end) => end.from.includes(state) && end.sides.some((side) => enders(state, sides).includes(side)));
}

/** The acts that the rules give these sides in the state of a placement. */
export function actsOf(standing: Standing, sides: readonly PlacementSide[]): readonly PlacementAct[] {
  const isOpen = (act: PlacementAct): boolean => {
    if (act === 'look') return standing.attention !== null;
    if (act === 'end') return endsOf(standing.state, sides).length > 0;
    return standing.followed || !act.startsWith('retain');
  };
  return placementRules.filter((rule) => rule.from.includes(standing.state) && rule.sides.some((side) => sides.includes(side)) && isOpen(rule.act)).map((rule) => rule.act);
}

/** What stands in the way of an act today; null when nothing does. The same for one placement and for thousands. */
export function hindranceOf(standing: Standing, asked: Asked, sides: readonly PlacementSide[], today: string): Hindrance | null {
  const rule = ruleOf(asked.act);
  if (!rule.sides.some((side) => sides.includes(side))) {
    const own = rule.sides.map((side) => placementSideNames[side]);
    return hindered('NOT_YOUR_SIDE', `“${rule.name.zh}”由${own.map((one) => one.zh).join('、')}办理，不能代替对方。`, `"${rule.name.en}" is for the ${own.map((one) => one.en).join(' or the ')} to do; nobody acts for the other side.`);
  }
  if (!rule.from.includes(standing.state)) {
    const possible = actsOf(standing, sides).filter((act) => act !== 'correct').map((act) => ruleOf(act).name);
    return hindered('WRONG_STATE', `该上岗记录现为“${placementStateNames[standing.state].zh}”，不能“${rule.name.zh}”。${possible.length === 0 ? '您现在没有可办的事项。' : `现在可以：${possible.map((one) => one.zh).join('、')}。`}`,
      `The placement is "${placementStateNames[standing.state].en}"; "${rule.name.en}" is not possible now. ${possible.length === 0 ? 'There is nothing for you to do.' : `Possible now: ${possible.map((one) => one.en).join(', ')}.`}`);
  }
  if (asked.act === 'look' && standing.attention === null) return hindered('NOTHING_TO_LOOK_AT', '该上岗记录没有待核实的事项。', 'There is nothing to look at.');
  if (asked.act.startsWith('retain') && !standing.followed) return hindered('CONSENT_WITHDRAWN', '本人没有有效的个人信息授权，不再回访；上岗记录保留到结束。', 'The worker has no consent in force: nobody follows the placement any more, which stays until it is ended.');
  if (asked.act === 'end') return hindranceOfEnd(standing, asked, sides, today);
  return asked.act === 'correct' || asked.act === 'look' || asked.act === 'flag' || asked.act === 'offer' ? null : hindranceOfDay(standing, asked, today);
}

function hindranceOfEnd(standing: Standing, asked: Asked, sides: readonly PlacementSide[], today: string): Hindrance | null {
  const end = endReasons.find((one) => one.reason === asked.reason);
  if (sides.length > 0 && enders(standing.state, sides).length === 0) return hindered('ALREADY_ON_THE_WAY', '您已经出发或上岗，不能在手机上结束，请联系县就业服务机构。', 'You are on the way or on the job already; talk to the labour office to end it.');
  if (end === undefined || !end.sides.some((side) => enders(standing.state, sides).includes(side))) return hindered('REASON_OF_OTHER_SIDE', `“${end?.name.zh ?? ''}”不由您这一方提出，请选择其他原因。`, `"${end?.name.en ?? ''}" is not for your side to state; choose another reason.`, 'reason');
  if (!end.from.includes(standing.state)) return hindered('REASON_NOT_NOW', `该上岗记录现为“${placementStateNames[standing.state].zh}”，不能以“${end.name.zh}”结束。`, `The placement is "${placementStateNames[standing.state].en}" and cannot end for "${end.name.en}".`, 'reason');
  return hindranceOfDay(standing, asked, today);
}

/** Steps are recorded once they have happened, none before the one it follows, and a check not before it falls due. Days may lie in the past: offices catch up. */
function hindranceOfDay(standing: Standing, { act, on }: Asked, today: string): Hindrance | null {
  if (on === undefined) return null;
  if (on > today) return hindered('DAY_AHEAD', `日期 ${on} 晚于今天（${today}），只能登记已经发生的事项。`, `${on} lies after today (${today}); record what has happened.`, 'on');
  if (act.startsWith('retain') && standing.dueOn !== null && on < standing.dueOn) return hindered('NOT_DUE', `这次回访应在 ${standing.dueOn} 及以后登记。`, `This check falls due on ${standing.dueOn}; it cannot be confirmed before.`, 'on');
  const last = [standing.acceptedOn, standing.departedOn, standing.arrivedOn, standing.lastCheckOn].filter((day) => day !== null).sort().at(-1);
  return last !== undefined && on < last ? hindered('DAY_BEFORE', `日期 ${on} 早于上一步（${last}）。`, `${on} lies before the last step (${last}).`, 'on') : null;
}
