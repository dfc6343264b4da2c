/**
 * Tries changes on the employment lists of one programme: the lists are solved as they are and again with each set of changes, exactly and
 * with a certificate each; what differs is what the changes would do.
 *
 * A course or a bus is for so many workers. Solved with everybody whom it could concern, it shows who would be placed by it: those whose pair the
 * rules do not allow without it. Of these the better tiers, then the better fits get the seats, and the lists are solved once more with
 * them alone. Of several courses or buses each must be for other people or of another kind: of two that do the same neither would be needed.
 * The number told is that of this last solve: so many more are placed for certain, another choice of people might place more.
 */
import type { EntryOf, ListEntry, PostFeatures, ProtectionTier, TrialChange, WorkerFeatures } from '@jiedui/contracts';
import { employmentRuleSet, failedRules, type RuleContext } from '@jiedui/market-rules';
import { runMatching } from '../run-matching.js';
import type { FinishedRun, RunInput } from '../run-types.js';
import { changedEntries, changedPolicy, granting, isSeated, type SeatedChange } from './changed-entries.js';

/** The lists of one programme; `onSolved` is told after each solve. */
export interface TrialInput extends Pick<RunInput, 'entries' | 'policy' | 'asOf' | 'geography' | 'held' | 'excluded' | 'pricedAbove' | 'shouldCancel'> {
  readonly programme: string;
  readonly onSolved?: () => void;
}

/** Thrown where a solve was asked to stop. */
export class TrialCancelled extends Error {}

/** Thrown where numbers leave the solver's range; the message says which. */
export class TrialOutOfRange extends Error {}

/** What came of one set of changes. */
export interface Tried {
  readonly changes: readonly TrialChange[];
  readonly run: FinishedRun;
  /** Workers placed with the changes less workers placed now. */
  readonly more: number;
  /** The same with as many seats as were asked for; null where no change has seats. */
  readonly moreWithoutLimit: number | null;
  /** Tiers of the workers who got a seat. */
  readonly seatedTiers: readonly ProtectionTier[];
}

/** Workers placed. */
export const placedIn = (run: FinishedRun): number => new Set(run.proposals.map(({ supplyId }) => supplyId)).size;

/** Solves one programme's lists as they are and with changes. */
export class Trial {
  private constructor(private readonly input: TrialInput, private readonly byId: ReadonlyMap<string, ListEntry>, readonly now: FinishedRun) {}

  /** Solves the lists as they are. @throws TrialCancelled or TrialOutOfRange */
  static async of(input: TrialInput): Promise<Trial> {
    return new Trial(input, new Map(input.entries.map((entry) => [entry.id, entry])), await solved(input, input.entries));
  }

  /** Solves the lists with the changes made. @throws TrialCancelled or TrialOutOfRange */
  async with(changes: readonly TrialChange[]): Promise<Tried> {
    const input = { ...this.input, policy: changedPolicy(this.input.policy, changes) }, ctx: RuleContext = { ...input, programme: input.programme };
    const seated = changes.filter(isSeated), before = placedIn(this.now), all = await solved(input, changedEntries(input.entries, changes, ctx, new Map()));
    if (seated.length === 0) return { changes, run: all, more: placedIn(all) - before, moreWithoutLimit: null, seatedTiers: [] };
    const granted = new Map(seated.map((change) => [change, this.seatsOf(change, changes, all, ctx)]));
    const isTight = seated.some((change) => (granted.get(change)?.wanted ?? 0) > change.seats);
    const run = isTight ? await solved(input, changedEntries(input.entries, changes, ctx, new Map([...granted].map(([change, { people }]) => [change, people])))) : all;
    const people = new Set([...granted.values()].flatMap(({ people: ids }) => [...ids]));
    return { changes, run, more: placedIn(run) - before, moreWithoutLimit: placedIn(all) - before, seatedTiers: [...people].flatMap((id) => this.byId.get(id)?.tier ?? []) };
  }

  /** Who would be placed by a course or a bus and not without it, all other changes made, and of them as many as it has seats. */
  private seatsOf(change: SeatedChange, changes: readonly TrialChange[], all: FinishedRun, ctx: RuleContext): { wanted: number; people: ReadonlySet<string> } {
    const grant = granting(change, this.input.entries, ctx), others = changes.filter((other) => other !== change);
    const byId = others.length === 0 ? this.byId : new Map(changedEntries(this.input.entries, others, ctx, new Map()).map((entry) => [entry.id, entry]));
    const used = all.proposals.filter(({ supplyId, demandId }) => {
      const worker = byId.get(supplyId), post = byId.get(demandId);
      return worker !== undefined && post !== undefined && isWorker(worker) && isPost(post) && grant(worker) !== worker && failedRules(employmentRuleSet, post, worker, ctx).length > 0;
    }).sort((a, b) => a.tier - b.tier || b.fit - a.fit || (a.supplyId < b.supplyId ? -1 : 1));
    return { wanted: used.length, people: new Set(used.slice(0, change.seats).map(({ supplyId }) => supplyId)) };
  }
}

const isPost = (entry: ListEntry): entry is EntryOf<PostFeatures> => employmentRuleSet.isDemand(entry.features);
const isWorker = (entry: ListEntry): entry is EntryOf<WorkerFeatures> => employmentRuleSet.isSupply(entry.features);

async function solved({ programme: _, onSolved, ...input }: TrialInput, entries: readonly ListEntry[]): Promise<FinishedRun> {
  const run = await runMatching({ ...input, market: 'employment', entries, withoutMarginals: true });
  if (run.status === 'cancelled') throw new TrialCancelled();
  if (run.status === 'out-of-range') throw new TrialOutOfRange(run.reason);
  onSolved?.();
  return run;
}
