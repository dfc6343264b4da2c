import type { DataSource, EntityManager } from 'typeorm';
import type { z } from 'zod';
import { type Market, type PayloadOf, type ProposalState, type ProposalView, type proposalsMade, type proposalsSupplemented, notFound } from '@jiedui/contracts';
import { inScope, Parameters, regionSql, scopeOf, scopeSql, serviceActor, tierScope } from '@jiedui/access';
import { searchQuery } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, decodeCursor, encodeCursor, newId, totalOf } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { isWithin, regionName } from '@jiedui/reference-data';
import type { ConsentMarket } from './consent-market.js';

/** A proposal with the two rows it joins, as the driver gives it. */
export interface ProposalRow {
  id: string; programme: string; state: z.infer<typeof ProposalState>; origin: ProposalView['origin']; run_id: string | null; demand_id: string; supply_id: string; quantity: number; fit: number | null;
  tier: ProposalView['tier']; accepted_by_supply: Date | null; accepted_by_demand: Date | null; refused_by: 'supply' | 'demand' | null; refusal_reason: NonNullable<ProposalView['refusal']>['reason'] | null; refusal_words: string | null;
  deadline: Date | null; override_reason: string | null; version: number; updated_at: Date; person_yes: boolean | null; person_at: Date | null;
  d_title: string; d_external_id: string; d_region: string; d_organisation: string; d_organisation_name: string; d_features: unknown; d_status: string;
  s_title: string; s_external_id: string; s_region: string; s_organisation: string; s_organisation_name: string; s_features: unknown; s_status: string;
}

/** Columns by which a proposal belongs to both of its sides. */
export const proposalScope = { programme: 'p.programme', regions: ['d.region', 's.region'], organisations: ['d.organisation', 's.organisation'], createdBy: 'p.created_by' };

/** Columns by which it belongs to the side that sends it. */
const senderScope = { ...proposalScope, regions: ['s.region'], organisations: ['s.organisation'] };

/** The select all readers of proposals share. */
export function proposalSelect(market: ConsentMarket): string {
  const side = (letter: string): string => ['title', 'external_id', 'region', 'organisation', 'organisation_name', 'features', 'status'].map((column) => `${letter}.${column} as ${letter}_${column}`).join(', ');
  const person = market.personAnswers === true ? '(select pa.yes from person_answer pa where pa.proposal_id = p.id) as person_yes, (select pa.at from person_answer pa where pa.proposal_id = p.id) as person_at' : 'null::boolean as person_yes, null::timestamptz as person_at';
  return `select p.*, ${side('d')}, ${side('s')}, ${person} from proposal p join ${market.demandTable} d on d.id = p.demand_id join ${market.supplyTable} s on s.id = p.supply_id`;
}

/** The proposal as its reader may see it. */
export function proposalView(row: ProposalRow, call: Call, market: Market): ProposalView {
  return {
    id: row.id, programme: row.programme, state: row.state, origin: row.origin, runId: row.run_id,
    demandId: row.demand_id, demandLabel: row.d_title, demandExternalId: row.d_external_id, demandRegion: row.d_region, demandRegionName: regionName(row.d_region), demandOrganisationName: row.d_organisation_name,
    supplyId: row.supply_id, supplyLabel: row.s_title, supplyExternalId: row.s_external_id, supplyRegion: row.s_region, supplyRegionName: regionName(row.s_region), supplyOrganisationName: row.s_organisation_name,
    quantity: row.quantity, fit: row.fit, tier: seesTier(call, market, row) ? row.tier : null,
    acceptedBySupply: row.accepted_by_supply?.toISOString() ?? null, acceptedByDemand: row.accepted_by_demand?.toISOString() ?? null,
    refusal: row.refused_by === null || row.refusal_reason === null ? null : { party: row.refused_by, reason: row.refusal_reason, words: row.refusal_words },
    deadline: row.deadline?.toISOString() ?? null, overrideReason: row.override_reason, personAnswer: row.person_yes === null || row.person_at === null ? null : { yes: row.person_yes, at: row.person_at.toISOString() }, version: row.version, updatedAt: row.updated_at.toISOString(),
  };
}

/** Whether the reader may see the tier of a pair's supply row: its own county's and the programme's readers may (mechanisms section 4). */
export function seesTier(call: Call, market: Market, row: Pick<ProposalRow, 'programme' | 's_region' | 's_organisation'>): boolean {
  return inScope(tierScope(call.actor, market), { programme: row.programme, regions: [row.s_region], organisations: [row.s_organisation] }, call.actor, isWithin);
}

interface ProposalQuery { size: number; cursor?: string | undefined; programme?: string | undefined; state?: string | undefined; search?: string | undefined; region?: string | undefined; entry?: string | undefined }

/** Reads proposals, and takes in those a run made. */
export class Proposals {
  constructor(private readonly market: ConsentMarket, private readonly dataSource: DataSource) {}

  async list(call: Call, query: ProposalQuery): Promise<{ items: ProposalView[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
    const conditions = (parameters: Parameters): string[] => {
      const all = [scopeSql(call.scope, call.actor, proposalScope, parameters), this.visible(call, parameters)];
      if (query.programme !== undefined) all.push(`p.programme = ${parameters.add(query.programme)}`);
      if (query.state !== undefined) all.push(`p.state = ${parameters.add(query.state)}`);
      if (query.entry !== undefined) { const entry = parameters.add(query.entry); all.push(`(p.demand_id = ${entry} or p.supply_id = ${entry})`); }
      if (query.region !== undefined) all.push(`(${regionSql('d.region', query.region, parameters)} or ${regionSql('s.region', query.region, parameters)})`);
      const words = query.search === undefined ? null : searchQuery(query.search);
      if (words !== null) { const text = parameters.add(words); all.push(`(d.search @@ ${text}::tsquery or s.search @@ ${text}::tsquery)`); }
      return all;
    };
    const parameters = new Parameters();
    const where = conditions(parameters);
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (cursor !== null) where.push(`(p.updated_at, p.id) ${cursor.back ? '>' : '<'} (${parameters.add(cursor.value)}::timestamptz, ${parameters.add(cursor.id)}::uuid)`);
    const direction = cursor?.back === true ? 'asc' : 'desc';
    const found: ProposalRow[] = await this.dataSource.query(`${proposalSelect(this.market)} where ${where.join(' and ')} order by p.updated_at ${direction}, p.id ${direction} limit ${query.size + 1}`, parameters.values);
    const total = await totalOf({ isFirst: cursor === null, size: query.size, found: found.length }, async () => {
      const counting = new Parameters();
      const [{ count }] = await this.dataSource.query(
        `select count(*)::int as count from (select 1 from proposal p join ${this.market.demandTable} d on d.id = p.demand_id join ${this.market.supplyTable} s on s.id = p.supply_id where ${conditions(counting).join(' and ')} limit 10001) c`, counting.values);
      return Number(count);
    });
    const rows = found.slice(0, query.size);
    const more = found.length > query.size;
    if (cursor?.back === true) rows.reverse();
    const at = (row: ProposalRow | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.updated_at.toISOString(), id: row.id, back }));
    return {
      items: rows.map((row) => proposalView(row, call, this.market.market)), next: cursor?.back === true || more ? at(rows.at(-1), false) : null, previous: cursor !== null && (!cursor.back || more) ? at(rows[0], true) : null,
      total: Math.min(total, 10_000), exact: total <= 10_000,
    };
  }

  async get(call: Call, id: string): Promise<ProposalView> {
    const parameters = new Parameters();
    const scope = scopeSql(call.scope, call.actor, proposalScope, parameters);
    const [row]: ProposalRow[] = await this.dataSource.query(`${proposalSelect(this.market)} where p.id = ${parameters.add(id)} and ${scope} and ${this.visible(call, parameters)}`, parameters.values);
    return row === undefined ? notFound() : proposalView(row, call, this.market.market);
  }

  /** What the engine merely considers, or considered once and never sent (the person of the supply side may have refused it by then), is shown to those who would send it and to the programme; the other side, and the place of the other side, learn of it when it is sent. */
  private visible(call: Call, parameters: Parameters): string {
    const sends = scopeOf(call.actor, this.market.permissions.send);
    const oversees = scopeOf({ ...call.actor, grants: call.actor.grants.filter((grant) => grant.role === 'programme-administrator' || grant.role === 'evaluator') }, this.market.permissions.read);
    return `(p.state not in ('proposed', 'withdrawn', 'refused') or p.accepted_by_supply is not null or p.accepted_by_demand is not null or ${scopeSql([...sends, ...oversees], call.actor, senderScope, parameters)})`;
  }

  /**
   * Takes in one page of a run. Unsent proposals are the engine's to move: those of the run are written over the old, and
   * with the last page those the run no longer makes are withdrawn. A run older than the one applied changes nothing.
   */
  async takeRunPage(manager: EntityManager, made: PayloadOf<typeof proposalsMade>): Promise<void> {
    if (made.market !== this.market.market) return;
    // Ids of runs are UUIDv7, so the greater is the later one, also after the engine's own numbering began anew.
    const [applied] = await manager.query('select run_id from applied_run where programme = $1 for update', [made.programme]);
    if (applied !== undefined && applied.run_id > made.runId) return;
    await manager.query('insert into applied_run (programme, run_id) values ($1, $2) on conflict (programme) do update set run_id = excluded.run_id', [made.programme, made.runId]);
    await manager.query(
      `insert into proposal (id, programme, state, origin, run_id, demand_id, supply_id, quantity, fit, tier)
        select r.id, $2, 'proposed', 'run', $3, r."demandId", r."supplyId", r.quantity, r.fit, r.tier
        from json_to_recordset($1::json) as r(id uuid, "demandId" uuid, "supplyId" uuid, quantity int, fit int, tier int)
        where not exists (select from proposal refused where refused.demand_id = r."demandId" and refused.supply_id = r."supplyId" and (refused.state = 'refused' or refused.excludes))
        on conflict (demand_id, supply_id) where state in ('proposed', 'sent', 'agreed')
        do update set run_id = excluded.run_id, quantity = excluded.quantity, fit = excluded.fit, tier = excluded.tier,
          version = proposal.version + 1, updated_at = now() where proposal.state = 'proposed'`,
      [JSON.stringify(made.proposals.map((proposal) => ({ id: newId(), ...proposal }))), made.programme, made.runId]);
    await AuditTrail.append(manager, { actor: serviceActor('matching'), action: 'proposals.taken', subject: { kind: 'run', id: made.runId }, programme: made.programme, details: { market: made.market, page: made.page, pages: made.pages }, rows: { count: made.proposals.length, digest: rowsDigest(made.proposals.map((one) => ({ id: `${one.demandId}:${one.supplyId}`, version: one.quantity }))) } });
    if (made.page === made.pages) {
      // All that an earlier run proposed may go at once: half a million rows in a large programme.
      await allowLongStatements(manager, 120);
      await manager.query(`update proposal set state = 'withdrawn', version = version + 1, updated_at = now() where programme = $1 and state = 'proposed' and run_id < $2`, [made.programme, made.runId]);
    }
  }

  /** Takes in what the engine proposes beside the run that is applied, for entries which that run did not know; nobody who is proposed or sent elsewhere meanwhile, no pair that was refused. The next run takes back what it does not make. */
  async takeSupplement(manager: EntityManager, { runId, programme, proposals }: PayloadOf<typeof proposalsSupplemented>): Promise<void> {
    const [applied] = await manager.query('select run_id from applied_run where programme = $1 for update', [programme]);
    if (applied !== undefined && applied.run_id > runId) return;
    await manager.query(
      `insert into proposal (id, programme, state, origin, run_id, demand_id, supply_id, quantity, fit, tier)
        select r.id, $2, 'proposed', 'run', $3, r."demandId", r."supplyId", r.quantity, r.fit, r.tier
        from json_to_recordset($1::json) as r(id uuid, "demandId" uuid, "supplyId" uuid, quantity int, fit int, tier int)
        where not exists (select from proposal p where p.supply_id = r."supplyId" and p.state in ('proposed', 'sent', 'agreed'))
          and not exists (select from proposal refused where refused.demand_id = r."demandId" and refused.supply_id = r."supplyId" and (refused.state = 'refused' or refused.excludes))
        on conflict (demand_id, supply_id) where state in ('proposed', 'sent', 'agreed') do nothing`,
      [JSON.stringify(proposals.map((proposal) => ({ id: newId(), ...proposal }))), programme, runId]);
    await AuditTrail.append(manager, { actor: serviceActor('matching'), action: 'proposals.taken', subject: { kind: 'run', id: runId }, programme, details: { market: this.market.market, supplement: true }, rows: { count: proposals.length, digest: rowsDigest(proposals.map((one) => ({ id: `${one.demandId}:${one.supplyId}`, version: one.quantity }))) } });
  }
}
