import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, matchingExplanations, matchingRuns, type RunView } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, imported, matched, sql, unique, until } from '../arrange.js';
import { post, worker } from '../import-rows.js';
import { closeQueues, restarted } from '../interrupt.js';

/** Runs of lists whose pairs are too many to write down. What is too many is a setting; here everything is. */

const programme = 'danjiangkou';
const batch = unique();
let county: Client;
let enterprise: Client;
let before: RunView;
let priced: RunView;

const kinds = ['养老护理员', '家政服务员', '保安'];
const tiers: Readonly<Record<string, string>>[] = [{ 零就业家庭: '是', 就业困难人员: '是' }, { 监测对象类别: '脱贫不稳定户' }, { 脱贫人口: '是' }, {}, {}];
/** Two people of one kind go together now and then. */
const workers = Array.from({ length: 150 }, (_, i) => worker(`${batch}W${i}`, {
  所在县区: '郧阳区', 求职意向: kinds[Math.floor(i / 2) % 3] ?? '', 期望月薪: String(4500 + (i % 13) * 150), 零就业家庭: '否', 就业困难人员: '否', 监测对象类别: '', 脱贫人口: '否', ...tiers[i % 5],
  同行编组: i % 20 < 2 ? `G${Math.floor(i / 20)}` : '',
}));
const posts = Array.from({ length: 60 }, (_, i) => post(`${batch}P${i}`, {
  岗位名称: kinds[i % 3] ?? '', 招聘人数: String(1 + (i % 3)), 工作地区: i % 2 === 0 ? '北京市丰台区' : '北京市海淀区', 月薪下限: String(4800 + (i % 7) * 200), 月薪上限: String(6500 + (i % 7) * 200),
}));

const pricesOf = async (run: RunView): Promise<{ entries: number; withLoss: number }> => (await sql<{ entries: number; withLoss: number }>('select count(*)::int as entries, count(loss)::int as "withLoss" from matching.run_entry where run_id = $1', [run.id]))[0] ?? { entries: 0, withLoss: 0 };
const pairsOf = (run: RunView): Promise<object[]> => sql('select supply_id, demand_id, quantity from matching.run_pair where run_id = $1 order by 1, 2', [run.id]);

beforeAll(async () => {
  [county, enterprise] = await Promise.all([as('yunyangqu'), as('qiye')]);
  await imported(enterprise, employmentImports, 'post', posts, programme);
  await imported(county, employmentImports, 'worker', workers);
  await until(() => sql('select 1 from matching.entry where external_id like $1', [`${batch}%`]), (rows) => rows.length === workers.length + posts.length, 'the lists to reach the engine');
  await factsSettled();
  before = await matched(county, 'employment', programme);
  await factsSettled();
  await restarted('matching', { JIEDUI_PRICED_ABOVE: '0' });
  await until(() => county.ask(matchingRuns.get, { id: before.id }), (answer) => answer.status === 200, 'the engine to answer');
  priced = await matched(county, 'employment', programme);
});
afterAll(async () => {
  await restarted('matching', {});
  await until(() => county.ask(matchingRuns.get, { id: before.id }), (answer) => answer.status === 200, 'the engine to answer');
  await closeQueues();
  await close();
});

describe('a run of lists too large to write all pairs down', () => {
  it('is finished and verified over every pair, and places as many of each tier at as good a fit', async () => {
    expect(before).toMatchObject({ state: 'finished', certificate: 'verified', vector: { placedByTier: expect.anything(), totalFit: expect.any(Number) } });
    expect(priced).toMatchObject({ state: 'finished', failure: null, certificate: 'verified', inputHash: before.inputHash, vector: before.vector, supplyByTier: before.supplyByTier, eligiblePairs: before.eligiblePairs, pairsChecked: before.pairsChecked });
    expect(priced.vector?.placedByTier.every((units) => units > 0)).toBe(true);
    // The one knows what one unit less of each would cost, the other has no pairs to tell it by.
    const [written, left] = [await pricesOf(before), await pricesOf(priced)];
    expect(written).toEqual({ entries: left.entries, withLoss: left.entries });
    expect(left.withLoss).toBe(0);
  });

  it('moves hardly anybody whose place is as good as any, and run again moves nobody', async () => {
    const changes = async (run: RunView): Promise<unknown> => (await county.call(matchingRuns.outcome, { id: run.id })).sincePrevious;
    // Which of two groups goes where is decided anew, and nothing else.
    expect(await changes(priced)).toMatchObject({ previousId: before.id });
    const kept = (await pairsOf(before)).map((pair) => JSON.stringify(pair)), now = new Set((await pairsOf(priced)).map((pair) => JSON.stringify(pair)));
    expect(kept.filter((pair) => now.has(pair)).length).toBeGreaterThan(kept.length * 0.8);
    await factsSettled();
    const again = await matched(county, 'employment', programme);
    expect(await changes(again)).toEqual({ previousId: priced.id, newPairs: 0, endedPairs: 0, keptPairs: priced.proposals });
    expect(again).toMatchObject({ vector: priced.vector, certificate: 'verified' });
  });

  it('opens the card of whoever was left out, and of whoever was placed', async () => {
    const { items } = await county.call(matchingRuns.unmatched, { id: priced.id, side: 'supply', reason: 'OUTBID', size: 200 });
    const left = items.find((item) => item.externalId.startsWith(batch));
    const card = await county.call(matchingExplanations.entry, { entryId: left?.entryId ?? '', runId: priced.id });
    expect(card).toMatchObject({ outcome: 'unmatched', unmatched: { reason: 'OUTBID' }, run: { id: String(priced.sequence), certificate: 'verified' } });
    expect(card.unmatched?.eligiblePairs).toBeGreaterThan(0);
    expect(card.alternatives.length).toBeGreaterThan(0);
    // Without exact losses the distance is a bound, and said to be one; what would help is certain all the same, or said not to be known.
    expect(card.unmatched?.outbidBy).toMatchObject({ isAtMost: true });
    expect([card.unmatched?.smallestChange, card.unmatched?.noChange].filter((said) => said !== null)).toHaveLength(1);
    expect((await county.call(matchingExplanations.entry, { entryId: left?.entryId ?? '', runId: before.id })).unmatched?.outbidBy?.isAtMost ?? false).toBe(false);
    const { items: [pair] } = await county.call(matchingRuns.pairs, { id: priced.id, size: 1 });
    expect(await county.call(matchingExplanations.entry, { entryId: pair?.supplyId ?? '', runId: priced.id })).toMatchObject({ outcome: 'matched', pair: { counterpartId: pair?.demandId, fit: pair?.fit } });
  });

  it('gives its certificate out, with a price for every entry', async () => {
    const { bytes, name } = await county.download(matchingRuns.certificate, { id: priced.id });
    expect(name).toMatch(/\.json$/);
    const { head, prices, withheld } = JSON.parse(bytes.toString('utf8')) as { head: unknown; prices: unknown[]; withheld: number };
    expect(head).toMatchObject({ vector: priced.vector, inputHash: priced.inputHash });
    expect(prices.length + withheld).toBe((priced.demandEntries ?? 0) + (priced.supplyEntries ?? 0));
  });
});
