import type { EntityManager } from 'typeorm';
import type { HeldCertificate } from '@jiedui/contracts';
import { ERASED } from '@jiedui/list-store';
import { splitList } from '@jiedui/tabular';

/** Certificates of a worker's row: the text of the column 证书, and what the engine reads of it. */
export interface HeldRow { readonly text: string | null; readonly held: readonly HeldCertificate[] }

/** Items that the column takes at most (its parser in `@jiedui/lists`). */
const MOST = 20;

/** A certificate as the column writes it: `电工证`, `电工证(2027-05-31)`. */
export function certificateItem({ name, expiresOn }: HeldCertificate): string {
  return expiresOn === null ? name : `${name}(${expiresOn})`;
}

/** The row with one more certificate; null where it holds one of that name for at least as long, `full` where the column takes no more. */
export function withCertificate({ text, held }: HeldRow, one: HeldCertificate): HeldRow | 'full' | null {
  if (held.some(({ name, expiresOn }) => name === one.name && (expiresOn === null || (one.expiresOn !== null && expiresOn >= one.expiresOn)))) return null;
  if (held.length >= MOST) return 'full';
  const items = splitList(text ?? '').filter((part) => !/^(无|没有)$/u.test(part));
  return { text: [...items, certificateItem(one)].join('、'), held: [...held, one] };
}

/** The row without a certificate that a course wrote. */
export function withoutCertificate({ text, held }: HeldRow, one: HeldCertificate): HeldRow {
  const item = certificateItem(one), at = held.findIndex((other) => certificateItem(other) === item);
  return { text: splitList(text ?? '').filter((part) => part !== item).join('、'), held: held.filter((_, i) => i !== at) };
}

/** What `certificateItem` wrote, read back. */
export function certificateOf(item: string): HeldCertificate {
  const match = /^(.*)\((\d{4}-\d{2}-\d{2})\)$/u.exec(item);
  return match === null ? { name: item, expiresOn: null } : { name: match[1] ?? item, expiresOn: match[2] ?? null };
}

/** A worker's row as certificates are written into it. */
export interface CertifiedRow { readonly id: string; readonly text: string | null; readonly features: { readonly certificates?: HeldCertificate[] } }

/** What is to be written of a row: the certificates it holds then, and what its history says. */
export interface Certified { readonly id: string; readonly text: string; readonly held: readonly HeldCertificate[]; readonly what: string; readonly words: string }

/** Writes certificates into workers' rows with a line of each one's history. */
export async function writeCertificates(manager: EntityManager, rows: readonly Certified[], by: string): Promise<void> {
  if (rows.length === 0) return;
  await manager.query(
    `with now as (select * from jsonb_to_recordset($1::jsonb) as r(id uuid, text text, held jsonb, what text, words text)),
      lines as (insert into worker_event (row_id, by_actor, what, reason) select id, $2, what, words from now)
    update worker w set texts = case when now.text = '' then w.texts - 'certificates' else w.texts || jsonb_build_object('certificates', now.text) end, features = jsonb_set(w.features, '{certificates}', now.held), version = w.version + 1, updated_at = now() from now where w.id = now.id`,
    [JSON.stringify(rows), by]);
}

/**
 * Rows that were just written anew, by a form or an older file, keep what their courses gave (mechanisms E12): told nothing of it, a file of last month would take the certificate away
 * again. In that transaction and before the facts of the rows are made.
 */
export async function keepCertificates(manager: EntityManager, ids: readonly string[]): Promise<void> {
  const rows: (CertifiedRow & { given: { seat: string; item: string }[] })[] = await manager.query(
    `select w.id, w.texts ->> 'certificates' as text, w.features, given.items as given from (
        select e.worker_id, json_agg(json_build_object('seat', e.id, 'item', e.certificate) order by e.on_day, e.id) as items from training_enrolment e where e.worker_id = any($1::uuid[]) and e.state = 'passed' and e.certificate is not null group by e.worker_id) given
      join worker w on w.id = given.worker_id where w.natural_key not like '${ERASED}%'`, [[...ids]]);
  const by: string[] = [];
  const lost = rows.flatMap((row): Omit<Certified, 'what' | 'words'>[] => {
    let now: HeldRow = { text: row.text, held: row.features.certificates ?? [] };
    for (const { seat, item } of row.given) {
      const more = withCertificate(now, certificateOf(item));
      if (more === null || more === 'full') continue;
      now = more;
      by.push(seat);
    }
    return now.held.length === (row.features.certificates ?? []).length ? [] : [{ id: row.id, text: now.text ?? '', held: now.held }];
  });
  if (lost.length === 0) return;
  await manager.query(
    `update worker w set texts = w.texts || jsonb_build_object('certificates', now.text), features = jsonb_set(w.features, '{certificates}', now.held) from jsonb_to_recordset($1::jsonb) as now(id uuid, text text, held jsonb) where w.id = now.id`, [JSON.stringify(lost)]);
  // It stands there by these seats now: whoever takes such a result back takes it away.
  await manager.query('update training_enrolment set certificate_written = true where id = any($1::uuid[])', [by]);
}
