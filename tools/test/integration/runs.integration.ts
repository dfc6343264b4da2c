import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, matchingRuns, posts, type RunView, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, matched, sql, stack, unique, until } from '../arrange.js';
import { closeQueues, holding, lockRunsOut, pidOf, released, waitingOn } from '../interrupt.js';

/** Runs whose process goes away in the middle, whose attempts meet, and whose lists change under them. */

const programme = 'danjiangkou';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let demand: ListRow;
let supply: ListRow;

beforeAll(async () => {
  [county, enterprise] = await Promise.all([as('yunyangqu'), as('qiye')]);
});
afterAll(async () => { await closeQueues(); await close(); });

/** Two who fit each other alone. */
beforeEach(async () => {
  const number = unique();
  demand = await enterprise.call(posts.create, { programme, cells: { externalId: `${number}P`, title: '茶艺师', headcount: '1', employer, region: '北京市丰台区', wageMin: '6000', wageMax: '8000' } });
  supply = await county.call(workers.create, { cells: { externalId: `${number}W`, name: '样例午', idNumber: idNumber(), unit: '郧阳区', wishes: '茶艺师', wageWish: '5000', consent: '是' } });
  for (const row of [demand, supply]) await knownToEngine(row.id);
  await factsSettled();
});
afterEach(async () => {
  await released();
  for (const [operations, client, row] of [[posts, enterprise, demand], [workers, county, supply]] as const) {
    const { row: now } = await client.call(operations.get, { id: row.id });
    if (now.status === 'open') await client.call(operations.withdraw, { id: row.id, version: now.version, reason: '测试结束' });
  }
  await factsSettled();
});

interface Stored { state: string; attempt: number; again: boolean; failure: string | null }
const storedRun = async (id: string): Promise<Stored> => (await sql<Stored>('select state, attempt, again, failure from matching.run where id = $1', [id]))[0] ?? { state: 'none', attempt: 0, again: false, failure: null };
const itemOf = async (runId: string): Promise<{ id: string; state: string; attempts: number }> => (await sql<{ id: string; state: string; attempts: number }>(`select id, state, attempts from matching.work_item where payload ->> 'runId' = $1`, [runId]))[0] ?? { id: '', state: 'none', attempts: 0 };
/** Whether a run pairs these two: other suites may have left open rows in the programme. */
const pairsOf = (runId: string): Promise<{ demand_id: string; supply_id: string }[]> => sql('select demand_id, supply_id from matching.run_pair where run_id = $1 and demand_id = $2 and supply_id = $3', [runId, demand.id, supply.id]);
const factsOf = (runId: string): Promise<{ type: string }[]> => sql('select type from matching.outbox where aggregate = $1 order by seq', [`run:${runId}`]);
/** A run that has begun and cannot read its lists until it is released. Others wait for the lists as well: a new post's first proposals. */
async function begunAndHeld(): Promise<RunView> {
  await holding('lock table matching.entry in access exclusive mode');
  const run = await county.call(matchingRuns.start, { market: 'employment', programme });
  await until(() => storedRun(run.id), ({ attempt }) => attempt === 1, 'the run to begin');
  return run;
}

describe('a run whose process is killed in the middle', () => {
  it('is found, begun again and finished, and its proposals go out once', async () => {
    const { id } = await begunAndHeld();
    process.kill(pidOf('matching'), 'SIGKILL');
    await lockRunsOut('matching-matching-run', (await itemOf(id)).id);
    await released();
    await until(() => storedRun(id), (run) => run.state === 'finished', 'the run to be finished');
    const run = await storedRun(id);
    expect(run).toMatchObject({ failure: null });
    expect(run.attempt).toBeGreaterThan(1);
    expect(await pairsOf(id)).toEqual([{ demand_id: demand.id, supply_id: supply.id }]);
    expect((await factsOf(id)).map((fact) => fact.type)).toEqual(['proposals.made', 'run.finished']);
    await until(() => itemOf(id), (item) => item.state === 'done', 'its work to be marked done');
    await factsSettled();
    expect((await county.call(employmentProposals.list, { entry: supply.id })).items).toMatchObject([{ state: 'proposed', runId: id }]);
  });

  it('each time is given up in the end, says so to whoever looks at it, and lets the next one begin', async () => {
    const { id } = await begunAndHeld();
    const item = await itemOf(id);
    await sql('update matching.work_item set attempts = 8 where id = $1', [item.id]);
    process.kill(pidOf('matching'), 'SIGKILL');
    await lockRunsOut('matching-matching-run', item.id);
    await released();
    await until(() => storedRun(id), (run) => run.state === 'failed', 'the run to be given up');
    await until(() => itemOf(id), (one) => one.state === 'failed', 'its work to be marked failed');
    const shown = await until(() => county.ask(matchingRuns.get, { id }), (answer) => answer.status === 200, 'the engine to answer');
    expect(shown.json).toMatchObject({ state: 'failed', proposals: 0, certificate: 'none', vector: null, failure: expect.stringMatching(/联系管理员.*several times/s) });
    expect((shown.json as RunView).finishedAt).not.toBeNull();
    expect(await pairsOf(id)).toEqual([]);
    expect(await factsOf(id)).toEqual([]);
    const next = await matched(county, 'employment', programme);
    expect(next.state).toBe('finished');
    expect(await pairsOf(next.id)).toEqual([{ demand_id: demand.id, supply_id: supply.id }]);
  });
});

describe('a run whose work fails each time', () => {
  it('is tried again, given up after the last attempt, and says so', async () => {
    // A policy that cannot be read stops every attempt where it begins.
    const [broken] = await sql<{ version: number }>(`insert into matching.policy (programme, version, policy, by_actor) values ($1, 1000000, '{}', 'test') returning version`, [programme]);
    try {
      const { id } = await county.call(matchingRuns.start, { market: 'employment', programme });
      const item = await until(() => itemOf(id), (one) => one.state === 'failed', 'its work to be marked failed');
      expect(item.attempts).toBe(4);
      expect(await county.call(matchingRuns.get, { id })).toMatchObject({ state: 'failed', proposals: 0, failure: expect.stringContaining('联系管理员') });
      expect(await factsOf(id)).toEqual([]);
    } finally {
      await sql('delete from matching.policy where programme = $1 and version = $2', [programme, broken?.version]);
    }
    const next = await matched(county, 'employment', programme);
    expect(next.state).toBe('finished');
    expect(await pairsOf(next.id)).toEqual([{ demand_id: demand.id, supply_id: supply.id }]);
  });
});

describe('an attempt that was thought dead', () => {
  let replica: ChildProcess | null = null;
  afterEach(async () => {
    if (replica === null || replica.exitCode !== null) return;
    const gone = once(replica, 'exit');
    replica.kill('SIGCONT');
    replica.kill('SIGTERM');
    await gone;
    replica = null;
  });

  it('and comes back while another works, writes nothing and ends nothing', async () => {
    const { id } = await begunAndHeld();
    const item = await itemOf(id);
    const pid = pidOf('matching');
    // A process that stands still goes no further, whatever the database answers it.
    process.kill(pid, 'SIGSTOP');
    try {
      await released();
      await lockRunsOut('matching-matching-run', item.id);
      await holding('lock table matching.entry in access exclusive mode');
      replica = await secondProcess('matching', pid);
      await until(() => storedRun(id), ({ attempt }) => attempt === 2, 'the second attempt to begin');
      replica.kill('SIGSTOP');
      await released();
      const second = await storedRun(id);
      expect(second).toMatchObject({ state: 'running', attempt: 2 });
      process.kill(pid, 'SIGCONT');
      await until(async () => new RegExp(`(Missing lock|Lock mismatch) for job ${item.id}`).test(logOf('matching')), (came) => came, 'the first attempt to come back and end');
      expect(await storedRun(id)).toEqual(second);
      expect(await itemOf(id)).toMatchObject({ state: 'waiting' });
      expect(await pairsOf(id)).toEqual([]);
      expect(await factsOf(id)).toEqual([]);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    replica.kill('SIGCONT');
    await until(() => storedRun(id), (run) => run.state === 'finished', 'the second attempt to finish');
    expect(await storedRun(id)).toMatchObject({ attempt: 2 });
    await until(() => itemOf(id), (one) => one.state === 'done', 'its work to be marked done');
    expect(await pairsOf(id)).toEqual([{ demand_id: demand.id, supply_id: supply.id }]);
    expect((await factsOf(id)).map((fact) => fact.type)).toEqual(['proposals.made', 'run.finished']);
  });
});

describe('a refusal while a run is running', () => {
  it.each([
    { when: 'before it has read its lists', table: 'matching.entry', mode: 'access exclusive' },
    { when: 'after it has read them, while it writes its result', table: 'matching.run_pair', mode: 'exclusive' },
  ])('$when: the list is matched once more, without the refused pair', async ({ table, mode }) => {
    await matched(county, 'employment', programme);
    const { items: [proposal] } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed' });
    await county.call(employmentProposals.send, { ids: [proposal?.id ?? ''] });
    const sent = await enterprise.call(employmentProposals.get, { id: proposal?.id ?? '' });
    await factsSettled();
    await holding(`lock table ${table} in ${mode} mode`);
    const first = await county.call(matchingRuns.start, { market: 'employment', programme });
    await until(() => storedRun(first.id), ({ attempt }) => attempt === 1, 'the run to begin');
    await until(() => waitingOn(table), (waiting) => waiting > 0, 'the run to be held');
    await enterprise.call(employmentProposals.refuseDemand, { id: sent.id, version: sent.version, reason: 'skills' });
    // What writes its result holds its own row as well, so there the request waits until it has ended.
    if (mode === 'access exclusive') await until(() => storedRun(first.id), (run) => run.again, 'the run to be told to run again');
    await released();
    await factsSettled();
    const [again] = await until(
      () => sql<{ id: string; state: string; trigger: string }>(`select id, state, trigger from matching.run where market = 'employment' and programme = $1 and sequence > $2 order by sequence`, [programme, first.sequence]),
      (runs) => runs.length > 0 && runs.every((run) => run.state === 'finished'), 'the next run to end');
    expect(['refusal', 'again']).toContain(again?.trigger);
    expect((await storedRun(first.id)).state).toBe('finished');
    expect(await sql('select quantity from matching.run_given where run_id = $1 and demand_id = $2 and supply_id = $3', [again?.id, demand.id, supply.id])).toEqual([{ quantity: null }]);
    expect(await pairsOf(again?.id ?? '')).toEqual([]);
    await factsSettled();
    expect((await county.call(employmentProposals.list, { entry: supply.id })).items.filter((item) => item.demandId === demand.id).map((item) => item.state)).toEqual(['refused']);
  });
});

/** Starts a service a second time, as a replica, with the settings of the process that runs; resolves when it is ready. */
async function secondProcess(name: string, pid: number): Promise<ChildProcess> {
  const environment = Object.fromEntries(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const [, script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter((word) => !word.startsWith('--'));
  expect([name, existsSync(script)]).toEqual([name, true]);
  // The channel's number belongs to the other process.
  delete environment['NODE_CHANNEL_FD'];
  const child = fork(script, [], { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  await once(child, 'message');
  return child;
}

function logOf(name: string): string {
  return readFileSync(path.join(path.dirname(stack.processes), 'logs', `${name}.log`), 'utf8');
}
