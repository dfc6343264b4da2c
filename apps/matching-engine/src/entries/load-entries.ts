import type { DataSource } from 'typeorm';
import type { ListEntry, Market } from '@jiedui/contracts';
import type { PairIds, PairQuantity } from '@jiedui/matching-run';
import { entryColumns as columns, entryOf, type EntryRow } from './entry-row.js';

/** Everything a run reads of one market and programme. Closed entries come along where a held pair names them. */
export interface MarketLists { readonly entries: ListEntry[]; readonly held: PairQuantity[]; readonly excluded: PairIds[] }

const PAGE = 5000;

/** The lists of a finished run as it read them, and how many of its entries are no longer held in the version it read. */
export interface RunLists extends MarketLists { readonly missing: number }

/** Loads a market's lists of one programme in pages, in id order. */
export async function loadMarketLists(dataSource: DataSource, market: Market, programme: string): Promise<MarketLists> {
  const entries: ListEntry[] = [], once = new EqualValuesOnce();
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows: EntryRow[] = await dataSource.query(
      `select ${columns} from entry
        where market = $1 and programme = $2 and id > $3 and (status = 'open' or id in (select demand_id from pair where state in ('sent', 'agreed') union select supply_id from pair where state in ('sent', 'agreed')))
        order by id limit $4`, [market, programme, after, PAGE]);
    for (const row of rows) entries.push(once.of(entryOf(row)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  const pairs: { demand_id: string; supply_id: string; quantity: number; state: string }[] = await dataSource.query(
    `select demand_id, supply_id, quantity, state from pair where market = $1 and programme = $2 and state in ('sent', 'agreed', 'refused') order by proposal_id`, [market, programme]);
  const ids = (pair: (typeof pairs)[number]): PairIds => ({ demandId: pair.demand_id, supplyId: pair.supply_id });
  return {
    entries,
    held: pairs.filter((pair) => pair.state !== 'refused').map((pair) => ({ ...ids(pair), quantity: pair.quantity })),
    excluded: pairs.filter((pair) => pair.state === 'refused').map(ids),
  };
}

/**
 * The lists as a finished run read them: every entry in the version it had then, the pairs that were held or ruled out then.
 * An entry whose version is no longer held (the engine's schema was wiped since) comes as it is now, and is counted.
 */
export async function loadRunLists(dataSource: DataSource, runId: string): Promise<RunLists> {
  const entries: ListEntry[] = [];
  const lost: string[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows: ({ entry_id: string } & (EntryRow | { id: null }))[] = await dataSource.query(
      `select u.entry_id, e.* from (select entry_id, version from run_entry where run_id = $1 and entry_id > $2 order by entry_id limit $3) u
        left join (select ${columns} from entry union all select ${columns} from entry_past) e on e.id = u.entry_id and e.version = u.version order by u.entry_id`, [runId, after, PAGE]);
    for (const { entry_id: entryId, ...row } of rows) {
      if (row.id === null) lost.push(entryId);
      else entries.push(entryOf(row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.entry_id;
  }
  if (lost.length > 0) entries.push(...(await dataSource.query<EntryRow[]>(`select ${columns} from entry where id = any($1::uuid[])`, [lost])).map(entryOf));
  const given: { demand_id: string; supply_id: string; quantity: number | null }[] = await dataSource.query('select demand_id, supply_id, quantity from run_given where run_id = $1', [runId]);
  return {
    entries, missing: lost.length,
    held: given.flatMap(({ demand_id: demandId, supply_id: supplyId, quantity }) => (quantity === null ? [] : [{ demandId, supplyId, quantity }])),
    excluded: given.flatMap(({ demand_id: demandId, supply_id: supplyId, quantity }) => (quantity === null ? [{ demandId, supplyId }] : [])),
  };
}

/** Codes, units and lists of them come again on most rows; each row brings its own copy, and a million copies are most of a run's memory. */
class EqualValuesOnce {
  private readonly texts = new Map<string, string>();
  private readonly lists = new Map<string, readonly unknown[]>();

  /** The entry itself, with equal texts and equal lists of texts held once. */
  of(entry: ListEntry): ListEntry {
    this.share(entry);
    this.share(entry.features);
    return entry;
  }

  private share(fields: Record<string, unknown>): void {
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === 'string' && !ownToEachRow.has(key)) fields[key] = kept(this.texts, value, value);
      else if (Array.isArray(value) && value.every((each) => typeof each === 'string')) fields[key] = kept(this.lists, JSON.stringify(value), value);
    }
  }
}

/** Fields that differ on every row. */
const ownToEachRow = new Set(['id', 'externalId', 'label']);
/** A list with more values than that has few that come again. */
const DIFFERENT = 50_000;

function kept<V>(known: Map<string, V>, key: string, value: V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size < DIFFERENT) known.set(key, value);
  return value;
}
