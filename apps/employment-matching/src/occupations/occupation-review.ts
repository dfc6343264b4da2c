import type { DataSource } from 'typeorm';
import { type OccupationOption, type occupationReview, type ReplyOf, type RequestOf, refuse, type ReviewedTitle } from '@jiedui/contracts';
import { Parameters, scopeSql } from '@jiedui/access';
import { codeTitle, OCCUPATION_TO_CHECK } from '@jiedui/lists';
import type { ListSpec } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { codeOccupation, isOccupation, occupationLevel, occupationName, occupations, TITLE_LIMIT, titleNormalForm } from '@jiedui/reference-data';
import { splitList } from '@jiedui/tabular';
import { readTitleCorrections, titleCorrections } from './title-corrections.js';

/** Titles are counted anew no more often than this, only when rows changed, and never for more than a twentieth of the time: a million workers take seconds. */
const COUNT_EVERY_MS = 10_000, REST = 20;
/** Counting holds one thing up at a time: after so many titles others have their turn. */
const TITLES_AT_ONCE = 5;
const COUNT_LIMIT = 10_000, FOUND = 20;
/** 职业 and 小类; a 职业 that is alone in its 小类 is written like it. */
const LEAST_LEVEL = 3;

/** The form under which a title is settled: without pay, welfare and places; the title itself where nothing else is left. */
export const formOf = (title: string): string => { const normal = titleNormalForm(title); return normal === '' ? title.trim() : normal; };

interface Counted { readonly programme: string; readonly title: string; readonly posts: number; readonly workers: number }

/** What titles mean: which are to be looked at, and what clerks settle. Counts know no person. */
export class OccupationReview {
  private next = 0;

  constructor(private readonly posts: ListSpec, private readonly workers: ListSpec, private readonly dataSource: DataSource) {}

  async titles(call: Call, query: RequestOf<typeof occupationReview.titles>): Promise<ReplyOf<typeof occupationReview.titles>> {
    const parameters = new Parameters(), settled = query.state === 'settled';
    const where = [scopeSql(call.scope, call.actor, { programme: 'r.programme', regions: [], organisations: [], createdBy: null }, parameters), settled ? 'c.normal_form is not null' : 'c.normal_form is null'];
    if (query.programme !== undefined) where.push(`r.programme = ${parameters.add(query.programme)}`);
    if (query.search !== undefined && query.search.trim() !== '') where.push(`position(lower(${parameters.add(query.search.trim())}) in lower(r.title)) > 0`);
    const from = `title_review r left join title_correction c using (normal_form) where ${where.join(' and ')}`;
    const [{ total }]: [{ total: number }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from ${from} limit ${COUNT_LIMIT + 1}) counted`, parameters.values);
    const at = query.last === true ? Math.max(0, Math.floor((total - 1) / query.size) * query.size) : startOf(query.cursor);
    const rows: { programme: string; normal_form: string; title: string; posts: number; workers: number; code: string | null; by_name: string | null; settled_at: Date | null; is_done: boolean | null }[] = await this.dataSource.query(
      `select r.programme, r.normal_form, r.title, r.posts, r.workers, c.code, c.by_name, c.at as settled_at, c.is_done from ${from}
        order by ${settled ? 'c.at desc' : 'r.posts + r.workers desc'}, r.normal_form, r.programme limit ${query.size} offset ${parameters.add(at)}`, parameters.values);
    const [counted]: { counted_at: Date }[] = await this.dataSource.query('select counted_at from title_review_count');
    return {
      items: rows.map((row): ReviewedTitle => ({
        programme: row.programme, title: row.title, posts: row.posts, workers: row.workers, ...optionsOf(row.title, row.code),
        settled: row.by_name === null || row.settled_at === null ? null : { by: row.by_name, at: row.settled_at.toISOString(), isDone: row.is_done === true },
      })),
      next: at + query.size < total ? `${at + query.size}` : null, previous: at > 0 ? `${Math.max(0, at - query.size)}` : null, total: Math.min(total, COUNT_LIMIT), exact: total <= COUNT_LIMIT,
      countedAt: counted?.counted_at.toISOString() ?? null,
    };
  }

  /** By code, or by a part of the name, names that begin so first. */
  find(search: string): ReplyOf<typeof occupationReview.find> {
    const wanted = search.trim(), found: { code: string; name: string }[] = [];
    for (const [code, name] of occupations()) if (occupationLevel(code) >= LEAST_LEVEL && (code.startsWith(wanted) || name.includes(wanted))) found.push({ code, name });
    return { items: found.sort((a, b) => Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)) || a.name.length - b.name.length || (a.code < b.code ? -1 : 1)).slice(0, FOUND) };
  }

  async settle(call: Call, { title, code }: RequestOf<typeof occupationReview.settle>): Promise<ReplyOf<typeof occupationReview.settle>> {
    const name = isOccupation(code) && occupationLevel(code) >= LEAST_LEVEL ? occupationName(code) : null;
    if (name === null) return refuse(400, 'INVALID_INPUT', '职业编码有误，请从列表中选择。', 'There is no such occupation; choose one from the list.', { fields: [{ field: 'code', code: 'CELL.OCCUPATION', message: { zh: '不是职业分类大典（2022）的编码', en: 'is no code of 职业分类大典 2022' } }] });
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query(
        `insert into title_correction (normal_form, title, code, by_id, by_name) values ($1, $2, $3, $4, $5)
          on conflict (normal_form) do update set title = excluded.title, code = excluded.code, by_id = excluded.by_id, by_name = excluded.by_name, at = now(), is_done = false`,
        [formOf(title), title.trim(), code, call.actor.id, call.actor.displayName]);
      return { title, code, name };
    });
  }

  /** Safe to call often and in every replica: counts when rows changed since, one replica at a time. */
  async count(): Promise<void> {
    if (Date.now() < this.next) return;
    const began = Date.now();
    this.next = began + COUNT_EVERY_MS;
    await readTitleCorrections(this.dataSource);
    const stamp = await this.stamp();
    const [last]: { rows_at: string }[] = await this.dataSource.query('select rows_at from title_review_count');
    if (last?.rows_at === stamp) return;
    const counted = await this.counted();
    this.next = Math.max(this.next, Date.now() + REST * (Date.now() - began));
    await inTransaction(this.dataSource, async (manager) => {
      const [{ mine }]: [{ mine: boolean }] = await manager.query(`select pg_try_advisory_xact_lock(hashtextextended('title_review', 7)) as mine`);
      if (!mine) return;
      await manager.query('delete from title_review');
      await manager.query(`insert into title_review (programme, normal_form, title, posts, workers) select programme, "normalForm", title, posts, workers from jsonb_to_recordset($1::jsonb) as r(programme text, "normalForm" text, title text, posts int, workers int)`, [JSON.stringify(counted)]);
      await manager.query(`insert into title_review_count (rows_at, counted_at) values ($1, now()) on conflict (one) do update set rows_at = excluded.rows_at, counted_at = excluded.counted_at`, [stamp]);
    });
  }

  /** The next call of {@link count} counts, whether or not its time has come. */
  countSoon(): void { this.next = 0; }

  private async stamp(): Promise<string> {
    const [row]: [{ stamp: string }] = await this.dataSource.query(`select concat_ws(' ', (select max(updated_at) from ${this.posts.table}), (select max(updated_at) from ${this.workers.table}), (select max(at) from title_correction)) as stamp`);
    return row.stamp;
  }

  /** Titles that the coder is not sure of, and those a clerk settled, with the rows that hold them. */
  private async counted(): Promise<(Counted & { normalForm: string })[]> {
    const [ofPosts, ofWorkers] = await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 120);
      const flagged = `status in ('open', 'filled') and (assumed::text like '%${OCCUPATION_TO_CHECK}%' or assumed::text like '%经办人改定%')`;
      const posts: { programme: string; text: string; n: number }[] = await manager.query(`select programme, title as text, count(*)::int as n from ${this.posts.table} where ${flagged} group by 1, 2`);
      const workers: { programme: string; text: string; n: number }[] = await manager.query(`select programme, texts ->> 'wishes' as text, count(*)::int as n from ${this.workers.table} where status in ('open', 'filled') and texts ->> 'wishes' is not null group by 1, 2`);
      return [posts, workers] as const;
    });
    const found = new Map<string, Counted & { normalForm: string }>();
    let seen = 0;
    const add = async (programme: string, title: string, posts: number, workers: number): Promise<void> => {
      if (++seen % TITLES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      const normalForm = formOf(title);
      if (title.trim() === '' || (!titleCorrections().has(normalForm) && codeTitle(title, titleCorrections()).isSure)) return;
      const key = `${programme} ${normalForm}`, known = found.get(key);
      // The shortest of its spellings stands for all.
      found.set(key, { programme, normalForm, title: known !== undefined && known.title.length <= title.length ? known.title : title, posts: (known?.posts ?? 0) + posts, workers: (known?.workers ?? 0) + workers });
    };
    for (const { programme, text, n } of ofPosts) await add(programme, text, n, 0);
    for (const { programme, text, n } of ofWorkers) for (const title of new Set(splitList(text))) if (!isOccupation(title)) await add(programme, title, 0, n);
    return [...found.values()];
  }
}

/** What stands for a title now and what it may mean instead, with reasons. */
function optionsOf(title: string, settled: string | null): Pick<ReviewedTitle, 'now' | 'next'> {
  const coding = codeOccupation([...title].slice(0, TITLE_LIMIT).join('')), chosen = settled ?? codeTitle(title, titleCorrections()).code;
  const offered = coding.ok ? [coding.best, ...coding.next].map((one): OccupationOption => ({ code: one.code, name: one.name, probability: one.probability, reasons: one.reasons.map(({ zh, en }) => ({ zh, en })) })) : [];
  const now = chosen === null ? null : (settled === null ? offered.find(({ code }) => code === chosen) : undefined) ?? { code: chosen, name: occupationName(chosen) ?? chosen, probability: null, reasons: [] };
  return { now, next: offered.filter(({ code }) => code !== chosen).slice(0, 3) };
}

/** Where a page begins: counts are few and change all at once, so a page is a place among them. */
function startOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,6}$/.test(cursor)) return refuse(400, 'BAD_CURSOR', '翻页位置无效，请回到第一页。', 'The cursor is not valid; go back to the first page.');
  return Number(cursor);
}
