import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, posts, type ProposalView, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, matched, sql, unique, until } from '../arrange.js';

/** Posts that are entered after a run: their first proposals come without another one. */

const programme = 'danjiangkou', title = '锁具修理工';
let county: Client, enterprise: Client, people: ListRow[], made: ListRow[];

const post = async (headcount: string, cells: Record<string, string> = {}): Promise<ListRow> => {
  const row = await enterprise.call(posts.create, { programme, cells: { externalId: unique('NP'), title, headcount, employer: '样例云帆电子有限公司', region: '北京市丰台区', wageMin: '6000', wageMax: '8000', ...cells } });
  made.push(row);
  return row;
};
const person = async (cells: Record<string, string> = {}): Promise<ListRow> => county.call(workers.create, { cells: { externalId: unique('NW'), name: '样例午', idNumber: idNumber(), unit: '郧阳区', wishes: title, wageWish: '5000', consent: '是', ...cells } });
/** Live proposals of a post, of the people of this test. */
const proposalsOf = async (row: ListRow): Promise<ProposalView[]> => (await county.call(employmentProposals.list, { entry: row.id })).items.filter((one) => one.state === 'proposed' && people.some(({ id }) => id === one.supplyId));

beforeAll(async () => { [county, enterprise] = await Promise.all([as('yunyangqu'), as('qiye')]); });
afterAll(close);

beforeEach(async () => {
  [people, made] = [[], []];
  // One without consent, one who wishes for something else, and two to be proposed.
  for (const cells of [{ consent: '否' }, { wishes: '茶艺师' }, {}, {}]) people.push(await person(cells));
  for (const row of people) await knownToEngine(row.id);
  await factsSettled();
});
afterEach(async () => {
  for (const [operations, client, rows] of [[posts, enterprise, made], [workers, county, people]] as const) {
    for (const { id } of rows) {
      const { row } = await client.call(operations.get, { id });
      if (row.status === 'open') await client.call(operations.withdraw, { id, version: row.version, reason: '测试结束' });
    }
  }
  await factsSettled();
});

describe('a post entered after the last run', () => {
  it('has its first proposals from the people that run left free, each for one post, until the next run decides over all', async () => {
    const run = await matched(county, 'employment', programme), [, , one, other] = people as [ListRow, ListRow, ListRow, ListRow];
    const first = await post('1'), [proposed] = await until(() => proposalsOf(first), (found) => found.length > 0, 'the new post to have a proposal') as [ProposalView];
    expect(proposed).toMatchObject({ demandId: first.id, runId: run.id, quantity: 1, state: 'proposed' });
    expect([one.id, other.id]).toContain(proposed.supplyId);
    // Whoever is proposed there already is not proposed again, though this one has more places.
    const second = await post('3'), [next] = await until(() => proposalsOf(second), (found) => found.length > 0, 'the second post to have a proposal') as [ProposalView];
    expect([proposed.supplyId, next.supplyId].sort()).toEqual([one.id, other.id].sort());
    const again = await matched(county, 'employment', programme);
    await factsSettled();
    const now = [...await proposalsOf(first), ...await proposalsOf(second)];
    expect(now.map(({ runId }) => runId)).toEqual([again.id, again.id]);
    expect(now.map(({ supplyId }) => supplyId).sort()).toEqual([one.id, other.id].sort());
  });

  it('has none of people who do not meet it', async () => {
    await matched(county, 'employment', programme);
    const row = await post('4', { certificates: '特种设备作业人员证' });
    await until(() => sql<{ state: string }>(`select state from matching.work_item where kind = 'new-posts' and payload -> 'posts' ? $1`, [row.id]), (items) => items.some(({ state }) => state === 'done'), 'the new post to be looked at');
    await factsSettled();
    expect(await proposalsOf(row)).toEqual([]);
  });

  it('has them made its own by an office, as one proposal', async () => {
    await matched(county, 'employment', programme);
    const row = await post('1'), [proposed] = await until(() => proposalsOf(row), (found) => found.length > 0, 'the new post to have a proposal') as [ProposalView];
    const made = await county.call(employmentProposals.make, { demandId: row.id, supplyId: proposed.supplyId, reason: '本人到窗口报名' });
    expect(made).toMatchObject({ id: proposed.id, state: 'sent', origin: 'manual', runId: null, version: proposed.version + 1 });
    expect(await county.refused(employmentProposals.make, { demandId: row.id, supplyId: proposed.supplyId, reason: '本人到窗口报名' })).toMatchObject({ status: 409, code: 'PAIR_LIVE' });
  });
});
