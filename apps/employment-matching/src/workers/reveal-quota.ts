import type { EntityManager } from 'typeorm';
import { REVEALS_AN_HOUR } from '@jiedui/contracts';

/** Actions of the trail that show a person in full: they are counted together. */
export const SHOWN_IN_FULL = ['worker.revealed', 'worker.dossier-exported'] as const;

/** Action of a look that was refused since its purpose named the person: who asks so learns whether a guess was right, so it counts too. */
export const NAMED_IN_WORDS = 'worker.guessed';

/**
 * Seconds until this account may look at one more person, 0 when it may now (reliability S11). Counted from the trail, which nobody can shorten, in the
 * transaction that shows the person: two requests at once come after each other.
 */
export async function secondsUntilReveal(manager: EntityManager, actorId: string): Promise<number> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`reveal-${actorId}`]);
  const [oldest]: { seconds: number }[] = await manager.query(
    `select ceil(extract(epoch from at + interval '1 hour' - clock_timestamp()))::int as seconds from audit_entry where actor_id = $1 and action = any($2) and at > clock_timestamp() - interval '1 hour'
      order by id desc offset ${REVEALS_AN_HOUR - 1} limit 1`, [actorId, [...SHOWN_IN_FULL, NAMED_IN_WORDS]]);
  return Math.max(0, oldest?.seconds ?? 0);
}
