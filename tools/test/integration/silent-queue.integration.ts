import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { isDatabaseAway, Jobs, PlatformTables1763700000000 } from '@jiedui/messaging';
import { createLog } from '@jiedui/observability';
import { close, sql, stack, unique, until } from '../arrange.js';

/** Work while the queue or the database is away: it waits in the database, and holds nobody up who has to end. Work of one kind holds up no other. */
const database = unique('jobs_').toLowerCase(), url = new URL(stack.databaseUrl);
url.pathname = `/${database}`;
// A number of its own of the same server: the running services take work from the first.
const redis = new URL(process.env['JIEDUI_TEST_REDIS_URL'] ?? '');
redis.pathname = '/7';
const ownRedis = redis.href;

describe('work for a queue that is away', () => {
  let source: DataSource;
  beforeAll(async () => {
    await sql(`create database ${database}`);
    source = await new DataSource({ type: 'postgres', url: url.href, migrations: [PlatformTables1763700000000] }).initialize();
    await source.runMigrations();
  });
  afterAll(async () => {
    await source?.destroy();
    await sql(`drop database ${database} with (force)`);
    await close();
  });

  it('waits, and does not keep its process from ending', async () => {
    const jobs = new Jobs('registry', source, 'redis://127.0.0.1:1', createLog('test'));
    const id = await source.transaction((manager) => jobs.ask(manager, 'test', {}));
    // Until the item was asked for: from then on the queue is.
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table work_item in access exclusive mode');
    jobs.start([{ kind: 'test', run: async () => undefined }]);
    await until(() => sql<{ waiting: number }>('select count(*)::int as waiting from pg_locks l join pg_database d on d.oid = l.database where d.datname = $1 and not l.granted', [database]), ([row]) => (row?.waiting ?? 0) > 0, 'the item to be asked for');
    await holder.commitTransaction();
    await holder.release();
    await jobs.stop();
    expect(await source.query('select state from work_item where id = $1', [id])).toEqual([{ state: 'waiting' }]);
    await expect(jobs.inWork()).rejects.toThrow();
  });

  it('is begun in the order it was asked for, however much of its kind there is', async () => {
    const jobs = new Jobs('registry', source, ownRedis, createLog('test')), begun: string[] = [];
    try {
      const asked = await source.transaction(async (manager) => { const ids: string[] = []; for (let i = 0; i < 60; i += 1) ids.push(await jobs.ask(manager, 'ordered', {})); return ids; });
      // Places that other kinds leave empty are not this one's.
      jobs.start([{ kind: 'ordered', concurrency: 1, run: async (_payload, id) => { begun.push(id); } }, { kind: 'other', concurrency: 8, run: async () => undefined }]);
      await until(() => source.query('select 1 from work_item where id = any($1::uuid[]) and state = \'done\'', [asked]), (rows: unknown[]) => rows.length === asked.length, 'all to be done');
      expect(begun).toEqual(asked);
    } finally {
      await jobs.stop();
    }
  });

  it('of a kind that no process knows is left to the one that does', async () => {
    const jobs = new Jobs('registry', source, ownRedis, createLog('test')), later = new Jobs('registry', source, ownRedis, createLog('test'));
    try {
      const [unknown, known] = await source.transaction(async (manager) => [await jobs.ask(manager, 'newer', {}), await jobs.ask(manager, 'older', {})]);
      jobs.start([{ kind: 'older', run: async () => undefined }]);
      await until(() => source.query('select 1 from work_item where id = $1 and state = \'done\'', [known]), (rows: unknown[]) => rows.length === 1, 'the known kind to be done');
      expect(await source.query('select state, enqueued_at from work_item where id = $1', [unknown])).toEqual([{ state: 'waiting', enqueued_at: null }]);
      later.start([{ kind: 'newer', run: async () => undefined }]);
      await until(() => source.query('select 1 from work_item where id = $1 and state = \'done\'', [unknown]), (rows: unknown[]) => rows.length === 1, 'the other to be done');
    } finally {
      await Promise.all([jobs.stop(), later.stop()]);
    }
  });

  it('leaves the places of other kinds free, and is begun one by one where its kind says so', async () => {
    const jobs = new Jobs('registry', source, ownRedis, createLog('test')), begun: string[] = [];
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => { end = resolve; });
    try {
      const long = await source.transaction(async (manager) => [await jobs.ask(manager, 'long', {}), await jobs.ask(manager, 'long', {}), await jobs.ask(manager, 'long', {})]);
      jobs.start([{ kind: 'long', concurrency: 1, run: async (_payload, id) => { begun.push(id); await ended; } }, { kind: 'short', concurrency: 1, run: async (_payload, id) => { begun.push(id); } }]);
      await until(async () => begun.length, (count) => count === 1, 'the first to begin');
      const short = await source.transaction((manager) => jobs.ask(manager, 'short', {}));
      await until(() => source.query('select 1 from work_item where id = $1 and state = \'done\'', [short]), (rows: unknown[]) => rows.length === 1, 'the other kind to be done');
      expect(begun).toEqual([expect.any(String), short]);
      end();
      await until(() => source.query('select 1 from work_item where id = any($1::uuid[]) and state = \'done\' and attempts = 1', [long]), (rows: unknown[]) => rows.length === 3, 'all to be done');
      expect(new Set(begun)).toEqual(new Set([...long, short]));
    } finally {
      end();
      await jobs.stop();
    }
  });

  it('is known to be away when the connection goes between two statements', async () => {
    const lost = source.transaction(async (manager) => {
      const [{ pid }] = await manager.query<[{ pid: number }]>('select pg_backend_pid() as pid');
      const runner = manager.queryRunner;
      await sql('select pg_terminate_backend($1)', [pid]);
      await until(async () => runner?.isReleased, (isReleased) => isReleased === true, 'the connection to be lost');
      await manager.query('select 1');
    });
    await expect(lost.catch((error: unknown) => isDatabaseAway(error))).resolves.toBe(true);
    expect(isDatabaseAway(new AggregateError([new Error('Connection terminated unexpectedly'), new Error('x')]))).toBe(true);
    expect(isDatabaseAway(new AggregateError([new Error('x')]))).toBe(false);
  });
});
