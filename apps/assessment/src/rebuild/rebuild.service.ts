import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import {
  type Actor, type AgreementView, employmentSnapshot, type figures, marketplaceSnapshot, type Market, matchingRuns, placementsSnapshot, produceProposals, projectsSnapshot, Refusal, type ReplyOf, type RunView,
} from '@jiedui/contracts';
import { Bus, Jobs } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import { agreementRow, entryRow, type PairPage, projectRow, type Versioned } from '../projection/projected-rows.js';
import { SqlProjectionStore } from '../projection/sql-store.js';
import { agreementTable, entryTable, projectTable, type VersionedTable } from '../projection/tables.js';

/** Kind of the job that rebuilds. */
export const REBUILD = 'rebuild';
const PAGE = 500;
const LIST_PAGE = 200;
/** A service that starts later than this one is waited for this long. */
const PATIENCE_MS = 60_000;

/** The owners show a tier to those who evaluate; the figures by tier are counted for them. Services speak for themselves, so this is no other's voice. */
const asCounter: Actor = { kind: 'service', id: 'assessment', displayName: 'assessment', organisationName: null, grants: [{ role: 'evaluator', programme: null, region: null, organisation: null }] };

interface Tally { rows: number; changed: number; removed: number }
const Rebuilds = z.array(z.object({ id: z.string(), askedAt: z.date(), startedAt: z.date().nullable(), finishedAt: z.date().nullable(), rows: z.int(), changed: z.int(), removed: z.int(), failure: z.string().nullable() }));

/**
 * Rebuilds the projection from its owners' snapshots, in place and while facts keep coming: every row the owners show is
 * confirmed or mended, then what no owner showed since the beginning is removed. A wiped schema is filled the same way.
 *
 * From snapshots: the four lists, placements, contract lines, projects, runs, the pairs of the newest run of each market. From the streams alone
 * (14 days): ended contract lines where the owner's list no longer shows them, and how fresh a source is.
 */
@Injectable()
export class RebuildService {
  constructor(private readonly dataSource: DataSource, private readonly bus: Bus, private readonly jobs: Jobs) {}

  async ask(): Promise<{ id: string }> {
    const id = newId();
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query('insert into rebuild (id) values ($1)', [id]);
      await this.jobs.ask(manager, REBUILD, { id });
      return { id };
    });
  }

  /** A schema that was never filled is: a wiped one gets no old facts again. */
  async askWhenNever(): Promise<void> {
    const [found] = z.array(z.object({ any: z.boolean() })).parse(await this.dataSource.query('select exists (select from rebuild where finished_at is not null) as any'));
    if (found?.any === false) await this.ask();
  }

  async list(): Promise<ReplyOf<typeof figures.rebuilds>> {
    const rows = Rebuilds.parse(await this.dataSource.query(
      'select id, asked_at as "askedAt", started_at as "startedAt", finished_at as "finishedAt", rows, changed, removed, failure from rebuild order by id desc limit 50'));
    return {
      items: rows.map((row) => ({
        id: row.id, askedAt: row.askedAt.toISOString(), startedAt: row.startedAt?.toISOString() ?? null, finishedAt: row.finishedAt?.toISOString() ?? null,
        rows: row.rows, removed: row.removed, same: row.finishedAt === null ? null : row.changed === 0 && row.removed === 0, failure: row.failure,
      })),
    };
  }

  /** Runs one rebuild; running it again is harmless. */
  async run(id: string): Promise<void> {
    const tally: Tally = { rows: 0, changed: 0, removed: 0 };
    const [started] = z.tuple([z.array(z.object({ at: z.string() })), z.int()]).parse(await this.dataSource.query('update rebuild set started_at = now(), failure = null where id = $1 returning started_at::text as at', [id]));
    const since = started[0]?.at;
    if (since === undefined) return;
    try {
      for (const snapshot of [employmentSnapshot, marketplaceSnapshot]) await this.entries(snapshot, tally);
      await this.sweep(entryTable, since, tally);
      await this.placements(tally);
      await this.agreements('produce', produceProposals.agreements, tally);
      await this.sweep(agreementTable, since, tally);
      await this.projects(tally);
      await this.sweep(projectTable, since, tally);
      await this.runs(tally);
      await this.dataSource.query('update rebuild set finished_at = now(), rows = $2, changed = $3, removed = $4 where id = $1', [id, tally.rows, tally.changed, tally.removed]);
    } catch (error) {
      const failure = error instanceof Refusal ? error.problem.code : error instanceof Error ? error.message : 'unknown';
      await this.dataSource.query('update rebuild set failure = $2 where id = $1', [id, failure.slice(0, 500)]);
      throw error;
    }
  }

  private async entries(snapshot: typeof employmentSnapshot, tally: Tally): Promise<void> {
    for await (const page of pagesOf((after) => this.bus.call(snapshot, { part: 'entries', after, size: PAGE }))) await this.confirm(entryTable, page.entries.map(entryRow), tally);
  }

  /** Placements come with where they stand, those that ended too. */
  private async placements(tally: Tally): Promise<void> {
    for await (const page of pagesOf((after) => this.bus.call(placementsSnapshot, { after, size: PAGE }))) await this.confirm(agreementTable, page.agreements.map((one) => agreementRow('employment', one)), tally);
  }

  private async agreements(market: Market, operation: typeof produceProposals.agreements, tally: Tally): Promise<void> {
    for await (const page of pagesOf((after) => this.bus.call(operation, { size: LIST_PAGE, ...cursorOf(after) }, { actor: asCounter }))) {
      await this.confirm(agreementTable, page.items.map((item) => listedAgreement(market, item)), tally);
    }
  }

  private async projects(tally: Tally): Promise<void> {
    for await (const page of pagesOf((after) => this.bus.call(projectsSnapshot, { after, size: PAGE }))) await this.confirm(projectTable, page.projects.map(projectRow), tally);
  }

  private async runs(tally: Tally): Promise<void> {
    const newest = new Map<string, RunView>();
    for await (const page of pagesOf((after) => this.bus.call(matchingRuns.list, { size: LIST_PAGE, ...cursorOf(after) }))) {
      for (const run of page.items) {
        if (run.state !== 'finished' || run.vector === null || run.finishedAt === null) continue;
        const { vector, finishedAt } = run;
        await inTransaction(this.dataSource, (manager) => new SqlProjectionStore(manager).putRun({
          runId: run.id, sequence: run.sequence, market: run.market, programme: run.programme, demandEntries: run.demandEntries, supplyEntries: run.supplyEntries,
          matchedSupply: run.matchedSupply, matchedDemand: run.matchedDemand, vector, certificate: run.certificate, finishedAt,
        }));
        tally.rows += 1;
        const key = `${run.market} ${run.programme}`;
        if ((newest.get(key)?.id ?? '') < run.id) newest.set(key, run);
      }
    }
    for (const run of newest.values()) await this.pairs(run, tally);
  }

  /** Fetches a run's pairs anew; a newer run's, should they have come meanwhile, stay. */
  private async pairs(run: RunView, tally: Tally): Promise<void> {
    const proposals: PairPage['proposals'] = [];
    for await (const page of pagesOf((after) => this.bus.call(matchingRuns.pairs, { id: run.id, size: LIST_PAGE, ...cursorOf(after) }, { actor: asCounter }))) {
      for (const pair of page.items) proposals.push({ demandId: pair.demandId, supplyId: pair.supplyId, quantity: pair.quantity, fit: pair.fit, tier: pair.tier ?? 4 });
    }
    await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 60);
      const before = await signatureOf(manager, run.id);
      await manager.query('delete from pair_set where run_id = $1', [run.id]);
      await new SqlProjectionStore(manager).putPairPage({ runId: run.id, sequence: run.sequence, market: run.market, programme: run.programme, page: 1, pages: 1, proposals });
      if (before !== await signatureOf(manager, run.id)) tally.changed += 1;
    });
    tally.rows += proposals.length;
  }

  private async confirm(table: VersionedTable, rows: readonly Versioned[], tally: Tally): Promise<void> {
    if (rows.length === 0) return;
    tally.changed += await inTransaction(this.dataSource, (manager) => new SqlProjectionStore(manager).confirm(table, rows));
    tally.rows += rows.length;
  }

  /** Removes rows that neither a snapshot nor a fact has named since the rebuild began. */
  private async sweep(table: VersionedTable, since: string, tally: Tally): Promise<void> {
    const [, removed] = z.tuple([z.unknown(), z.int()]).parse(await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 60);
      return manager.query(`delete from ${table.name} where seen_at < $1::timestamptz`, [since]);
    }));
    tally.removed += removed;
  }
}

/** An agreement from its owner's list. Version 0: any fact about it knows better. */
function listedAgreement(market: Market, item: AgreementView): ReturnType<typeof agreementRow> {
  return agreementRow(market, {
    id: item.id, version: 0, programme: item.programme, unit: item.unit, supporter: item.supporter, tier: item.tier ?? 4, quantity: item.quantity, amountFen: item.amountFen,
    agreedOn: new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(item.agreedAt)), ended: false,
  });
}

/** Content of a run's pairs, whatever their ids. */
async function signatureOf(manager: EntityManager, runId: string): Promise<string> {
  const [row] = z.array(z.object({ signature: z.string() })).parse(await manager.query(
    `select coalesce(md5(string_agg(concat_ws(' ', demand_id, supply_id, quantity, fit, tier), ',' order by supply_id, demand_id)), '') as signature from pair where run_id = $1`, [runId]));
  return row?.signature ?? '';
}

const cursorOf = (after: string | null): { cursor?: string } => (after === null ? {} : { cursor: after });

/** Every page of a paged operation, the first asked for with null. */
async function* pagesOf<P extends { readonly next: string | null }>(ask: (after: string | null) => Promise<P>): AsyncGenerator<P> {
  let after: string | null = null;
  do {
    const at: string | null = after;
    const page: P = await patiently(() => ask(at));
    yield page;
    after = page.next;
  } while (after !== null);
}

/** Asks again while the other service is not there yet. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Refusal) || !error.problem.retryable || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
