import type { DataSource, EntityManager } from 'typeorm';
import { type LinkEnd, type LinkQuestion, notFound, refuse, type ReplyOf, type workerLinks, type WorkerLinkView, WORKER_LINK_DAYS } from '@jiedui/contracts';
import { inScope } from '@jiedui/access';
import { ERASED, openableColumns, openPersonal, storedRow, type StoredRow } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { endBinding } from '../worker-messages/wechat-bindings.js';
import { workerSpec } from '../workers/worker-list.js';
import { questionOf } from './link-question.js';
import { digest, newSecret } from './link-secret.js';

interface LinkRow { id: string; question: WorkerLinkView['question']; made_by: string; made_at: Date; expires_at: Date; ended_at: Date | null; end_reason: LinkEnd | null; expired: boolean; devices: number; used_at: Date | null }

/** Links to the phone page, as the worker's county makes, sees and withdraws them. */
export class WorkerLinks {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  async list(call: Call, id: string): Promise<ReplyOf<typeof workerLinks.list>> {
    await reachedWorker(this.dataSource.manager, call, id);
    const rows: LinkRow[] = await this.dataSource.query(
      `select l.id, l.question, l.made_by, l.made_at, l.expires_at, l.ended_at, l.end_reason, l.expires_at <= now() as expired, count(d.token_hash)::int as devices, max(d.used_at) as used_at
        from worker_link l left join worker_device d on d.link_id = l.id where l.worker_id = $1 group by l.id order by l.made_at desc, l.id limit 20`, [id]);
    return {
      items: rows.map((row) => ({
        id: row.id, state: row.end_reason !== null ? 'ended' : row.expired ? 'expired' : 'open', end: row.end_reason, endedAt: row.ended_at?.toISOString() ?? null, madeBy: row.made_by, madeAt: row.made_at.toISOString(),
        expiresAt: row.expires_at.toISOString(), question: row.question, devices: row.devices, usedAt: row.used_at?.toISOString() ?? null,
      })),
    };
  }

  /** A new link; an open one ends, so that at most one leads to a worker. */
  async make(call: Call, id: string): Promise<ReplyOf<typeof workerLinks.make>> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await reachedWorker(manager, call, id, 'for update');
      if (row.naturalKey.startsWith(ERASED)) return refuse(409, 'ERASED', '本人信息已经删除。', 'The person was erased.');
      if (row.features.kind !== 'worker' || !row.features.consent) return refuse(409, 'NO_CONSENT', '本人没有有效的知情同意，不能发送链接。', 'There is no consent in force, so no link can be made.');
      const question = questionOf(openPersonal(workerSpec, row, this.protection));
      if (question === null) return refuse(409, 'NOTHING_TO_ASK', '没有登记身份证号或出生年月，无法核对打开链接的人，请先补录。', 'Neither ID number nor month of birth is stored, so whoever opens the link could not be asked; enter one first.');
      return makeLink(manager, row, question, call.actor);
    });
  }

  async withdraw(call: Call, id: string): Promise<Record<string, never>> {
    return inTransaction(this.dataSource, async (manager) => {
      await reachedWorker(manager, call, id);
      // Whoever had it may have bound a WeChat that is not the worker's.
      const wasBound = await endBinding(manager, id);
      if (await endLink(manager, id, 'withdrawn') === null && !wasBound) return refuse(409, 'NO_OPEN_LINK', '没有有效的链接。', 'There is no open link.');
      return {};
    });
  }
}

/** A worker's row that lies within the caller's scope; any other is not found. */
export async function reachedWorker(manager: EntityManager, call: Call, id: string, lock: '' | 'for update' = ''): Promise<StoredRow> {
  const [found] = await manager.query(`select ${openableColumns(workerSpec)} from ${workerSpec.table} where id = $1 ${lock}`, [id]);
  if (found === undefined) return notFound();
  const row = storedRow(found);
  return inScope(call.scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation], createdBy: row.createdBy }, call.actor, isWithin) ? row : notFound();
}

/** Makes a worker's link in place of an open one; only here is its token known. */
export async function makeLink(manager: EntityManager, row: StoredRow, question: LinkQuestion, by: { readonly id: string; readonly displayName: string }): Promise<ReplyOf<typeof workerLinks.make>> {
  await endLink(manager, row.id, 'replaced');
  const token = newSecret();
  const [made]: { expires_at: Date }[] = await manager.query(
    `insert into worker_link (id, worker_id, programme, region, token_hash, question, made_by_id, made_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, now() + interval '${WORKER_LINK_DAYS} days') returning expires_at`,
    [newId(), row.id, row.programme, row.region, digest(token), question, by.id, by.displayName]);
  return made === undefined ? notFound() : { token, question, expiresAt: made.expires_at.toISOString() };
}

/** Ends a worker's open link, and with it every device that it let in; the link's id, null where none was open. One that ran out unseen counts as open no more, but its place is freed. */
export async function endLink(manager: EntityManager, workerId: string, reason: LinkEnd): Promise<string | null> {
  const [rows]: [{ id: string; expired: boolean }[]] = await manager.query(
    `update worker_link set ended_at = least(now(), expires_at), end_reason = case when expires_at <= now() then null else $2 end where worker_id = $1 and ended_at is null returning id, expires_at <= now() as expired`, [workerId, reason]);
  const [ended] = rows;
  if (ended === undefined) return null;
  await manager.query('delete from worker_device where link_id = $1', [ended.id]);
  return ended.expired ? null : ended.id;
}
