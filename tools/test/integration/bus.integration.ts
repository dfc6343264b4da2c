import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { employmentEntriesChanged, employmentProposals, employmentSnapshot, type ListRow, matchingRuns, minimumWages, posts, subjectOf, subjectOfFact, workers } from '@jiedui/contracts';
import { as, bus, type Client, close, factsSettled, fileForms, knownToEngine, commit, preview, sheetOf, sql, stack, unique, until } from '../arrange.js';
import { employmentImports } from '@jiedui/contracts';
import { holding, released } from '../interrupt.js';

/** Facts on their way: outbox, JetStream, inbox, each effect once; what cannot be handled is kept; what was lost is rebuilt. */

const programme = 'three-gorges';
const consumer = 'matching-from-employment';
let enterprise: Client;
let county: Client;

beforeAll(async () => {
  enterprise = await as('qiye');
  county = await as('yunyang');
});
afterAll(async () => {
  await released();
  await close();
});

const createPost = (number: string): Promise<ListRow> => enterprise.call(posts.create, { programme, cells: { externalId: number, title: '电焊工', headcount: '2', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区' } });
const factsOf = (aggregate: string): Promise<{ id: string; aggregate_version: string; published_at: Date | null; payload: unknown }[]> => sql('select id, aggregate_version, published_at, payload from employment.outbox where aggregate = $1 order by seq', [aggregate]);
const inboxOf = async (id: string): Promise<number> => (await sql<{ rows: number }>('select count(*)::int as rows from matching.inbox where consumer = $1 and message_id = $2', [consumer, id]))[0]?.rows ?? -1;
const entryOf = async (id: string): Promise<{ version: number; capacity: number; status: string } | undefined> => (await sql<{ version: number; capacity: number; status: string }>('select version, capacity, status from matching.entry where id = $1', [id]))[0];
const subject = subjectOfFact(employmentEntriesChanged);

describe('a fact', () => {
  it('of each change reaches the engine once, in order, with the row’s version', async () => {
    const row = await createPost(unique());
    const edited = await enterprise.call(posts.update, { id: row.id, version: row.version, cells: { headcount: '5' } });
    const withdrawn = await enterprise.call(posts.withdraw, { id: row.id, version: edited.version, reason: '暂停' });
    await knownToEngine(row.id, withdrawn.version);
    expect(await entryOf(row.id)).toEqual({ version: 3, capacity: 5, status: 'closed' });
    await factsSettled();
    const facts = await factsOf(`post:${row.id}`);
    expect(facts.map((fact) => fact.aggregate_version)).toEqual(['1', '2', '3']);
    for (const fact of facts) {
      expect(fact.published_at).not.toBeNull();
      expect(await inboxOf(fact.id)).toBe(1);
    }
    expect(await sql('select version from matching.consumer_position where consumer = $1 and aggregate = $2', [consumer, `post:${row.id}`])).toEqual([{ version: '3' }]);
  });

  it('published again under its id, or in a new message with the same id, has no second effect', async () => {
    const row = await createPost(unique());
    await knownToEngine(row.id);
    const [fact] = await factsOf(`post:${row.id}`);
    if (fact === undefined) throw new Error('no fact of the new post');
    const forged = { ...(fact.payload as { entries: object[] }), entries: (fact.payload as { entries: object[] }).entries.map((entry) => ({ ...entry, version: 9, capacity: 99 })) };
    const envelope = JSON.stringify({ id: fact.id, aggregate: `post:${row.id}`, aggregateVersion: 1, occurredAt: new Date().toISOString(), correlationId: null, payload: forged });
    const stream = jetstream(await bus());
    expect((await stream.publish(subject, envelope, { msgID: fact.id })).duplicate).toBe(true);
    expect((await stream.publish(subject, envelope)).duplicate).toBe(false);
    await factsSettled();
    expect(await inboxOf(fact.id)).toBe(1);
    expect(await entryOf(row.id)).toEqual({ version: 1, capacity: 2, status: 'open' });
  });

  it('a row that was refused leaves no fact behind', async () => {
    const number = unique();
    await createPost(number);
    const [{ last } = { last: '0' }] = await sql<{ last: string }>('select max(seq) as last from employment.outbox');
    await expect(createPost(number)).rejects.toMatchObject({ status: 409 });
    expect(await sql(`select 1 from employment.outbox where seq > $1 and payload::text like '%' || $2 || '%'`, [last, number])).toEqual([]);
  });

  it('of an import travels in pieces of few rows and without personal data', async () => {
    const batch = unique();
    const secret = `样例密${batch}`;
    const rows = Array.from({ length: 900 }, (_, i) => ({ 人员编号: `${batch}${i}`, 姓名: `样例密${batch}`, 所在县区: '云阳县', 求职意向: '保洁员', 知情同意: '是' }));
    const staged = await preview(county, employmentImports, 'worker', await fileForms.utf8.write(sheetOf(rows)), { programme });
    await commit(county, employmentImports, staged.id);
    const facts = await factsOf(`import:${staged.id}`);
    const sizes = facts.map((fact) => (fact.payload as { entries: object[] }).entries.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(900);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect(facts.map((fact) => Number(fact.aggregate_version))).toEqual(facts.map((_, i) => i + 1));
    expect(JSON.stringify(facts)).not.toContain(secret);
    await factsSettled();
    expect((await sql<{ rows: number }>(`select count(*)::int as rows from matching.entry where external_id like $1`, [`${batch}%`]))[0]?.rows).toBe(900);
  });
});

describe('a fact that cannot be handled', () => {
  const letters = (text: string): Promise<{ reason: string; message_id: string | null; deliveries: number; body: unknown }[]> => sql('select reason, message_id, deliveries, body from matching.dead_letter where consumer = $1 and body::text like $2 order by created_at', [consumer, `%${text}%`]);

  it('is kept with its reason, whatever is wrong with it, and good ones still come through', async () => {
    const mark = unique();
    const stream = jetstream(await bus());
    const id = crypto.randomUUID();
    await stream.publish(subject, `this is no JSON ${mark}A`);
    await stream.publish(subject, JSON.stringify({ hello: `${mark}B` }));
    await stream.publish(subject, JSON.stringify({ id, aggregate: `test:${mark}`, aggregateVersion: 1, occurredAt: new Date().toISOString(), correlationId: null, payload: { entries: [{ id: `${mark}C` }] } }));
    await stream.publish(subject, Buffer.from(`\u0000\u0001\ufffe binary ${mark}D`));
    const row = await createPost(unique());
    await knownToEngine(row.id);
    const found = await until(() => letters(mark), (rows) => rows.length === 4, 'four dead letters');
    expect(found.map((letter) => letter.reason)).toEqual(['UNPROCESSABLE', 'UNPROCESSABLE', 'UNPROCESSABLE', 'UNPROCESSABLE']);
    expect(found.map((letter) => letter.deliveries)).toEqual([1, 1, 1, 1]);
    expect(found.map((letter) => letter.message_id)).toEqual([null, null, id, null]);
    await factsSettled();
    expect(await letters(mark)).toHaveLength(4);
  });

  it('parks the later facts of its aggregate behind it, and nobody else’s', async () => {
    const aggregate = `test:${unique()}`;
    const stream = jetstream(await bus());
    const publish = (version: number, payload: unknown): Promise<unknown> => stream.publish(subject, JSON.stringify({ id: crypto.randomUUID(), aggregate, aggregateVersion: version, occurredAt: new Date().toISOString(), correlationId: null, payload }));
    await publish(1, { entries: 'wrong' });
    await publish(2, { entries: [] });
    const row = await createPost(unique());
    await knownToEngine(row.id);
    const found = await until(() => letters(aggregate), (rows) => rows.length === 2, 'both letters');
    expect(found.map((letter) => letter.reason)).toEqual(['UNPROCESSABLE', 'BEHIND_PARKED']);
  });
});

describe('a wiped engine', () => {
  it('rebuilds itself from the services and stands where it stood', async () => {
    const [demand, supply] = [await createPost(unique()), await county.call(workers.create, { cells: { externalId: unique(), name: '样例己', unit: '云阳县', wishes: '电焊工', consent: '是' } })];
    await knownToEngine(supply.id);
    const made = await county.call(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适' });
    // Agreed: the worker's row is filled, which only the pair's fact has told.
    await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
    const administrator = await as('admin'), { items: [standard] } = await administrator.call(minimumWages.enter, { regions: ['540102'], monthlyFen: 210_000, validFrom: '2024-01-01', document: unique('样例文件') });
    await factsSettled();
    const content = async (): Promise<unknown> => ({
      entries: await sql('select * from matching.entry order by id'), wages: await sql('select * from matching.minimum_wage order by id'),
      // What was released is no longer anything that the engine must respect, and no snapshot tells it.
      pairs: await sql(`select * from matching.pair where state <> 'released' order by proposal_id`),
    });
    const before = await content();
    for (const known of [made.id, standard?.id]) expect(JSON.stringify(before)).toContain(known);

    await sql('truncate matching.entry, matching.pair, matching.minimum_wage, matching.rebuilt, matching.inbox, matching.consumer_position');
    process.kill(pidOf('matching'), 'SIGKILL');
    await until(() => sql<{ rows: number }>('select count(*)::int as rows from matching.rebuilt'), (rows) => rows[0]?.rows === 3, 'the engine to rebuild itself');
    await factsSettled();
    expect(await content()).toEqual(before);
    await administrator.call(minimumWages.withdraw, { id: standard?.id ?? '', words: '测试结束' });

    // It goes on from there: changes of known aggregates and of new ones arrive.
    const { row } = await enterprise.call(posts.get, { id: demand.id });
    const edited = await enterprise.call(posts.update, { id: demand.id, version: row.version, cells: { headcount: '7' } });
    const fresh = await createPost(unique());
    await knownToEngine(fresh.id);
    await knownToEngine(demand.id, edited.version);
    expect(await entryOf(demand.id)).toMatchObject({ capacity: 7 });
    expect((await county.call(matchingRuns.list, { programme, size: 1 })).items).toBeDefined();
  });

  /** The process as the start command recorded it last: a service that ended is recorded again when it is started again. */
  function pidOf(name: string): number {
    const recorded = JSON.parse(readFileSync(stack.processes, 'utf8')) as { name: string; pid: number }[];
    return recorded.filter((entry) => entry.name === name).at(-1)?.pid ?? Number.NaN;
  }
});

describe('a stream that is lost', () => {
  it('is made again and filled from the outbox: what nobody had taken arrives, what was taken has no second effect', async () => {
    const manager = await jetstreamManager(await bus()), stream = 'EVT_EMPLOYMENT';
    const taken = await createPost(unique());
    await knownToEngine(taken.id);
    const letters = async (): Promise<number> => (await sql<{ rows: number }>('select count(*)::int as rows from matching.dead_letter'))[0]?.rows ?? -1;
    const [{ created }, parked] = [await manager.streams.info(stream), await letters()];
    // On the stream and not taken yet: the engine waits for its own table.
    await holding('lock table matching.entry in access exclusive mode');
    const waiting = [await createPost(unique()), await createPost(unique())];
    for (const { id } of waiting) await until(() => factsOf(`post:${id}`), ([fact]) => fact?.published_at !== null, 'the fact to be published');
    await manager.streams.delete(stream);
    await released();
    const later = await createPost(unique());
    for (const { id } of [...waiting, later]) await knownToEngine(id);
    await factsSettled();
    expect((await manager.streams.info(stream)).created).not.toBe(created);
    for (const { id } of [taken, ...waiting, later]) {
      const [fact] = await factsOf(`post:${id}`);
      expect(await inboxOf(fact?.id ?? '')).toBe(1);
      expect(await entryOf(id)).toMatchObject({ version: 1, capacity: 2 });
    }
    // All that the outbox holds is on the new stream, for whoever reads it anew.
    const [kept] = await sql<{ facts: number }>('select count(*)::int as facts from employment.outbox');
    expect((await manager.streams.info(stream)).state.messages).toBeGreaterThanOrEqual(kept?.facts ?? Infinity);
    expect(await letters()).toBe(parked);
  });
});

describe('the bus', () => {
  it('answers nobody who is not signed: neither without a token nor with one made up', async () => {
    const connection = await bus();
    const ask = async (headers?: Record<string, string>): Promise<unknown> => {
      const { headers: make } = await import('@nats-io/transport-node');
      const head = make();
      for (const [name, value] of Object.entries(headers ?? {})) head.set(name, value);
      const reply = await connection.request(subjectOf(employmentSnapshot), JSON.stringify({ id: 'x', data: { part: 'entries', after: null, size: 10 } }), { headers: head, timeout: 5000 });
      return reply.json<{ response: unknown }>().response;
    };
    expect(await ask()).toMatchObject({ problem: { status: 401 } });
    const unsigned = `${Buffer.from('{"alg":"none","kid":"matching"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: 'matching', aud: 'employment', exp: 4e9, actor: { kind: 'service', id: 'matching', displayName: 'x', organisationName: null, grants: [] } })).toString('base64url')}.`;
    expect(await ask({ actor: unsigned })).toMatchObject({ problem: { status: 401 } });
  });
});
