import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Fact, fact } from '@jiedui/contracts';
import { connectNats, ensureStream, FactConsumer, onFact } from '@jiedui/messaging';
import { createLog } from '@jiedui/observability';
import { close, stack, until } from '../arrange.js';
import { databaseBack, databaseGone } from '../interrupt.js';

const { JIEDUI_TEST_DATABASE_URL: databaseUrl = '', JIEDUI_TEST_NATS_URL: natsUrl = '' } = process.env;

/** The registry publishes no facts of its own, so its stream is free for these. */
const noted = fact({ service: 'registry', type: 'test.noted', version: 1, readBy: ['assessment'], payload: z.strictObject({ note: z.string() }) });

const gathered = fact({ service: 'registry', type: 'test.gathered', version: 1, readBy: ['assessment'], payload: z.strictObject({ note: z.string() }) });

describe('a consumer of facts', () => {
  let connection: NatsConnection;
  let dataSource: DataSource;
  const consumers: FactConsumer[] = [];

  beforeAll(async () => {
    connection = await connectNats({ url: natsUrl, name: 'test-facts' });
    dataSource = await new DataSource({ type: 'postgres', url: databaseUrl, extra: { options: '-c search_path=assessment,public' } }).initialize();
  });
  afterAll(async () => {
    for (const consumer of consumers) await consumer.stop();
    await dataSource.query('drop table if exists noted, taken');
    await dataSource.destroy();
    await connection.close();
    await close();
  });

  const publish = (of: Fact, aggregate: string, aggregateVersion: number, note: string): Promise<unknown> => {
    const id = randomUUID();
    return jetstream(connection).publish(`evt.${of.service}.${of.type}.v${of.version}`, JSON.stringify({ id, aggregate, aggregateVersion, occurredAt: new Date().toISOString(), correlationId: null, payload: { note } }), { msgID: id });
  };

  it('handles every fact of an aggregate once and in order while the first keeps failing, and loses none that came before a baseline', async () => {
    await dataSource.query('create table noted (n bigserial primary key, note text not null)');
    let failures = 2;
    const consumer = new FactConsumer('assessment', 'registry', [onFact(noted, async (manager, { note }) => {
      if (note === 'a1' && failures > 0) {
        failures -= 1;
        throw new Error('not yet');
      }
      await manager.query('insert into noted (note) values ($1)', [note]);
    })], dataSource, connection, await ensureStream('registry', connection), createLog('test'));
    consumers.push(consumer);
    consumer.start();
    const [known, late] = [`test:${randomUUID()}`, `test:${randomUUID()}`];
    for (let version = 1; version <= 5; version += 1) await publish(noted, known, version, `a${version}`);
    // What a wiped consumer meets: the stream begins in the middle, and an older fact comes after a newer one.
    for (const version of [7, 8, 6, 9]) await publish(noted, late, version, `b${version}`);
    const handled = (await until(() => dataSource.query<{ note: string }[]>('select note from noted order by n'), (rows) => rows.length >= 9)).map(({ note }) => note);
    expect(handled.filter((note) => note.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    expect(handled.filter((note) => note.startsWith('b')).sort()).toEqual(['b6', 'b7', 'b8', 'b9']);
  });

  it('does not count what failed for a database that was away, and does not make a fact wait long for it', async () => {
    const url = new URL(databaseUrl), lines: { msg: string; deliveries?: number }[] = [], handled: string[] = [];
    Object.assign(url, { username: 'jiedui_assessment_rw', password: stack.roles['assessment']?.rw ?? '' });
    const own = await new DataSource({ type: 'postgres', url: url.href, extra: { options: '-c search_path=assessment,public' } }).initialize();
    for (const earlier of consumers.splice(0)) await earlier.stop();
    const consumer = new FactConsumer('assessment', 'registry', [onFact(noted, async (_manager, { note }) => { handled.push(note); })], own, connection, await ensureStream('registry', connection), createLog('test', { write: (line: string) => { lines.push(JSON.parse(line)); } }));
    await databaseGone('assessment');
    try {
      consumer.start();
      await publish(noted, `test:${randomUUID()}`, 1, 'later');
      await until(async () => Math.max(0, ...lines.filter(({ msg }) => msg === 'fact failed').map(({ deliveries }) => deliveries ?? 0)), (most) => most >= 8, 'the fact to come eight times');
    } finally {
      await databaseBack('assessment');
    }
    await until(async () => handled, (now) => now.length > 0, 'the fact to be handled');
    expect(handled).toEqual(['later']);
    await consumer.stop();
    await own.destroy();
  });

  it('takes facts that came together each once and in order, whoever among them fails', async () => {
    await dataSource.query('create table taken (n bigserial primary key, note text not null)');
    const connectionOf = await ensureStream('registry', connection), aggregates = Array.from({ length: 6 }, () => `test:${randomUUID()}`), expected: string[] = [];
    // All are there before the consumer begins: they come in heaps.
    for (let version = 1; version <= 40; version += 1) {
      for (const [a, aggregate] of aggregates.entries()) {
        expected.push(`${a}.${version}`);
        await publish(gathered, aggregate, version, `${a}.${version}`);
      }
    }
    let failures = 3;
    const consumer = new FactConsumer('assessment', 'registry', [onFact(gathered, async (manager, { note }) => {
      await manager.query('insert into taken (note) values ($1)', [note]);
      if (note === '3.20' && failures > 0) {
        failures -= 1;
        throw new Error('not yet');
      }
    })], dataSource, connection, connectionOf, createLog('test'));
    for (const one of consumers.splice(0)) await one.stop();
    consumers.push(consumer);
    consumer.start();
    const taken = (await until(() => dataSource.query<{ note: string }[]>('select note from taken order by n'), (rows) => rows.length >= expected.length)).map(({ note }) => note);
    expect([...taken].sort()).toEqual([...expected].sort());
    for (const a of aggregates.keys()) expect(taken.filter((note) => note.startsWith(`${a}.`))).toEqual(expected.filter((note) => note.startsWith(`${a}.`)));
  });
});
