import type { DataSource } from 'typeorm';
import { type EndingTier, type hardship, notFound, type ReplyOf, type RequestOf, type TierDerivation } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import { deriveTierOfTexts } from '@jiedui/lists';
import { ERASED, listScopeColumns, type ListSpec, rowColumns, searchQuery, storedRow, type ListTableRow } from '@jiedui/list-store';
import { todayInShanghai } from '@jiedui/list-store/define-list';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';

/** Counting stops here; beyond it pages say 约. */
const COUNT_LIMIT = 10_000;
const endsOn = `features #>> '{tierEnds,on}'`;

/** What the tiers of workers stand on, and which of them end soon. */
export class TierGrounds {
  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource) {}

  /** The findings as the row states them today. An entry whose texts no longer parse, by rules younger than it, answers its stored tier without findings. */
  async of(call: Call, id: string): Promise<TierDerivation> {
    const parameters = new Parameters();
    const [found]: ListTableRow[] = await this.dataSource.query(
      `select ${rowColumns} from ${this.spec.table} where id = ${parameters.add(id)} and natural_key not like '${ERASED}%' and ${scopeSql(call.scope, call.actor, listScopeColumns, parameters)}`, parameters.values);
    if (found === undefined) return notFound();
    const row = storedRow(found);
    return deriveTierOfTexts(row.texts, row.programme, todayInShanghai()) ?? { tier: row.tier ?? 4, ends: row.features.kind === 'worker' ? row.features.tierEnds : null, findings: [] };
  }

  async ending(call: Call, query: RequestOf<typeof hardship.ending>): Promise<ReplyOf<typeof hardship.ending>> {
    const parameters = new Parameters();
    const where = [scopeSql(call.scope, call.actor, listScopeColumns, parameters), `${endsOn} is not null`, `${endsOn} <= ((now() at time zone 'Asia/Shanghai')::date + ${parameters.add(query.withinDays)}::int)::text`, `status in ('open', 'filled')`];
    if (query.programme !== undefined) where.push(`programme = ${parameters.add(query.programme)}`);
    if (query.region !== undefined) where.push(regionSql('region', query.region, parameters));
    const words = query.search === undefined ? null : searchQuery(query.search);
    if (words !== null) where.push(`search @@ ${parameters.add(words)}::tsquery`);
    const [{ total }]: [{ total: number }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from ${this.spec.table} where ${where.join(' and ')} limit ${COUNT_LIMIT + 1}) counted`, parameters.values);
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor), backwards = cursor?.back === true || (cursor === null && query.last === true);
    if (cursor !== null) where.push(`(${endsOn}, id) ${cursor.back ? '<' : '>'} (${parameters.add(cursor.value)}, ${parameters.add(cursor.id)}::uuid)`);
    const way = backwards ? 'desc' : 'asc';
    const found: { id: string; programme: string; external_id: string; title: string; region: string; on: string; then: EndingTier['then'] }[] = await this.dataSource.query(
      `select id, programme, external_id, title, region, ${endsOn} as on, (features #>> '{tierEnds,then}')::int as then from ${this.spec.table} where ${where.join(' and ')} order by ${endsOn} ${way}, id ${way} limit ${query.size + 1}`, parameters.values);
    const more = found.length > query.size, rows = found.slice(0, query.size);
    if (backwards) rows.reverse();
    const at = (row: (typeof rows)[number] | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.on, id: row.id, back }));
    return {
      items: rows.map((row) => ({ id: row.id, programme: row.programme, externalId: row.external_id, title: row.title, region: row.region, regionName: regionName(row.region), on: row.on, then: row.then })),
      next: (backwards ? cursor !== null : more) ? at(rows.at(-1), false) : null, previous: (backwards ? more : cursor !== null) ? at(rows[0], true) : null, total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
    };
  }
}
