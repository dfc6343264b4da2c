import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, lots, matchingRuns, orderLines, posts, produceProposals, type ProposalView, workers } from '@jiedui/contracts';
import { as, type Answer, type Client, close, ended, factsSettled, idNumber, imported, knownToEngine, matched, phone, sql, unique, until } from '../arrange.js';
import { employmentImports } from '@jiedui/contracts';

/** From proposal to fact: two sides answer, an agreement is counted once, a refusal is remembered. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let fengjie: Client;
let producer: Client;
let buyer: Client;

beforeAll(async () => {
  county = await as('yunyang');
  enterprise = await as('qiye');
  fengjie = await as('fengjie');
  producer = await as('hezuoshe');
  buyer = await as('chaoshi');
});
afterAll(close);

async function post(number: string, more: Record<string, string> = {}): Promise<ListRow> {
  const row = await enterprise.call(posts.create, { programme, cells: { externalId: number, title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000', ...more } });
  await knownToEngine(row.id);
  return row;
}
async function worker(number: string, more: Record<string, string> = {}): Promise<ListRow> {
  const row = await county.call(workers.create, { cells: { externalId: number, name: '样例丙', idNumber: idNumber(), phone: phone(), unit: '云阳县', education: '高中', wishes: '电焊工', wageWish: '5000', consent: '是', ...more } });
  await knownToEngine(row.id);
  return row;
}
async function lot(number: string, more: Record<string, string> = {}): Promise<ListRow> {
  const row = await producer.call(lots.create, { programme, cells: { externalId: number, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', product: '奉节脐橙', quantity: '1000', unit: '公斤', price: '5.33', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', ...more } });
  await knownToEngine(row.id);
  return row;
}
async function orderLine(number: string, more: Record<string, string> = {}): Promise<ListRow> {
  const row = await buyer.call(orderLines.create, { programme, cells: { externalId: number, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1000', unit: '公斤', priceMax: '8', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区', ...more } });
  await knownToEngine(row.id);
  return row;
}
const make = (demand: ListRow, supply: ListRow): Promise<ProposalView> => county.call(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适' });
const placementsOf = (demand: ListRow): Promise<{ quantity: number; amount_fen: string | null }[]> => sql('select quantity, amount_fen from employment.agreement where demand_id = $1', [demand.id]);
const takenOf = async (client: Client, row: ListRow): Promise<[number, string]> => {
  const { row: now } = await client.call(row.list === 'worker' ? workers.get : posts.get, { id: row.id });
  return [now.taken, now.status];
};

describe('a proposal of a run', () => {
  it('is seen by its sender first, is sent, accepted by the other side, and becomes one placement', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`), await worker(`${batch}W`, { zeroEmploymentHousehold: '是', hardToEmploy: '是' })];
    expect((await matched(county, 'employment', programme)).certificate).toBe('verified');
    const { items: [proposal] } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed' });
    if (proposal === undefined) throw new Error('a worker of the first tier was not proposed');
    expect(proposal).toMatchObject({ state: 'proposed', origin: 'run', tier: 1 });
    expect((await enterprise.call(employmentProposals.list, { entry: supply.id })).items).toEqual([]);
    expect(await enterprise.refused(employmentProposals.get, { id: proposal.id })).toMatchObject({ status: 404 });

    expect(await county.call(employmentProposals.send, { ids: [proposal.id] })).toEqual({ sent: 1, skipped: 0 });
    expect(await county.call(employmentProposals.send, { ids: [proposal.id] })).toEqual({ sent: 0, skipped: 1 });
    const sent = await enterprise.call(employmentProposals.get, { id: proposal.id });
    expect(sent).toMatchObject({ state: 'sent', tier: null, acceptedByDemand: null });
    expect(sent.acceptedBySupply).not.toBeNull();
    expect(Date.parse(sent.deadline ?? '')).toBeGreaterThan(Date.now() + 71 * 3600_000);

    const agreed = await enterprise.call(employmentProposals.acceptDemand, { id: proposal.id, version: sent.version });
    expect(agreed).toMatchObject({ state: 'agreed', deadline: null, version: sent.version + 1 });
    expect(await enterprise.refused(employmentProposals.acceptDemand, { id: proposal.id, version: agreed.version })).toMatchObject({ status: 409, code: 'NOT_SENT' });
    expect(await enterprise.refused(employmentProposals.refuseDemand, { id: proposal.id, version: agreed.version, reason: 'other' })).toMatchObject({ status: 409 });
    expect(await takenOf(county, supply)).toEqual([1, 'filled']);
    const { items } = await county.call(employmentProposals.agreements, { programme, size: 200 });
    expect(items.filter((item) => item.proposalId === proposal.id)).toEqual([expect.objectContaining({ quantity: 1, tier: 1, unit: '500235', amountFen: null })]);
    const forEnterprise = await enterprise.call(employmentProposals.agreements, { programme, size: 200 });
    expect(forEnterprise.items.filter((item) => item.proposalId === proposal.id)).toEqual([expect.objectContaining({ tier: null })]);
    expect(await sql(`select 1 from employment.outbox where type = 'placements.changed' and payload -> 'agreements' -> 0 ->> 'id' in (select id::text from employment.agreement where proposal_id = $1)`, [proposal.id])).toHaveLength(1);

    // Frozen: the next run leaves it as it is, and proposes nothing more for the person.
    await matched(county, 'employment', programme);
    expect(await county.call(employmentProposals.get, { id: proposal.id })).toEqual({ ...agreed, tier: 1 });
    // What stood before that run, for a post that the one before it had not known, is taken back.
    expect((await county.call(employmentProposals.list, { entry: supply.id })).items.filter(({ state }) => state !== 'withdrawn').map((item) => item.id)).toEqual([proposal.id]);
    await county.call(workers.get, { id: supply.id });
    expect((await enterprise.call(posts.get, { id: demand.id })).row.status).toMatch(/^(filled|open)$/);
  });

  it('that is refused is never made again, and the lists are matched anew at once', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`), await worker(`${batch}W`)];
    const proposal = await make(demand, supply);
    const [{ last } = { last: 0 }] = await sql<{ last: number }>(`select coalesce(max(sequence), 0)::int as last from matching.run where market = 'employment' and programme = $1`, [programme]);
    const refused = await enterprise.call(employmentProposals.refuseDemand, { id: proposal.id, version: proposal.version, reason: 'skills', words: '没有焊工证' });
    expect(refused).toMatchObject({ state: 'refused', refusal: { party: 'demand', reason: 'skills', words: '没有焊工证' } });
    const { items: [next] } = await until(() => county.call(matchingRuns.list, { market: 'employment', programme, size: 1 }), (page) => page.items[0]?.trigger === 'refusal' && page.items[0].sequence > last, 'a run after the refusal');
    expect(await ended(county, next?.id ?? '')).toMatchObject({ state: 'finished', certificate: 'verified' });
    await matched(county, 'employment', programme);
    const { items } = await county.call(employmentProposals.list, { entry: supply.id, size: 200 });
    expect(items.filter((item) => item.demandId === demand.id).map((item) => item.state)).toEqual(['refused']);
    expect((await county.call(employmentProposals.get, { id: proposal.id })).refusal?.party).toBe('demand');
  });
});

describe('a match by hand', () => {
  it('needs a reason where a hard rule fails, and keeps it', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`, { certificates: '焊工证' }), await worker(`${batch}W`)];
    const problem = await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适' });
    expect(problem).toMatchObject({ status: 409, code: 'NOT_ELIGIBLE' });
    expect(problem.message.zh).toContain('焊工证');
    const made = await county.call(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '下月取得证书' });
    expect(made).toMatchObject({ state: 'sent', origin: 'manual', overrideReason: '下月取得证书', acceptedByDemand: null });
    expect(await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '再来', overrideReason: '再来' })).toMatchObject({ status: 409 });
    expect(await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version })).toMatchObject({ state: 'agreed' });
    expect(await placementsOf(demand)).toHaveLength(1);
    expect(await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: (await worker(`${batch}V`)).id, reason: '面谈合适', overrideReason: '人手' })).toMatchObject({ status: 409, code: 'ROW_CLOSED' });
  });

  it('is nobody’s but the two sides’', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`), await worker(`${batch}W`)];
    const other = await as('yunyangqu');
    expect(await other.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适' })).toMatchObject({ status: 404 });
    expect(await enterprise.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适' })).toMatchObject({ status: 403 });
    const made = await make(demand, supply);
    expect(made.fit).toBeGreaterThan(0);
    expect(await other.refused(employmentProposals.get, { id: made.id })).toMatchObject({ status: 404 });
    expect(await other.refused(employmentProposals.acceptSupply, { id: made.id, version: made.version })).toMatchObject({ status: 404 });
    expect(await county.refused(employmentProposals.acceptDemand, { id: made.id, version: made.version })).toMatchObject({ status: 403 });
    expect(await enterprise.refused(employmentProposals.acceptSupply, { id: made.id, version: made.version })).toMatchObject({ status: 403 });
    expect(await enterprise.refused(employmentProposals.acceptDemand, { id: made.id, version: made.version - 1 })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect(await enterprise.refused(employmentProposals.acceptDemand, { id: made.id, version: made.version + 1 })).toMatchObject({ status: 412 });
    expect(await enterprise.call(employmentProposals.get, { id: made.id })).toMatchObject({ state: 'sent', version: made.version });
  });

  it('of more than there is, or of nothing, is refused', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`, { headcount: '5' }), await worker(`${batch}W`)];
    for (const quantity of [2, 2 ** 40]) {
      const problem = await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, quantity, reason: '面谈合适' });
      expect([400, 409]).toContain(problem.status);
    }
    for (const quantity of [0, -1, 0.5]) expect(await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, quantity, reason: '面谈合适' })).toMatchObject({ status: 400, fields: [{ field: 'quantity' }] });
    expect(await placementsOf(demand)).toEqual([]);
  });
});

describe('produce', () => {
  it('both sides agree: one contract line, worth its quantity at the lot’s price to the fen', async () => {
    const batch = unique();
    const [demand, supply] = [await orderLine(`${batch}O`), await lot(`${batch}L`)];
    expect((await matched(fengjie, 'produce', programme)).certificate).toBe('verified');
    const { items: mine } = await producer.call(produceProposals.list, { entry: supply.id, state: 'proposed' });
    const { items: ours } = await producer.call(produceProposals.list, { entry: demand.id, state: 'proposed' });
    expect(mine.length + ours.length).toBeGreaterThan(0);

    // A lot asked for by hand: 301 units of 500 g at 5.33 yuan a kilogram.
    const [line, batchLot] = [await orderLine(`${batch}O2`), await lot(`${batch}L2`)];
    const asked = await buyer.call(produceProposals.make, { demandId: line.id, supplyId: batchLot.id, quantity: 301, reason: '门店试销' });
    expect(asked).toMatchObject({ state: 'sent', acceptedBySupply: null, tier: null });
    const agreed = await producer.call(produceProposals.acceptSupply, { id: asked.id, version: asked.version });
    expect(agreed).toMatchObject({ state: 'agreed', quantity: 301 });
    const { items } = await buyer.call(produceProposals.agreements, { programme, size: 200 });
    expect(items.filter((item) => item.proposalId === asked.id)).toEqual([expect.objectContaining({ quantity: 301, amountFen: Math.floor((301 * 500 * 533) / 1000), tier: null, unit: '500236' })]);
    const { row } = await producer.call(lots.get, { id: batchLot.id });
    expect(row).toMatchObject({ quantity: 2000, taken: 301, status: 'open' });
  });

  it('what the other side may not see stays away from it', async () => {
    const batch = unique();
    const [demand, supply] = [await orderLine(`${batch}O`), await lot(`${batch}L`)];
    const made = await producer.call(produceProposals.make, { demandId: demand.id, supplyId: supply.id, quantity: 10, reason: '新客户' });
    expect(await producer.refused(produceProposals.acceptDemand, { id: made.id, version: made.version })).toMatchObject({ status: 403 });
    expect(await (await as('hubei')).refused(produceProposals.get, { id: made.id })).toMatchObject({ status: 404 });
    expect(await buyer.call(produceProposals.refuseDemand, { id: made.id, version: made.version, reason: 'price' })).toMatchObject({ state: 'refused', refusal: { party: 'demand', reason: 'price', words: null } });
  });
});

describe('many at once', () => {
  it('200 answers for one opening of seven: seven placements, the rest are told there is no room', async () => {
    const batch = unique();
    const demand = await post(`${batch}P`, { headcount: '7' });
    await imported(county, employmentImports, 'worker', Array.from({ length: 200 }, (_, i) => ({ 人员编号: `${batch}${i}`, 姓名: '样例丁', 所在县区: '云阳县', 求职意向: '电焊工', 知情同意: '是' })), programme);
    const rows = await sql<{ id: string }>('select id from employment.worker where external_id like $1 order by id', [`${batch}%`]);
    await factsSettled();
    const made: ProposalView[] = [];
    for (let at = 0; at < rows.length; at += 10) {
      made.push(...await Promise.all(rows.slice(at, at + 10).map(({ id }) => county.call(employmentProposals.make, { demandId: demand.id, supplyId: id, reason: '批量推荐' }))));
    }
    // Who is told to come later, before anything was decided, asks again, as the console does.
    const decided = ({ id, version }: ProposalView): Promise<Answer> => until(() => enterprise.ask(employmentProposals.acceptDemand, { id, version }), ({ status }) => status !== 503, 'an answer to be decided');
    const answers = await Promise.all(made.map(decided));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
    expect(statuses.filter((status) => status === 409)).toHaveLength(193);
    expect(await placementsOf(demand)).toHaveLength(7);
    expect(await takenOf(enterprise, demand)).toEqual([7, 'filled']);
    expect(await sql(`select 1 from employment.worker where external_id like $1 and taken = 1 and status = 'filled'`, [`${batch}%`])).toHaveLength(7);
    // Nobody is held by a post that is full: what was sent for it is taken back.
    await until(() => sql<{ rows: number }>(`select count(*)::int as rows from matching.pair where demand_id = $1 and state = 'released'`, [demand.id]), ([row]) => row?.rows === 193, 'the rest to be released');
    expect(await sql(`select state, count(*)::int as rows from employment.proposal where id = any($1::uuid[]) group by state order by state`, [made.map(({ id }) => id)])).toEqual([{ state: 'agreed', rows: 7 }, { state: 'withdrawn', rows: 193 }]);
    expect(await sql(`select 1 from employment.proposal where demand_id = $1 and state not in ('agreed', 'withdrawn')`, [demand.id])).toEqual([]);
  });

  it('fifty times the same answer: one placement', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`, { headcount: '50' }), await worker(`${batch}W`)];
    const made = await make(demand, supply);
    const answers = await Promise.all(Array.from({ length: 50 }, () => enterprise.ask(employmentProposals.acceptDemand, { id: made.id, version: made.version })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    expect(await placementsOf(demand)).toHaveLength(1);
  });

  it('one person claimed for thirty openings has one placement', async () => {
    const batch = unique();
    const supply = await worker(`${batch}W`);
    const openings = await Promise.all(Array.from({ length: 30 }, (_, i) => post(`${batch}P${i}`)));
    const made = [];
    for (const demand of openings) made.push(await make(demand, supply));
    const answers = await Promise.all(made.map(({ id, version }) => enterprise.ask(employmentProposals.acceptDemand, { id, version })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 29 }, () => 409)]);
    expect(await takenOf(county, supply)).toEqual([1, 'filled']);
  });
});

describe('places', () => {
  it('what a later run no longer proposes was never the other side\'s to see, unless it was sent', async () => {
    const batch = unique();
    const [demand, first] = [await post(`${batch}P`, { title: '缝纫工' }), await worker(`${batch}A`, { wishes: '缝纫工' })];
    await matched(county, 'employment', programme);
    const { items: [unsent] } = await county.call(employmentProposals.list, { entry: demand.id, state: 'proposed' });
    expect(unsent?.supplyId).toBe(first.id);
    const { row } = await county.call(workers.get, { id: first.id });
    const withdrawn = await county.call(workers.withdraw, { id: first.id, version: row.version, reason: '测试' });
    await knownToEngine(first.id, withdrawn.version);
    await matched(county, 'employment', programme);
    expect((await county.call(employmentProposals.list, { entry: demand.id })).items.map((item) => item.state)).toEqual(['withdrawn']);
    expect((await enterprise.call(employmentProposals.list, { entry: demand.id })).items).toEqual([]);
    expect(await enterprise.refused(employmentProposals.get, { id: unsent?.id ?? '' })).toMatchObject({ status: 404 });
  });

  it('a sent proposal holds its place until it lapses; then the place is free', async () => {
    const batch = unique();
    // An occupation of their own, so that no other opening draws them.
    const [demand, held, waiting] = [await post(`${batch}P`, { title: '养老护理员' }), await worker(`${batch}H`, { wishes: '养老护理员' }), await worker(`${batch}W`, { wishes: '养老护理员', monitoring: '脱贫不稳定户' })];
    const proposal = await make(demand, held);
    await matched(county, 'employment', programme);
    expect((await county.call(employmentProposals.list, { entry: demand.id })).items.map((item) => [item.supplyId, item.state])).toEqual([[held.id, 'sent']]);

    await sql(`update employment.proposal set deadline = now() - interval '1 minute' where id = $1`, [proposal.id]);
    const lapsed = await until(() => county.call(employmentProposals.get, { id: proposal.id }), (now) => now.state !== 'sent', 'the proposal to lapse');
    expect(lapsed).toMatchObject({ state: 'lapsed', version: proposal.version + 1 });
    expect(await enterprise.refused(employmentProposals.acceptDemand, { id: proposal.id, version: lapsed.version })).toMatchObject({ status: 409 });
    await matched(county, 'employment', programme);
    const { items } = await county.call(employmentProposals.list, { entry: demand.id, state: 'proposed' });
    expect(items.map((item) => item.supplyId)).toEqual([waiting.id]);
  });

  it('an answer after the deadline is too late even before the sweep', async () => {
    const batch = unique();
    const [demand, supply] = [await post(`${batch}P`), await worker(`${batch}W`)];
    const made = await make(demand, supply);
    await sql(`update employment.proposal set deadline = now() - interval '1 minute' where id = $1`, [made.id]);
    expect(await enterprise.refused(employmentProposals.acceptDemand, { id: made.id, version: made.version })).toMatchObject({ status: 409 });
    expect(await placementsOf(demand)).toEqual([]);
  });

  it('a row edited or withdrawn after agreement keeps what was agreed', async () => {
    const batch = unique();
    const [demand, supply, second] = [await post(`${batch}P`), await worker(`${batch}W`), await worker(`${batch}X`)];
    const made = await make(demand, supply);
    await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
    const filled = (await enterprise.call(posts.get, { id: demand.id })).row;
    expect(filled).toMatchObject({ status: 'filled', taken: 1 });
    expect(await enterprise.refused(posts.restore, { id: demand.id, version: filled.version })).toMatchObject({ status: 409 });
    const raised = await enterprise.call(posts.update, { id: demand.id, version: filled.version, cells: { headcount: '3' } });
    expect(raised).toMatchObject({ status: 'open', quantity: 3, taken: 1 });
    await knownToEngine(demand.id, raised.version);
    const next = await make(demand, second);
    expect(await enterprise.call(employmentProposals.acceptDemand, { id: next.id, version: next.version })).toMatchObject({ state: 'agreed' });
    const now = (await enterprise.call(posts.get, { id: demand.id })).row;
    expect(await enterprise.refused(posts.update, { id: demand.id, version: now.version, cells: { headcount: '1' } })).toMatchObject({ status: 409, code: 'BELOW_TAKEN' });
    expect(await enterprise.call(posts.update, { id: demand.id, version: now.version, cells: { headcount: '2' } })).toMatchObject({ status: 'filled', quantity: 2, taken: 2 });
    expect(await placementsOf(demand)).toHaveLength(2);
  });
});
