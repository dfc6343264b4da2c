import { headers, type Msg, NoRespondersError, RequestError, TimeoutError, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { Problem, problem, Refusal, serviceNames, subjectOf, type Actor, type Operation, type ReplyOf, type RequestInputOf } from '@jiedui/contracts';
import { serviceActor, signActor, type Identity } from '@jiedui/access';
import { inSpan, SpanKind, traceparent } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import { valueBytes } from './answer-bytes.js';

const DEFAULT_TIMEOUT_MS = 3000;
/** How many services a request may pass through: a loop ends here. */
export const MAX_HOPS = 6;

export interface CallOptions { readonly actor?: Actor; readonly correlationId?: string; readonly hops?: number; readonly idempotencyKey?: string | undefined }

/** What a handler answers with: the value, or the problem. */
export const Answer = z.union([z.object({ value: z.unknown(), isReplayed: z.boolean().optional() }), z.object({ problem: Problem })]);

/** Calls operations of other services over NATS request-reply. Refusals come back as {@link Refusal}, with the answering service's problem. */
export class Bus {
  private isAway = false;
  /** Told of when the bus goes: who waits for an answer then waits in vain, and can ask again at once under the same key. */
  private readonly waiting = new Set<() => void>();

  constructor(private readonly connection: NatsConnection, private readonly identity: Identity) {
    void this.watch();
  }

  /** A bus that is known to be away is said to be so at once: the client would keep requests until it is back, long after their callers went. */
  private async watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') {
        this.isAway = true;
        for (const tell of this.waiting) tell();
      }
      else if (type === 'reconnect') this.isAway = false;
    }
  }

  private unlessAway<T>(request: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const tell = (): void => reject(new Refusal(busUnavailable()));
      this.waiting.add(tell);
      request.then(resolve, (error: unknown) => reject(new Refusal(transportProblem(error)))).finally(() => this.waiting.delete(tell));
    });
  }

  /** Calls as `actor`, or as this service itself. Answers 503 when nobody serves it and 504 after the operation's time limit. */
  async call<O extends Operation>(op: O, request: RequestInputOf<O>, options: CallOptions = {}): Promise<ReplyOf<O>> {
    return (await this.ask(op, request, options)).value;
  }

  /** As {@link call}; `isReplayed` says that the same was asked before under the same key, and this was the answer. */
  ask<O extends Operation>(op: O, request: RequestInputOf<O>, options: CallOptions = {}): Promise<{ value: ReplyOf<O>; isReplayed: boolean }> {
    return inSpan(`ask ${subjectOf(op)}`, { kind: SpanKind.CLIENT }, async () => {
      const { value, isReplayed } = valueIn(await this.request(op, request, options));
      return { value: value as ReplyOf<O>, isReplayed };
    });
  }

  /** As {@link ask}, with the value as the bytes of its JSON: for whoever hands it on unread. The answering service held it to the contract. */
  askBytes<O extends Operation>(op: O, request: RequestInputOf<O>, options: CallOptions): Promise<{ bytes: Uint8Array; isReplayed: boolean }> {
    return inSpan(`ask ${subjectOf(op)}`, { kind: SpanKind.CLIENT }, async () => {
      const reply = await this.request(op, request, options), bytes = valueBytes(reply);
      if (bytes !== null) return { bytes, isReplayed: false };
      const { value, isReplayed } = valueIn(reply);
      return { bytes: Buffer.from(JSON.stringify(value) ?? ''), isReplayed };
    });
  }

  private async request<O extends Operation>(op: O, request: RequestInputOf<O>, options: CallOptions): Promise<Msg> {
    const caller = serviceNames.find((name) => name === this.identity.name);
    if (caller !== undefined && op.calledBy?.includes(caller) !== true) throw new Error(`${subjectOf(op)} is not for ${caller}: name it in the operation's calledBy`);
    if (this.isAway) throw new Refusal(busUnavailable());
    const actor = options.actor ?? serviceActor(this.identity.name);
    const head = headers();
    head.set('actor', await signActor(this.identity, actor, op.service));
    head.set('correlation-id', options.correlationId ?? newId());
    head.set('hops', String((options.hops ?? 0) + 1));
    if (options.idempotencyKey !== undefined) head.set('idempotency-key', options.idempotencyKey);
    const trace = traceparent();
    if (trace !== null) head.set('traceparent', trace);
    const packet = JSON.stringify({ id: newId(), data: request });
    // It may have gone while the statement was signed.
    if (this.isAway) throw new Refusal(busUnavailable());
    return this.unlessAway(this.connection.request(subjectOf(op), packet, { headers: head, timeout: op.timeoutMs ?? DEFAULT_TIMEOUT_MS }));
  }
}

function valueIn(reply: Msg): { value: unknown; isReplayed: boolean } {
  const answer = Answer.parse(reply.json<{ response: unknown }>().response);
  if ('problem' in answer) throw new Refusal(answer.problem);
  return { value: answer.value, isReplayed: answer.isReplayed === true };
}

function transportProblem(error: unknown): Problem {
  if (error instanceof TimeoutError || (error instanceof RequestError && error.cause instanceof TimeoutError)) {
    return problem(504, 'SERVICE_TIMEOUT', '服务响应超时，请稍后再试。', 'The service did not answer in time; try again later.', { retryable: true });
  }
  if (error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders())) {
    return problem(503, 'SERVICE_UNAVAILABLE', '该服务暂时不可用，请稍后再试。', 'The service is not available; try again later.', { retryable: true });
  }
  return busUnavailable();
}

function busUnavailable(): Problem {
  return problem(503, 'BUS_UNAVAILABLE', '内部通信中断，请稍后再试。', 'The message bus is not available; try again later.', { retryable: true });
}
