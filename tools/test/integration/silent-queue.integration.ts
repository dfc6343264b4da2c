import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Jobs, PlatformTables1763700000000 } from '@jiedui/messaging';
import { createLog } from '@jiedui/observability';
import { close, sql, stack, unique, until } from '../arrange.js';

/** Work while the queue is away: it waits in the database, and holds nobody up who has to end. */
const database = unique('jobs_').toLowerCase(), url = new URL(stack.databaseUrl);
url.pathname = `/${database}`;

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
});
