import type { Anchor } from './audit-chain.js';
import { AuditTrail } from './audit-trail.js';
import { AUDIT_KEPT_DAYS, isPastKeeping, type Query } from './verify-trail.js';

/** Links of one transaction at least; each ends at a signed head, so that the chain is whole after every one. */
const AT_ONCE = 20_000;

export interface TrailToShorten {
  readonly service: string; readonly query: Query;
  /** Heads from outside the database, verified before. */
  readonly anchors: readonly Anchor[];
  readonly keptDays?: number;
}

/**
 * Drops the entries of a service's trail that are past the time of keeping (reliability D14): whole stretches up to a signed head of that age, which the chain
 * begins behind from then on. The last link always stays. Leaves an entry that says so. The connection's role has to own the tables: a service's own may delete
 * nothing of them. `query` works in the schema of the service, outside of a transaction.
 *
 * @returns the links that were dropped, and the place the chain begins behind; null where nothing is past its time.
 */
export async function dropExpired({ service, query, anchors, keptDays = AUDIT_KEPT_DAYS }: TrailToShorten): Promise<{ links: number; upTo: number } | null> {
  const [ends] = await query<{ first: string | null; last: string | null }>('select min(seq) as first, max(seq) as last from audit_chain', []);
  const first = Number(ends?.first ?? 0), last = Number(ends?.last ?? 0);
  const heads = anchors.filter((anchor) => anchor.seq >= first && anchor.seq < last && isPastKeeping(anchor, keptDays)).sort((a, b) => a.seq - b.seq);
  const end = heads.at(-1);
  if (first === 0 || end === undefined) return null;
  for (let at = first - 1; at < end.seq;) {
    const upTo = (heads.find((head) => head.seq - at >= AT_ONCE) ?? end).seq;
    await query('begin', []);
    try {
      await query('with gone as (delete from audit_chain where seq <= $1 returning entry_id) delete from audit_entry e using gone where e.id = gone.entry_id', [upTo]);
      await query('delete from audit_head where seq < $1', [upTo]);
      await AuditTrail.append({ query: <T>(sql: string, values: unknown[] = []) => query(sql, values) as Promise<T> }, { actor: { kind: 'service', id: service }, action: 'audit.dropped', details: { links: upTo - at, upTo, keptDays } });
      await query('commit', []);
    } catch (error) {
      await query('rollback', []);
      throw error;
    }
    at = upTo;
  }
  return { links: end.seq - first + 1, upTo: end.seq };
}
