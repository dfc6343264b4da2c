import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allOperations, type Problem, projects, type ProjectView } from '@jiedui/contracts';
import { as, type Answer, Client, close, sql, unique, until } from '../arrange.js';
import { pidOf } from '../interrupt.js';

/** Requests that make something, repeated under their key: by a caller who lost the answer, by two at once, by somebody else. */

const programme = 'three-gorges';
const path = '/api/intake/projects';
let receiver: Client;
let supporter: Client;

beforeAll(async () => { [receiver, supporter] = await Promise.all([as('hubei'), as('beijing')]); });
afterAll(close);

const draft = (name: string) => ({ programme, unit: '422823', supporter: '110000', name, field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 100_000_00, grantFen: 60_000_00, startOn: '2024-03-01', endOn: '2027-03-01' });
const file = (by: Client, name: string, key: string): Promise<Answer> => by.raw('POST', path, { body: draft(name), headers: { 'idempotency-key': key } });
const filed = async (name: string): Promise<number> => (await sql<{ rows: number }>('select count(*)::int as rows from intake.project where name = $1', [name]))[0]?.rows ?? -1;
const codeOf = (answer: Answer): string => (answer.json as Problem).code;

describe('a request that makes something', () => {
  it('is refused without a key, and with one that is none', async () => {
    const name = unique('项目');
    for (const [key, code] of [['', 'IDEMPOTENCY_KEY_MISSING'], ['a b', 'IDEMPOTENCY_KEY_INVALID'], ['k'.repeat(8192), 'IDEMPOTENCY_KEY_INVALID']] as const) {
      const answer = await file(receiver, name, key);
      expect([answer.status, codeOf(answer)]).toEqual([400, code]);
    }
    expect(await filed(name)).toBe(0);
  });

  it('is answered once more with the same, and nothing is made twice', async () => {
    const name = unique('项目'), key = randomUUID();
    const [first, again] = [await file(receiver, name, key), await file(receiver, name, key)];
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(again.json).toEqual(first.json);
    expect(await filed(name)).toBe(1);
  });

  it('under the key of something else is refused, and the key of another person is another key', async () => {
    const [name, other] = [unique('项目'), unique('项目')], key = randomUUID();
    expect((await file(receiver, name, key)).status).toBe(200);
    const reused = await file(receiver, other, key);
    expect([reused.status, codeOf(reused)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await filed(other)).toBe(0);
    const theirs = await file(supporter, name, key);
    expect([theirs.status, theirs.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(await filed(name)).toBe(2);
  });

  it('that was refused is refused in the same words', async () => {
    const key = randomUUID(), body = { ...draft(unique('项目')), unit: '500112' };
    const [first, again] = [await receiver.raw('POST', path, { body, headers: { 'idempotency-key': key } }), await receiver.raw('POST', path, { body, headers: { 'idempotency-key': key } })];
    expect(first.status).toBeGreaterThanOrEqual(400);
    expect(first.status).toBeLessThan(500);
    expect([again.status, codeOf(again), (again.json as Problem).message]).toEqual([first.status, codeOf(first), (first.json as Problem).message]);
  });

  it('sent three hundred times at once is carried out once', async () => {
    const name = unique('项目'), key = randomUUID();
    // Whoever is told to come later, before anything was decided, asks again under the same key, as the console does.
    const decided = (): Promise<Answer> => until(() => file(receiver, name, key), ({ status }) => status !== 503, 'the request to be decided');
    const answers = await Promise.all(Array.from({ length: 300 }, decided));
    expect(await filed(name)).toBe(1);
    const made = answers.filter((answer) => answer.status === 200);
    expect(made.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(new Set(made.map((answer) => (answer.json as ProjectView).id)).size).toBe(1);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
  });

  it('whose answer is lost when the service is killed is asked again until it is answered, and is there once', async () => {
    const names = Array.from({ length: 60 }, () => unique('项目'));
    // Whoever gets no answer, or one that says "later", asks again under the same key.
    const insist = async (name: string): Promise<ProjectView> => {
      const key = randomUUID();
      return (await until(() => file(receiver, name, key).catch(() => null), (answer) => answer !== null && answer.status === 200, `${name} to be filed`))?.json as ProjectView;
    };
    const killed = new Set<number>();
    const kill = (): void => {
      const pid = pidOf('intake');
      if (!killed.has(pid)) process.kill(pid, 'SIGKILL');
      killed.add(pid);
    };
    const answers: ProjectView[] = [];
    for (let at = 0; at < names.length; at += 20) {
      const asked = names.slice(at, at + 20).map(insist);
      await Promise.race(asked);
      kill();
      answers.push(...await Promise.all(asked));
    }
    expect(killed.size).toBeGreaterThan(0);
    const rows = await sql<{ id: string; name: string }>('select id, name from intake.project where name = any($1::text[])', [names]);
    expect(rows).toHaveLength(names.length);
    expect(new Map(rows.map(({ name, id }) => [name, id]))).toEqual(new Map(answers.map(({ name, id }) => [name, id])));
  });
});

describe('every operation that makes something', () => {
  const creating = allOperations.flatMap((op) => (op.creates === true && op.http !== null ? [[`${op.service} ${op.name}`, op.http.path] as const] : []));

  it('takes keys: the ones whose repetition would make a second thing', () => {
    expect(creating.map(([name]) => name).sort()).toEqual([
      'assessment figures.rebuild', 'employment alerts.raise', 'employment barred-employers.bar', 'employment departures.plan', 'employment help-requests.open', 'employment households.create', 'employment imports.begin', 'employment list-issues.create', 'employment minimum-wages.enter', 'employment own-work.ask-for-help', 'employment posts.create', 'employment proposals.make', 'employment recruitment-events.plan', 'employment subsidies.plan', 'employment subsidy-claims.make', 'employment training.create', 'employment training.enrol', 'employment workers.create', 'intake milestones.add', 'intake payments.record',
      'intake projects.create', 'marketplace imports.begin', 'marketplace lots.create', 'marketplace order-lines.create', 'marketplace proposals.make', 'matching runs.start', 'matching trials.start', 'registry accounts.create',
    ]);
  });

  it('says in the description of the interface that it wants one', async () => {
    const { paths } = (await receiver.raw('GET', '/api/openapi.json')).json as { paths: Record<string, Record<string, { parameters: { name: string; in: string }[] }>> };
    for (const [, address] of creating) expect(paths[address.replaceAll(/:(\w+)/g, '{$1}')]?.['post']?.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }));
  });
});

describe('a payment whose answer was lost', () => {
  it('is answered as it was, not as one that was recorded already', async () => {
    const submitted = await receiver.call(projects.submit, stepOf((await file(receiver, unique('项目'), randomUUID())).json as ProjectView));
    const approved = await supporter.call(projects.approveSupporter, stepOf(await receiver.call(projects.approveReceiver, stepOf(submitted))));
    const key = randomUUID(), body = { voucher: unique('V'), amountFen: 1_000_00, paidOn: '2024-04-01', purpose: '工程款' };
    const pay = (): Promise<Answer> => supporter.raw('POST', `${path}/${approved.id}/payments`, { body, headers: { 'idempotency-key': key } });
    const [first, again] = [await pay(), await pay()];
    expect(first.status).toBe(200);
    expect([again.status, again.headers.get('idempotency-replayed'), again.json]).toEqual([200, 'true', first.json]);
    expect(await sql('select 1 from intake.payment where project_id = $1', [approved.id])).toHaveLength(1);
  });
});

const stepOf = ({ id, version }: ProjectView): { id: string; version: number } => ({ id, version });
