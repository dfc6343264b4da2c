import { Ctx, MessagePattern, type NatsContext, Payload } from '@nestjs/microservices';
import type { MsgHdrs } from '@nats-io/transport-node';
import { parseInput, type Problem, problem, Refusal, subjectOf, type Actor, type Operation, type ReplyOf, type RequestOf, type ServiceName } from '@jiedui/contracts';
import { reachOf, scopeOf, verifyActor, type Identity, type Scope } from '@jiedui/access';
import { inSpan, type Logger, type Metrics, SpanKind } from '@jiedui/observability';
import { newId, sqlState, withRowReach } from '@jiedui/persistence';
import { AuditTrail } from '@jiedui/protection';
import type { DataSource } from 'typeorm';
import { MAX_HOPS } from './bus.js';
import type { IdempotencyKeys } from './idempotency.js';
import { type AuditedRequest, carriedOutAudited, entryOfRefusal } from './operation-audit.js';

/** Who calls, how far the operation's permission reaches for them, and the id under which the logs keep this call. */
export interface Call { readonly actor: Actor; readonly scope: Scope; readonly correlationId: string; readonly hops: number }

interface Border { identity: Identity; log: Logger; metrics: Metrics; keys: IdempotencyKeys; dataSource: DataSource }
let border: Border | null = null;
const handled = new Map<string, Operation>();
const doubled = new Set<string>();

/** Set once by the service host before the first request. */
export function openBorder(to: Border): void { border = to; }

/** Data exceptions that only what a caller sent can cause: NUL or half a character in a text, a number past the column's range, a cursor whose value is of another sort. */
const notStorable = new Set(['22021', '22P05', '22P02', '22003', '22007', '22008']);

/** What travels back: the value, or the problem. */
type Reply = { value: unknown; isReplayed?: boolean } | { problem: Problem };
type Method<O extends Operation> = (request: RequestOf<O>, call: Call) => Promise<ReplyOf<O>>;

/**
 * Makes a controller's method the handler of an operation. Before it runs: the actor's signature is verified, the permission's
 * scope is found (nowhere ends in 401 or 403), the request is parsed. With it: what changes data leaves an entry in the audit trail.
 * After it: the reply is parsed, so that no field leaves that the contract does not name. Refusals become problems; anything else is logged and answered as a fault without detail.
 */
export function Handle<O extends Operation>(op: O) {
  return <M extends Method<O>>(target: object, key: string, descriptor: TypedPropertyDescriptor<M>): void => {
    const method = descriptor.value;
    if (method === undefined) throw new Error(`${key} is not a method`);
    const subject = subjectOf(op);
    if (handled.has(subject)) doubled.add(subject);
    handled.set(subject, op);
    const wrapped = async function (this: object, data: unknown, context: NatsContext): Promise<Reply> {
      const head = context.getHeaders() as MsgHdrs | undefined, correlationId = head?.get('correlation-id') || newId(), began = performance.now();
      const reply = await inSpan(subject, { kind: SpanKind.SERVER, parent: head?.get('traceparent') ?? null, correlationId }, () => answer(op, method.bind(this), data, head, correlationId));
      border?.metrics.operationDone(op.name, 'problem' in reply ? reply.problem.status : 200, (performance.now() - began) / 1000);
      return reply;
    };
    Object.assign(descriptor, { value: wrapped });
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    MessagePattern(subject)(target, key, descriptor);
  };
}

/** Throws when a declared operation of the service has no handler, or two, or a handler answers for another service. */
export function assertEveryOperationHandled(service: ServiceName, declared: readonly Operation[]): void {
  const missing = declared.filter((op) => op.service === service && !handled.has(subjectOf(op))).map(subjectOf);
  const foreign = [...handled.values()].filter((op) => op.service !== service || !declared.includes(op)).map(subjectOf);
  const faults = [
    ...missing.map((subject) => `${subject} has no handler: write a method with @Handle for it`),
    ...[...doubled].map((subject) => `${subject} has two handlers: keep one`),
    ...foreign.map((subject) => `${subject} is handled here but not declared for ${service}: add it to the contracts' list`),
  ];
  if (faults.length > 0) throw new Error(`operations of ${service} do not add up:\n  ${faults.join('\n  ')}`);
}

async function answer<O extends Operation>(op: O, method: Method<O>, data: unknown, head: MsgHdrs | undefined, correlationId: string): Promise<Reply> {
  if (border === null) throw new Error('the border was not opened');
  let audited: AuditedRequest | null = null;
  try {
    const hops = Number(head?.get('hops') || 1);
    if (hops > MAX_HOPS) return refused(508, 'TOO_MANY_HOPS', '内部调用层级过多。', 'Too many services in one request.', correlationId);
    const actor = await verifyActor(border.identity, head?.get('actor') ?? '').catch(() => null);
    if (actor === null) return refused(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.', correlationId);
    const scope = scopeOf(actor, op.permission);
    audited = { op, actor, request: data, correlationId };
    if (scope.length === 0) {
      await recordRefusal(audited, { status: actor.kind === 'anonymous' ? 401 : 403, code: 'NOT_PERMITTED' });
      border.log.info({ operation: op.name, actor: actor.id, permission: op.permission, correlationId }, 'access denied');
      return actor.kind === 'anonymous'
        ? refused(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.', correlationId)
        : refused(403, 'NOT_PERMITTED', '您的角色不能进行此操作。', 'Your role may not do this.', correlationId);
    }
    const within = reachOf(scope, actor);
    const request = parseInput(op.request, data) as RequestOf<O>, call: Call = { actor, scope, correlationId, hops }, key = head?.get('idempotency-key') ?? '';
    const parsed: AuditedRequest = { op, actor, request, correlationId }, { keys, dataSource } = border;
    audited = parsed;
    // A service that repeats its own call knows what it does; people and their programs do not know whether their request arrived.
    if (op.creates !== true || (actor.kind === 'service' && key === '')) return { value: op.reply.parse(await withRowReach(within, () => carriedOutAudited(dataSource, parsed, () => method(request, call)))) };
    if (key === '') return refused(400, 'IDEMPOTENCY_KEY_MISSING', '缺少请求头 Idempotency-Key：请为每项新建内容生成一个唯一的值，重试时使用同一个值。', 'The header Idempotency-Key is missing: give each thing to be made a value of its own, and the same again when you repeat the request.', correlationId);
    const { value, isReplayed } = await keys.run({ principal: actor.id, key, subject: subjectOf(op), request }, () => withRowReach(within, () => carriedOutAudited(dataSource, parsed, () => method(request, call))));
    return { value: op.reply.parse(value), isReplayed };
  } catch (error) {
    if (error instanceof Refusal) {
      if (audited !== null) await recordRefusal(audited, error.problem);
      return { problem: { ...error.problem, correlationId } };
    }
    const state = sqlState(error);
    if (state !== null && notStorable.has(state)) {
      border.log.warn({ err: error, operation: op.name, correlationId }, 'input the database cannot take');
      return refused(400, 'INVALID_INPUT', '提交的内容含有不能处理的值（控制字符、过大的数字或无效的翻页位置）。', 'The input holds a value that cannot be taken: a control character, too large a number, or a cursor that is not valid.', correlationId);
    }
    border.log.error({ err: error, operation: op.name, correlationId }, 'operation failed');
    if (isDatabaseAway(error)) {
      return refused(503, 'DATABASE_BUSY', '数据库繁忙，请稍后再试。', 'The database is busy; try again later.', correlationId, true);
    }
    return refused(500, 'INTERNAL', '系统内部错误，已记录，请联系管理员并提供编号。', 'An internal error; it was logged under the correlation id.', correlationId);
  }
}

/** Denials are recorded in a transaction of their own; a trail that cannot be written does not turn a refusal into a fault. */
async function recordRefusal(request: AuditedRequest, given: { status: number; code: string }): Promise<void> {
  const entry = entryOfRefusal(request, given);
  if (entry === null || border === null) return;
  const { dataSource, log } = border;
  await AuditTrail.append(dataSource.manager, entry).catch((error: unknown) => log.error({ err: error, operation: request.op.name, correlationId: request.correlationId }, 'a refusal was not recorded'));
}

/**
 * The database cannot take it now and may later: no connection (its class 08, the operating system's words, the pool's), shut down or starting (57P0x),
 * out of connections, memory or disk (class 53), a lock or a statement that took too long. A connection lost between two statements of a
 * transaction is told as a query runner that was released.
 */
export function isDatabaseAway(error: unknown): boolean {
  // A statement that failed and could not be rolled back either.
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  const state = sqlState(error);
  if (state !== null) return /^(08|53|57P0)/.test(state) || ['57014', '55P03', '58030', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(state);
  return error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|query runner (?:was )?already released/i.test(error.message);
}

function refused(status: number, code: string, zh: string, en: string, correlationId: string, retryable = false): { problem: Problem } {
  return { problem: { ...problem(status, code, zh, en, { retryable }), correlationId } };
}
