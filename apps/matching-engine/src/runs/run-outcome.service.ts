import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type FilePiece, type matchingRuns, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql, tierScope } from '@jiedui/access';
import { type Call, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { decodeCursor, encodeCursor } from '@jiedui/persistence';
import { storedPiece } from '@jiedui/list-store';
import { regionName } from '@jiedui/reference-data';
import { entryColumns, entryScope } from '../entries/entry-access.js';
import type { RunRow } from './run-view.js';

const HISTOGRAM_STEP = 100;

interface PairRow { demand_id: string; supply_id: string; quantity: number; fit: number; tier: 1 | 2 | 3 | 4 | null; d_label: string; d_region: string; s_label: string; s_external: string; s_region: string }
interface UnmatchedRow { entry_id: string; side: 'demand' | 'supply'; reason: 'OUTBID'; label: string; external_id: string; region: string; tier: 1 | 2 | 3 | 4 | null; capacity: number }

/**
 * What came out of a run, page by page and in figures. The figures are for all readers of runs; single entries are for those
 * who may read them in their list, pairs for those who may read both, tiers for those who may see tiers (DESIGN section 4).
 */
@Injectable()
export class RunOutcomeService {
  constructor(private readonly dataSource: DataSource, private readonly files: StoredFiles, private readonly protection: Protection) {}

  async pairs(call: Call, run: RunRow, query: RequestOf<typeof matchingRuns.pairs>): Promise<ReplyOf<typeof matchingRuns.pairs>> {
    const parameters = new Parameters();
    const where = [`p.run_id = ${parameters.add(run.id)}`, ...(['supply', 'demand'] as const).map((side) => scopeSql(entryScope(call.actor, run.market, side), call.actor, entryColumns(side === 'supply' ? 's' : 'd'), parameters))];
    // Who may not see a tier may not find it out by a filter either.
    if (query.tier !== undefined) where.push(`p.tier = ${parameters.add(query.tier)}`, scopeSql(tierScope(call.actor, run.market), call.actor, entryColumns('s'), parameters));
    if (query.region !== undefined) where.push(regionSql('s.region', query.region, parameters));
    if (query.search !== undefined && query.search.trim() !== '') {
      const text = parameters.add(`%${query.search.trim().replaceAll(/[%_\\]/g, '\\$&')}%`);
      where.push(`(d.label ilike ${text} or s.label ilike ${text} or s.external_id ilike ${text})`);
    }
    const from = `from run_pair p join entry d on d.id = p.demand_id join entry s on s.id = p.supply_id`;
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from (select 1 ${from} where ${where.join(' and ')} limit 10001) c`, parameters.values);
    const tier = scopeSql(tierScope(call.actor, run.market), call.actor, entryColumns('s'), parameters);
    const { rows, next, previous } = await this.keyset<PairRow>(
      `select p.demand_id, p.supply_id, p.quantity, p.fit, case when ${tier} then p.tier end as tier, d.label as d_label, d.region as d_region, s.label as s_label, s.external_id as s_external, s.region as s_region ${from}`, where, parameters, ['p.supply_id', 'p.demand_id'], query, (row) => [row.supply_id, row.demand_id]);
    return {
      items: rows.map((row) => ({
        demandId: row.demand_id, demandLabel: row.d_label, demandRegion: row.d_region, demandRegionName: regionName(row.d_region), supplyId: row.supply_id, supplyLabel: row.s_label, supplyExternalId: row.s_external,
        supplyRegion: row.s_region, supplyRegionName: regionName(row.s_region), quantity: row.quantity, fit: row.fit, tier: row.tier,
      })), next, previous, total: Math.min(total, 10_000), exact: total <= 10_000,
    };
  }

  async unmatched(call: Call, run: RunRow, query: RequestOf<typeof matchingRuns.unmatched>): Promise<ReplyOf<typeof matchingRuns.unmatched>> {
    const parameters = new Parameters();
    const where = [`u.run_id = ${parameters.add(run.id)}`, `u.side = ${parameters.add(query.side)}`, 'u.reason is not null', scopeSql(entryScope(call.actor, run.market, query.side), call.actor, entryColumns('e'), parameters)];
    if (query.reason !== undefined) where.push(`u.reason = ${parameters.add(query.reason)}`);
    if (query.region !== undefined) where.push(regionSql('e.region', query.region, parameters));
    if (query.search !== undefined && query.search.trim() !== '') {
      const text = parameters.add(`%${query.search.trim().replaceAll(/[%_\\]/g, '\\$&')}%`);
      where.push(`(e.label ilike ${text} or e.external_id ilike ${text})`);
    }
    const from = 'from run_entry u join entry e on e.id = u.entry_id';
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from (select 1 ${from} where ${where.join(' and ')} limit 10001) c`, parameters.values);
    const tier = query.side === 'supply' ? scopeSql(tierScope(call.actor, run.market), call.actor, entryColumns('e'), parameters) : 'false';
    const { rows, next, previous } = await this.keyset<UnmatchedRow>(`select u.entry_id, u.side, u.reason, e.label, e.external_id, e.region, case when ${tier} then e.tier end as tier, e.capacity ${from}`, where, parameters, ['u.entry_id', 'u.entry_id'], query, (row) => [row.entry_id, row.entry_id]);
    return {
      items: rows.map((row) => ({ entryId: row.entry_id, side: row.side, label: row.label, externalId: row.external_id, region: row.region, regionName: regionName(row.region), tier: row.tier, quantity: row.capacity, reason: row.reason })),
      next, previous, total: Math.min(total, 10_000), exact: total <= 10_000,
    };
  }

  async outcome(run: RunRow): Promise<ReplyOf<typeof matchingRuns.outcome>> {
    const byReason = await this.dataSource.query('select side, reason, count(*)::int as entries from run_entry where run_id = $1 and reason is not null group by side, reason order by side, entries desc', [run.id]);
    const byUnit: { unit: string; supply: number; matched: number }[] = await this.dataSource.query(
      `select e.region as unit, count(*)::int as supply, count(p.supply_id)::int as matched from run_entry u join entry e on e.id = u.entry_id
        left join (select distinct supply_id from run_pair where run_id = $1) p on p.supply_id = e.id where u.run_id = $1 and u.side = 'supply' group by e.region order by e.region`, [run.id]);
    const histogram: { bucket: number; pairs: number }[] = await this.dataSource.query(
      `select least(fit / ${HISTOGRAM_STEP}, ${1000 / HISTOGRAM_STEP - 1}) as bucket, count(*)::int as pairs from run_pair where run_id = $1 group by bucket order by bucket`, [run.id]);
    const [before]: { id: string }[] = await this.dataSource.query(`select id from run where market = $1 and programme = $2 and state = 'finished' and sequence < $3 order by sequence desc limit 1`, [run.market, run.programme, run.sequence]);
    const [change] = before === undefined ? [] : await this.dataSource.query(
      `select count(*) filter (where o.run_id is null)::int as "newPairs", count(*) filter (where n.run_id is null)::int as "endedPairs", count(*) filter (where n.run_id is not null and o.run_id is not null)::int as "keptPairs"
        from (select * from run_pair where run_id = $1) n full join (select * from run_pair where run_id = $2) o on o.demand_id = n.demand_id and o.supply_id = n.supply_id`, [run.id, before.id]);
    return {
      unmatchedByReason: byReason, byUnit: byUnit.map((row) => ({ ...row, unitName: regionName(row.unit) })),
      fitHistogram: Array.from({ length: 1000 / HISTOGRAM_STEP }, (_, i) => ({ from: i * HISTOGRAM_STEP, to: (i + 1) * HISTOGRAM_STEP, pairs: histogram.find((one) => one.bucket === i)?.pairs ?? 0 })),
      sincePrevious: before === undefined || change === undefined ? null : { previousId: before.id, ...change },
    };
  }

  /**
   * The certificate as a file: what was proved, signed, and the prices of both sides that the reader may know. A price tells
   * how far an entry is from its rivals, and so of tiers: who may not see those gets the price of no such entry.
   */
  async certificate(call: Call, run: RunRow, seq: number): Promise<FilePiece> {
    if (run.state !== 'finished') return notFound();
    const { reader, condition, values } = this.pricesOf(call, run);
    const [made]: { file_id: string }[] = await this.dataSource.query('select file_id from run_certificate where run_id = $1 and reader = $2', [run.id, reader]);
    // An expired file is made again: what it says is kept with the run.
    if (made !== undefined && await this.files.describe(made.file_id) !== null) return storedPiece(this.files, made.file_id, seq);
    const fileId = await this.files.write({ name: `匹配证明-${run.sequence}.json`, mime: 'application/json', createdBy: call.actor.id }, this.certificateText(run, condition, values));
    await this.dataSource.query('insert into run_certificate (run_id, reader, file_id) values ($1, $2, $3) on conflict (run_id, reader) do update set file_id = excluded.file_id', [run.id, reader, fileId]);
    return storedPiece(this.files, fileId, seq);
  }

  /** Which entries' prices the caller may know, as a condition on `entry e` with its parameters, and a name that all readers of the same reach share. */
  private pricesOf(call: Call, run: RunRow): { reader: string; condition: string; values: unknown[] } {
    const all = scopeOf(call.actor, 'run.prices');
    const tiers = tierScope(call.actor, run.market);
    const demand = tiers.length === 0 ? [] : entryScope(call.actor, run.market, 'demand');
    const parameters = new Parameters();
    const reach = (scope: typeof all): string => scopeSql(scope, call.actor, entryColumns('e'), parameters);
    const condition = `(${reach(all)} or (e.side = 'supply' and ${reach(tiers)}) or (e.side = 'demand' and ${reach(demand)}))`;
    return { reader: createHash('sha256').update(JSON.stringify([condition, parameters.values])).digest('hex'), condition, values: parameters.values };
  }

  private async *certificateText(run: RunRow, condition: string, values: readonly unknown[]): AsyncGenerator<Uint8Array> {
    // Held pairs that raise a question are named by id in the counts as stored: they are no part of what is proved.
    const { raised: _, ...counts }: RunRow['counts'] & { raised?: unknown } = run.counts;
    const head = { run: run.id, market: run.market, programme: run.programme, asOf: run.as_of, policy: run.policy, inputHash: run.input_hash, vector: run.vector, objective: run.objective, gap: run.gap, certificate: run.certificate, pairsChecked: Number(run.pairs_checked), counts };
    yield Buffer.from(`{"head":${JSON.stringify(head)},"signature":${JSON.stringify(this.protection.sign(JSON.stringify(head)))},"prices":[`);
    let [withheld, given] = [0, 0];
    const [at, from] = [values.length + 1, values.length + 2];
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows: { entry_id: string; side: string; price: number; known: boolean | null }[] = await this.dataSource.query(
        `select u.entry_id, u.side, u.price, ${condition} as known from run_entry u left join entry e on e.id = u.entry_id where u.run_id = $${at} and u.entry_id > $${from}::uuid order by u.entry_id limit 5000`, [...values, run.id, after]);
      const last = rows.at(-1);
      if (last === undefined) break;
      const known = rows.filter((row) => row.known === true);
      if (known.length > 0) yield Buffer.from(`${given === 0 ? '' : ','}\n${known.map((row) => JSON.stringify([row.entry_id, row.side, row.price])).join(',\n')}`);
      given += known.length;
      withheld += rows.length - known.length;
      after = last.entry_id;
    }
    yield Buffer.from(`],"withheld":${withheld}}\n`);
  }

  /** One page by two id columns in ascending order, in either direction or from the end. */
  private async keyset<R>(select: string, where: readonly string[], parameters: Parameters, columns: readonly [string, string], query: { size: number; cursor?: string | undefined; last?: boolean | undefined }, key: (row: R) => [string, string]): Promise<{ rows: R[]; next: string | null; previous: string | null }> {
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    const backwards = cursor?.back === true || (cursor === null && query.last === true);
    const conditions = [...where];
    if (cursor !== null) conditions.push(`(${columns.join(', ')}) ${cursor.back ? '<' : '>'} (${parameters.add(cursor.value)}::uuid, ${parameters.add(cursor.id)}::uuid)`);
    const direction = backwards ? 'desc' : 'asc';
    const found: R[] = await this.dataSource.query(`${select} where ${conditions.join(' and ')} order by ${columns[0]} ${direction}, ${columns[1]} ${direction} limit ${query.size + 1}`, parameters.values);
    const rows = found.slice(0, query.size);
    const more = found.length > query.size;
    if (backwards) rows.reverse();
    const at = (row: R | undefined, back: boolean): string | null => {
      if (row === undefined) return null;
      const [value, id] = key(row);
      return encodeCursor({ value, id, back });
    };
    return { rows, next: backwards ? (cursor === null ? null : at(rows.at(-1), false)) : more ? at(rows.at(-1), false) : null, previous: backwards ? (more ? at(rows[0], true) : null) : cursor === null ? null : at(rows[0], true) };
  }
}
