import type { DataSource, EntityManager } from 'typeorm';
import { type ClaimView, type Eligible, type Entitlement, notFound, refuse, type ReplyOf, type RequestOf, subsidyClaimantNames, type subsidyClaims as operations, subsidyKindNames } from '@jiedui/contracts';
import { inScope, Parameters, regionSql, scopeOf, scopeSql, tierScope } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { isWithin, regionName } from '@jiedui/reference-data';
import { containing, keysetPage } from '../households/keyset-page.js';
import { placementScope, placementTables } from '../placements/placement-row.js';
import { claimsFor, claimSelect, claimStep, type ClaimStepRow, claimTables, claimView, readsClaims, type ClaimRow } from './claim-row.js';
import { candidates, heldUnder, passedCourses, type Subject, subjectsById } from './subject-rows.js';
import { isForPlace, judge } from './subsidy-rules.js';
import { isOpen, type SubsidyRow, subsidyScope, subsidySelect, termsOf } from './subsidy-row.js';

type Query = RequestOf<typeof operations.list>;

/** Candidates read at a time, and at most for one page of those who can be claimed for. */
const CHUNK = 500, LOOKED_AT = 4000;

/** Reads claims, and what may be claimed. */
export class Claims {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: Query): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, { from: claimTables, id: 'c.id', sort: { column: 'c.updated_at', type: 'timestamptz', ascending: false }, where: (parameters) => conditions(call, query, parameters) }, query);
    const rows: ClaimRow[] = await this.dataSource.query(`${claimSelect} where c.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, claimView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const row = await this.reached(this.dataSource.manager, call, id);
    const steps: ClaimStepRow[] = await this.dataSource.query('select at, by_name, act, words from subsidy_claim_step where claim_id = $1 order by id desc limit 200', [id]);
    return { claim: claimView(row, call), history: steps.map(claimStep) };
  }

  /** Policies in force today for a placement and the courses that its worker passed; an enterprise sees those it is paid by. */
  async entitlements(call: Call, id: string): Promise<ReplyOf<typeof operations.entitlements>> {
    const { manager } = this.dataSource, parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, placementScope, parameters);
    const [reached]: { worker_id: string; region: string; programme: string }[] = await manager.query(`select p.worker_id, s.region, p.programme from ${placementTables} where p.id = ${parameters.add(id)} and ${scope}`, parameters.values);
    if (reached === undefined) return notFound();
    const isOfWorker = scopeOf(call.actor, 'subsidy-claim.read').some((area) => area.organisation === null);
    const policies: SubsidyRow[] = await manager.query(`${subsidySelect} where y.programme = $1 and y.state = 'in-force' and $2::date between y.valid_from and y.valid_to ${isOfWorker ? '' : `and y.claimant = 'enterprise'`} order by y.valid_from, y.id limit 100`, [reached.programme, todayInShanghai()]);
    const subjects = [...await subjectsById(manager, 'placement', [id]), ...(policies.some((policy) => policy.subject === 'course') ? await passedCourses(manager, reached.worker_id) : [])];
    const items: Entitlement[] = [];
    for (const policy of policies) for (const subject of subjects) if (subject.subject === policy.subject && isForPlace(policy, subject)) items.push(await this.entitlement(manager, call, policy, subject));
    return { items };
  }

  private async entitlement(manager: EntityManager, call: Call, policy: SubsidyRow, subject: Subject): Promise<Entitlement> {
    const judged = judge({ ...termsOf(policy), side: policy.side, region: policy.region }, subject, (await heldUnder(manager, policy.id, [subject]))(subject), seesTierOf(call, subject)), isEntitled = judged.missing.length === 0;
    return {
      policyId: policy.id, title: policy.title, kindName: subsidyKindNames[policy.kind], claimant: policy.claimant, claimantName: subsidyClaimantNames[policy.claimant], office: policy.office, subjectId: subject.id, subject: subject.subject, subjectTitle: subject.title,
      amountFen: isEntitled ? judged.amountFen : null, missing: [...judged.missing], mayClaim: isEntitled && subject.consented && claimsFor(call.actor, policy.claimant, subject),
    };
  }

  /**
   * Who can be claimed for from a policy today, each with the amount, oldest first; never more than `size`, and fewer where many have to be looked at for a few. `after` is where to go on, null at the end. Two of one person
   * under a cap are each told without the other.
   */
  async eligible(call: Call, { id, size, after, search }: RequestOf<typeof operations.eligible>): Promise<ReplyOf<typeof operations.eligible>> {
    const { manager } = this.dataSource, policy = await this.openPolicy(manager, call, id), items: Eligible[] = [];
    let from = after ?? null;
    for (let looked = 0; looked < LOOKED_AT; looked += CHUNK) {
      const found = await candidates(manager, policy, call.actor, { search: (search ?? '').trim(), after: from, limit: CHUNK }), held = await heldUnder(manager, policy.id, found);
      for (const subject of found) {
        from = subject.id;
        const { missing, amountFen } = judge({ ...termsOf(policy), side: policy.side, region: policy.region }, subject, held(subject), seesTierOf(call, subject));
        if (missing.length === 0) items.push({ subjectId: subject.id, subjectTitle: subject.title, employer: subject.employer, workerTitle: subject.worker_title, workerExternalId: subject.worker_number, regionName: regionName(subject.region), amountFen });
        if (items.length === size) return { items, after: from };
      }
      if (found.length < CHUNK) return { items, after: null };
    }
    return { items, after: from };
  }

  /** The policy where it can be claimed from today, else 409. */
  async openPolicy(manager: EntityManager, call: Call, id: string): Promise<SubsidyRow> {
    const parameters = new Parameters(), at = parameters.add(id), scope = scopeSql(scopeOf(call.actor, 'subsidy.read'), call.actor, subsidyScope, parameters);
    const [policy]: SubsidyRow[] = await manager.query(`${subsidySelect} where y.id = ${at} and ${scope}`, parameters.values);
    if (policy === undefined) return notFound();
    if (!isOpen(policy)) refuse(409, 'NOT_IN_FORCE', `该政策现在不能申领（有效期 ${policy.valid_from} 至 ${policy.valid_to}）。`, `The policy cannot be claimed from today (valid ${policy.valid_from} to ${policy.valid_to}).`);
    return policy;
  }

  /** The claim where the caller reads it, else 404; `lock` for whoever changes it. */
  async reached(manager: EntityManager, call: Call, id: string, lock = false): Promise<ClaimRow> {
    const parameters = new Parameters(), at = parameters.add(id), scope = readsClaims(call.actor, parameters);
    if (lock) await manager.query('select id from subsidy_claim where id = $1 for update', [id]);
    const [row]: ClaimRow[] = await manager.query(`${claimSelect} where c.id = ${at} and ${scope}`, parameters.values);
    return row ?? notFound();
  }

  /** One claim as it now stands, in the transaction that changed it. */
  async now(manager: EntityManager, call: Call, id: string): Promise<ClaimView> {
    const [row]: ClaimRow[] = await manager.query(`${claimSelect} where c.id = $1`, [id]);
    return row === undefined ? notFound() : claimView(row, call);
  }
}

/** Whether the reader sees the tier of this worker; an enterprise and a supporter never do. */
export function seesTierOf({ actor }: Pick<Call, 'actor'>, { programme, region }: Pick<Subject, 'programme' | 'region'>): boolean {
  return inScope(tierScope(actor, 'employment'), { programme, regions: [region], organisations: [] }, actor, isWithin);
}

function conditions(call: Call, query: Query, parameters: Parameters): string[] {
  const where = [readsClaims(call.actor, parameters)];
  for (const [column, value] of [['programme', query.programme], ['policy_id', query.policyId], ['state', query.state]] as const) if (value !== undefined) where.push(`c.${column} = ${parameters.add(value)}`);
  if (query.region !== undefined) where.push(regionSql('c.region', query.region, parameters));
  if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(y.title ilike ${like} or s.external_id ilike ${like} or s.title ilike ${like} or d.organisation_name ilike ${like})`); }
  return where;
}
