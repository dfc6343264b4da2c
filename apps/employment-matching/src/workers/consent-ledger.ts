import type { EntityManager } from 'typeorm';
import type { ConsentRecord } from '@jiedui/contracts';

/** What workers consent to, and the ground it rests on (PIPL article 13 (1)). */
export const MATCHING = 'employment-matching', CONSENT = 'consent';
/** Days that a person's data is kept after the consent was last recorded. */
const KEPT_DAYS = 730;

/** The day that the column 知情同意 names, as SQL of a date, in the forms that its parser takes; none where it only says yes. */
export const dayGiven = `(select make_date(day[1]::int, day[2]::int, day[3]::int) from regexp_match(normalize(w.texts ->> 'consent', nfkc), '([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})') as day)`;

/**
 * The last word of the ledger, `last`, on each of the rows `$1` that now say so: the consent in force, else the one that was withdrawn last. Looked up one by one,
 * since the planner knows nothing of a ledger that grows in this transaction, and its policy is asked about every row that is touched.
 */
function lastOf(says: 'true' | 'false'): string {
  return `(select l.* from worker o, lateral (select c.id, c.person_id, c.withdrawn_at from consent_record c where c.person_id = o.id and c.purpose = '${MATCHING}' order by c.withdrawn_at desc nulls first limit 1) l
    where o.id = any($1::uuid[]) and o.features ->> 'consent' = '${says}') last`;
}

/**
 * Brings the ledger to what the rows now say, in the transaction that wrote them. A consent from before its withdrawal (an old file, read once more) does
 * not count: the row stays withdrawn and unmatched.
 */
export async function recordConsents(manager: EntityManager, ids: readonly string[], byActor: string): Promise<void> {
  await manager.query(
    `update worker w set texts = texts || '{"consent": "否"}', features = features || '{"consent": false}', status = 'withdrawn', content_hash = '' from ${lastOf('true')} where w.id = last.person_id
      and last.withdrawn_at is not null and (${dayGiven} is null or ${dayGiven} <= (last.withdrawn_at at time zone 'Asia/Shanghai')::date)`, [ids]);
  await manager.query(
    `insert into consent_record (person_id, programme, region, purpose, legal_basis, given_on, purge_on, by_actor)
      select w.id, w.programme, w.region, '${MATCHING}', '${CONSENT}', coalesce(${dayGiven}, (now() at time zone 'Asia/Shanghai')::date), (now() at time zone 'Asia/Shanghai')::date + ${KEPT_DAYS}, $2
        from worker w where w.id = any($1::uuid[]) and w.features ->> 'consent' = 'true'
      on conflict (person_id, purpose) where withdrawn_at is null do update set given_on = excluded.given_on, purge_on = excluded.purge_on, programme = excluded.programme, region = excluded.region`, [ids, byActor]);
  await manager.query(`update consent_record set withdrawn_at = now() where id = any(array(select last.id from ${lastOf('false')} where last.withdrawn_at is null))`, [ids]);
}

/** Withdraws a person's consent: the row leaves matching, and says 否. */
export async function withdrawConsent(manager: EntityManager, id: string): Promise<void> {
  await manager.query(`update worker set texts = texts || '{"consent": "否"}', features = features || '{"consent": false}', content_hash = '', status = 'withdrawn', version = version + 1, updated_at = now() where id = $1`, [id]);
  await manager.query('update consent_record set withdrawn_at = now() where person_id = $1 and withdrawn_at is null', [id]);
}

/** A person's consents, the latest first. */
export async function consentsOf(manager: EntityManager, id: string): Promise<ConsentRecord[]> {
  const rows: { purpose: string; legal_basis: string; given_on: string; recorded_at: Date; withdrawn_at: Date | null; purge_on: string | null; by_actor: string }[] = await manager.query(
    'select purpose, legal_basis, given_on, recorded_at, withdrawn_at, purge_on, by_actor from consent_record where person_id = $1 order by recorded_at desc, id limit 100', [id]);
  return rows.map((row) => ({ purpose: row.purpose, legalBasis: row.legal_basis, givenOn: row.given_on, recordedAt: row.recorded_at.toISOString(), withdrawnAt: row.withdrawn_at?.toISOString() ?? null, purgeOn: row.purge_on, by: row.by_actor }));
}
