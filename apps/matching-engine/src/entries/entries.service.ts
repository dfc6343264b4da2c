import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { employmentSnapshot, marketplaceSnapshot, type ListEntry, type PairState } from '@jiedui/contracts';
import { Bus } from '@jiedui/messaging';
import { type ClosingKind, inTransaction, writeLast } from '@jiedui/persistence';

const SNAPSHOT_PAGE = 400;
const sources = { employment: employmentSnapshot, marketplace: marketplaceSnapshot } as const;

/** One row an id, its highest version: facts that are taken together may name a row twice. In the order of ids, so that two replicas that take the same facts wait for one another. */
function newestOf<T extends { version: number }>(rows: readonly T[], idOf: (row: T) => string): T[] {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const held = newest.get(idOf(row));
    if (held === undefined || held.version < row.version) newest.set(idOf(row), row);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const entryRows: ClosingKind<ListEntry> = {
  name: 'taken_entry',
  expressions: (rows, placeholder) => [`taken_entry as (
      insert into entry (id, market, programme, side, version, external_id, label, organisation, capacity, tier, region, features, status)
        select id, market, programme, side, version, "externalId", label, organisation, capacity, tier, region, features, status
        from json_to_recordset(${placeholder(JSON.stringify(newestOf(rows, (row) => row.id)))}::json) as r(id uuid, market text, programme text, side text, version int, "externalId" text, label text, organisation text, capacity int, tier int, region text, features jsonb, status text)
        on conflict (id) do update set version = excluded.version, programme = excluded.programme, external_id = excluded.external_id, label = excluded.label, organisation = excluded.organisation, capacity = excluded.capacity,
          tier = excluded.tier, region = excluded.region, features = excluded.features, status = excluded.status where entry.version < excluded.version)`],
};

const pairRows: ClosingKind<PairState> = {
  name: 'taken_pair',
  expressions: (rows, placeholder) => [`taken_pair as (
      insert into pair (proposal_id, market, programme, demand_id, supply_id, quantity, state, version)
        select "proposalId", market, programme, "demandId", "supplyId", quantity, state, version
        from json_to_recordset(${placeholder(JSON.stringify(newestOf(rows, (row) => row.proposalId)))}::json) as r("proposalId" uuid, market text, programme text, "demandId" uuid, "supplyId" uuid, quantity int, state text, version int)
        on conflict (proposal_id) do update set state = excluded.state, version = excluded.version where pair.version < excluded.version)`],
};

/** Keeps the engine's copy of both lists. Rows carry versions; an older one than the one held is ignored, so order and repetition do not matter. */
@Injectable()
export class EntriesService {
  constructor(private readonly dataSource: DataSource, private readonly bus: Bus) {}

  /** With the end of the transaction: facts that are taken together cost one statement. */
  async takeEntries(manager: EntityManager, entries: readonly ListEntry[]): Promise<void> {
    for (const entry of entries) await writeLast(manager, entryRows, entry);
  }

  async takePairs(manager: EntityManager, pairs: readonly PairState[]): Promise<void> {
    for (const pair of pairs) await writeLast(manager, pairRows, pair);
  }

  /** Rebuilds from each source's snapshot what a new or wiped schema lacks; the durable consumer brings what changes meanwhile. */
  async rebuildMissing(): Promise<void> {
    for (const [source, operation] of Object.entries(sources)) {
      const [known] = await this.dataSource.query('select 1 from rebuilt where source = $1', [source]);
      if (known !== undefined) continue;
      for (const part of ['entries', 'pairs'] as const) {
        for (let after: string | null = null; ;) {
          const page: { entries: ListEntry[]; pairs: PairState[]; next: string | null } = await this.bus.call(operation, { part, after, size: SNAPSHOT_PAGE });
          await inTransaction(this.dataSource, async (manager) => {
            await this.takeEntries(manager, page.entries);
            await this.takePairs(manager, page.pairs);
          });
          if (page.next === null) break;
          after = page.next;
        }
      }
      await this.dataSource.query('insert into rebuilt (source) values ($1) on conflict do nothing', [source]);
    }
  }
}
