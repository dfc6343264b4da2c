import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, employmentImports, employmentProposals, type ListRow, lots, marketplaceImports, matchingExplanations, matchingPolicies, matchingRuns, orderLines, posts, produceProposals, type Problem, type ReplyOf, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, matched, phone, sql, unique } from '../arrange.js';

/** What each role may do and see, and where: its own rows, nobody else's people, figures for all. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let admin: Client;
let other: Client;
let theWorker: ListRow;
let thePost: ListRow;

beforeAll(async () => {
  [county, enterprise, admin, other] = await Promise.all([as('yunyang'), as('qiye'), as('admin'), as('yunyangqu')]);
  theWorker = await county.call(workers.create, { cells: { externalId: unique(), name: '样例子', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是', monitoring: '边缘易致贫户' } });
  thePost = await enterprise.call(posts.create, { programme, cells: { externalId: unique(), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区' } });
  await knownToEngine(thePost.id);
  await knownToEngine(theWorker.id);
});
afterAll(close);

const anyId = '01a20065-887a-76a2-9f38-de6673861972';

describe('roles', () => {
  it('each may do its own and nothing else', async () => {
    const denied: readonly [string, () => Promise<Problem>][] = [
      ['an enterprise reads workers', async () => enterprise.refused(workers.list, {})],
      ['an enterprise reads a worker', async () => enterprise.refused(workers.get, { id: theWorker.id })],
      ['an enterprise exports workers', async () => (await enterprise.ask(workers.export, {})).json as Problem],
      ['an enterprise starts a run', async () => enterprise.refused(matchingRuns.start, { market: 'employment', programme })],
      ['an enterprise sends proposals', async () => enterprise.refused(employmentProposals.send, { ids: [anyId] })],
      ['a county writes posts', async () => county.refused(posts.create, { programme, cells: {} })],
      ['an administrator writes posts', async () => admin.refused(posts.create, { programme, cells: {} })],
      ['a receiving office reads workers', async () => (await as('fengjie')).refused(workers.list, {})],
      ['a county edits the policy', async () => county.refused(matchingPolicies.put, { programme, policy: await county.call(matchingPolicies.get, { programme }) })],
      ['a buyer writes lots', async () => (await as('chaoshi')).refused(lots.create, { cells: {} })],
      ['a producer writes order lines', async () => (await as('hezuoshe')).refused(orderLines.create, { programme, cells: {} })],
      ['an evaluator writes workers', async () => (await as('pinggu')).refused(workers.create, { cells: {} })],
      ['an auditor reads workers', async () => (await as('shenji')).refused(workers.list, {})],
      ['a system administrator reads posts', async () => (await as('xitong')).refused(posts.list, {})],
      ['a security administrator reads workers', async () => (await as('anquan')).refused(workers.list, {})],
      ['a county reads accounts', async () => county.refused(accounts.list, {})],
      ['a producer reads workers', async () => (await as('hezuoshe')).refused(workers.list, {})],
    ];
    for (const [what, ask] of denied) expect([what, (await ask()).status]).toEqual([what, 403]);
    expect((await (await as('anquan')).call(accounts.list, {})).items.length).toBeGreaterThan(10);
    expect((await admin.call(workers.list, { programme })).total).toBeGreaterThan(0);
  });

  it('a row of another county is not there: not to read, to change, to find, to take out, to match', async () => {
    const absent = (problem: Problem): void => expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    absent(await other.refused(workers.get, { id: theWorker.id }));
    absent(await other.refused(workers.get, { id: anyId }));
    absent(await other.refused(workers.update, { id: theWorker.id, version: 1, cells: { township: '别处' } }));
    absent(await other.refused(workers.update, { id: theWorker.id, version: 99, cells: {} }));
    absent(await other.refused(workers.withdraw, { id: theWorker.id, version: 1, reason: '别处' }));
    absent(await other.refused(workers.restore, { id: theWorker.id, version: 1 }));
    absent(await other.refused(matchingExplanations.entry, { entryId: theWorker.id }));
    absent(await other.refused(matchingExplanations.candidates, { entryId: theWorker.id }));
    for (const query of [{ search: theWorker.externalId }, { region: '500235' }, { programme }, { organisation: '500235' }, { tier: '2' }] as { search?: string }[]) {
      expect((await other.call(workers.list, { ...query, size: 200 })).items.filter((item) => item.programme === programme)).toEqual([]);
    }
    expect((await other.download(workers.export, { programme })).bytes.includes(theWorker.externalId)).toBe(false);
    expect(await other.refused(workers.create, { cells: { externalId: unique(), name: '样例丑', unit: '云阳县', wishes: '电焊工' } })).toMatchObject({ status: 403, code: 'ROW.OUT_OF_SCOPE' });
    expect((await county.call(workers.get, { id: theWorker.id })).row).toMatchObject({ version: 1, status: 'open' });
    // Moving one's own row into another's county is no way either.
    expect(await county.refused(workers.update, { id: theWorker.id, version: 1, cells: { unit: '奉节县' } })).toMatchObject({ status: 403 });
  });

  it('an enterprise has its own posts only, whatever it asks for', async () => {
    const [foreign] = await sql<{ id: string }>(
      `insert into employment.post (id, programme, organisation, organisation_name, natural_key, external_id, title, region, quantity, texts, assumed, features, seal_id, content_hash, search, created_by)
        select gen_random_uuid(), programme, '别家公司', '别家公司', $2, $2, title, region, quantity, texts, assumed, features, seal_id, content_hash, search, created_by from employment.post where id = $1 returning id`, [thePost.id, unique()]);
    const id = foreign?.id ?? '';
    for (const operation of [posts.get, posts.restore, posts.withdraw, posts.update] as const) {
      expect(await enterprise.refused(operation as typeof posts.update, { id, ...(operation === posts.get ? {} : { version: 1 }), ...(operation === posts.withdraw ? { reason: 'x' } : {}), ...(operation === posts.update ? { cells: {} } : {}) } as { id: string; version: number; cells: Record<string, string> })).toMatchObject({ status: 404 });
    }
    expect((await enterprise.call(posts.list, { organisation: '别家公司' })).items).toEqual([]);
    // What it files under another name is its own all the same; an edit on its behalf leaves it there.
    const filed = await enterprise.call(posts.create, { programme, cells: { externalId: unique(), title: '电焊工', employer: '别家公司', region: '北京市丰台区' } });
    expect(filed.organisation).toBe(employer);
    expect(await (await as('beijing')).call(posts.update, { id: filed.id, version: 1, cells: { headcount: '2' } })).toMatchObject({ organisation: employer, organisationName: filed.organisationName, quantity: 2 });
    await sql('delete from employment.post where id = $1', [id]);
  });

  it('protection tiers and unsent proposals stay with those who may know them', async () => {
    await matched(county, 'employment', programme);
    await factsSettled();
    expect((await enterprise.call(employmentProposals.list, { programme, size: 200 })).items.filter((item) => item.state === 'proposed' || item.tier !== null)).toEqual([]);
    expect((await county.call(employmentProposals.list, { programme, state: 'proposed', size: 200 })).items.every((item) => item.tier !== null)).toBe(true);
    expect(await enterprise.refused(matchingRuns.pairs, { id: anyId })).toMatchObject({ status: 403 });

    const producer = await as('hezuoshe');
    const lot = await producer.call(lots.create, { programme, cells: { externalId: unique(), producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', households: '10', monitoredHouseholds: '6' } });
    expect(lot.tier).toBe(2);
    for (const reader of [await as('chaoshi'), enterprise]) {
      const { row } = await reader.call(lots.get, { id: lot.id });
      expect(row.tier).toBeNull();
      expect(Object.keys(row.cells)).toEqual(expect.not.arrayContaining(['monitoredHouseholds', 'households']));
      expect((await reader.call(lots.list, { search: lot.externalId })).items.map((item) => item.tier)).toEqual([null]);
      expect((await reader.ask(lots.list, { search: lot.externalId, tier: '2' })).text).not.toContain(lot.id);
      expect((await reader.download(lots.export, { search: lot.externalId })).bytes.length).toBeGreaterThan(0);
    }
    expect((await (await as('fengjie')).call(lots.get, { id: lot.id })).row.tier).toBe(2);
  });

  it('a receiving office sees who of its county was placed, nobody else, and no tiers; a county its own people’s', async () => {
    const [everyone, fengjie] = [await as('yangli'), await as('fengjie')];
    const placedIn = async (unit: string): Promise<string> => {
      const worker = await everyone.call(workers.create, { programme, cells: { externalId: unique(), name: '样例卯', idNumber: idNumber(), unit, wishes: '电焊工', consent: '是', monitoring: '边缘易致贫户' } });
      const post = await enterprise.call(posts.create, { programme, cells: { externalId: unique(), title: '电焊工', headcount: '1', employer, region: '重庆市云阳县' } });
      for (const row of [worker, post]) await knownToEngine(row.id);
      const made = await everyone.call(employmentProposals.make, { demandId: post.id, supplyId: worker.id, reason: '面谈合适' });
      await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
      return made.id;
    };
    const [inFengjie, inYunyang] = [await placedIn('奉节县'), await placedIn('云阳县')];
    const seenBy = async (client: Client): Promise<[string, number | null][]> => (await client.call(employmentProposals.agreements, { programme, size: 200 })).items.filter((item) => [inFengjie, inYunyang].includes(item.proposalId)).map((item) => [item.proposalId, item.tier]);
    expect(await seenBy(fengjie)).toEqual([[inFengjie, null]]);
    // Both posts lie in Yunyang; the tier of a worker of Fengjie is not its to know.
    expect(new Map(await seenBy(county))).toEqual(new Map([[inFengjie, null], [inYunyang, 2]]));
    expect(new Map(await seenBy(admin))).toEqual(new Map([[inFengjie, 2], [inYunyang, 2]]));
    expect(await (await as('hubei')).call(employmentProposals.agreements, { programme, size: 200 })).toMatchObject({ items: expect.not.arrayContaining([expect.objectContaining({ proposalId: inFengjie })]) });
  });

  it('a list is imported only by those who may write it', async () => {
    for (const [client, imports, list] of [[county, employmentImports, 'post'], [enterprise, employmentImports, 'worker'], [await as('chaoshi'), marketplaceImports, 'lot'], [await as('pinggu'), employmentImports, 'worker'], [await as('shenji'), marketplaceImports, 'orderLine']] as const) {
      expect(await client.refused(imports.begin, { list, fileName: 'x.csv', size: 10 })).toMatchObject({ status: 403 });
    }
    expect(await enterprise.refused(employmentImports.begin, { list: 'lot', fileName: 'x.csv', size: 10 })).toMatchObject({ status: 400 });
    expect(await (await as('shenji')).refused(produceProposals.list, {})).toMatchObject({ status: 403 });
  });
});

describe('people of another county', () => {
  const tag = unique();
  let everyone: Client;
  let theirs: ListRow;
  let ours: ListRow;
  let local: ListRow;
  let run: ReplyOf<typeof matchingRuns.get>;

  beforeAll(async () => {
    everyone = await as('yangli');
    const person = { name: '样例寅', wishes: '电焊工', education: '高中', wageWish: '5000', consent: '是', zeroEmploymentHousehold: '是', hardToEmploy: '是' };
    theirs = await everyone.call(workers.create, { programme, cells: { ...person, externalId: `${tag}F`, idNumber: idNumber(), phone: phone(), unit: '奉节县' } });
    ours = await county.call(workers.create, { cells: { ...person, externalId: `${tag}Y`, idNumber: idNumber(), phone: phone(), unit: '云阳县' } });
    local = await enterprise.call(posts.create, { programme, cells: { externalId: `${tag}P`, title: '电焊工', headcount: '1', employer, region: '重庆市云阳县', wageMin: '6000', wageMax: '8000', certificates: '焊工证' } });
    for (const row of [theirs, ours, local]) await knownToEngine(row.id);
    run = await matched(county, 'employment', programme);
  });

  it('no county answers for an enterprise because the post lies there, and rules are told to nobody whose pair it is not', async () => {
    const request = { demandId: local.id, supplyId: theirs.id, reason: '就近推荐' };
    for (const client of [county, other]) {
      for (const more of [{}, { overrideReason: '下月取得证书' }]) {
        const problem = await client.refused(employmentProposals.make, { ...request, ...more });
        expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' });
        expect(JSON.stringify(problem)).not.toContain('焊工证');
      }
    }
    expect(await sql('select 1 from employment.proposal where supply_id = $1 and demand_id = $2', [theirs.id, local.id])).toEqual([]);
    expect(await county.refused(employmentProposals.make, { ...request, supplyId: ours.id })).toMatchObject({ status: 409, code: 'NOT_ELIGIBLE' });
  });

  it('a run shows single people to their county and the programme, figures to all its readers', async () => {
    const shown = async (client: Client, more: { search?: string; tier?: string } = {}): Promise<{ ids: string[]; tiers: (number | null)[]; totals: number[] }> => {
      const { tier: _, ...rest } = more;
      const [pairs, left] = [await client.call(matchingRuns.pairs, { id: run.id, size: 200, ...more }), await client.call(matchingRuns.unmatched, { id: run.id, side: 'supply', size: 200, ...rest })];
      return { ids: [...pairs.items.map((pair) => pair.supplyId), ...left.items.map((item) => item.entryId)], tiers: [...pairs.items, ...left.items].map((item) => item.tier), totals: [pairs.total, left.total] };
    };
    expect((await shown(admin, { search: theirs.externalId })).ids).toEqual([theirs.id]);
    expect((await shown(county, { search: ours.externalId })).ids).toEqual([ours.id]);
    expect(await shown(county, { search: theirs.externalId })).toEqual({ ids: [], tiers: [], totals: [0, 0] });
    const seen = await shown(county);
    expect(seen.tiers.every((tier) => tier !== null)).toBe(true);
    expect(await sql(`select 1 from matching.entry where id = any($1::uuid[]) and region <> '500235'`, [seen.ids])).toEqual([]);
    for (const account of ['shenji', 'beijing', 'fengjie']) {
      const client = await as(account);
      expect([account, await shown(client)]).toEqual([account, { ids: [], tiers: [], totals: [0, 0] }]);
      const { byUnit } = await client.call(matchingRuns.outcome, { id: run.id });
      expect(byUnit.map((unit) => unit.unit)).toEqual(expect.arrayContaining(['500235', '500236']));
    }
    expect((await (await as('shenji')).call(matchingRuns.unmatched, { id: run.id, side: 'demand' })).items).toEqual([]);
    expect((await (await as('beijing')).call(matchingRuns.unmatched, { id: run.id, side: 'demand', size: 200 })).items.filter((item) => !item.region.startsWith('11'))).toEqual([]);
  });

  it('lots of a run are seen by supporters without their tiers, and found by no filter of tiers', async () => {
    const [producer, supporter, receiving] = [await as('hezuoshe'), await as('beijing'), await as('fengjie')];
    const buyer = await as('chaoshi');
    const cells = { externalId: `${tag}L`, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', households: '10', monitoredHouseholds: '6' };
    const batch = await producer.call(lots.create, { programme, cells });
    const line = await buyer.call(orderLines.create, { programme, cells: { externalId: `${tag}O`, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1', unit: '吨', priceMax: '90', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' } });
    await knownToEngine(line.id);
    const produce = await matched(receiving, 'produce', programme);
    const tiersFor = async (client: Client, more: { tier?: string } = {}): Promise<(number | null)[]> => (await client.call(matchingRuns.pairs, { id: produce.id, search: `${tag}L`, ...more })).items.map((pair) => pair.tier);
    expect(await tiersFor(receiving)).toEqual([2]);
    expect(await tiersFor(receiving, { tier: '2' })).toEqual([2]);
    expect(await tiersFor(supporter)).toEqual([null]);
    expect(await tiersFor(supporter, { tier: '2' })).toEqual([]);
    expect((await buyer.call(matchingExplanations.candidates, { entryId: line.id, search: `${tag}L` })).items).toHaveLength(1);
    for (const entryId of [line.id, batch.id]) expect(await everyone.call(matchingExplanations.candidates, { entryId, search: 'zzzz' })).toEqual({ items: [] });
  });

  it('a pair of produce is shown to those who read both its lot and its order line', async () => {
    const [producer, buyer, receiving, shanghai, beijing] = [await as('hezuoshe'), await as('chaoshi'), await as('fengjie'), await as('shanghai'), await as('beijing')];
    const batch = unique();
    const lot = await producer.call(lots.create, { programme, cells: { externalId: `${batch}L`, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '黑茶、白茶及其他', quantity: '1', unit: '吨', price: '5', harvestFrom: '2026-11-01', harvestTo: '2026-12-31' } });
    const line = await buyer.call(orderLines.create, { programme, cells: { externalId: `${batch}O`, buyer: '样例联华超市有限公司', category: '黑茶、白茶及其他', quantity: '1', unit: '吨', priceMax: '90', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '上海市黄浦区' } });
    for (const row of [lot, line]) await knownToEngine(row.id);
    const produce = await matched(receiving, 'produce', programme);
    const shown = async (client: Client, search: string): Promise<string[]> => (await client.call(matchingRuns.pairs, { id: produce.id, search, size: 200 })).items.map((pair) => pair.demandId);
    for (const client of [receiving, shanghai, admin]) expect(await shown(client, `${batch}L`)).toEqual([line.id]);
    const answer = await beijing.ask(matchingRuns.pairs, { id: produce.id, search: `${batch}L`, size: 200 });
    expect(answer.json).toMatchObject({ items: [], total: 0 });
    expect((await beijing.ask(matchingRuns.pairs, { id: produce.id, size: 200 })).text).not.toContain(line.id);
  });

  it('a certificate gives each reader the prices it may know, and counts the others', async () => {
    const prices = async (client: Client): Promise<{ ids: string[]; withheld: number; head: unknown }> => {
      const { prices: listed, withheld, head } = JSON.parse((await client.download(matchingRuns.certificate, { id: run.id })).bytes.toString('utf8')) as { prices: [string, string, number][]; withheld: number; head: unknown };
      return { ids: listed.map(([id]) => id), withheld, head };
    };
    const all = run.demandEntries + run.supplyEntries;
    for (const account of ['shenji', 'pinggu', 'admin']) {
      const file = await prices(await as(account));
      expect([account, file.ids.length, file.withheld]).toEqual([account, all, 0]);
      expect(JSON.stringify(file.head)).not.toContain('raised"');
    }
    // A county knows the prices of its own people and of the posts; a supporter, who may see no tier, none.
    const mine = await prices(county);
    expect(mine.ids).toEqual(expect.arrayContaining([ours.id, local.id]));
    expect(mine.ids).not.toContain(theirs.id);
    expect(mine.ids.length + mine.withheld).toBe(all);
    expect(await sql(`select 1 from matching.entry where id = any($1::uuid[]) and side = 'supply' and region <> '500235'`, [mine.ids])).toEqual([]);
    for (const account of ['beijing', 'fengjie']) expect([account, await prices(await as(account))]).toEqual([account, { ids: [], withheld: all, head: mine.head }]);
    // What one reader was given is no other's: asked for again, in any order, each has its own.
    expect((await prices(await as('shenji'))).withheld).toBe(0);
    expect((await prices(county)).ids).toEqual(mine.ids);
  });

  it('what a run proposes for them is theirs alone until it is sent, and their tiers stay with their county', async () => {
    const batch = unique();
    const near = await enterprise.call(posts.create, { programme, cells: { externalId: `${batch}P`, title: '架子工', headcount: '1', employer, region: '重庆市云阳县', wageMin: '6000', wageMax: '8000', targetUnits: '奉节县' } });
    const person = await everyone.call(workers.create, { programme, cells: { externalId: `${batch}W`, name: '样例巳', idNumber: idNumber(), unit: '奉节县', wishes: '架子工', wageWish: '5000', consent: '是', zeroEmploymentHousehold: '是', hardToEmploy: '是' } });
    for (const row of [near, person]) await knownToEngine(row.id);
    await matched(everyone, 'employment', programme);
    const { items: [proposed] } = await everyone.call(employmentProposals.list, { entry: person.id });
    if (proposed === undefined) throw new Error('nothing was proposed');
    expect(proposed).toMatchObject({ state: 'proposed', demandId: near.id, tier: 1 });
    expect(await admin.call(employmentProposals.get, { id: proposed.id })).toMatchObject({ tier: 1 });
    expect((await county.call(employmentProposals.list, { entry: person.id })).items).toEqual([]);
    expect(await county.refused(employmentProposals.get, { id: proposed.id })).toMatchObject({ status: 404 });
    expect(await everyone.call(employmentProposals.send, { ids: [proposed.id] })).toEqual({ sent: 1, skipped: 0 });
    expect(await county.call(employmentProposals.get, { id: proposed.id })).toMatchObject({ state: 'sent', tier: null });
    expect(await everyone.call(employmentProposals.get, { id: proposed.id })).toMatchObject({ tier: 1 });
  });

  it('counterparts are chosen by those who may make the pair, among those they may read', async () => {
    const { candidates } = matchingExplanations;
    for (const account of ['qiye', 'pinggu', 'admin']) expect([account, (await (await as(account)).refused(candidates, { entryId: local.id })).status]).toEqual([account, 403]);
    expect((await county.call(candidates, { entryId: ours.id })).items.length).toBeGreaterThan(0);
    const offered = (await county.call(candidates, { entryId: local.id, search: tag })).items;
    expect(offered.map((one) => one.entryId)).toEqual([ours.id]);
    expect((await everyone.call(candidates, { entryId: local.id, search: tag })).items.map((one) => one.entryId).sort()).toEqual([theirs.id, ours.id].sort());
    for (const entry of [local, thePost, ours, theirs]) expect(await everyone.call(candidates, { entryId: entry.id, search: 'zzzz' })).toEqual({ items: [] });
    expect(await everyone.refused(candidates, { entryId: anyId })).toMatchObject({ status: 404 });
  });

  it('a card names nobody whom its reader may not read', async () => {
    const names = (card: ReplyOf<typeof matchingExplanations.entry>): string[] => [...card.alternatives.map((one) => one.entryId), ...(card.pair === null ? [] : [card.pair.counterpartId])];
    const all = await admin.call(matchingExplanations.entry, { entryId: local.id });
    expect(all.alternatives.length).toBeGreaterThan(0);
    const card = await county.call(matchingExplanations.entry, { entryId: local.id });
    expect(await sql(`select 1 from matching.entry where id = any($1::uuid[]) and region <> '500235'`, [names(card)])).toEqual([]);
    expect(card.unmatched?.stoppedBy).toEqual(all.unmatched?.stoppedBy);
    expect(names(await enterprise.call(matchingExplanations.entry, { entryId: local.id }))).toEqual([]);
    expect(all.unmatched?.smallestChange?.counterpartId).toBeTruthy();
    expect((await enterprise.call(matchingExplanations.entry, { entryId: local.id })).unmatched?.smallestChange).toMatchObject({ counterpartId: null, counterpartLabel: '—' });
    // What a run proposes is the enterprise's to know once it was sent.
    const { items } = await county.call(matchingRuns.pairs, { id: run.id, size: 200 });
    const unsent = await sql<{ id: string }>(`select e.id from matching.entry e where e.organisation = $1 and e.id = any($2::uuid[]) and not exists (select 1 from matching.pair p where p.demand_id = e.id)`, [employer, items.map((pair) => pair.demandId)]);
    expect(unsent.length).toBeGreaterThan(0);
    for (const { id } of unsent.slice(0, 3)) {
      expect((await enterprise.call(matchingExplanations.entry, { entryId: id })).pair).toBeNull();
      expect((await admin.call(matchingExplanations.entry, { entryId: id })).pair).not.toBeNull();
    }
  });
});
