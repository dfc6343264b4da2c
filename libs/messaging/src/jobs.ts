import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { DataSource, EntityManager } from 'typeorm';
import type { ServiceName } from '@jiedui/contracts';
import { type Logger, within } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';

/** Long work of one kind. `run` must be idempotent: a job may run again after a crash. Throwing retries it with growing delays. */
export interface JobHandler {
  readonly kind: string;
  /** Items of this kind that one process works on at a time; 2 where it is not said. */
  readonly concurrency?: number;
  run(payload: Record<string, unknown>, itemId: string): Promise<void>;
  /** After the last attempt failed: says so where people look, so that nothing waits for ever. May be called again. */
  gaveUp?(payload: Record<string, unknown>): Promise<void>;
}

const DISPATCH_MS = 200;
/** A queue that owes an answer for this long is gone, though the connection may stand; workers wait for work at most 5 s at a time. */
const SILENT_MS = 15_000;
/** How long the end of this process waits for the queue. */
const STOP_MS = 3000;
/** Attempts of the queue at work that throws. */
const ATTEMPTS = 4;
/** Work that was begun this often and neither ended nor threw ends the process each time: it is not begun again. */
const MAX_STARTS = 8;
/** Work that met a database that does not answer is tried again after this long, as often as it takes. */
const DATABASE_GONE_MS = 2000;
/** A waiting item is given to the queue again when it was not finished this long after it was last enqueued: Redis may have been wiped. */
const REQUEUE_AFTER_S = 60;

/**
 * Work items live in PostgreSQL, written in the transaction that asks for them; BullMQ only carries them (reliability D6).
 * Job id = item id, so an item given twice is one job; what a wiped Redis forgot is given again. An item of a kind that no process works on waits, and shows as work that is behind.
 */
export class Jobs {
  private readonly connection: Redis;
  /** A queue a kind: one kind of work, however much of it there is, keeps its order and leaves the places of the others free. */
  private readonly kinds = new Map<string, { readonly handler: JobHandler; readonly queue: Queue }>();
  private workers: Worker[] = [];
  private timer: NodeJS.Timeout | null = null;
  private dispatching: Promise<void> | null = null;

  constructor(private readonly service: ServiceName, private readonly dataSource: DataSource, redisUrl: string, private readonly log: Logger) {
    this.connection = new Redis(redisUrl, { maxRetriesPerRequest: null, enableOfflineQueue: true, socketTimeout: SILENT_MS, disableClientInfo: true });
    this.connection.on('error', (error) => this.log.warn({ err: error.message }, 'redis: will reconnect'));
  }

  /** Asks for work inside the caller's transaction. Returns the item's id. */
  async ask(manager: EntityManager, kind: string, payload: Record<string, unknown>): Promise<string> {
    const id = newId();
    await manager.query('insert into work_item (id, kind, payload) values ($1, $2, $3::jsonb)', [id, kind, JSON.stringify(payload)]);
    return id;
  }

  /** Whether the queue answers. */
  async isReachable(): Promise<boolean> {
    return this.connection.status === 'ready' && await this.connection.ping() === 'PONG';
  }

  /** Jobs that are being worked on, in every replica. Throws when the queue does not answer. */
  async inWork(): Promise<number> {
    // Asked of a queue that is away, each question would wait until it is back.
    if (this.connection.status !== 'ready') throw new Error('the queue does not answer');
    return (await Promise.all([...this.kinds.values()].map(({ queue }) => queue.getActiveCount()))).reduce((sum, count) => sum + count, 0);
  }

  start(handlers: readonly JobHandler[]): void {
    if (handlers.length === 0) return;
    this.workers = handlers.map((handler) => this.workerOf(handler));
    // One at a time: a queue that does not answer holds up one, not one more every time.
    this.timer = setInterval(() => { this.dispatching ??= this.dispatch().finally(() => { this.dispatching = null; }); }, DISPATCH_MS);
  }

  private workerOf(handler: JobHandler): Worker {
    const name = `${this.service}-${handler.kind}`, queue = new Queue(name, { connection: this.connection });
    queue.on('error', (error) => this.log.warn({ err: error.message }, 'queue: will reconnect'));
    this.kinds.set(handler.kind, { handler, queue });
    const worker = new Worker(name, (job, token) => this.attempt(job, token, handler), { connection: this.connection, concurrency: handler.concurrency ?? 2, lockDuration: 60_000, maxStalledCount: 1000 });
    worker.on('error', (error) => this.log.warn({ err: error.message }, 'job worker: will reconnect'));
    worker.on('failed', (job, error) => {
      this.log.error({ err: error, job: job?.id, kind: handler.kind, attempt: job?.attemptsMade }, 'job failed');
      // Should the mark fail too, the next dispatch finds the failed job and marks it.
      job?.isFailed().then((ended) => (ended ? this.giveUp(String(job.id), error.message, handler) : undefined))
        .catch((fault: unknown) => this.log.error({ err: fault, job: job.id }, 'could not mark the failed job'));
    });
    return worker;
  }

  private async attempt(job: Job, token: string | undefined, handler: JobHandler): Promise<void> {
    try {
      await this.carryOut(job, handler);
    } catch (error) {
      if (await this.databaseAnswers()) throw error;
      // An attempt that fails while the database is gone says nothing of the work: it waits and does not count.
      this.log.warn({ err: error, job: job.id, kind: handler.kind }, 'job waits for the database');
      await job.moveToDelayed(Date.now() + DATABASE_GONE_MS, token);
      throw new DelayedError();
    }
  }

  private async databaseAnswers(): Promise<boolean> {
    return this.dataSource.query('select 1').then(() => true, () => false);
  }

  private async carryOut(job: Job, handler: JobHandler): Promise<void> {
    const [[item]]: [{ payload: Record<string, unknown>; attempts: number }[]] = await this.dataSource.query(`update work_item set attempts = attempts + 1 where id = $1 and state = 'waiting' returning payload, attempts`, [job.id]);
    if (item === undefined) return;
    if (item.attempts > MAX_STARTS) {
      this.log.error({ job: job.id, kind: handler.kind, starts: item.attempts }, 'job was begun too often without an end');
      return this.giveUp(String(job.id), `begun ${MAX_STARTS} times without an end`, handler);
    }
    await handler.run(item.payload, String(job.id));
    // An attempt that was thought dead and comes back late does not end the item that another one works on.
    await this.dataSource.query(`update work_item set state = 'done', finished_at = now() where id = $1 and state = 'waiting' and attempts = $2`, [job.id, item.attempts]);
  }

  private async giveUp(itemId: string, reason: string, handler: JobHandler): Promise<void> {
    const [item]: { payload: Record<string, unknown> }[] = await this.dataSource.query(`select payload from work_item where id = $1 and state = 'waiting'`, [itemId]);
    if (item === undefined) return;
    // People are told before the item is marked: should telling fail, the item is found again.
    await handler.gaveUp?.(item.payload);
    await this.dataSource.query(`update work_item set state = 'failed', error = $2, finished_at = now() where id = $1 and state = 'waiting'`, [itemId, reason.slice(0, 2000)]);
  }

  private async dispatch(): Promise<void> {
    try {
      // What was never given goes first: a long queue that is given again holds up nothing new.
      const items: { id: string; kind: string }[] = await this.dataSource.query(
        `select id, kind from work_item where state = 'waiting' and kind = any($1) and (enqueued_at is null or enqueued_at < now() - interval '${REQUEUE_AFTER_S} seconds') order by enqueued_at nulls first, created_at, id limit 50`, [[...this.kinds.keys()]]);
      for (const { id, kind } of items) {
        const known = this.kinds.get(kind);
        if (known === undefined) continue;
        const job = await known.queue.getJob(id);
        if (job !== undefined && await job.isFailed()) {
          // One that cannot be given up yet keeps the others from nothing.
          await this.giveUp(id, job.failedReason, known.handler).catch((error: unknown) => this.log.error({ err: error, job: id, kind }, 'could not give the job up: will try again'));
          continue;
        }
        await known.queue.add(kind, {}, { jobId: id, attempts: ATTEMPTS, backoff: { type: 'exponential', delay: 1000, jitter: 0.5 }, removeOnComplete: { age: 3600 }, removeOnFail: false });
        await this.dataSource.query('update work_item set enqueued_at = now() where id = $1', [id]);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'job dispatch: will try again');
    }
  }

  private async letGo(): Promise<void> {
    await this.dispatching;
    await Promise.all(this.workers.map((worker) => worker.close(true)));
    await Promise.all([...this.kinds.values()].map(({ queue }) => queue.close()));
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    // A queue that is away answers none of this, and the requests that are still to be answered do not wait for it.
    await within(STOP_MS, this.letGo(), undefined);
    this.connection.disconnect();
  }
}
