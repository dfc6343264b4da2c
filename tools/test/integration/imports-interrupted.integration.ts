import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, type ImportView } from '@jiedui/contracts';
import { as, type Client, close, commit, fileForms, preview, settled, sheetOf, sql, unique, until } from '../arrange.js';
import { none, post, stagedRows, stored } from '../import-rows.js';
import { beginnings, closeQueues, databaseBack, databaseGone, holding, lockRunsOut, pidOf, released, waitingInLine, waitingOn } from '../interrupt.js';

/** Imports that are cancelled, or whose process is killed, at each point on their way: all of the list or nothing, and a clear word. */

const programme = 'three-gorges';
let enterprise: Client;
let batch: string;

beforeAll(async () => { enterprise = await as('qiye'); });
afterEach(() => released());
afterAll(async () => { await closeQueues(); await close(); });

/** A file of three new posts under a number of its own. */
async function file(): Promise<Buffer> {
  batch = unique();
  return fileForms.utf8.write(sheetOf([0, 1, 2].map((i) => post(`${batch}${i}`))));
}
async function uploaded(): Promise<string> {
  const bytes = await file();
  const begun = await enterprise.call(employmentImports.begin, { list: 'post', fileName: 'list.csv', size: bytes.length, programme });
  await enterprise.call(employmentImports.chunk, { id: begun.id, seq: 0, base64: bytes.toString('base64') });
  return begun.id;
}
/** A preview that has begun and can stage no row until it is released. */
async function stagingHeld(): Promise<string> {
  const id = await uploaded();
  const lock = 'lock table employment.staged_row in exclusive mode';
  // The request waits behind the first hold, the second behind the request: it begins the moment the request has ended, before any row is read.
  await holding(lock);
  const asked = enterprise.call(employmentImports.parse, { id });
  await until(() => waitingOn('employment.staged_row'), (waiting) => waiting === 1, 'the request to wait');
  const second = holding(lock);
  await until(() => waitingOn('employment.staged_row'), (waiting) => waiting === 2, 'the second hold to stand in line');
  await released('first');
  await Promise.all([asked, second]);
  await until(() => waitingOn('employment.staged_row'), (waiting) => waiting > 0, 'the reading to begin');
  return id;
}
const staged = async (): Promise<string> => (await preview(enterprise, employmentImports, 'post', await file(), { programme })).id;
/** A commit that has begun and can write no row until it is released. */
async function committingHeld(): Promise<string> {
  const id = await staged();
  await holding('lock table employment.post in exclusive mode');
  await enterprise.call(employmentImports.commit, { id });
  await until(() => waitingOn('employment.post'), (waiting) => waiting > 0, 'the commit to write its rows');
  return id;
}
const cancel = (id: string): Promise<ImportView> => enterprise.call(employmentImports.cancel, { id });
const stateOf = async (id: string): Promise<string> => (await sql<{ state: string }>('select state from employment.import where id = $1', [id]))[0]?.state ?? 'none';
const itemOf = async (id: string, kind: string): Promise<{ id: string; state: string }> => (await sql<{ id: string; state: string }>(`select id, state from employment.work_item where payload ->> 'importId' = $1 and kind = $2`, [id, kind]))[0] ?? { id: '', state: 'none' };
const factsOf = (id: string): Promise<{ entries: number }[]> => sql(`select json_array_length(payload -> 'entries') as entries from employment.outbox where aggregate = $1`, [`import:${id}`]);
const filesOf = (id: string): Promise<object[]> => sql('select 1 from employment.stored_file f join employment.import i on i.file_id = f.id where i.id = $1', [id]);

async function nothingLeft(id: string): Promise<void> {
  expect(await stored('employment.post', batch)).toEqual([]);
  expect(await stagedRows(id)).toBe(0);
  expect(await factsOf(id)).toEqual([]);
  expect(await filesOf(id)).toEqual([]);
}
async function allThere(id: string): Promise<void> {
  expect((await stored('employment.post', batch)).map(({ external_id: number, version }) => [number, version])).toEqual([0, 1, 2].map((i) => [`${batch}${i}`, 1]));
  expect(await factsOf(id)).toEqual([{ entries: 3 }]);
  expect(await filesOf(id)).toEqual([]);
}

describe('an import that is cancelled', () => {
  it('while it is uploaded leaves nothing, and takes no later piece', async () => {
    const id = await uploaded();
    expect(await cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await enterprise.refused(employmentImports.chunk, { id, seq: 0, base64: 'AAAA' })).toMatchObject({ status: 409 });
    expect(await enterprise.refused(employmentImports.parse, { id })).toMatchObject({ status: 409 });
    await nothingLeft(id);
  });

  it('while it is read leaves nothing', async () => {
    const id = await stagingHeld();
    expect(await cancel(id)).toMatchObject({ state: 'staging' });
    await released();
    expect(await settled(enterprise, employmentImports, id, 'staging')).toMatchObject({ state: 'cancelled' });
    await nothingLeft(id);
  });

  it('at its preview leaves nothing, and is committed by nobody', async () => {
    const id = await staged();
    expect(await cancel(id)).toMatchObject({ state: 'cancelled' });
    expect(await enterprise.refused(employmentImports.commit, { id })).toMatchObject({ status: 409 });
    await nothingLeft(id);
  });

  it('while its rows are written leaves nothing', async () => {
    const id = await committingHeld();
    expect(await cancel(id)).toMatchObject({ state: 'committing' });
    await released();
    expect(await settled(enterprise, employmentImports, id, 'committing')).toMatchObject({ state: 'cancelled' });
    await nothingLeft(id);
  });

  it('just before its commit ends leaves nothing', async () => {
    const id = await committingHeld();
    await holding('select 1 from employment.import where id = $1 for update', [id]);
    const cancelled = cancel(id);
    await until(() => waitingOn('employment.import'), (waiting) => waiting === 1, 'the cancel to reach the import');
    await released('first');
    await until(() => waitingOn('employment.import'), (waiting) => waiting === 2, 'the commit to stand behind it');
    await released();
    expect(await cancelled).toMatchObject({ state: 'committing' });
    expect(await settled(enterprise, employmentImports, id, 'committing')).toMatchObject({ state: 'cancelled' });
    await nothingLeft(id);
  });

  it('just after its commit has its last word is told that it comes too late, and all rows stand', async () => {
    const id = await committingHeld();
    await holding('select 1 from employment.import where id = $1 for update', [id]);
    await released('first');
    await until(() => waitingOn('employment.import'), (waiting) => waiting === 1, 'the commit to reach its end');
    const refused = enterprise.refused(employmentImports.cancel, { id });
    await until(() => waitingOn('employment.import'), (waiting) => waiting === 2, 'the cancel to stand behind it');
    await released();
    expect(await refused).toMatchObject({ status: 409, code: 'ALREADY_DONE' });
    expect(await settled(enterprise, employmentImports, id, 'committing')).toMatchObject({ state: 'committed' });
    await allThere(id);
  });

  it('after it was committed is told so, and all rows stand', async () => {
    const id = await staged();
    await commit(enterprise, employmentImports, id);
    expect(await enterprise.refused(employmentImports.cancel, { id })).toMatchObject({ status: 409, code: 'ALREADY_DONE' });
    await allThere(id);
  });
});

describe('an import whose process is killed', () => {
  /** Kills the service in the middle of a job that is held, and lets the next process find the job. */
  async function killed(id: string, kind: string, lastTime = false): Promise<void> {
    const item = await itemOf(id, kind);
    if (lastTime) await sql('update employment.work_item set attempts = 8 where id = $1', [item.id]);
    process.kill(pidOf('employment'), 'SIGKILL');
    await lockRunsOut(`employment-${kind}`, item.id);
    await released();
  }
  /** The import as its owner sees it once the service is back. */
  async function shown(id: string): Promise<ImportView> {
    await until(() => enterprise.ask(employmentImports.get, { id }), (answer) => answer.status === 200, 'the service to answer');
    return enterprise.call(employmentImports.get, { id });
  }

  it('while it is read is read again', async () => {
    const id = await stagingHeld();
    await killed(id, 'stage-import');
    await until(() => stateOf(id), (state) => state === 'staged', 'the preview');
    expect(await shown(id)).toMatchObject({ state: 'staged', counts: { ...none, new: 3, total: 3 }, rejection: null });
    await until(() => itemOf(id, 'stage-import'), (item) => item.state === 'done', 'its work to be done');
    expect(await stagedRows(id)).toBe(3);
    expect(await commit(enterprise, employmentImports, id)).toMatchObject({ state: 'committed' });
    await allThere(id);
  });

  it('while its rows are written is committed once', async () => {
    const id = await committingHeld();
    await killed(id, 'commit-import');
    await until(() => stateOf(id), (state) => state === 'committed', 'the commit');
    expect(await shown(id)).toMatchObject({ state: 'committed', counts: { ...none, new: 3, total: 3 } });
    await until(() => itemOf(id, 'commit-import'), (item) => item.state === 'done', 'its work to be done');
    await allThere(id);
  });

  it.each([{ point: 'while it is read', kind: 'stage-import', begin: stagingHeld }, { point: 'while its rows are written', kind: 'commit-import', begin: committingHeld }])(
    'each time $point is given up in the end, and its owner is told', async ({ kind, begin }) => {
      const id = await begin();
      await killed(id, kind, true);
      await until(() => stateOf(id), (state) => state === 'rejected', 'the import to be given up');
      expect(await shown(id)).toMatchObject({ state: 'rejected', rejection: { code: 'IMPORT.FAILED', zh: expect.stringContaining('没有导入任何行') } });
      await until(() => itemOf(id, kind), (item) => item.state === 'failed', 'its work to be marked failed');
      expect(await enterprise.refused(employmentImports.commit, { id })).toMatchObject({ status: 409 });
      await nothingLeft(id);
    });
});

describe('an import whose work is begun a second time while the first attempt lives', () => {
  /** Gives the same work out once more, as a queue does that took the first attempt for dead; waits until it stands behind the first. */
  async function begunAgain(id: string, kind: string): Promise<string> {
    const item = randomUUID();
    await sql('insert into employment.work_item (id, kind, payload) values ($1, $2, $3::jsonb)', [item, kind, JSON.stringify({ importId: id })]);
    await until(waitingInLine, (waiting) => waiting > 0, 'the second attempt to wait for the first');
    return item;
  }
  const done = (item: string): Promise<object[]> => until(() => sql(`select 1 from employment.work_item where id = $1 and state = 'done'`, [item]), (rows) => rows.length === 1, 'the second attempt to end');

  it('is previewed once', async () => {
    const id = await stagingHeld();
    const item = await begunAgain(id, 'stage-import');
    await released();
    await done(item);
    expect(await enterprise.call(employmentImports.get, { id })).toMatchObject({ state: 'staged', counts: { ...none, new: 3, total: 3 }, rejection: null });
    expect(await stagedRows(id)).toBe(3);
    expect(await commit(enterprise, employmentImports, id)).toMatchObject({ state: 'committed' });
    await allThere(id);
  });

  it.each([{ of: 'right rows only', wrong: 0 }, { of: 'right rows and a wrong one', wrong: 1 }])('with $of is committed once, and stays committed', async ({ wrong }) => {
    batch = unique();
    const rows = [0, 1, 2, ...(wrong === 0 ? [] : [3])].map((i) => post(`${batch}${i}`, i === 3 ? { 招聘人数: '很多' } : {}));
    const { id } = await preview(enterprise, employmentImports, 'post', await fileForms.utf8.write(sheetOf(rows)), { programme });
    await holding('lock table employment.post in exclusive mode');
    await enterprise.call(employmentImports.commit, { id });
    await until(() => waitingOn('employment.post'), (waiting) => waiting > 0, 'the commit to write its rows');
    const item = await begunAgain(id, 'commit-import');
    await released();
    await done(item);
    expect(await enterprise.call(employmentImports.get, { id })).toMatchObject({ state: 'committed', counts: { ...none, new: 3, wrong, total: 3 + wrong }, rejection: null });
    await allThere(id);
  });
});

describe('an import whose database goes', () => {
  afterEach(() => databaseBack('employment'));

  it('with some of its staged rows is read again before any of it is committed', async () => {
    const id = await staged();
    await sql('delete from employment.staged_row where import_id = $1 and row_number > 2', [id]);
    await enterprise.call(employmentImports.commit, { id });
    expect(await until(() => enterprise.call(employmentImports.get, { id }), (view) => view.state === 'staged', 'a new preview')).toMatchObject({ counts: { ...none, new: 3, total: 3 } });
    expect(await stored('employment.post', batch)).toEqual([]);
    expect(await commit(enterprise, employmentImports, id)).toMatchObject({ state: 'committed' });
    await allThere(id);
  });

  it('for longer than a job is tried is committed when it is back', async () => {
    const id = await committingHeld();
    const item = await itemOf(id, 'commit-import');
    await databaseGone('employment');
    await released();
    await until(() => beginnings('employment-commit-import', item.id), (begun) => begun > 5, 'more attempts than a failing job has');
    await databaseBack('employment');
    await until(() => stateOf(id), (state) => state === 'committed', 'the commit');
    await allThere(id);
  });
});
