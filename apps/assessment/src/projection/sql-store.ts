import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Market, ServiceName } from '@jiedui/contracts';
import { type ClosingKind, newId, writeLast } from '@jiedui/persistence';
import { type AgreementRow, type EntryRow, newestOf, type PairPage, type ProjectRow, type RunFinished, type Versioned } from './projected-rows.js';
import type { ProjectionStore } from './projection.js';
import { agreementTable, entryTable, projectTable, upsertSql, type VersionedTable } from './tables.js';

const Changed = z.array(z.object({ changed: z.int() }));
const RunIds = z.array(z.object({ id: z.string() }));
const Received = z.tuple([z.array(z.object({ complete: z.boolean() })), z.int()]);

/** Rows that come with facts are put with the end of the transaction: facts that are taken together cost one statement. */
const putLast = (table: VersionedTable): ClosingKind<Versioned> => ({
  name: `put_${table.name}`,
  expressions: (rows, placeholder) => [`put_${table.name} as (${upsertSql(table, 'fact', placeholder(JSON.stringify(newestOf(rows))))})`],
});
const entryRows = putLast(entryTable), agreementRows = putLast(agreementTable), projectRows = putLast(projectTable);

const sourceRows: ClosingKind<{ readonly service: ServiceName; readonly occurredAt: string }> = {
  name: 'noted_source',
  expressions: (rows, placeholder) => [`noted_source as (
      insert into source (service, fresh_at, facts) select service, max("occurredAt"), count(*) from json_to_recordset(${placeholder(JSON.stringify(rows))}::json) as r(service text, "occurredAt" timestamptz) group by service
        on conflict (service) do update set fresh_at = greatest(source.fresh_at, excluded.fresh_at), facts = source.facts + excluded.facts)`],
};

/** The projection's rows in PostgreSQL, inside the transaction it is given. */
export class SqlProjectionStore implements ProjectionStore {
  constructor(private readonly manager: EntityManager) {}

  async putEntries(rows: readonly EntryRow[]): Promise<void> { await this.putLast(entryRows, rows); }
  async putAgreements(rows: readonly AgreementRow[]): Promise<void> { await this.putLast(agreementRows, rows); }
  async putProjects(rows: readonly ProjectRow[]): Promise<void> { await this.putLast(projectRows, rows); }

  private async putLast(kind: ClosingKind<Versioned>, rows: readonly Versioned[]): Promise<void> {
    for (const row of rows) await writeLast(this.manager, kind, row);
  }

  /** As a rebuild puts rows: mends, and marks all of them as seen. Returns how many differed. */
  async confirm(table: VersionedTable, rows: readonly Versioned[]): Promise<number> {
    const [counted] = Changed.parse(await this.manager.query(`with done as (${upsertSql(table, 'rebuild', '$1')}) select count(*)::int as changed from done`, [JSON.stringify(rows)]));
    await this.manager.query(`update ${table.name} set seen_at = now() where id = any($1::uuid[])`, [rows.map((row) => row.id)]);
    return counted?.changed ?? 0;
  }

  async putRun(run: RunFinished): Promise<void> {
    await this.manager.query(
      `insert into run (id, market, programme, sequence, demand_entries, supply_entries, matched_demand, matched_supply, placed_by_tier, total_fit, certificate, finished_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing`,
      [run.runId, run.market, run.programme, run.sequence, run.demandEntries, run.supplyEntries, run.matchedDemand, run.matchedSupply, run.vector.placedByTier, run.vector.totalFit, run.certificate, run.finishedAt]);
  }

  async putPairPage(page: PairPage): Promise<void> {
    const newest = await this.newestComplete(page.market, page.programme);
    if (newest !== null && page.runId <= newest) return;
    await this.manager.query(
      'insert into pair_set (run_id, market, programme, sequence, pages) values ($1, $2, $3, $4, $5) on conflict (run_id) do update set pages = greatest(pair_set.pages, excluded.pages)',
      [page.runId, page.market, page.programme, page.sequence, page.pages]);
    const fresh = z.array(z.unknown()).parse(await this.manager.query('insert into pair_page (run_id, page) values ($1, $2) on conflict do nothing returning 1', [page.runId, page.page]));
    if (fresh.length === 0) return;
    await this.manager.query(
      `insert into pair (id, run_id, demand_id, supply_id, quantity, fit, tier)
        select id, $2::uuid, demand_id, supply_id, quantity, fit, tier from jsonb_to_recordset($1::jsonb) as r(id uuid, demand_id uuid, supply_id uuid, quantity bigint, fit int, tier smallint)`,
      [JSON.stringify(page.proposals.map((pair) => ({ id: newId(), demand_id: pair.demandId, supply_id: pair.supplyId, quantity: pair.quantity, fit: pair.fit, tier: pair.tier }))), page.runId]);
    const [[set]] = Received.parse(await this.manager.query('update pair_set set received = received + 1, complete = received + 1 >= pages where run_id = $1 returning complete', [page.runId]));
    if (set?.complete === true) await this.manager.query('delete from pair_set where market = $1 and programme = $2 and run_id < $3', [page.market, page.programme, page.runId]);
  }

  /** Run ids are UUIDv7: they sort by time also where sequence numbers began anew. */
  private async newestComplete(market: Market, programme: string): Promise<string | null> {
    const [newest] = RunIds.parse(await this.manager.query('select run_id as id from pair_set where market = $1 and programme = $2 and complete order by run_id desc limit 1', [market, programme]));
    return newest?.id ?? null;
  }

  async noteSource(service: ServiceName, occurredAt: string): Promise<void> {
    await writeLast(this.manager, sourceRows, { service, occurredAt });
  }
}
