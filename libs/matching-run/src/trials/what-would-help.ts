/**
 * What to try when the question is what would help most: of the people left over, what alone keeps them from a post with free places, counted; and
 * the posts that most people compete for, by the prices of the run. Each of these is then solved for (`Trial`), since one person may stand
 * behind several of them and a place may go to somebody else: the counts choose what is tried, they are not the answer.
 */
import type { EntryOf, Geography, PostFeatures, TrialChange, WorkerFeatures } from '@jiedui/contracts';
import { employmentRuleSet, missingCertificates, wageTopFen } from '@jiedui/market-rules';
import type { FinishedRun, ProgrammeLists } from '../run-types.js';

/** People looked at of those left over, evenly over the list: what is found is tried anyhow. */
const LOOKED_AT = 4000;
/** Tried of each kind. */
const OF_EACH_KIND = 3;
/** Places of one course, seats of one coach, places more in one post. */
const COURSE = 30, COACH = 45, MORE_PLACES = 10;
/** Wages rise by steps of 100 yuan, to what three of four ask for. */
const WAGE_STEP_FEN = 10_000, WAGE_SHARE = 0.75;

const bitOf = (code: string): number => 1 << employmentRuleSet.hardRules.findIndex((rule) => rule.code === code);
const CERTIFICATES = bitOf('CERTIFICATES'), REGION = bitOf('REGION_EXCLUDED'), LODGING = bitOf('HOUSING'), WAGE = bitOf('WAGE_FLOOR');

/** People by what keeps them back. */
class Tally {
  private readonly kept = new Map<string, { change: TrialChange; people: Set<number>; short: number[] }>();

  add(change: TrialChange, person: number, short = 0): void {
    const key = JSON.stringify(change);
    let held = this.kept.get(key);
    if (held === undefined) this.kept.set(key, held = { change, people: new Set(), short: [] });
    if (held.people.has(person)) return;
    held.people.add(person);
    held.short.push(short);
  }

  /** The ones that most people stand behind. */
  most(): { change: TrialChange; short: number[] }[] {
    return [...this.kept.values()].sort((a, b) => b.people.size - a.people.size || (JSON.stringify(a.change) < JSON.stringify(b.change) ? -1 : 1)).slice(0, OF_EACH_KIND);
  }
}

/** What is worth trying on these lists, of each kind what concerns most people. */
export function whatMightHelp(lists: ProgrammeLists<PostFeatures, WorkerFeatures>, now: FinishedRun): TrialChange[] {
  const { demand, supply, ctx } = lists;
  const taken = new Map<string, number>(), placed = new Set<string>();
  for (const { demandId, supplyId, quantity } of now.proposals) { taken.set(demandId, (taken.get(demandId) ?? 0) + quantity); placed.add(supplyId); }
  const isFree = demand.map((post, j) => (lists.demandRoom[j] ?? 0) > (taken.get(post.id) ?? 0));
  const leftOver = supply.flatMap((worker, i) => ((lists.supplyRoom[i] ?? 0) > 0 && !placed.has(worker.id) ? [i] : []));
  const scanner = employmentRuleSet.compile(demand, supply, ctx), every = Math.max(1, Math.ceil(leftOver.length / LOOKED_AT));
  const courses = new Tally(), buses = new Tally(), lodgings = new Tally(), wages = new Tally();
  for (let at = 0; at < leftOver.length; at += every) {
    const i = leftOver[at] ?? 0, worker = supply[i];
    if (worker === undefined) continue;
    scanner.open(i);
    for (const j of scanner.candidates()) {
      const post = demand[j];
      if (post === undefined || isFree[j] !== true) continue;
      const failed = scanner.failures(j);
      if (failed === CERTIFICATES) {
        const [missing, ...others] = missingCertificates(post, worker, ctx);
        if (missing !== undefined && others.length === 0) courses.add({ kind: 'course', certificate: missing, seats: COURSE, unit: null }, i);
      } else if (failed === REGION) buses.add({ kind: 'bus', from: worker.region, to: destinationOf(post, ctx.geography), seats: COACH }, i);
      else if (failed === LODGING) lodgings.add({ kind: 'lodging', postId: post.id }, i);
      else if (failed === WAGE) wages.add({ kind: 'wage', postId: post.id, moreFen: WAGE_STEP_FEN }, i, (worker.features.wageMinFen ?? 0) - (wageTopFen(post.features) ?? 0));
    }
  }
  return [
    ...courses.most().map(({ change }) => change), ...buses.most().map(({ change }) => change), ...lodgings.most().map(({ change }) => change),
    ...wages.most().map(({ change, short }): TrialChange => (change.kind === 'wage' ? { ...change, moreFen: raiseFor(short) } : change)),
    ...dearest(lists, now).map((post): TrialChange => ({ kind: 'seats', postId: post.id, more: MORE_PLACES })),
  ];
}

/** The posts of the highest prices: one more place there is worth most. */
function dearest({ demand }: ProgrammeLists<PostFeatures, WorkerFeatures>, now: FinishedRun): EntryOf<PostFeatures>[] {
  const price = new Map(now.prices.flatMap((each) => (each.side === 'demand' && each.price > 0 ? [[each.id, each.price] as const] : [])));
  return demand.filter(({ id }) => price.has(id)).sort((a, b) => (price.get(b.id) ?? 0) - (price.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, OF_EACH_KIND);
}

function raiseFor(short: readonly number[]): number {
  const sorted = [...short].sort((a, b) => a - b), wanted = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * WAGE_SHARE))] ?? 0;
  return Math.max(1, Math.ceil(wanted / WAGE_STEP_FEN)) * WAGE_STEP_FEN;
}

/** The prefecture a coach would go to; where the region names none, as in a municipality, the province. */
function destinationOf(post: EntryOf<PostFeatures>, geography: Geography): string {
  const prefecture = `${post.region.slice(0, 4)}00`;
  return geography.isWithin(post.region, prefecture) && geography.nameOf(prefecture) !== prefecture ? prefecture : geography.provinceOf(post.region);
}
