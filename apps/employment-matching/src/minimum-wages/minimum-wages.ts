import type { DataSource, EntityManager } from 'typeorm';
import { type FieldProblem, type minimumWages as operations, type MinimumWageView, minimumWagesChanged, notFound, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call, Outbox } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { divisions, regionFullName } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { containing, keysetPage } from '../households/keyset-page.js';
import { refuseFaults, wordFaults } from '../households/typed-input.js';
import { readMinimumWages } from './standards-in-force.js';

interface Row { id: string; region: string; region_name: string; monthly_fen: number; valid_from: string; document: string; entered_by_name: string; entered_at: Date; state: MinimumWageView['state']; posts_below: number | null }

/** 最低工资规定 came into force then; a standard from before it is a slip of the pen. */
const FIRST_DAY = '2004-03-01';
/** Orders are published months ahead of their day, not years. */
const AHEAD_DAYS = 366;

const later = (today: string): string => `exists (select from minimum_wage n where n.region = w.region and n.withdrawn_at is null and n.valid_from <= ${today} and n.valid_from > w.valid_from)`;
const stateSql = (today: string): string => `case when w.valid_from > ${today} then 'coming' when ${later(today)} then 'superseded' else 'in-force' end`;

/** 最低工资标准: kept by region and day, told to the engine, and what posts are checked against. */
export class MinimumWageRegister {
  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox) {}

  async list(call: Call, query: RequestOf<typeof operations.list>): Promise<ReplyOf<typeof operations.list>> {
    const today = todayInShanghai();
    const { ids, ...page } = await keysetPage(this.dataSource, {
      from: 'minimum_wage w', id: 'w.id', sort: { column: 'w.valid_from', type: 'date', ascending: false },
      where: (parameters) => {
        const where = ['w.withdrawn_at is null'];
        if (query.state !== undefined) where.push(`${stateSql(parameters.add(today))} = ${parameters.add(query.state)}`);
        if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(w.region_name ilike ${like} or w.document ilike ${like} or w.region ilike ${like})`); }
        return where;
      },
    }, query);
    return { items: await this.views(this.dataSource.manager, call, ids, today), ...page };
  }

  async enter(call: Call, { regions: named, monthlyFen, validFrom, document }: RequestOf<typeof operations.enter>): Promise<ReplyOf<typeof operations.enter>> {
    const regions = [...new Set(named)], today = todayInShanghai();
    refuseFaults([...regionFaults(regions), ...dayFaults(validFrom, today), ...wordFaults({ document })]);
    const standards = regions.map((region) => ({ id: newId(), region, monthlyFen, validFrom, isWithdrawn: false }));
    const entered = await inTransaction(this.dataSource, async (manager) => {
      const made: { region: string }[] = await manager.query(
        `insert into minimum_wage (id, region, region_name, monthly_fen, valid_from, document, entered_by, entered_by_name)
          select id, region, name, $2::int, $3::date, $4, $5, $6 from jsonb_to_recordset($1::jsonb) as s(id uuid, region text, name text) order by region on conflict do nothing returning region`,
        [JSON.stringify(standards.map(({ id, region }) => ({ id, region, name: regionFullName(region) }))), monthlyFen, validFrom, document, call.actor.id, nameOf(call)]);
      const kept = new Set(made.map(({ region }) => region)), double = regions.filter((region) => !kept.has(region));
      if (double.length > 0) refuseDouble(double, validFrom);
      await this.outbox.append(manager, minimumWagesChanged, 'minimum-wages', { standards }, call.correlationId);
      return { items: await this.views(manager, call, standards.map(({ id }) => id), today) };
    });
    await readMinimumWages(this.dataSource);
    return entered;
  }

  async withdraw(call: Call, { id, words }: RequestOf<typeof operations.withdraw>): Promise<ReplyOf<typeof operations.withdraw>> {
    refuseFaults(wordFaults({ words }));
    await inTransaction(this.dataSource, async (manager) => {
      const [[row]]: [{ region: string; monthly_fen: number; valid_from: string }[]] = await manager.query(
        'update minimum_wage set withdrawn_by = $2, withdrawn_by_name = $3, withdrawn_at = now(), withdrawn_words = $4 where id = $1 and withdrawn_at is null returning region, monthly_fen, valid_from::text as valid_from', [id, call.actor.id, nameOf(call), words]);
      if (row === undefined) return notFound();
      await this.outbox.append(manager, minimumWagesChanged, 'minimum-wages', { standards: [{ id, region: row.region, monthlyFen: row.monthly_fen, validFrom: row.valid_from, isWithdrawn: true }] }, call.correlationId);
    });
    await readMinimumWages(this.dataSource);
    return { id };
  }

  /** Standards in the order of `ids`. How many posts pay less is counted for those who may change them: they answer for all programmes' posts. */
  private async views(manager: EntityManager, call: Call, ids: readonly string[], today: string): Promise<MinimumWageView[]> {
    const counts = call.actor.grants.some(({ role }) => role === 'programme-administrator');
    const rows: Row[] = await manager.query(
      `select w.id, w.region, w.region_name, w.monthly_fen, w.valid_from::text as valid_from, w.document, w.entered_by_name, w.entered_at, ${stateSql('$2::date')} as state, ${counts ? `case when w.valid_from <= $2::date and not ${later('$2::date')} then coalesce(b.posts, 0) end` : 'null::int'} as posts_below
        from minimum_wage w ${counts ? `left join (${postsBelow('$2::date')}) b on b.id = w.id` : ''} where w.id = any($1::uuid[])`, [ids, today]);
    const shown = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = shown.get(id);
      return row === undefined ? [] : [{ id, region: row.region, regionName: row.region_name, monthlyFen: row.monthly_fen, validFrom: row.valid_from, document: row.document, state: row.state, enteredBy: row.entered_by_name, enteredAt: row.entered_at.toISOString(), postsBelow: row.posts_below }];
    });
  }
}

/** Open posts that pay less at most than the standard of their place, by standard: as `minimumWageFen` of the contracts finds it, the nearest region first. */
const postsBelow = (today: string): string => `
  select held.id, count(*)::int as posts from (select distinct region from post where status = 'open') place
    join lateral (select w.id, w.monthly_fen from unnest(array[place.region, left(place.region, 6), left(place.region, 4) || '00', left(place.region, 2) || '0000']) with ordinality at (region, near)
      join minimum_wage w using (region) where w.withdrawn_at is null and w.valid_from <= ${today} order by near, w.valid_from desc limit 1) held on true
    join post p on p.region = place.region and p.status = 'open' and p.amount_fen < held.monthly_fen group by held.id`;

function regionFaults(regions: readonly string[]): FieldProblem[] {
  const unknown = regions.filter((region) => !divisions().has(region));
  return unknown.length === 0 ? [] : [{ field: 'regions', code: 'REGION_UNKNOWN', message: { zh: `没有行政区划代码 ${unknown.join('、')}；请从列表中选择`, en: `there is no region ${unknown.join(', ')}; choose from the list` } }];
}

function dayFaults(day: string, today: string): FieldProblem[] {
  if (day < FIRST_DAY) return [{ field: 'validFrom', code: 'DAY_TOO_EARLY', message: { zh: `${day} 早于《最低工资规定》施行日 ${FIRST_DAY}；请核对年份`, en: `${day} lies before ${FIRST_DAY}, when 最低工资规定 came into force; check the year` } }];
  return Date.parse(day) - Date.parse(today) > AHEAD_DAYS * 86_400_000 ? [{ field: 'validFrom', code: 'DAY_TOO_FAR', message: { zh: `${day} 超过一年以后；请核对年份`, en: `${day} is more than a year ahead; check the year` } }] : [];
}

function refuseDouble(regions: readonly string[], day: string): never {
  const names = regions.map(regionFullName).join('、');
  return refuse(409, 'STANDARD_EXISTS', `${names}自 ${day} 起的标准已登记；如有误，请先撤销原标准再登记。`, `A standard of ${names} from ${day} is entered already; where it is wrong, take it back first.`,
    { fields: [{ field: 'regions', code: 'STANDARD_EXISTS', message: { zh: `${names}自 ${day} 起的标准已登记`, en: `entered already: ${names} from ${day}` } }] });
}
