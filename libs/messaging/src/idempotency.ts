import { createHash } from 'node:crypto';
import type { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { canonicalJson, problem, Problem, refuse, Refusal } from '@jiedui/contracts';
import { aroundFirstTransaction, type ClosingKind, writeLast } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';

/**
 * Keys that make a repeated request harmless (reliability D7; the draft standard "The Idempotency-Key HTTP Header Field", IETF httpapi).
 * The caller names each thing it wants made by a key of its own. The key, what was asked under it and the answer are one row, written in
 * the transaction that makes the thing: whoever lost the answer asks again under the same key and gets it, and nothing is made twice.
 */

/** The keys of a service with what was answered. Replies may hold personal data, so they are sealed. */
export class IdempotencyKeys1763700007000 implements MigrationInterface {
  readonly name = 'IdempotencyKeys1763700007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table idempotency_key (principal text not null, key text not null, fingerprint text not null, status int not null, reply bytea not null,
      created_at timestamptz not null default now(), primary key (principal, key))`);
    await runner.query('create index idempotency_key_age on idempotency_key (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_key');
  }
}

/** Days an answer is kept. */
const KEPT_DAYS = 7;

/** Printable ASCII, as header fields are; no longer than what a person would log. */
const Key = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** What was answered under a key: 200 with the reply, or the status of a refusal with the problem. */
interface Answered { readonly status: number; readonly reply: unknown }

interface Row { fingerprint: string; status: number; reply: Buffer }

/** Somebody answered under this key while this request was on its way; its transaction goes, with all it did. */
class AnsweredMeanwhile extends Error {}

/** Statuses of refusals that say nothing of the request itself: the next try may end otherwise. */
const passing = new Set([401, 403, 408, 429]);

export interface KeyedRequest { readonly principal: string; readonly key: string; readonly subject: string; readonly request: unknown }

interface AnswerRow { readonly principal: string; readonly key: string; readonly fingerprint: string; readonly status: number; readonly reply: Buffer }

const answerRows: ClosingKind<AnswerRow> = {
  name: 'answered',
  expressions: (rows, $) => [`answered as (insert into idempotency_key (principal, key, fingerprint, status, reply)
    values ${rows.map((row) => `(${[$(row.principal), $(row.key), $(row.fingerprint), `${$(row.status)}::int`, `${$(row.reply)}::bytea`].join(', ')})`).join(', ')} on conflict (principal, key) do nothing returning 1)`],
  written: (count, rows) => { if (count < rows.length) throw new AnsweredMeanwhile(); },
};

/** The keys of one service. */
export class IdempotencyKeys {
  constructor(private readonly dataSource: DataSource, private readonly protection: Protection) {}

  /**
   * Carries `work` out under a key, or answers what was answered before. The result of `work` has to be that of its first transaction,
   * which is where the answer is kept.
   *
   * @returns the value, and whether it is an earlier answer.
   * @throws Refusal 400 for a key that is none, 409 while another request under the key is carried out, 422 when something else was
   * asked under it, or the refusal that was answered before.
   */
  async run<T>(keyed: KeyedRequest, work: () => Promise<T>): Promise<{ value: unknown; isReplayed: boolean }> {
    if (!Key.safeParse(keyed.key).success) return refuse(400, 'IDEMPOTENCY_KEY_INVALID', '请求头 Idempotency-Key 应为 1 至 200 个可见英文字符。', 'The header Idempotency-Key has to be 1 to 200 printable ASCII characters.');
    const fingerprint = createHash('sha256').update(`${keyed.subject}\n${canonicalJson(keyed.request)}`).digest('hex');
    const known = await this.answered(this.dataSource.manager, keyed, fingerprint);
    if (known !== null) return replayed(known);
    const kept: { value: unknown; isKept: boolean } = { value: undefined, isKept: false };
    try {
      const value = await aroundFirstTransaction({
        opening: {
          sql: ($) => `pg_try_advisory_xact_lock(hashtextextended(${$(`${keyed.principal}\n${keyed.key}`)}, 7))`,
          check: (mine) => { if (mine !== true) refuse(409, 'IDEMPOTENCY_KEY_IN_USE', '同一请求正在处理中，请稍候。', 'A request under this key is being carried out; wait for it.', { retryable: true }); },
        },
        after: async (manager, result) => {
          await writeLast(manager, answerRows, this.rowOf(keyed, fingerprint, { status: 200, reply: result }));
          Object.assign(kept, { value: result, isKept: true });
        },
      }, work);
      if (!kept.isKept || kept.value !== value) throw new Error(`${keyed.subject} takes a key, so its reply has to be what its first transaction returns`);
      return { value, isReplayed: false };
    } catch (error) {
      if (error instanceof AnsweredMeanwhile || error instanceof Refusal) {
        // Whoever answered between the first look and the lock may be why the work was refused.
        const answer = await this.answered(this.dataSource.manager, keyed, fingerprint);
        if (answer !== null) return replayed(answer);
      }
      if (error instanceof Refusal && error.problem.status < 500 && !error.problem.retryable && !passing.has(error.problem.status)) {
        const { principal, key, status, reply } = this.rowOf(keyed, fingerprint, { status: error.problem.status, reply: error.problem });
        await this.dataSource.query('insert into idempotency_key (principal, key, fingerprint, status, reply) values ($1, $2, $3, $4, $5) on conflict (principal, key) do nothing', [principal, key, fingerprint, status, reply]);
      }
      throw error;
    }
  }

  /** Forgets answers older than seven days. Safe to run in every replica. */
  async expire(): Promise<void> {
    await this.dataSource.query('delete from idempotency_key where created_at < now() - make_interval(days => $1)', [KEPT_DAYS]);
  }

  private async answered(manager: EntityManager, keyed: KeyedRequest, fingerprint: string): Promise<Answered | null> {
    const [row]: Row[] = await manager.query('select fingerprint, status, reply from idempotency_key where principal = $1 and key = $2', [keyed.principal, keyed.key]);
    if (row === undefined) return null;
    if (row.fingerprint !== fingerprint) refuse(422, 'IDEMPOTENCY_KEY_REUSED', '这个 Idempotency-Key 已用于另一项内容不同的请求。', 'This Idempotency-Key was used for another request with other content.');
    const reply: unknown = JSON.parse(this.protection.openBytes(row.reply, placeOf(keyed)).toString('utf8'));
    return { status: row.status, reply };
  }

  private rowOf(keyed: KeyedRequest, fingerprint: string, { status, reply }: Answered): AnswerRow {
    return { principal: keyed.principal, key: keyed.key, fingerprint, status, reply: this.protection.sealBytes(Buffer.from(JSON.stringify(reply ?? null)), placeOf(keyed)) };
  }
}

/**
 * What was answered to a principal and holds something that is to be forgotten is answered with a refusal from now on: neither is it read again, nor is the
 * same made once more by a late repetition. In the transaction of `manager`.
 */
export async function forgetAnswers(manager: EntityManager, protection: Protection, principal: string, isOf: (reply: unknown) => boolean, instead: Problem): Promise<void> {
  const rows: { key: string; reply: Buffer }[] = await manager.query('select key, reply from idempotency_key where principal = $1 and status = 200', [principal]);
  for (const { key, reply } of rows) {
    const place = placeOf({ principal, key });
    if (!isOf(JSON.parse(protection.openBytes(reply, place).toString('utf8')))) continue;
    await manager.query('update idempotency_key set status = $3, reply = $4 where principal = $1 and key = $2', [principal, key, instead.status, protection.sealBytes(Buffer.from(JSON.stringify(instead)), place)]);
  }
}

const placeOf = ({ principal, key }: Pick<KeyedRequest, 'principal' | 'key'>): string => `idempotency_key|${principal}|${key}`;

function replayed({ status, reply }: Answered): { value: unknown; isReplayed: true } {
  if (status !== 200) throw new Refusal(Problem.catch(() => problem(500, 'INTERNAL', '系统内部错误。', 'An internal error.')).parse(reply));
  return { value: reply, isReplayed: true };
}
