import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type EntryOf, type ListEntry, type PostFeatures, proposalsSupplemented, type WorkerFeatures } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import { employmentRuleSet, failedRules, fitOf, occupationFamily, type RuleContext } from '@jiedui/market-rules';
import { type JobHandler, Jobs, Outbox } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { geography } from '@jiedui/reference-data';
import { entryColumns, entryOf, type EntryRow } from '../entries/entry-row.js';
import { PoliciesService } from '../policies/policies.service.js';

/** Kind of job that proposes people for posts which the last run did not know. */
export const NEW_POSTS_JOB = 'new-posts';
/** Posts that come one by one; more in one fact are a file, after which a run decides over all. */
const FEW = 20;
/** People judged for a post: those of its occupation family, the most protected first. */
const JUDGED = 2000;

type Post = ListEntry & EntryOf<PostFeatures>;
interface Made { readonly demandId: string; readonly supplyId: string; readonly quantity: 1; readonly fit: number; readonly tier: ListEntry['tier'] }

/**
 * A post that was entered after the last run waits for no run to have its first proposals: people whom that run left free, by protection tier and then by fit, up to the places it has. Nobody who is
 * proposed, sent or placed elsewhere is taken, nobody of a travel group, and nothing is optimal: the next run decides over all of it and takes back what it does not make itself.
 */
@Injectable()
export class NewPostsJob implements JobHandler {
  readonly kind = NEW_POSTS_JOB;
  /** Two at once would look at the same people. */
  readonly concurrency = 1;

  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly policies: PoliciesService, private readonly jobs: Jobs) {}

  /** Asks for proposals in the transaction that takes a fact in, for the new posts among its entries where there are few. */
  async ask(manager: EntityManager, entries: readonly ListEntry[]): Promise<void> {
    const posts = entries.filter((entry) => entry.side === 'demand' && entry.version === 1 && entry.status === 'open');
    if (posts.length === 0 || posts.length > FEW) return;
    for (const programme of new Set(posts.map((post) => post.programme))) {
      const run = await lastRun(manager, programme);
      if (run !== null) await this.jobs.ask(manager, NEW_POSTS_JOB, { programme, posts: posts.filter((post) => post.programme === programme).map(({ id }) => id) });
    }
  }

  /** Asks anew, when a run has ended, for posts that came after it had read its lists. */
  async askAfter(manager: EntityManager, run: { readonly id: string; readonly market: string; readonly programme: string }): Promise<void> {
    if (run.market !== 'employment') return;
    // Ids are UUIDv7: what was entered after the run was asked for is greater.
    const unseen: { id: string }[] = await manager.query(
      `select e.id from entry e where e.market = 'employment' and e.programme = $1 and e.side = 'demand' and e.status = 'open' and e.id > $2 and not exists (select from run_entry u where u.run_id = $2 and u.entry_id = e.id) order by e.id desc limit ${FEW + 1}`, [run.programme, run.id]);
    if (unseen.length > 0 && unseen.length <= FEW) await this.jobs.ask(manager, NEW_POSTS_JOB, { programme: run.programme, posts: unseen.map(({ id }) => id) });
  }

  async run(payload: Record<string, unknown>): Promise<void> {
    const programme = String(payload['programme']), ids = Array.isArray(payload['posts']) ? payload['posts'].map(String) : [], policy = await this.policies.current(programme);
    const context: RuleContext = { geography, policy, programme, asOf: policy.asOf ?? todayInShanghai() };
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`new posts ${programme}`]);
      const runId = await lastRun(manager, programme);
      if (runId === null) return;
      const rows: EntryRow[] = await manager.query(
        `select ${entryColumns} from entry e where id = any($1::uuid[]) and status = 'open' and not exists (select from run_entry u where u.run_id = $2 and u.entry_id = e.id) and not exists (select from run_supplement s where s.run_id = $2 and s.demand_id = e.id) order by id`, [ids, runId]);
      const made: Made[] = [];
      for (const post of rows.map(entryOf)) if (isPost(post)) made.push(...await this.propose(manager, runId, post, context));
      // Not in the order of the run's own facts: some of those are not for who reads this one.
      if (made.length > 0) await this.outbox.append(manager, proposalsSupplemented, `supplements:${runId}`, { runId, programme, proposals: made });
    });
  }

  private async propose(manager: EntityManager, runId: string, post: Post, context: RuleContext): Promise<Made[]> {
    const { occupation } = post.features;
    // A post without a code meets only wishes without one: what these people mean is for a clerk to see.
    if (occupation === null || employmentRuleSet.demandObstacle(post, context) !== null) return [];
    const [{ held }]: [{ held: number }] = await manager.query(`select coalesce(sum(quantity), 0)::int as held from pair where demand_id = $1 and state in ('sent', 'agreed')`, [post.id]), room = post.capacity - held;
    if (room <= 0) return [];
    const people: EntryRow[] = await manager.query(
      `select ${entryColumns} from entry e where market = 'employment' and side = 'supply' and programme = $1 and status = 'open' and wish_families(features) @> array[$2::text] and features ->> 'travelGroup' is null
        and not exists (select from pair p where p.supply_id = e.id and p.state in ('sent', 'agreed')) and not exists (select from run_pair r where r.run_id = $3 and r.supply_id = e.id) and not exists (select from run_supplement s where s.run_id = $3 and s.supply_id = e.id)
        order by tier, id limit ${JUDGED}`, [post.programme, occupationFamily(occupation), runId]);
    const best = people.map(entryOf).filter(isWorker).filter((person) => failedRules(employmentRuleSet, post, person, context).length === 0)
      .map((person): Made => ({ demandId: post.id, supplyId: person.id, quantity: 1, fit: fitOf(employmentRuleSet, post, person, context), tier: person.tier }))
      .sort((a, b) => a.tier - b.tier || b.fit - a.fit || (a.supplyId < b.supplyId ? -1 : 1)).slice(0, room);
    await manager.query('insert into run_supplement (run_id, supply_id, demand_id) select $1, s, $2 from unnest($3::uuid[]) s', [runId, post.id, best.map(({ supplyId }) => supplyId)]);
    return best;
  }
}

/** The last finished run of the programme's posts and workers. */
async function lastRun(manager: EntityManager, programme: string): Promise<string | null> {
  const [run]: { id: string }[] = await manager.query(`select id from run where market = 'employment' and programme = $1 and state = 'finished' order by sequence desc limit 1`, [programme]);
  return run?.id ?? null;
}

function isPost(entry: ListEntry): entry is Post { return employmentRuleSet.isDemand(entry.features); }
function isWorker(entry: ListEntry): entry is ListEntry & EntryOf<WorkerFeatures> { return employmentRuleSet.isSupply(entry.features); }
