/**
 * What to try when the question is what would help most: of the people left over, what alone keeps them from a post with free places, counted; and
 * the posts that most people compete for, by the prices of the run. Each of these is then solved for (`Trial`), since one person may stand
 * behind several of them and a place may go to somebody else: the counts choose what is tried, they are not the answer.
 */
import type { EntryOf, Geography, PostFeatures, TrialChange, WorkerFeatures } from '@jiedui/contracts';
import { certificateForm, employmentRuleSet, missingCertificates, wageTopFen } from '@jiedui/market-rules';
import type { FinishedRun, ProgrammeLists } from '../run-types.js';
import { TrialCancelled } from './trial.js';

/** People looked at of those left over, evenly over the list: what is found is tried anyhow. */
const LOOKED_AT = 4000;
/** Tried of each kind. */
const OF_EACH_KIND = 3;
/** Places of one course, seats of one coach, places more in one post. */
const COURSE = 30, COACH = 45, MORE_PLACES = 10;
/** Wages rise by steps of 100 yuan, to what three of four ask for; nobody is counted whom not even 5,000 yuan more would bring. */
const WAGE_STEP_FEN = 10_000, WAGE_STEPS = 50, WAGE_SHARE = 0.75;

const bitOf = (code: string): number => 1 << employmentRuleSet.hardRules.findIndex((rule) => rule.code === code);
const CERTIFICATES = bitOf('CERTIFICATES'), REGION = bitOf('REGION_EXCLUDED'), LODGING = bitOf('HOUSING'), WAGE = bitOf('WAGE_FLOOR');

/** What one change would do away with: people whom that alone keeps back, and by steps of a wage how many are so much short of it. */
interface Obstacle { readonly change: TrialChange; people: number; lastPerson: number; readonly steps: Uint16Array | null }

/** People by what keeps them back. They come one after the other: of each only that he was the last is known. */
class Tally {
  private readonly kept = new Map<string, Obstacle>();

  /** @param steps for a wage, the steps that the person's floor is above it. */
  add(key: string, person: number, changeOf: () => TrialChange, steps?: number): void {
    let held = this.kept.get(key);
    if (held === undefined) this.kept.set(key, held = { change: changeOf(), people: 0, lastPerson: -1, steps: steps === undefined ? null : new Uint16Array(WAGE_STEPS + 1) });
    if (held.lastPerson === person) return;
    held.lastPerson = person;
    held.people += 1;
    if (steps !== undefined && held.steps !== null) held.steps[steps] = (held.steps[steps] ?? 0) + 1;
  }

  /** The ones that most people stand behind. */
  most(): Obstacle[] {
    return [...this.kept].sort(([x, a], [y, b]) => b.people - a.people || (x < y ? -1 : 1)).slice(0, OF_EACH_KIND).map(([, obstacle]) => obstacle);
  }
}

/**
 * What is worth trying on these lists, of each kind what concerns most people.
 *
 * @throws TrialCancelled when `shouldCancel` says so, which is asked once a person.
 */
export function whatMightHelp(lists: ProgrammeLists<PostFeatures, WorkerFeatures>, now: FinishedRun, shouldCancel: () => boolean = () => false): TrialChange[] {
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
    if (shouldCancel()) throw new TrialCancelled();
    scanner.open(i);
    for (const j of scanner.candidates()) {
      const post = demand[j];
      if (post === undefined || isFree[j] !== true) continue;
      const failed = scanner.failures(j);
      if (failed === CERTIFICATES) {
        const [missing, ...others] = missingCertificates(post, worker, ctx);
        if (missing !== undefined && others.length === 0) courses.add(certificateForm(missing), i, () => ({ kind: 'course', certificate: missing, seats: COURSE, unit: null }));
      } else if (failed === REGION) {
        const to = destinationOf(post, ctx.geography);
        buses.add(`${worker.region} ${to}`, i, () => ({ kind: 'bus', from: worker.region, to, seats: COACH }));
      } else if (failed === LODGING) lodgings.add(post.id, i, () => ({ kind: 'lodging', postId: post.id }));
      else if (failed === WAGE) {
        const steps = Math.max(1, Math.ceil(((worker.features.wageMinFen ?? 0) - (wageTopFen(post.features) ?? 0)) / WAGE_STEP_FEN));
        if (steps <= WAGE_STEPS) wages.add(post.id, i, () => ({ kind: 'wage', postId: post.id, moreFen: WAGE_STEP_FEN }), steps);
      }
    }
  }
  return [
    ...courses.most().map(({ change }) => change), ...buses.most().map(({ change }) => change), ...lodgings.most().map(({ change }) => change),
    ...wages.most().map(({ change, people, steps }): TrialChange => (change.kind === 'wage' && steps !== null ? { ...change, moreFen: raiseFor(steps, people) } : change)),
    ...dearest(lists, now).map((post): TrialChange => ({ kind: 'seats', postId: post.id, more: MORE_PLACES })),
  ];
}

/** The posts of the highest prices: one more place there is worth most. */
function dearest({ demand }: ProgrammeLists<PostFeatures, WorkerFeatures>, now: FinishedRun): EntryOf<PostFeatures>[] {
  const price = new Map(now.prices.flatMap((each) => (each.side === 'demand' && each.price > 0 ? [[each.id, each.price] as const] : [])));
  return demand.filter(({ id }) => price.has(id)).sort((a, b) => (price.get(b.id) ?? 0) - (price.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, OF_EACH_KIND);
}

/** The least raise that so many of the people reach their floor by. */
function raiseFor(steps: Uint16Array, people: number): number {
  let [step, reached] = [0, 0];
  while (step < WAGE_STEPS && reached <= Math.min(people - 1, Math.floor(people * WAGE_SHARE))) reached += steps[step += 1] ?? 0;
  return step * WAGE_STEP_FEN;
}

/** The prefecture a coach would go to; where the region names none, as in a municipality, the province. */
function destinationOf(post: EntryOf<PostFeatures>, geography: Geography): string {
  const prefecture = `${post.region.slice(0, 4)}00`;
  return geography.isWithin(post.region, prefecture) && geography.nameOf(prefecture) !== prefecture ? prefecture : geography.provinceOf(post.region);
}
