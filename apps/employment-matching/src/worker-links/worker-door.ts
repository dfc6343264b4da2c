import type { DataSource, EntityManager } from 'typeorm';
import { type Actor, type LinkQuestion, refuse, type ReplyOf, type RequestOf, type workerDoor, WORKER_LINK_TRIES } from '@jiedui/contracts';
import { openableColumns, openPersonal, storedRow } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail, type Protection } from '@jiedui/protection';
import { endBinding } from '../worker-messages/wechat-bindings.js';
import { workerSpec } from '../workers/worker-list.js';
import { isRightAnswer } from './link-question.js';
import { digest, newSecret } from './link-secret.js';
import { endLink } from './worker-links.js';

/** A device that was not used for so long shows the link once more; it is not asked again. */
const IDLE = `interval '30 minutes'`;
/** `used_at` is written at most this often, so that reading the page is not a write. */
const TOUCH_SECONDS = 60;

interface OpenLink { id: string; worker_id: string; programme: string; region: string; question: LinkQuestion; expires_at: Date }

/** Told of a link that ended by itself, in that transaction. */
export type LinkEnded = (manager: EntityManager, link: { workerId: string; programme: string; region: string; reason: 'wrong-answers' | 'not-me' }) => Promise<void>;

/**
 * Lets a worker in by link. Whoever has the link is asked on each new device for something that stands on no screen; a device that answered is known by a secret of its own until
 * the link ends. Of links that lead nowhere none is told from another.
 */
export class WorkerDoor {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection, private readonly ended: LinkEnded) {}

  async open(call: Call, { token, answer, device }: RequestOf<typeof workerDoor.open>): Promise<ReplyOf<typeof workerDoor.open>> {
    const [link]: OpenLink[] = await this.dataSource.query(`select id, worker_id, programme, region, question, expires_at from worker_link where token_hash = $1 and ended_at is null and expires_at > now()`, [digest(token)]);
    if (link === undefined) return ended();
    if (device !== null) {
      const [[known]]: [unknown[]] = await this.dataSource.query('update worker_device set used_at = now() where token_hash = $1 and link_id = $2 returning 1', [digest(device), link.id]);
      if (known !== undefined) return { next: 'done', device, expiresAt: link.expires_at.toISOString() };
    }
    if (answer === null) return { next: 'question', question: link.question };
    // The try is counted before it is looked at, in a transaction of its own: so many at once are counted each.
    const [[counted]]: [{ tries: number }[]] = await this.dataSource.query(`update worker_link set tries = tries + 1 where id = $1 and ended_at is null and tries < ${WORKER_LINK_TRIES} returning tries`, [link.id]);
    if (counted === undefined) return ended();
    const opened = await inTransaction(this.dataSource, async (manager) => {
      const [row] = await manager.query(`select ${openableColumns(workerSpec)} from ${workerSpec.table} where id = $1`, [link.worker_id]);
      if (row === undefined || !isRightAnswer(openPersonal(workerSpec, storedRow(row), this.protection), link.question, answer)) {
        await this.trail(manager, call, link, 'worker-link.refused');
        if (counted.tries < WORKER_LINK_TRIES || await endLink(manager, link.worker_id, 'wrong-answers') === null) return null;
        await endBinding(manager, link.worker_id);
        await this.trail(manager, call, link, 'worker-link.ended');
        await this.ended(manager, { workerId: link.worker_id, programme: link.programme, region: link.region, reason: 'wrong-answers' });
        return null;
      }
      const [[live]]: [unknown[]] = await manager.query('update worker_link set tries = 0 where id = $1 and ended_at is null returning 1', [link.id]);
      if (live === undefined) return null;
      const made = newSecret();
      await manager.query('insert into worker_device (token_hash, link_id) values ($1, $2)', [digest(made), link.id]);
      await this.trail(manager, call, link, 'worker-link.opened');
      return made;
    });
    if (opened !== null) return { next: 'done', device: opened, expiresAt: link.expires_at.toISOString() };
    const left = WORKER_LINK_TRIES - counted.tries;
    return left <= 0 ? ended() : refuse(401, 'ANSWER_WRONG', `不对，请再核对一下，还可以试 ${left} 次。`, `That is not right; ${left} tries are left.`, { fields: [{ field: 'answer', code: 'ANSWER_WRONG', message: { zh: `不对，还可以试 ${left} 次`, en: `not right; ${left} tries are left` } }] });
  }

  /** Whose device this is, as the actor of everything that it asks; null once the link ended, or after half an hour without use. */
  async resolve(device: string): Promise<Actor | null> {
    const [row]: { worker_id: string; programme: string; stale: boolean }[] = await this.dataSource.query(
      `select l.worker_id, l.programme, d.used_at < now() - interval '${TOUCH_SECONDS} seconds' as stale from worker_device d join worker_link l on l.id = d.link_id
        where d.token_hash = $1 and l.ended_at is null and l.expires_at > now() and d.used_at > now() - ${IDLE}`, [digest(device)]);
    if (row === undefined) return null;
    if (row.stale) await this.dataSource.query('update worker_device set used_at = now() where token_hash = $1', [digest(device)]);
    return { kind: 'person', id: row.worker_id, displayName: '本人', organisationName: null, grants: [{ role: 'worker', programme: row.programme, region: null, organisation: null }] };
  }

  /** Forgets a device: whoever opens the link there again is asked. */
  async close(device: string): Promise<void> {
    await this.dataSource.query('delete from worker_device where token_hash = $1', [digest(device)]);
  }

  private async trail(manager: EntityManager, call: Call, link: OpenLink, action: 'worker-link.opened' | 'worker-link.refused' | 'worker-link.ended'): Promise<void> {
    await AuditTrail.append(manager, { actor: call.actor, action, subject: { kind: 'workers', id: link.worker_id }, programme: link.programme, correlationId: call.correlationId, ...(action === 'worker-link.refused' ? { result: 'refused' as const } : {}) });
  }
}

/** Unknown, expired, withdrawn and replaced look the same. */
function ended(): never {
  return refuse(404, 'LINK_ENDED', '这个链接打不开：可能已过期、已更换或不完整。请向县就业服务机构要一个新链接。', 'This link does not open: it has run out, was replaced or is not whole. Ask the labour office for a new one.');
}
