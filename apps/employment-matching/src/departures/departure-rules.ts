import { departureRules, type DepartureAct, type DepartureActor, type DepartureRule, DepartureState, placementStateNames, type PlacementState } from '@jiedui/contracts';
import { faultsOfLife } from '../households/life-rules.js';
import type { Hindrance } from '../placements/placement-machine.js';

/** What is wrong with the rules of departures; employment does not start then. */
export function faultsOfDepartures(rules: readonly DepartureRule[] = departureRules): readonly string[] {
  return faultsOfLife(DepartureState.options, rules, { last: ['departed', 'cancelled'] }).map((fault) => `departure: ${fault}`);
}

/** The rule of an act. */
export function departureRule(act: DepartureAct): DepartureRule {
  const rule = departureRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give somebody in a state. */
export function departureActs(state: DepartureState, by: readonly DepartureActor[]): DepartureAct[] {
  return departureRules.filter((rule) => by.includes(rule.by) && rule.from.includes(state)).map((rule) => rule.act);
}

/** A placement as somebody wants to seat it; days are `YYYY-MM-DD`, `group` the key of those who travel together, `held` the departure on which it has a seat already. */
export interface Candidate {
  readonly id: string; readonly state: PlacementState; readonly programme: string; readonly startOn: string | null; readonly group: string | null; readonly held: { readonly id: string; readonly leavesOn: string } | null; readonly isOfCounty: boolean;
}
/** What the rules look at in a departure. */
export interface Trip { readonly id: string; readonly programme: string; readonly leavesOn: string; readonly free: number }

const hindered = (code: string, zh: string, en: string): Hindrance => ({ code, message: { zh, en } });

/** What keeps a placement off a departure, apart from seats; null when nothing does. */
export function hindranceOfSeat(one: Candidate, trip: Trip): Hindrance | null {
  if (!one.isOfCounty || one.programme !== trip.programme) return hindered('OTHER_COUNTY', '不是本县（区）本计划的人员。', 'Not of this county and programme.');
  if (one.held?.id === trip.id) return hindered('ALREADY_ON', '已在本次名单上。', 'Has a seat on this departure already.');
  if (one.held !== null) return hindered('ON_ANOTHER', `已安排在 ${one.held.leavesOn} 的另一次集中出发，请先移出。`, `Has a seat on another departure (${one.held.leavesOn}); take it off there first.`);
  if (one.state !== 'accepted') return hindered('WRONG_STATE', `现为“${placementStateNames[one.state].zh}”，只能安排“待出发”的人员。`, `It is "${placementStateNames[one.state].en}"; only those accepted and about to depart can be seated.`);
  if (one.startOn !== null && one.startOn < trip.leavesOn) return hindered('STARTS_BEFORE', `报到日期 ${one.startOn} 早于出发日期 ${trip.leavesOn}。`, `The first day at work, ${one.startOn}, lies before the departure on ${trip.leavesOn}.`);
  return null;
}

const noSeat = hindered('NO_SEAT', '座位不足。', 'No seat is left.');
const noSeatForGroup = hindered('NO_SEAT_FOR_GROUP', '剩余座位不够同行编组一起出发，整组未安排。', 'The seats left do not hold the whole travel group; none of it was seated.');

/** Who gets a seat, in the order asked for; a travel group gets its seats together, where the first of it stands, or none. The others with what kept each of them. */
export function seating(asked: readonly Candidate[], trip: Trip): { readonly seated: readonly string[]; readonly skipped: ReadonlyMap<string, Hindrance> } {
  const skipped = new Map<string, Hindrance>(), parties = new Map<string, string[]>();
  for (const one of asked) {
    const hindrance = hindranceOfSeat(one, trip), key = one.group === null ? `one|${one.id}` : `group|${one.group}`;
    if (hindrance === null) parties.set(key, [...parties.get(key) ?? [], one.id]);
    else skipped.set(one.id, hindrance);
  }
  const seated: string[] = [];
  for (const party of parties.values()) {
    if (seated.length + party.length <= trip.free) seated.push(...party);
    else for (const id of party) skipped.set(id, party.length > 1 ? noSeatForGroup : noSeat);
  }
  return { seated, skipped };
}
