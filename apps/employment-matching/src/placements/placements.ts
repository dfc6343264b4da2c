import type { DataSource } from 'typeorm';
import { type ConsentManner, type EndReason, endReasons, notFound, type PlacementAct, type PlacementEvent, type placements, type PlacementSide, placementSideNames, PlacementState, placementStateNames, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters, regionSql, scopeOf, scopeSql } from '@jiedui/access';
import { searchQuery, todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { workerSpec } from '../workers/worker-list.js';
import { endsOf, ruleOf } from './placement-machine.js';
import { lateBefore, type PlacementRow, placementScope, placementSelect, placementTables, placementView, sidesOf } from './placement-row.js';

type Filters = Omit<RequestOf<typeof placements.follow>, 'size' | 'cursor' | 'last'>;
const COUNT_LIMIT = 10_000;

interface StepRow { at: Date; by_name: string; side: PlacementSide; act: PlacementAct; from_state: PlacementState; to_state: PlacementState; on_day: string | null; facts: { wageFen?: number | null; manner?: ConsentManner | null; insured?: boolean | null; reason?: EndReason }; words: string | null; undone: boolean }

/** Reads placements: lists, counts, one with its history. */
export class Placements {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, query: RequestOf<typeof placements.follow>): Promise<ReplyOf<typeof placements.follow>> {
    const today = todayInShanghai(), counting = new Parameters();
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from ${placementTables} where ${this.conditions(call, query, counting, today).join(' and ')} limit ${COUNT_LIMIT + 1}) c`, counting.values);
    const parameters = new Parameters(), where = this.conditions(call, query, parameters, today);
    // What is due is worked off from the oldest; else the last change comes first.
    const byDay = query.due === 'check' || query.due === 'late', [column, type] = byDay ? ['p.due_on', 'date'] : ['p.updated_at', 'timestamptz'];
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (query.cursor !== undefined && cursor === null) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请从第一页开始。', 'The cursor is not valid; begin at the first page.');
    const back = query.last === true || cursor?.back === true, ascending = byDay !== back;
    if (cursor !== null && query.last !== true) where.push(`(${column}, p.id) ${ascending ? '>' : '<'} (${parameters.add(cursor.value)}::${type}, ${parameters.add(cursor.id)}::uuid)`);
    const direction = ascending ? 'asc' : 'desc';
    const found: PlacementRow[] = await this.dataSource.query(`${placementSelect} where ${where.join(' and ')} order by ${column} ${direction}, p.id ${direction} limit ${query.size + 1}`, parameters.values);
    const more = found.length > query.size, rows = found.slice(0, query.size);
    if (back) rows.reverse();
    const at = (row: PlacementRow | undefined, backwards: boolean): string | null => (row === undefined ? null : encodeCursor({ value: byDay ? row.due_on : row.updated_at.toISOString(), id: row.id, back: backwards }));
    return {
      items: rows.map((row) => placementView(row, call, today)), total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
      next: query.last !== true && (back || more) ? at(rows.at(-1), false) : null, previous: (back ? more : cursor !== null) ? at(rows[0], true) : null,
    };
  }

  /** Ids that meet a filter within what the caller reads, at most `limit`. */
  async ids(call: Call, filters: Filters, limit: number): Promise<string[]> {
    const parameters = new Parameters();
    const rows: { id: string }[] = await this.dataSource.query(`select p.id from ${placementTables} where ${this.conditions(call, filters, parameters, todayInShanghai()).join(' and ')} order by p.id limit ${limit}`, parameters.values);
    return rows.map((row) => row.id);
  }

  async board(call: Call, filters: RequestOf<typeof placements.board>): Promise<ReplyOf<typeof placements.board>> {
    const today = todayInShanghai(), parameters = new Parameters(), where = this.conditions(call, filters, parameters, today).join(' and ');
    const is = (due: NonNullable<Filters['due']>): string => `(count(*) filter (where ${this.dueCondition(due, parameters, today)}))::int`;
    const rows: { state: PlacementState; placements: number; checks: number; late: number; attention: number }[] = await this.dataSource.query(
      `select p.state, count(*)::int as placements, ${is('check')} as checks, ${is('late')} as late, ${is('attention')} as attention from ${placementTables} where ${where} group by p.state`, parameters.values);
    const sum = (of: 'checks' | 'late' | 'attention'): number => rows.reduce((total, row) => total + row[of], 0);
    return {
      states: PlacementState.options.map((state) => ({ state, name: placementStateNames[state], placements: rows.find((row) => row.state === state)?.placements ?? 0 })),
      dueChecks: sum('checks'), late: sum('late'), attention: sum('attention'),
    };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof placements.get>> {
    const parameters = new Parameters(), scope = scopeSql(call.scope, call.actor, placementScope, parameters);
    const [row]: PlacementRow[] = await this.dataSource.query(`${placementSelect} where p.id = ${parameters.add(id)} and ${scope}`, parameters.values);
    if (row === undefined) return notFound();
    const steps: StepRow[] = await this.dataSource.query('select at, by_name, side, act, from_state, to_state, on_day::text as on_day, facts, words, undone from placement_step where placement_id = $1 order by id desc limit 200', [id]);
    const ends = endsOf(row.state, sidesOf(call, row));
    return { placement: placementView(row, call, todayInShanghai()), history: steps.map(eventOf), ends: ends.map(({ reason, name }) => ({ reason, name })) };
  }

  private conditions(call: Call, filters: Filters, parameters: Parameters, today: string): string[] {
    const where = [scopeSql(call.scope, call.actor, placementScope, parameters)];
    if (filters.programme !== undefined) where.push(`p.programme = ${parameters.add(filters.programme)}`);
    if (filters.state !== undefined) where.push(`p.state = ${parameters.add(filters.state)}`);
    if (filters.region !== undefined) where.push(regionSql('s.region', filters.region, parameters));
    if (filters.due !== undefined) where.push(this.dueCondition(filters.due, parameters, today));
    if (filters.search !== undefined) where.push(this.meets(call, filters.search, parameters));
    return where;
  }

  private dueCondition(due: NonNullable<Filters['due']>, parameters: Parameters, today: string): string {
    if (due === 'attention') return 'p.attention is not null';
    // Who took the consent back is followed no more.
    const expected = `coalesce(s.features ->> 'consent', 'false') = 'true'`;
    return due === 'late' ? `(p.due_on < ${parameters.add(lateBefore(today))}::date and ${expected})` : `(p.due_on <= ${parameters.add(today)}::date and p.arrived_on is not null and ${expected})`;
  }

  /** Words of post, employer and wish, numbers of both lists; a person's name, ID number or telephone for those who may see them. */
  private meets(call: Call, search: string, parameters: Parameters): string {
    const words = searchQuery(search), own = searchQuery(search, workerSpec.columns.filter((column) => column.personal).map((column) => this.protection.blind(column.code, search)));
    const parts = words === null ? [] : [`d.search @@ ${parameters.add(words)}::tsquery`, `s.search @@ ${parameters.add(words)}::tsquery`];
    if (own !== null) parts.push(`(s.search @@ ${parameters.add(own)}::tsquery and ${scopeSql(scopeOf(call.actor, 'worker.reveal'), call.actor, { ...placementScope, regions: ['s.region'], organisations: [] }, parameters)})`);
    return parts.length === 0 ? 'true' : `(${parts.join(' or ')})`;
  }
}

function eventOf(step: StepRow): PlacementEvent {
  const { facts } = step;
  return {
    at: step.at.toISOString(), by: step.by_name, side: step.side, sideName: placementSideNames[step.side], act: step.act, actName: ruleOf(step.act).name, from: step.from_state, to: step.to_state, on: step.on_day,
    wageFen: facts.wageFen ?? null, manner: facts.manner ?? null, insured: facts.insured ?? null, reasonName: endReasons.find((one) => one.reason === facts.reason)?.name ?? null, words: step.words, undone: step.undone,
  };
}
