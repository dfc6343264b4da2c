import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, matchingRuns, matchingTrials, posts, type TrialChange, type TrialView, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, imported, sql, unique, until } from '../arrange.js';
import { post, stored, worker } from '../import-rows.js';

/** What would help and what if, on lists made for it: twelve people wait for a certificate, eight for the places of one post. */

const programme = 'danjiangkou';
const batch = unique(), certificate = `样例证书${batch}`;
let county: Client;
let enterprise: Client;
let administrator: Client;

const free = { 所在县区: '郧阳区', 零就业家庭: '否', 就业困难人员: '否', 监测对象类别: '', 脱贫人口: '否' };
const waiting = Array.from({ length: 12 }, (_, i) => worker(`${batch}C${i}`, { ...free, 求职意向: '锅炉操作工', ...(i === 5 ? { 脱贫人口: '是' } : {}) }));
const crowd = Array.from({ length: 10 }, (_, i) => worker(`${batch}S${i}`, { ...free, 求职意向: '钟表维修工' }));
const certified = post(`${batch}PC`, { 岗位名称: '锅炉操作工', 招聘人数: '10', 持证要求: certificate, 工作地区: '北京市丰台区' });
const scarce = post(`${batch}PS`, { 岗位名称: '钟表维修工', 招聘人数: '2', 工作地区: '北京市海淀区' });
const ended = async (id: string): Promise<TrialView> => until(() => county.call(matchingTrials.get, { id }), ({ state }) => state !== 'waiting' && state !== 'running', 'the trial to end');
const tried = async (...changes: TrialChange[]): Promise<TrialView> => ended((await county.call(matchingTrials.start, { programme, kind: 'changes', changes })).id);
const idOf = async (number: string): Promise<string> => (await sql<{ id: string }>('select id from matching.entry where external_id = $1', [number]))[0]?.id ?? '';

beforeAll(async () => {
  [county, enterprise, administrator] = await Promise.all([as('yunyangqu'), as('qiye'), as('yangli')]);
  await imported(enterprise, employmentImports, 'post', [certified, scarce], programme);
  await imported(county, employmentImports, 'worker', [...waiting, ...crowd]);
  await until(() => sql('select 1 from matching.entry where external_id like $1', [`${batch}%`]), (rows) => rows.length === waiting.length + crowd.length + 2, 'the lists to reach the engine');
  await factsSettled();
});
afterAll(async () => {
  for (const [client, of, table] of [[enterprise, posts, 'employment.post'], [county, workers, 'employment.worker']] as const) {
    for (const { id, version } of await stored(table, batch)) await client.call(of.withdraw, { id, version, reason: '测试结束' });
  }
  await close();
});

describe('what if', () => {
  it('tells how many more a course would place, for its seats and without limit, the better tier first', async () => {
    const trial = await tried({ kind: 'course', certificate, seats: 4, unit: null });
    expect(trial).toMatchObject({ state: 'finished', failure: null, attempts: [{ more: 4, moreWithoutLimit: 10, outcome: { verified: true } }] });
    const whole = await administrator.call(matchingTrials.get, { id: trial.id });
    expect(whole.attempts[0]?.seatsUsedByTier).toEqual([{ tier: 3, people: 1 }, { tier: 4, people: 3 }]);
    expect(whole.attempts[0]?.outcome.placedByTier?.map((placed, tier) => placed - (whole.now?.placedByTier?.[tier] ?? 0))).toEqual([0, 0, 1, 3]);
    // A county is told no tier of so few: one place more would tell it of one person.
    expect(trial.attempts[0]).toMatchObject({ seatsUsedByTier: null, outcome: { placedByTier: null } });
    expect(trial.attempts[0]?.outcome.placed).toBe((trial.now?.placed ?? 0) + 4);
  });

  it('counts places by the people who come to them, several changes together, and leaves the lists as they are', async () => {
    const [postId, before] = [await idOf(`${batch}PS`), await sql('select version, capacity from matching.entry where external_id = $1', [`${batch}PS`])];
    const places: TrialChange = { kind: 'seats', postId, more: 5 }, many: TrialChange = { kind: 'seats', postId, more: 50 };
    expect((await tried(places)).attempts).toMatchObject([{ more: 5, moreWithoutLimit: null, seatsUsedByTier: [] }]);
    expect((await tried(many)).attempts).toMatchObject([{ more: 8, outcome: { placedByTier: expect.any(Array) } }]);
    expect((await tried(places, { kind: 'course', certificate, seats: 3, unit: null })).attempts).toMatchObject([{ more: 8, moreWithoutLimit: 15 }]);
    expect(await sql('select version, capacity from matching.entry where external_id = $1', [`${batch}PS`])).toEqual(before);
    expect((await county.call(matchingRuns.list, { market: 'employment', programme, size: 1 })).items.every(({ state }) => state !== 'waiting')).toBe(true);
  });

  it('names the change that cannot be tried', async () => {
    const missing = '01900000-0000-7000-8000-000000000000';
    expect(await county.refused(matchingTrials.start, { programme, kind: 'changes', changes: [] })).toMatchObject({ status: 400, fields: [{ field: 'changes' }] });
    expect(await county.refused(matchingTrials.start, { programme, kind: 'changes', changes: [{ kind: 'course', certificate, seats: 1, unit: null }, { kind: 'lodging', postId: missing }] })).toMatchObject({ status: 400, fields: [{ field: 'changes.1.postId' }] });
    expect(await county.refused(matchingTrials.start, { programme, kind: 'changes', changes: [{ kind: 'bus', from: '420304', to: '119999', seats: 5 }, { kind: 'course', certificate, seats: 5, unit: '999999' }] })).toMatchObject({ status: 400, fields: [{ field: 'changes.0.to' }, { field: 'changes.1.unit' }] });
    expect(await county.refused(matchingTrials.start, { programme, kind: 'changes', changes: [{ kind: 'course', certificate, seats: 5, unit: null }, { kind: 'course', certificate: `${certificate} `, seats: 5, unit: '420304' }] })).toMatchObject({ status: 400, fields: [{ field: 'changes.1.kind' }] });
  });
});

describe('what would help most', () => {
  it('tries what most people wait for, and puts first what places most', async () => {
    const { attempts, state, now } = await ended((await county.call(matchingTrials.start, { programme, kind: 'what-helps' })).id);
    expect(state).toBe('finished');
    expect(attempts.map(({ more }) => more)).toEqual(attempts.map(({ more }) => more).sort((a, b) => b - a));
    expect(attempts.find(({ changes: [change] }) => change?.kind === 'course' && change.certificate === certificate)).toMatchObject({ more: 10, moreWithoutLimit: 10 });
    expect(attempts.every(({ outcome, more }) => outcome.verified && outcome.placed === (now?.placed ?? 0) + more)).toBe(true);
  });

  it('is for who may start runs, inside their programmes, one at a time', async () => {
    expect(await enterprise.refused(matchingTrials.start, { programme, kind: 'what-helps' })).toMatchObject({ status: 403 });
    const other = await as('yunyang');
    expect(await other.refused(matchingTrials.start, { programme, kind: 'what-helps' })).toMatchObject({ status: 404 });
    const answers = await Promise.all(Array.from({ length: 3 }, () => county.ask(matchingTrials.start, { programme, kind: 'what-helps' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { items: [open] } = await county.call(matchingTrials.list, { programme, size: 1 });
    expect(await other.refused(matchingTrials.get, { id: open?.id ?? '' })).toMatchObject({ status: 404 });
    await county.call(matchingTrials.cancel, { id: open?.id ?? '' });
    expect(['cancelled', 'finished']).toContain((await ended(open?.id ?? '')).state);
  });
});
