import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type FigureCode, FigureRecord, type figures, ProtectionTier, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, scopeOf, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, toSafeInteger } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';
import { figureQueries, type FigureQuery, sources } from './figure-sources.js';
import { placeOf } from './figures.service.js';

const Integer = z.union([z.string(), z.number()]).transform(toSafeInteger);
const Counted = z.array(z.object({ rows: z.int(), seen: z.int(), value: Integer }));
const Rows = z.array(z.object({
  id: z.string(), kind: FigureRecord.shape.kind, reference: z.string().nullable(), label: z.string().nullable(), unit: z.string().nullable(), supporter: z.string().nullable(),
  tier: ProtectionTier.nullable(), amount: Integer, on: z.string().nullable(), state: z.string().nullable(),
}));

type Request = RequestOf<typeof figures.records>;

/** Opens a figure to the rows it was counted from, with the very conditions that counted it. */
@Injectable()
export class RecordsService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page of the rows that this reader may read in their own service; the others are counted as `hidden`. The value is the
   * figure itself, so that it can be compared with where the reader came from.
   */
  async page(request: Request, call: Call): Promise<ReplyOf<typeof figures.records>> {
    const place = placeOf(request, call);
    const query = figureQueries[request.figure];
    const parameters = new Parameters();
    const conditions = [`f.programme = ${parameters.add(place.programme)}`, `(${sources[query.source].place(place, parameters)})`, query.where];
    const amount = request.month === undefined ? query.amount : inMonth(request.figure, query, request.month, conditions, parameters);
    const { scope } = sources[query.source];
    const seen = scopeSql(scopeOf(call.actor, query.sees), call.actor, scope, parameters);
    const relation = `${sources[query.source].relation} f`;
    const [counted] = Counted.parse(await this.dataSource.query(
      `select count(*)::int as rows, count(*) filter (where ${seen})::int as seen, coalesce(sum(${amount}), 0)::bigint as value from ${relation} where ${conditions.join(' and ')}`, parameters.values));
    const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor);
    if (request.cursor !== undefined && cursor === null) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
    const back = request.last === true || cursor?.back === true;
    conditions.push(`(${seen})`);
    if (cursor !== null && request.last !== true) conditions.push(`f.id ${back ? '>' : '<'} ${parameters.add(cursor.id)}::uuid`);
    const ofUnit = { ...scope, regions: ['f.unit'] };
    const tierSeen = scopeSql(scopeOf(call.actor, 'worker.read'), call.actor, ofUnit, parameters);
    const lotTierSeen = scopeSql(scopeOf(call.actor, 'lot.read'), call.actor, ofUnit, parameters);
    const found = Rows.parse(await this.dataSource.query(
      `select f.id, f.kind, f.reference, f.label, f.unit, f.supporter, case when case f.market when 'employment' then (${tierSeen}) else (${lotTierSeen}) end then f.tier end as tier,
        (${amount})::bigint as amount, f.on_day::text as "on", f.state from ${relation} where ${conditions.join(' and ')} order by f.id ${back ? 'asc' : 'desc'} limit ${parameters.add(request.size + 1)}`, parameters.values));
    const more = found.length > request.size;
    const rows = found.slice(0, request.size);
    if (back) rows.reverse();
    const at = (row: { id: string } | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: null, id: row.id, back: backwards }));
    const total = counted?.seen ?? 0;
    return {
      items: rows.map((row) => ({ ...row, unitName: row.unit === null ? null : regionName(row.unit), supporterName: row.supporter === null ? null : regionName(row.supporter) })),
      next: request.last !== true && (back || more) ? at(rows.at(-1), false) : null,
      previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
      total, exact: true, value: counted?.value ?? 0, hidden: (counted?.rows ?? 0) - total,
    };
  }
}

/** Narrows a figure to a month and says what of a row falls into it. Lists and runs have no month of their own. */
function inMonth(figure: FigureCode, query: FigureQuery, month: string, conditions: string[], parameters: Parameters): string {
  if (query.source === 'entry' || query.source === 'pair') {
    return refuse(400, 'NO_MONTH', '该指标反映现状，不能按月份查询。', 'This figure is of now; it has no month.', { fields: [{ field: 'month', code: 'NO_MONTH', message: { zh: '请去掉月份。', en: 'Leave the month out.' } }] });
  }
  const at = parameters.add(month);
  if (figure === 'projects.paid-fen') {
    conditions.push(`exists (select from jsonb_array_elements(f.paid_by_month) m where m ->> 'month' = ${at})`);
    return `(select sum((m ->> 'fen')::bigint) from jsonb_array_elements(f.paid_by_month) m where m ->> 'month' = ${at})`;
  }
  conditions.push(`to_char(f.on_day, 'YYYY-MM') = ${at}`);
  return query.amount;
}
