import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { fact } from '@jiedui/contracts';
import { Outbox } from '@jiedui/messaging';
import { inSavepoint, inTransaction } from '@jiedui/persistence';

/** What a transaction writes last (facts here) is as if each had been written when it was said. */

const { JIEDUI_TEST_DATABASE_URL: databaseUrl = '' } = process.env;
const noted = fact({ service: 'assessment', type: 'test.noted', version: 1, readBy: [], payload: z.strictObject({ note: z.string() }) });
const outbox = new Outbox('assessment');

let dataSource: DataSource;

beforeAll(async () => {
  dataSource = await new DataSource({ type: 'postgres', url: databaseUrl, extra: { options: '-c search_path=closing_test,public' } }).initialize();
  await dataSource.query('create schema closing_test');
  // Tables of its own: what stands in a service's outbox is published.
  for (const table of ['outbox', 'aggregate']) await dataSource.query(`create table closing_test.${table} (like assessment.${table} including all)`);
});
afterAll(async () => {
  await dataSource.query('drop schema closing_test cascade');
  await dataSource.destroy();
});

const facts = async (aggregate: string): Promise<string[]> => (await dataSource.query<{ at: string }[]>(`select aggregate_version || ' ' || (payload ->> 'note') as at from outbox where aggregate like $1 order by seq`, [`${aggregate}%`])).map(({ at }) => at);
const note = (manager: Parameters<Outbox['append']>[0], aggregate: string, text: string): Promise<void> => outbox.append(manager, noted, aggregate, { note: text });

describe('facts that are written with the end of their transaction', () => {
  it('are gapless and in order by aggregate, however many one transaction has, also beside those of a query', async () => {
    for (let transaction = 0; transaction < 2; transaction += 1) {
      await inTransaction(dataSource, async (manager) => {
        for (let n = 0; n < 300; n += 1) await note(manager, `many-${n % 2}`, `${n}`);
        await outbox.appendFromQuery(manager, noted, 'many-0', { sql: `select json_build_object('note', 'bulk') as payload`, parameters: [] });
        await note(manager, 'many-0', 'last');
      });
    }
    const even = Array.from({ length: 150 }, (_, n) => `${n * 2}`), odd = Array.from({ length: 150 }, (_, n) => `${n * 2 + 1}`);
    expect(await facts('many-0')).toEqual([...even, 'bulk', 'last', ...even, 'bulk', 'last'].map((text, at) => `${at + 1} ${text}`));
    expect(await facts('many-1')).toEqual([...odd, ...odd].map((text, at) => `${at + 1} ${text}`));
  });

  it('are not there when the transaction fails, and are counted on from where it began', async () => {
    await inTransaction(dataSource, (manager) => note(manager, 'failing', 'kept'));
    await expect(inTransaction(dataSource, async (manager) => { await note(manager, 'failing', 'lost'); throw new Error('no'); })).rejects.toThrow('no');
    await inTransaction(dataSource, (manager) => note(manager, 'failing', 'next'));
    expect(await facts('failing')).toEqual(['1 kept', '2 next']);
  });

  it('of a savepoint that fails are undone with it, those around it stand', async () => {
    await inTransaction(dataSource, async (manager) => {
      await note(manager, 'saved', 'before');
      await expect(inSavepoint(manager, async () => { await note(manager, 'saved', 'undone'); throw new Error('no'); })).rejects.toThrow('no');
      await inSavepoint(manager, () => note(manager, 'saved', 'inside'));
      await note(manager, 'saved', 'after');
    });
    expect(await facts('saved')).toEqual(['1 before', '2 inside', '3 after']);
  });

  it('of many transactions at once leave no gap and no deadlock', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, t) => inTransaction(dataSource, async (manager) => {
      const order = t % 2 === 0 ? ['a', 'b', 'c'] : ['c', 'b', 'a'];
      for (const aggregate of order) await note(manager, `busy-${aggregate}`, `${t}`);
    })));
    for (const aggregate of ['a', 'b', 'c']) expect((await facts(`busy-${aggregate}`)).map((at) => Number(at.split(' ')[0]))).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('are written at once where no transaction is told of', async () => {
    await note(dataSource.manager, 'alone', 'now');
    expect(await facts('alone')).toEqual(['1 now']);
  });
});
