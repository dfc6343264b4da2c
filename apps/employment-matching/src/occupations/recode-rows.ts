import type { DataSource, EntityManager } from 'typeorm';
import { employmentEntriesChanged, type Features, type ListRow } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { codePost, codeWishes, type TitleCorrections } from '@jiedui/lists';
import { entriesQuery, ERASED, filterTokens, type ListSpec, searchTokens } from '@jiedui/list-store';
import type { Outbox } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { familyOf, isOccupation } from '@jiedui/reference-data';
import { splitList } from '@jiedui/tabular';
import { formOf } from './occupation-review.js';
import { readTitleCorrections, titleCorrections } from './title-corrections.js';

/** Rows taken in one transaction, and in one fact. */
const AT_ONCE = 500, FACT_ROWS = 200;

/** What of a row its occupation is told from and shows in. */
interface OccupiedRow {
  id: string; programme: string; title: string; external_id: string; organisation_name: string; category: string | null;
  texts: Record<string, string>; assumed: ListRow['assumed']; features: Features;
}

/** Lets the rows follow what clerks settled: their occupation, the note beside it, what they are found by, and the engine's copy. */
export class RecodeRows {
  constructor(private readonly posts: ListSpec, private readonly workers: ListSpec, private readonly dataSource: DataSource, private readonly outbox: Outbox) {}

  /** Safe to call often and in every replica: works through what was settled and is not done. What is broken off is taken up again, since rows that follow already are passed over. Says whether there was anything. */
  async work(): Promise<boolean> {
    const pending: { normal_form: string; at: Date }[] = await this.dataSource.query('select normal_form, at from title_correction where not is_done order by at limit 50');
    if (pending.length === 0) return false;
    await readTitleCorrections(this.dataSource);
    const forms = new Set(pending.map((row) => row.normal_form));
    for (const [spec, column] of [[this.posts, 'title'], [this.workers, `texts ->> 'wishes'`]] as const) {
      for (const ids of await this.concerned(spec, column, forms)) await this.recode(spec, ids);
    }
    // Settled again meanwhile: then its time is another, and it stays to be done.
    for (const { normal_form: form, at } of pending) await this.dataSource.query('update title_correction set is_done = true where normal_form = $1 and at = $2', [form, at]);
    return true;
  }

  /** Ids of rows that hold one of the titles, in parts. */
  private async concerned(spec: ListSpec, column: string, forms: ReadonlySet<string>): Promise<string[][]> {
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 120);
      const texts: { text: string }[] = await manager.query(`select distinct ${column} as text from ${spec.table} where ${column} is not null`);
      const wanted = texts.map(({ text }) => text).filter((text) => (spec === this.posts ? [text] : splitList(text)).some((title) => forms.has(formOf(title))));
      if (wanted.length === 0) return [];
      const rows: { id: string }[] = await manager.query(`select id from ${spec.table} where ${column} = any($1::text[]) order by id`, [wanted]);
      return Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, i) => rows.slice(i * AT_ONCE, (i + 1) * AT_ONCE).map(({ id }) => id));
    });
  }

  private async recode(spec: ListSpec, ids: readonly string[]): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const rows: OccupiedRow[] = await manager.query(
        `select id, programme, title, external_id, organisation_name, category, texts, assumed, features from ${spec.table} where id = any($1::uuid[]) and natural_key not like '${ERASED}%' order by id for update`, [ids]);
      const changed = rows.flatMap((row) => { const now = followed(row, titleCorrections()); return now === null ? [] : [{ row, now }]; });
      if (changed.length > 0) await this.write(manager, spec, changed);
    });
  }

  private async write(manager: EntityManager, spec: ListSpec, changed: readonly { row: OccupiedRow; now: Followed }[]): Promise<void> {
    const records = changed.map(({ row, now }) => {
      const kept = new Set(searchTokens([row.title, row.external_id, row.organisation_name, ...Object.values(row.texts)]));
      const name = (category: string | null): string[] => (category === null ? [] : searchTokens([spec.categoryName(category)]));
      return {
        id: row.id, category: now.category, features: now.features, assumed: now.assumed, words: now.words,
        gone: [...filterTokens({ category: row.category }), ...name(row.category).filter((token) => !kept.has(token))], come: [...filterTokens({ category: now.category }), ...name(now.category)],
      };
    });
    const [written]: [{ id: string; version: number; programme: string }[], number] = await manager.query(
      `with now as (select * from jsonb_to_recordset($1::jsonb) as r(id uuid, category text, features jsonb, assumed jsonb, words text, gone text[], come text[])),
        lines as (insert into ${spec.table}_event (row_id, by_actor, what, reason) select id, '系统', '职业改定', words from now)
      update ${spec.table} w set category = now.category, features = now.features, assumed = now.assumed, search = ts_delete(w.search, now.gone) || array_to_tsvector(now.come), version = w.version + 1, updated_at = now()
        from now where w.id = now.id returning w.id, w.version, w.programme`, [JSON.stringify(records)]);
    for (const programme of new Set(written.map((row) => row.programme))) {
      const rows = written.filter((row) => row.programme === programme);
      await AuditTrail.append(manager, { actor: serviceActor('employment'), action: `${spec.list}.recoded`, programme, rows: { count: rows.length, digest: rowsDigest(rows) } });
      await this.outbox.appendFromQuery(manager, employmentEntriesChanged, `occupations:${programme}`, entriesQuery(spec, rows.map(({ id }) => id), FACT_ROWS));
    }
  }
}

/** A row after it followed; `words` say in its history what became of it. */
interface Followed { readonly category: string | null; readonly features: Features; readonly assumed: ListRow['assumed']; readonly words: string }

/** The row as its titles read now; null when nothing changes. */
export function followed(row: Pick<OccupiedRow, 'title' | 'texts' | 'assumed' | 'features' | 'category'>, corrections: TitleCorrections): Followed | null {
  const noted = (field: string, message: { zh: string; en: string } | null): ListRow['assumed'] => [...row.assumed.filter((one) => one.field !== field), ...(message === null ? [] : [{ field, zh: message.zh, en: message.en }])];
  if (row.features.kind === 'post') {
    if ((row.texts['occupationCode'] ?? '').trim() !== '') return null;
    const { code, message } = codePost(row.title, { corrections });
    if (code === row.features.occupation) return null;
    return { category: code === null ? null : familyOf(code), features: { ...row.features, occupation: code }, assumed: noted('occupationCode', message), words: `「${row.title}」编为 ${code ?? '待核对'}` };
  }
  if (row.features.kind !== 'worker') return null;
  const { wishes, message } = codeWishes(splitList(row.texts['wishes'] ?? ''), { corrections }), now = [...new Set(wishes.map((wish) => wish.occupation ?? wish.title))];
  if (now.length === row.features.wishes.length && now.every((wish, i) => row.features.kind === 'worker' && wish === row.features.wishes[i])) return null;
  const first = wishes[0]?.occupation ?? null;
  return {
    category: first === null ? null : familyOf(first), features: { ...row.features, wishes: now },
    assumed: noted('wishes', message === undefined ? null : { zh: `「求职意向」${message.zh}`, en: `求职意向 (wishes): ${message.en}` }), words: `求职意向编为 ${now.filter((wish) => isOccupation(wish)).join('、')}`,
  };
}
