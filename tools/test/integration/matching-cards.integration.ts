import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListEntry, type ListRow, matchingExplanations, type MatchingPolicy, orderLines, posts, type ReplyOf, lots, type RunView, workers } from '@jiedui/contracts';
import { inputHash } from '@jiedui/matching-run';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, matched, sql, unique, until } from '../arrange.js';

/** Cards explain what their run saw, say what changed since, and name counterparts so that two are told apart. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
const tag = unique();
let county: Client;
let enterprise: Client;
let admin: Client;

beforeAll(async () => {
  [county, enterprise, admin] = await Promise.all([as('yunyang'), as('qiye'), as('admin')]);
});
afterAll(close);

type Card = ReplyOf<typeof matchingExplanations.entry>;
const card = (client: Client, entryId: string, more: { runId?: string } = {}): Promise<Card> => client.call(matchingExplanations.entry, { entryId, ...more });
/** Only for this suite's people: the post names their county. */
const post = (number: string, more: Record<string, string> = {}): Promise<ListRow> => enterprise.call(posts.create, { programme, cells: { externalId: number, title: '挖掘机操作工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000', targetUnits: '云阳县', ...more } });
const worker = (number: string, more: Record<string, string> = {}): Promise<ListRow> => county.call(workers.create, { cells: { externalId: number, name: '样例辰', idNumber: idNumber(), unit: '云阳县', wishes: '挖掘机操作工', wageWish: '5000', consent: '是', ...more } });

describe('a card of a run', () => {
  let demand: ListRow;
  let other: ListRow;
  let supply: ListRow;
  let run: RunView;
  let before: Card;

  beforeAll(async () => {
    demand = await post(`${tag}P`);
    other = await post(`${tag}Q`, { wageMin: '5500', wageMax: '6000', certificates: '挖掘机操作证' });
    supply = await worker(`${tag}W`, { zeroEmploymentHousehold: '是', hardToEmploy: '是' });
    for (const row of [demand, other, supply]) await knownToEngine(row.id);
    run = await matched(county, 'employment', programme);
    before = await card(county, supply.id);
  });

  it('is of the run and says nothing of changes while there are none', () => {
    expect(before).toMatchObject({ outcome: 'matched', pair: { counterpartId: demand.id }, changedSince: null, run: { id: String(run.sequence), inputHash: run.inputHash } });
  });

  it('stays as it was when its entries are edited, and says that they were', async () => {
    const worse = await enterprise.call(posts.update, { id: demand.id, version: demand.version, cells: { wageMin: '2500', wageMax: '2600', certificates: '挖掘机操作证' } });
    await knownToEngine(demand.id, worse.version);
    const after = await card(county, supply.id);
    expect({ ...after, changedSince: null }).toEqual(before);
    expect(after.changedSince?.what).toEqual(['counterpart-changed']);
    expect(after.changedSince?.text.zh).toContain('请重新匹配');
    expect(after.changedSince?.text.en).toContain('run again');
    expect((await card(enterprise, demand.id)).changedSince?.what).toEqual(['entry-changed']);

    const { row } = await county.call(workers.get, { id: supply.id });
    const moved = await county.call(workers.update, { id: supply.id, version: row.version, cells: { wishes: '保洁员' } });
    await knownToEngine(supply.id, moved.version);
    const both = await card(county, supply.id);
    expect({ ...both, changedSince: null }).toEqual(before);
    expect(both.changedSince?.what).toEqual(['entry-changed', 'counterpart-changed']);
  });

  it('stays as it was when an entry is withdrawn, and says so', async () => {
    const { row } = await enterprise.call(posts.get, { id: demand.id });
    const withdrawn = await enterprise.call(posts.withdraw, { id: demand.id, version: row.version, reason: '暂停' });
    await knownToEngine(demand.id, withdrawn.version);
    const after = await card(county, supply.id);
    expect({ ...after, changedSince: null }).toEqual(before);
    expect(after.changedSince?.what).toEqual(['entry-changed', 'counterpart-withdrawn']);
    expect((await card(enterprise, demand.id)).changedSince?.what).toEqual(['entry-withdrawn']);
  });

  it('is kept for its run when a later one finds the list as it then is', async () => {
    const { row } = await county.call(workers.get, { id: supply.id });
    const back = await county.call(workers.update, { id: supply.id, version: row.version, cells: { wishes: '挖掘机操作工', certificates: '挖掘机操作证' } });
    await knownToEngine(supply.id, back.version);
    await matched(county, 'employment', programme);
    expect(await card(county, supply.id)).toMatchObject({ pair: { counterpartId: other.id }, changedSince: null });
    const old = await card(county, supply.id, { runId: run.id });
    expect({ ...old, changedSince: null }).toEqual(before);
    expect(await county.refused(matchingExplanations.entry, { entryId: supply.id, runId: supply.id })).toMatchObject({ status: 404 });
    expect(await (await as('yunyangqu')).refused(matchingExplanations.entry, { entryId: supply.id, runId: run.id })).toMatchObject({ status: 404 });
  });

  it('says that its pair was refused since', async () => {
    const { items: [proposal] } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed' });
    await county.call(employmentProposals.send, { ids: [proposal?.id ?? ''] });
    const sent = await enterprise.call(employmentProposals.get, { id: proposal?.id ?? '' });
    const runs = await sql<{ sequence: number }>(`select coalesce(max(sequence), 0)::int as sequence from matching.run`);
    const last = await card(county, supply.id);
    await enterprise.call(employmentProposals.refuseDemand, { id: sent.id, version: sent.version, reason: 'skills' });
    await factsSettled();
    const [again] = await until(() => sql<{ id: string; state: string }>(`select id, state from matching.run where market = 'employment' and programme = $1 and trigger = 'refusal' and sequence > $2 order by sequence`, [programme, runs[0]?.sequence ?? 0]), (rows) => rows[0]?.state === 'finished', 'the run that the refusal asked for');
    const [said] = await sql<{ id: string }>('select id from matching.run where sequence = $1', [Number(last.run.id)]);
    expect((await card(county, supply.id, { runId: said?.id ?? '' })).changedSince?.what).toEqual(['pair-refused']);
    expect((await card(county, supply.id, { runId: again?.id ?? '' })).pair?.counterpartId).not.toBe(other.id);
  });

  it('is made from all that the run read, down to the last pair: its check sum is the run’s', async () => {
    const [last] = await sql<{ sequence: number }>(`select max(sequence)::int as sequence from matching.run where state = 'finished' and market = 'employment' and programme = $1`, [programme]);
    for (const sequence of [last?.sequence ?? 0, run.sequence]) {
      const [stored] = await sql<{ id: string; input_hash: string; policy: MatchingPolicy; as_of: string }>('select id, input_hash, policy, as_of::text from matching.run where sequence = $1', [sequence]);
      const columns = 'r.id, market, programme, r.side, r.version, external_id as "externalId", label, organisation, capacity, tier, region, features, status';
      const entries = await sql<ListEntry>(`select ${columns} from matching.run_entry u join (select * from matching.entry union all select * from matching.entry_past) r on r.id = u.entry_id and r.version = u.version where u.run_id = $1`, [stored?.id]);
      const given = await sql<{ demandId: string; supplyId: string; quantity: number | null }>('select demand_id as "demandId", supply_id as "supplyId", quantity from matching.run_given where run_id = $1', [stored?.id]);
      expect(stored).toBeDefined();
      if (stored === undefined) continue;
      expect(inputHash({
        market: 'employment', entries, policy: stored.policy, asOf: stored.as_of,
        held: given.flatMap(({ quantity, ...pair }) => (quantity === null ? [] : [{ ...pair, quantity }])), excluded: given.flatMap(({ quantity, ...pair }) => (quantity === null ? [pair] : [])),
      })).toBe(stored.input_hash);
    }
  });

  it('says when what the run read is no longer held in full, and is still made', async () => {
    const [gone] = await sql<ListEntry>('delete from matching.entry_past where id = $1 and version = 1 returning *', [demand.id]);
    try {
      expect(gone).toBeDefined();
      // Two other runs put the one asked about out of the memory of the service.
      for (let i = 0; i < 2; i += 1) await card(county, supply.id, { runId: (await matched(county, 'employment', programme)).id });
      expect((await card(county, supply.id, { runId: run.id })).changedSince?.what).toContain('list-incomplete');
    } finally {
      if (gone !== undefined) await sql('insert into matching.entry_past select * from json_populate_record(null::matching.entry_past, $1::json)', [JSON.stringify(gone)]);
    }
  });
});

describe('counterparts on a card', () => {
  it('of one name are told apart by their number, place and organisation', async () => {
    const batch = unique();
    const rows = [await post(`${batch}A`), await post(`${batch}B`, { region: '北京市丰台区' }), await post(`${batch}C`)];
    const supply = await worker(`${batch}W`);
    for (const row of [...rows, supply]) await knownToEngine(row.id);
    await matched(county, 'employment', programme);
    const places: Record<string, string> = { A: '黄埔', B: '丰台', C: '黄埔' };
    const { alternatives, pair } = await card(county, supply.id);
    const named = alternatives.filter((one) => one.externalId.startsWith(batch));
    expect(new Set([...named.map((one) => one.entryId), pair?.counterpartId])).toEqual(new Set(rows.map((row) => row.id)));
    expect(new Set(named.map((one) => one.label)).size).toBe(1);
    for (const one of named) expect(one).toMatchObject({ organisation: employer, regionName: expect.stringContaining(places[one.externalId.slice(-1)] ?? '?') });
    // People are named by their place alone.
    const left = rows.find((row) => row.id !== pair?.counterpartId);
    const people = (await card(admin, left?.id ?? '')).alternatives;
    expect(people.map((one) => one.entryId)).toContain(supply.id);
    for (const one of people) expect(one).toMatchObject({ organisation: null, regionName: expect.stringContaining('云阳') });
  });

  it('are stopped by rules that name occupations and classes of produce, not their codes', async () => {
    const batch = unique();
    const [producer, buyer] = [await as('hezuoshe'), await as('chaoshi')];
    const lot = await producer.call(lots.create, { programme, cells: { externalId: `${batch}L`, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-11-01', harvestTo: '2026-12-31' } });
    const line = await buyer.call(orderLines.create, { programme, cells: { externalId: `${batch}O`, buyer: '样例联华超市有限公司', category: '茶叶', quantity: '1', unit: '吨', priceMax: '9000', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' } });
    const [demand, supply] = [await post(`${batch}P`), await worker(`${batch}W`, { wishes: '保洁员' })];
    for (const row of [lot, line, demand, supply]) await knownToEngine(row.id);
    const failedOf = async (client: Client, entryId: string, search: string): Promise<string> => JSON.stringify((await client.call(matchingExplanations.candidates, { entryId, search })).items.map((item) => item.failed));
    const produce = await failedOf(buyer, line.id, `${batch}L`);
    expect(produce).toContain('需求「茶叶」，供给「柑橘类」');
    const employment = await failedOf(county, supply.id, `${batch}P`);
    expect(employment).toMatch(/岗位职业为\p{Script=Han}+[^"]*（\d-\d\d-\d\d-\d\d）/u);
  });
});
