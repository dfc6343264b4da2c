/** Lists of the employment market as they would be with a change. The lists given stay as they are. */
import type { EntryOf, Geography, ListEntry, MatchingPolicy, PostFeatures, TrialChange, WorkerFeatures } from '@jiedui/contracts';
import { certificateForm, excludesRegion, type RuleContext, wageTopFen } from '@jiedui/market-rules';

type Post = EntryOf<PostFeatures>;
type Worker = EntryOf<WorkerFeatures>;
/** A change that is for so many workers: who they are is found by solving. */
export type SeatedChange = Extract<TrialChange, { kind: 'course' | 'bus' }>;

export const isSeated = (change: TrialChange): change is SeatedChange => change.kind === 'course' || change.kind === 'bus';
const isPost = (entry: ListEntry): entry is Post => entry.features.kind === 'post';
const isWorker = (entry: ListEntry): entry is Worker => entry.features.kind === 'worker';

/** The policy that the changes ask for. */
export function changedPolicy(policy: MatchingPolicy, changes: readonly TrialChange[]): MatchingPolicy {
  return changes.reduce((held, change) => (change.kind === 'rules' ? { ...held, employment: change.employment } : held), policy);
}

/**
 * The entries with the changes made.
 *
 * @param granted by change, the workers that a course or a bus is for; all it could concern where a change is not in it.
 */
export function changedEntries(entries: readonly ListEntry[], changes: readonly TrialChange[], ctx: RuleContext, granted: ReadonlyMap<TrialChange, ReadonlySet<string>>): ListEntry[] {
  let changed = [...entries];
  for (const change of changes) {
    if (change.kind === 'rules') continue;
    if (isSeated(change)) {
      const may = granted.get(change), grant = granting(change, entries, ctx);
      changed = changed.map((entry) => (isWorker(entry) && (may === undefined || may.has(entry.id)) ? grant(entry) : entry));
    } else changed = changed.map((entry) => (entry.id === change.postId && isPost(entry) ? changedPost(entry, change) : entry));
  }
  return changed;
}

function changedPost(post: Post, change: Extract<TrialChange, { postId: string }>): Post {
  const { features } = post;
  if (change.kind === 'seats') return { ...post, capacity: post.capacity + change.more };
  if (change.kind === 'lodging') return { ...post, features: { ...features, housing: features.housing === 'board' || features.housing === 'board-and-lodging' ? 'board-and-lodging' : 'lodging' } };
  const more = (fen: number | null): number | null => (fen === null ? null : fen + change.moreFen);
  return { ...post, features: { ...features, wageMinFen: more(features.wageMinFen), wageMaxFen: more(wageTopFen(features)) } };
}

/** Whether a change could concern the worker at all; then the worker as changed, else the same object. */
export function granting(change: SeatedChange, entries: readonly ListEntry[], ctx: RuleContext): (worker: Worker) => Worker {
  if (change.kind === 'course') return (worker) => withCertificate(worker, change, ctx.geography);
  // What else the workers rule out is written out place by place, so that the bus opens its own place and no other; a post that names but a wider place around it is opened too.
  const regions = [...new Set(entries.flatMap((entry) => (isPost(entry) ? [entry.region] : [])))];
  const known = new Map<string, { excluded: string[]; opens: boolean }>(), isServed = (region: string): boolean => ctx.geography.isWithin(region, change.to);
  return (worker) => {
    if (!ctx.geography.isWithin(worker.region, change.from)) return worker;
    const { regionsExcluded, excludesOtherProvinces } = worker.features;
    const key = JSON.stringify([regionsExcluded, excludesOtherProvinces, ctx.geography.provinceOf(worker.region)]);
    let found = known.get(key);
    if (found === undefined) {
      const ruledOut = regions.filter((region) => excludesRegion(worker, region, ctx)), excluded = ruledOut.filter((region) => !isServed(region) && !ctx.geography.isWithin(change.to, region));
      known.set(key, found = { excluded, opens: ruledOut.some(isServed) });
    }
    return found.opens ? { ...worker, features: { ...worker.features, regionsExcluded: found.excluded, excludesOtherProvinces: false } } : worker;
  };
}

function withCertificate(worker: Worker, { certificate, unit }: Extract<SeatedChange, { kind: 'course' }>, geography: Geography): Worker {
  if (unit !== null && !geography.isWithin(worker.region, unit)) return worker;
  const form = certificateForm(certificate), others = worker.features.certificates.filter(({ name }) => certificateForm(name) !== form);
  if (worker.features.certificates.some(({ name, expiresOn }) => certificateForm(name) === form && expiresOn === null)) return worker;
  return { ...worker, features: { ...worker.features, certificates: [...others, { name: certificate, expiresOn: null }] } };
}
