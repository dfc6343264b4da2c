import type { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { z } from 'zod';
import { DeadLetterReason, type DeadLetterView, type deadLetters, notFound, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { decodeCursor, encodeCursor, inSavepoint, inTransaction } from '@jiedui/persistence';
import type { Call } from './handle.js';
import { Envelope, type FactConsumer } from './fact-consumer.js';

type Operations = (typeof deadLetters)['registry'];

/** Who decided, and what was carried out instead where the message was mended. */
export class DeadLetterDecision1763700009000 implements MigrationInterface {
  readonly name = 'DeadLetterDecision1763700009000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table dead_letter add column resolved_by text, add column words text, add column mended jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table dead_letter drop column mended, drop column words, drop column resolved_by');
  }
}

interface Row {
  id: string; consumer: string; subject: string; aggregate: string | null; aggregate_version: string | null; body: unknown; reason: string; error: string | null; deliveries: number;
  created_at: Date; resolved_at: Date | null; resolution: string | null; resolved_by: string | null; words: string | null; is_first: boolean;
}

const columns = `l.id, l.consumer, l.subject, l.aggregate, l.aggregate_version, l.body, l.reason, l.error, l.deliveries, l.created_at, l.resolved_at, l.resolution, l.resolved_by, l.words,
  l.resolved_at is null and (l.aggregate is null or not exists (select from dead_letter e where e.consumer = l.consumer and e.aggregate = l.aggregate and e.resolved_at is null and (e.aggregate_version, e.created_at) < (l.aggregate_version, l.created_at))) as is_first`;
const COUNTED = 10_000;

/** Runs of digits that could be a resident ID number or a mobile number. Facts carry none; a message of unknown making may. */
const personal = /(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)|(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
const masked = (text: string): string => text.replace(personal, (_, a?: string, b?: string, c?: string, d?: string) => `${a ?? c ?? ''}****${b ?? d ?? ''}`);

/**
 * The facts this service could not carry out, for the person who decides on them (reliability D5). Those of one thing are decided in their
 * order; whatever waited behind the last open one is then carried out by itself.
 */
export class DeadLetters {
  private consumers: readonly FactConsumer[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** The consumers whose facts are carried out here. */
  serve(consumers: readonly FactConsumer[]): void { this.consumers = consumers; }

  async list(request: RequestOf<Operations['list']>): Promise<ReplyOf<Operations['list']>> {
    const values: unknown[] = [], add = (value: unknown): string => `$${values.push(value)}`;
    const where = [request.state === 'open' ? 'l.resolved_at is null' : 'l.resolved_at is not null'];
    if (request.reason !== undefined) where.push(`l.reason = ${add(request.reason)}`);
    if (request.search !== undefined && request.search !== '') {
      const at = add(`%${request.search.replace(/[\\%_]/g, '\\$&')}%`);
      where.push(`(l.aggregate ilike ${at} or l.subject ilike ${at} or l.consumer ilike ${at} or l.error ilike ${at} or l.message_id::text ilike ${at})`);
    }
    const [{ total }]: [{ total: number }] = await this.dataSource.query(`select count(*)::int as total from (select 1 from dead_letter l where ${where.join(' and ')} limit ${COUNTED + 1}) counted`, values);
    const cursor = request.cursor === undefined ? null : decodeCursor(request.cursor), isBack = cursor?.back === true || (cursor === null && request.last === true);
    // Ids are of UUIDv7: their order is that of parking.
    if (cursor !== null) where.push(`l.id ${isBack ? '>' : '<'} ${add(cursor.id)}::uuid`);
    const found: Row[] = await this.dataSource.query(`select ${columns} from dead_letter l where ${where.join(' and ')} order by l.id ${isBack ? 'asc' : 'desc'} limit ${request.size + 1}`, values);
    const rows = found.slice(0, request.size), hasMore = found.length > request.size;
    if (isBack) rows.reverse();
    const at = (row: Row | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: null, id: row.id, back }));
    return {
      items: rows.map(viewOf), total: Math.min(total, COUNTED), exact: total <= COUNTED,
      next: isBack ? (cursor === null ? null : at(rows.at(-1), false)) : hasMore ? at(rows.at(-1), false) : null,
      previous: isBack ? (hasMore ? at(rows[0], true) : null) : cursor === null ? null : at(rows[0], true),
    };
  }

  async get(id: string): Promise<ReplyOf<Operations['get']>> {
    const row = await this.find(this.dataSource.manager, id);
    return { letter: viewOf(row), body: masked(JSON.stringify(row.body, null, 2)).slice(0, 200_000) };
  }

  /** Carries the fact out, mended where a body is given; on failure nothing changes and the answer says why. */
  async replay(request: RequestOf<Operations['replay']>, call: Call): Promise<ReplyOf<Operations['replay']>> {
    const row = await inTransaction(this.dataSource, async (manager) => {
      const letter = await this.decidable(manager, request.id);
      const mended = request.body === undefined ? undefined : jsonOf(request.body);
      const envelope = Envelope.safeParse(mended ?? letter.body);
      if (!envelope.success) return refuse(409, 'NOT_A_FACT', '消息内容不完整，请先改正后再重新处理，或放弃。', 'The message is no fact: mend it first, or discard it.', { fields: envelope.error.issues.slice(0, 20).map((issue) => ({ field: `body.${issue.path.join('.')}`, code: issue.code.toUpperCase(), message: { zh: issue.message, en: issue.message } })) });
      if (letter.aggregate !== null && (envelope.data.aggregate !== letter.aggregate || String(envelope.data.aggregateVersion) !== letter.aggregate_version)) {
        return refuse(409, 'ANOTHER_FACT', '改正时不能更换对象或版本号（aggregate、aggregateVersion）。', 'A mended message has to stay about the same thing and version (aggregate, aggregateVersion).');
      }
      await this.carryOut(manager, letter, envelope.data);
      return this.decide(manager, letter.id, 'replayed', call, request.words, mended);
    });
    return { letter: viewOf(row), released: await this.release(row, call) };
  }

  /** Gives the fact up: its effect never happens here; those behind it go on. */
  async discard(request: RequestOf<Operations['discard']>, call: Call): Promise<ReplyOf<Operations['discard']>> {
    const row = await inTransaction(this.dataSource, async (manager) => {
      const letter = await this.decidable(manager, request.id), envelope = Envelope.safeParse(letter.body);
      if (envelope.success) await this.consumerOf(letter).passOver(manager, envelope.data);
      return this.decide(manager, letter.id, 'discarded', call, request.words, undefined);
    });
    return { letter: viewOf(row), released: await this.release(row, call) };
  }

  /** Carries out what waited behind a decided letter, in order, until one fails or none is left; how many were. */
  private async release({ consumer, aggregate }: Row, call: Call): Promise<number> {
    for (let released = 0; ; released += 1) {
      if (aggregate === null) return released;
      const [next]: { id: string; reason: string }[] = await this.dataSource.query(
        'select id, reason from dead_letter where consumer = $1 and aggregate = $2 and resolved_at is null order by aggregate_version, created_at limit 1', [consumer, aggregate]);
      if (next === undefined || next.reason !== 'BEHIND_PARKED') return released;
      const failure = await inTransaction(this.dataSource, async (manager) => {
        const letter = await this.find(manager, next.id, 'for update of l');
        if (letter.resolved_at !== null) return;
        await this.carryOut(manager, letter, Envelope.parse(letter.body));
        await this.decide(manager, letter.id, 'replayed', call, '随前一条处理 / with the one before it', undefined);
      }).then(() => null, (error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (failure === null) continue;
      await this.dataSource.query(`update dead_letter set reason = 'RETRIES_EXHAUSTED', error = $2 where id = $1 and resolved_at is null`, [next.id, failure.replaceAll('\u0000', '').slice(0, 2000)]);
      return released;
    }
  }

  private async carryOut(manager: EntityManager, letter: Row, envelope: Envelope): Promise<void> {
    // In a savepoint: what a failed effect did is undone, and the answer can still say why.
    const failure = await inSavepoint(manager, () => this.consumerOf(letter).carryOut(manager, letter.subject, envelope)).then(() => null, (error: unknown) => error);
    if (failure === null) return;
    const words = failure instanceof z.ZodError ? failure.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') : failure instanceof Error ? failure.message : String(failure);
    refuse(409, 'FAILED_AGAIN', `重新处理失败，未作任何更改：${masked(words).slice(0, 500)}`, `It failed again and nothing was changed: ${masked(words).slice(0, 500)}`);
  }

  private consumerOf(letter: Row): FactConsumer {
    return this.consumers.find((consumer) => consumer.name === letter.consumer) ?? refuse(409, 'NO_CONSUMER', '这个服务已不再处理这类消息，只能放弃。', 'This service no longer handles such messages.');
  }

  private async decidable(manager: EntityManager, id: string): Promise<Row> {
    const letter = await this.find(manager, id, 'for update of l');
    if (letter.resolved_at !== null) refuse(409, 'DECIDED_ALREADY', '这条消息已处理过。', 'Somebody has decided on it already.');
    if (!letter.is_first) refuse(409, 'NOT_FIRST', '同一对象还有更早的消息未处理，请按顺序处理。', 'An earlier one of the same thing is open: they are decided in order.');
    return letter;
  }

  private async decide(manager: EntityManager, id: string, kind: 'replayed' | 'discarded', call: Call, words: string, mended: unknown): Promise<Row> {
    await manager.query('update dead_letter set resolved_at = now(), resolution = $2, resolved_by = $3, words = $4, mended = $5::jsonb where id = $1', [id, kind, `${call.actor.displayName} (${call.actor.id})`, words, mended === undefined ? null : JSON.stringify(mended)]);
    return this.find(manager, id);
  }

  private async find(manager: EntityManager, id: string, lock: '' | 'for update of l' = ''): Promise<Row> {
    const [row]: Row[] = await manager.query(`select ${columns} from dead_letter l where l.id = $1 ${lock}`, [id]);
    return row ?? notFound();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(400, 'BODY_NOT_JSON', '改正后的内容不是有效的 JSON。', 'The mended message is not valid JSON.', { fields: [{ field: 'body', code: 'NOT_JSON', message: { zh: '不是有效的 JSON', en: 'not valid JSON' } }] });
  }
}

function viewOf(row: Row): DeadLetterView {
  return {
    id: row.id, consumer: row.consumer, subject: row.subject, aggregate: row.aggregate, aggregateVersion: row.aggregate_version === null ? null : Number(row.aggregate_version),
    reason: DeadLetterReason.parse(row.reason), error: row.error === null ? null : masked(row.error), deliveries: row.deliveries, parkedAt: row.created_at.toISOString(), isFirst: row.is_first,
    decision: row.resolved_at === null ? null : { kind: row.resolution === 'discarded' ? 'discarded' : 'replayed', by: row.resolved_by ?? '—', at: row.resolved_at.toISOString(), words: row.words ?? '' },
  };
}
