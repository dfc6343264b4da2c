import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EntryOf, type Features, type ListEntry, type ListRow, type LotFeatures, lots, matchingExplanations, matchingPolicies, matchingRuns, type OrderLineFeatures, orderLines, type PostFeatures, posts, type RunView, type WorkerFeatures, workers } from '@jiedui/contracts';
import { employmentRuleSet, evaluatePair, produceRuleSet, type RuleSet } from '@jiedui/market-rules';
import { geography } from '@jiedui/reference-data';
import { as, type Client, close, ended, factsSettled, idNumber, knownToEngine, matched, sql, stack, unique, until } from '../arrange.js';

/**
 * Small lists of both markets, matched and checked against every possible matching. This suite has the programme of the
 * Danjiangkou area to itself; the tests follow each other, each adding to the lists of the one before.
 */

const programme = 'danjiangkou';
let county: Client;
let enterprise: Client;
let receiving: Client;
let buyer: Client;

beforeAll(async () => {
  county = await as('yunyangqu');
  enterprise = await as('qiye');
  receiving = await as('hubei');
  buyer = await as('chaoshi');
});
afterAll(close);

async function post(cells: Record<string, string>): Promise<ListRow> {
  return enterprise.call(posts.create, { programme, cells: { externalId: unique('P'), headcount: '1', employer: '样例云帆电子有限公司', region: '北京市丰台区', wageMin: '5000', wageMax: '7000', housing: '包吃住', ...cells } as Record<string, string> });
}
async function worker(cells: Record<string, string>): Promise<ListRow> {
  return county.call(workers.create, { cells: { externalId: unique('W'), name: '样例戊', idNumber: idNumber(), unit: '郧阳区', education: '高中', wageWish: '5500', consent: '是', ...cells } });
}
async function lot(cells: Record<string, string>): Promise<ListRow> {
  return receiving.call(lots.create, { cells: { externalId: unique('L'), producer: '样例郧阳合作社', originUnit: '郧阳区', category: '柑橘类', product: '蜜橘', quantity: '3', unit: '斤', price: '4', harvestFrom: '2026-11-01', harvestTo: '2026-12-20', shelfLifeDays: '40', ...cells } });
}
async function orderLine(cells: Record<string, string>): Promise<ListRow> {
  return buyer.call(orderLines.create, { programme, cells: { externalId: unique('O'), buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '2', unit: '斤', priceMax: '6', deliverFrom: '2026-11-10', deliverTo: '2026-12-31', region: '北京市丰台区', ...cells } });
}

const pairsOf = async (client: Client, run: RunView): Promise<{ demandId: string; supplyId: string; quantity: number; fit: number; tier: number | null }[]> => (await client.call(matchingRuns.pairs, { id: run.id, size: 200 })).items;
const reasonsOf = async (client: Client, run: RunView, side: 'supply' | 'demand'): Promise<Record<string, string>> => Object.fromEntries((await client.call(matchingRuns.unmatched, { id: run.id, side, size: 200 })).items.map((item) => [item.entryId, item.reason]));

/** What a block of supply entries that decide together may do: units for each demand entry, and what that is worth. */
interface Option { readonly use: readonly number[]; readonly value: bigint }

const worth = (tier: number, fit: number): bigint => 10n ** BigInt(12 + 6 * (4 - tier)) + BigInt(fit);

/** Best vector over every matching there is that keeps groups, minimums and whole lines: block after block, by what is left of each demand. */
async function bestByBruteForce<D extends Features, S extends Features>(run: RunView, ruleSet: RuleSet<D, S>): Promise<{ placedByTier: number[]; totalFit: number }> {
  const policy = await county.call(matchingPolicies.get, { programme });
  const [{ asOf } = { asOf: '' }] = await sql<{ asOf: string }>('select as_of::text as "asOf" from matching.run where id = $1', [run.id]);
  const entries = (await sql<ListEntry>('select id, market, programme, side, version, external_id as "externalId", label, organisation, capacity, tier, region, features, status from matching.entry where market = $1 and programme = $2', [run.market, programme]))
    .filter((entry) => entry.status === 'open');
  const demand = entries.filter((entry): entry is ListEntry & EntryOf<D> => entry.side === 'demand' && ruleSet.isDemand(entry.features));
  const supply = entries.filter((entry): entry is ListEntry & EntryOf<S> => entry.side === 'supply' && ruleSet.isSupply(entry.features));
  const none: Option = { use: demand.map(() => 0), value: 0n };
  const both = (a: Option, b: Option): Option => ({ use: a.use.map((units, d) => units + (b.use[d] ?? 0)), value: a.value + b.value });
  /** All amounts that one supply entry can give to the demand entries allowed. */
  const amounts = (one: EntryOf<S>, isAllowed: (other: EntryOf<D>) => boolean): Option[] => {
    let options: { option: Option; left: number }[] = [{ option: none, left: one.capacity }];
    demand.forEach((other, d) => {
      const { eligible, fit } = evaluatePair(ruleSet, other, one, { geography, policy, programme, asOf });
      if (!eligible || !isAllowed(other)) return;
      const least = Math.max(1, ruleSet.supplyMinimum(one), ruleSet.isServedWhole(other) ? other.capacity : ruleSet.demandMinimum(other));
      options = options.flatMap(({ option, left }) => [{ option, left }, ...Array.from({ length: Math.max(0, Math.min(left, other.capacity) - least + 1) }, (_, more) => {
        const units = least + more;
        return { option: both(option, { use: demand.map((_other, k) => (k === d ? units : 0)), value: BigInt(units) * worth(one.tier, fit ?? 0) }), left: left - units };
      })]);
    });
    return options.map(({ option }) => option);
  };
  const groups = new Map<string, EntryOf<S>[]>();
  for (const one of supply) groups.set(ruleSet.groupOf(one) ?? one.id, [...groups.get(ruleSet.groupOf(one) ?? one.id) ?? [], one]);
  let states = new Map<string, { left: number[]; value: bigint }>([['', { left: demand.map((entry) => entry.capacity), value: 0n }]]);
  for (const members of groups.values()) {
    const [only] = members;
    const options = members.length === 1 && only !== undefined ? amounts(only, () => true) : [none, ...[...new Set(demand.map((other) => ruleSet.placeOf(other)))].flatMap((place) => members.reduce<Option[]>(
      (before, one) => before.flatMap((option) => amounts(one, (other) => ruleSet.placeOf(other) === place).filter(({ value }) => value > 0n).map((own) => both(option, own))), [none]))];
    const next = new Map<string, { left: number[]; value: bigint }>();
    for (const { left, value } of states.values()) {
      for (const option of options) {
        const now = left.map((room, d) => room - (option.use[d] ?? 0));
        if (now.some((room) => room < 0)) continue;
        const better = value + option.value;
        if ((next.get(now.join())?.value ?? -1n) < better) next.set(now.join(), { left: now, value: better });
      }
    }
    states = next;
  }
  const whole = new Set(demand.flatMap((other, d) => (ruleSet.isServedWhole(other) ? [d] : [])));
  const best = [...states.values()].filter(({ left }) => left.every((room, d) => !whole.has(d) || room === 0 || room === demand[d]?.capacity)).reduce((most, { value }) => (value > most ? value : most), 0n);
  return { placedByTier: [1, 2, 3, 4].map((tier) => Number((best / 10n ** BigInt(12 + 6 * (4 - tier))) % 1_000_000n)), totalFit: Number(best % 10n ** 12n) };
}

describe('empty lists', () => {
  it.each(['employment', 'produce'] as const)('%s: a run of nothing ends well and says so', async (market) => {
    const client = market === 'employment' ? county : receiving;
    const run = await matched(client, market, programme);
    expect(run).toMatchObject({ state: 'finished', demandEntries: 0, supplyEntries: 0, proposals: 0, certificate: 'verified', vector: { placedByTier: [0, 0, 0, 0], totalFit: 0 }, failure: null });
    expect(await pairsOf(client, run)).toEqual([]);
    expect(await reasonsOf(client, run, 'supply')).toEqual({});
    expect(await client.call(matchingRuns.outcome, { id: run.id })).toMatchObject({ unmatchedByReason: [], byUnit: [] });
  });
});

describe('employment', () => {
  let unqualified: ListRow;
  let welding: ListRow;

  it('where nobody is eligible, everybody is told why', async () => {
    welding = await post({ title: '电焊工', certificates: '焊工证', headcount: '1' });
    unqualified = await worker({ wishes: '电焊工' });
    const run = await matched(county, 'employment', programme);
    expect(run).toMatchObject({ state: 'finished', demandEntries: 1, supplyEntries: 1, eligiblePairs: 0, proposals: 0, certificate: 'verified' });
    expect(await reasonsOf(county, run, 'supply')).toEqual({ [unqualified.id]: 'NOBODY_ELIGIBLE' });
    expect(await reasonsOf(county, run, 'demand')).toEqual({ [welding.id]: 'NOBODY_ELIGIBLE' });
    const card = await county.call(matchingExplanations.entry, { entryId: unqualified.id });
    expect(card).toMatchObject({ outcome: 'unmatched', tier: { tier: 4 }, pair: null, unmatched: { reason: 'NOBODY_ELIGIBLE', eligiblePairs: 0 } });
    expect(card.unmatched?.stoppedBy.map((rule) => rule.pairs)).toEqual([1]);
    expect(card.unmatched?.smallestChange?.changes.map((change) => Object.keys(change.set))).toEqual([['certificates']]);
  });

  /** Workers whose cards name something that they could change. */
  const changed: ListRow[] = [];
  it('the result is the best there is, certified, and its reasons are the right ones', async () => {
    const excluded = await worker({ wishes: '保洁员', regionsExcluded: '北京市' });
    const dear = await worker({ wishes: '厨师', wageMin: '9000', wageWish: '9500' });
    await post({ title: '保洁员', region: '北京市海淀区' });
    await post({ title: '厨师', wageMin: '6000', wageMax: '8000' });
    changed.push(unqualified, excluded, dear);
    const silent = await worker({ wishes: '仓库管理员', consent: '否' });
    const together = await worker({ wishes: '仓库管理员', travelGroup: 'A' });
    for (const headcount of ['2', '1', '1']) await post({ title: '仓库管理员', headcount, region: headcount === '2' ? '天津市滨海新区' : '北京市丰台区', wageMax: `${6000 + Number(headcount) * 700}` });
    const storemen = [];
    for (const more of [{ zeroEmploymentHousehold: '是', hardToEmploy: '是' }, { monitoring: '脱贫不稳定户', wageWish: '9000' }, { liftedOut: '是' }, { resettled: '是', regionsExcluded: '天津市' }, {}, { regionsExcluded: '天津市' }, { wageWish: '7000' }, { needsHousing: '是' }]) {
      storemen.push(await worker({ wishes: '仓库管理员', ...more } as Record<string, string>));
    }
    const run = await matched(county, 'employment', programme);
    expect(run).toMatchObject({ state: 'finished', certificate: 'verified', progress: 1, failure: null });
    expect(run.pairsChecked).toBeGreaterThanOrEqual(run.eligiblePairs);
    const best = await bestByBruteForce<PostFeatures, WorkerFeatures>(run, employmentRuleSet);
    expect(run.vector).toEqual(best);
    expect(run.vector?.placedByTier).toEqual([1, 1, 2, 0]);
    expect(run.supplyByTier?.slice(0, 3)).toEqual([1, 1, 2]);

    const pairs = await pairsOf(county, run);
    expect(pairs).toHaveLength(run.proposals);
    expect(pairs.reduce((sum, pair) => sum + pair.fit * pair.quantity, 0)).toBe(run.vector?.totalFit);
    expect(new Set(pairs.map((pair) => pair.supplyId)).size).toBe(4);
    const reasons = await reasonsOf(county, run, 'supply');
    expect(reasons).toMatchObject({ [silent.id]: 'NO_CONSENT', [together.id]: 'OUTBID', [excluded.id]: 'NOBODY_ELIGIBLE', [dear.id]: 'NOBODY_ELIGIBLE' });
    const outbid = storemen.filter((row) => reasons[row.id] === 'OUTBID');
    expect(outbid.map((row) => row.tier)).toEqual([4, 4, 4, 4]);
    const { unmatchedByReason } = await county.call(matchingRuns.outcome, { id: run.id });
    expect(unmatchedByReason.filter((group) => group.side === 'supply').reduce((sum, group) => sum + group.entries, 0)).toBe(Object.keys(reasons).length);

    // The cards say the same as the run.
    const card = await county.call(matchingExplanations.entry, { entryId: outbid[0]?.id ?? '' });
    expect(card).toMatchObject({ outcome: 'unmatched', unmatched: { reason: 'OUTBID' }, run: { certificate: 'verified', inputHash: run.inputHash } });
    expect(card.unmatched?.eligiblePairs).toBeGreaterThan(0);
    expect(card.unmatched?.outbidBy?.tierSteps).toBeGreaterThanOrEqual(0);
    const [pair] = pairs;
    const good = await county.call(matchingExplanations.entry, { entryId: pair?.supplyId ?? '' });
    expect(good).toMatchObject({ outcome: 'matched', unmatched: null, pair: { counterpartId: pair?.demandId, fit: pair?.fit } });
    expect(good.pair?.parts.reduce((sum, part) => sum + part.points, 0)).toBe(pair?.fit);
    expect(good.pair?.rules.every((rule) => rule.outcome !== 'failed')).toBe(true);
  });

  it('the smallest change named on a card, made in the form, gets the person matched', async () => {
    for (const one of changed) {
      const card = await county.call(matchingExplanations.entry, { entryId: one.id });
      const change = card.unmatched?.smallestChange;
      expect(change?.changes.length).toBeGreaterThan(0);
      const { row } = await county.call(workers.get, { id: one.id });
      const { row: opening } = await enterprise.call(posts.get, { id: change?.counterpartId ?? '' });
      const cells = Object.assign({}, ...(change?.changes ?? []).map(({ set }) => cellsOf(set, row, opening))) as Record<string, string>;
      const saved = await county.call(workers.update, { id: one.id, version: row.version, cells });
      await knownToEngine(saved.id, saved.version);
      // Alone: two people may be told of the same opening.
      const run = await matched(county, 'employment', programme);
      const pairs = await pairsOf(county, run);
      expect(pairs.filter((pair) => pair.supplyId === one.id)).toHaveLength(1);
      expect(run.vector).toEqual(await bestByBruteForce<PostFeatures, WorkerFeatures>(run, employmentRuleSet));
      const { sincePrevious } = await county.call(matchingRuns.outcome, { id: run.id });
      expect((sincePrevious?.newPairs ?? 0) + (sincePrevious?.keptPairs ?? 0)).toBe(pairs.length);
    }
  });

  it('people who travel together go to one enterprise and region, or are told that they cannot', async () => {
    await post({ title: '电工', headcount: '2' });
    await post({ title: '保安', region: '北京市丰台区' });
    await post({ title: '保安', region: '北京市海淀区' });
    const pair = [await worker({ wishes: '电工', travelGroup: 'B' }), await worker({ wishes: '电工', travelGroup: 'B' })];
    const apart = [await worker({ wishes: '保安', travelGroup: 'C', liftedOut: '是' }), await worker({ wishes: '保安', travelGroup: 'C' })];
    const waiting = [await worker({ wishes: '电工', travelGroup: 'D', liftedOut: '是' }), await worker({ wishes: '电工', travelGroup: 'D', consent: '否' })];
    const alone = await worker({ wishes: '电工' });
    await factsSettled();
    const run = await matched(county, 'employment', programme);
    expect(run).toMatchObject({ state: 'finished', certificate: 'verified', gap: { isBest: true } });
    expect(run.vector).toEqual(await bestByBruteForce<PostFeatures, WorkerFeatures>(run, employmentRuleSet));
    const pairs = await pairsOf(county, run);
    const postsOf = (rows: readonly ListRow[]): string[] => rows.flatMap((row) => pairs.filter((one) => one.supplyId === row.id).map((one) => one.demandId));
    expect(postsOf(pair)).toHaveLength(2);
    expect(new Set(postsOf(pair)).size).toBe(1);
    expect(postsOf([...apart, ...waiting, alone])).toEqual([]);
    const reasons = await reasonsOf(county, run, 'supply');
    expect([...apart, ...waiting, alone].map((row) => reasons[row.id])).toEqual(['GROUP_NOT_TOGETHER', 'GROUP_NOT_TOGETHER', 'GROUP_NOT_TOGETHER', 'NO_CONSENT', 'OUTBID']);
    const card = await county.call(matchingExplanations.entry, { entryId: apart[0]?.id ?? '' });
    expect(card).toMatchObject({ outcome: 'unmatched', unmatched: { reason: 'GROUP_NOT_TOGETHER', eligiblePairs: 2, smallestChange: null } });
    expect(card.unmatched?.noChange?.zh).toContain('编组');
  });

  it('the same lists again give the same answer', async () => {
    const [one, other] = [await matched(county, 'employment', programme), await matched(county, 'employment', programme)];
    expect(other.id).not.toBe(one.id);
    expect({ ...other, hash: other.inputHash }).toMatchObject({ hash: one.inputHash, vector: one.vector, objective: one.objective });
    expect(await pairsOf(county, other)).toEqual(await pairsOf(county, one));
  });

  it('an enterprise reads the card of its own post without tiers or other people, and no card of a worker', async () => {
    const [pair] = await pairsOf(county, await matched(county, 'employment', programme));
    const card = await enterprise.call(matchingExplanations.entry, { entryId: pair?.demandId ?? '' });
    expect(card).toMatchObject({ tier: null, alternatives: [] });
    expect(JSON.stringify(card)).not.toMatch(/零就业|监测|household|protection tier|优先级/i);
    expect(await enterprise.refused(matchingExplanations.entry, { entryId: pair?.supplyId ?? '' })).toMatchObject({ status: 404 });
    expect(await (await as('yunyang')).refused(matchingExplanations.entry, { entryId: pair?.supplyId ?? '' })).toMatchObject({ status: 404 });
  });

  it('several starts at once are one run', async () => {
    const started = await Promise.all(Array.from({ length: 6 }, () => county.call(matchingRuns.start, { market: 'employment', programme })));
    const ids = new Set(started.map((run) => run.id));
    // One that was asked for after the first had ended may be a second; never more than one is open.
    expect(ids.size).toBeLessThanOrEqual(2);
    expect(await sql(`select 1 from matching.run where market = 'employment' and programme = $1 and state in ('waiting', 'running')`, [programme])).toHaveLength(1);
    for (const id of ids) expect(await ended(county, id)).toMatchObject({ state: 'finished' });
  });

  it('a run that is cancelled ends so, leaves no result, and the next one works', async () => {
    const before = await county.call(matchingRuns.list, { market: 'employment', programme, size: 1 });
    const blocker = new pg.Client({ connectionString: stack.databaseUrl });
    await blocker.connect();
    try {
      // Its lists cannot be read while this transaction is open, so that it cannot end by itself.
      await blocker.query('begin');
      await blocker.query('lock table matching.entry in access exclusive mode');
      const { id } = await county.call(matchingRuns.start, { market: 'employment', programme });
      await until(() => county.call(matchingRuns.get, { id }), (run) => run.state === 'running', 'the run to begin');
      await county.call(matchingRuns.cancel, { id });
      expect(await ended(county, id)).toMatchObject({ state: 'cancelled', proposals: 0, certificate: 'none', vector: null });
      expect(await sql('select 1 from matching.run_pair where run_id = $1', [id])).toEqual([]);
      expect(await sql('select 1 from matching.outbox where aggregate = $1', [`run:${id}`])).toEqual([]);
    } finally {
      await blocker.query('rollback');
      await blocker.end();
    }
    expect(await matched(county, 'employment', programme)).toMatchObject({ state: 'finished', vector: before.items[0]?.vector });
  });

  it('is read by those it concerns', async () => {
    const { items: [run] } = await county.call(matchingRuns.list, { market: 'employment', programme, size: 1 });
    expect(await (await as('yunyang')).refused(matchingRuns.get, { id: run?.id ?? '' })).toMatchObject({ status: 404 });
    expect(await (await as('yunyang')).refused(matchingRuns.start, { market: 'employment', programme })).toMatchObject({ status: 404 });
    expect(await enterprise.refused(matchingRuns.get, { id: run?.id ?? '' })).toMatchObject({ status: 403 });
    const { bytes, name } = await county.download(matchingRuns.certificate, { id: run?.id ?? '' });
    expect(name).toMatch(/\.json$/);
    const certificate = JSON.parse(bytes.toString('utf8')) as { head: { vector: unknown; inputHash: string }; prices: unknown[]; signature: string };
    expect(certificate.head).toMatchObject({ vector: run?.vector, inputHash: run?.inputHash });
    expect(certificate.prices).toHaveLength((run?.demandEntries ?? 0) + (run?.supplyEntries ?? 0));
    expect(certificate.signature).not.toBe('');
  });
});

describe('produce', () => {
  it('the result is the best there is, in units of 500 g, and its reasons are the right ones', async () => {
    await lot({ quantity: '3', price: '4', households: '10', monitoredHouseholds: '6' });
    await lot({ quantity: '4', price: '5', households: '10', monitoredHouseholds: '1' });
    await lot({ quantity: '3', price: '3.5' });
    const dear = await lot({ quantity: '2', price: '60' });
    const bulk = await lot({ quantity: '500', unit: '公斤', minShipment: '100' });
    const pallet = await lot({ quantity: '4', price: '3', minShipment: '1.5' });
    await orderLine({ quantity: '4' });
    await orderLine({ quantity: '3', priceMax: '4.5' });
    await orderLine({ quantity: '2', region: '天津市滨海新区' });
    const whole = await orderLine({ quantity: '2', splittable: '否' });
    const large = await orderLine({ quantity: '9', splittable: '否' });
    const organic = await orderLine({ quantity: '2', certifications: '有机' });
    const run = await matched(receiving, 'produce', programme);
    expect(run).toMatchObject({ state: 'finished', certificate: 'verified', gap: { isBest: true } });
    expect(run.vector).toEqual(await bestByBruteForce<OrderLineFeatures, LotFeatures>(run, produceRuleSet));
    expect(run.vector?.placedByTier[1]).toBe(3);
    expect(await reasonsOf(receiving, run, 'supply')).toMatchObject({ [dear.id]: 'NOBODY_ELIGIBLE', [bulk.id]: 'NOBODY_ELIGIBLE' });
    expect(await reasonsOf(receiving, run, 'demand')).toMatchObject({ [large.id]: 'NO_SINGLE_LOT', [organic.id]: 'NOBODY_ELIGIBLE' });
    const pairs = await pairsOf(receiving, run);
    for (const id of [dear.id, bulk.id, large.id, organic.id]) expect(pairs.filter((pair) => pair.demandId === id || pair.supplyId === id)).toEqual([]);
    for (const pair of pairs.filter((one) => one.supplyId === pallet.id)) expect(pair.quantity).toBeGreaterThanOrEqual(3);
    expect([[], [2]]).toContainEqual(pairs.filter((pair) => pair.demandId === whole.id).map((pair) => pair.quantity));
    const card = await buyer.call(matchingExplanations.entry, { entryId: organic.id });
    expect(card).toMatchObject({ outcome: 'unmatched', tier: null, unmatched: { reason: 'NOBODY_ELIGIBLE' } });
  });

  it('a withdrawn lot takes no part in the next run', async () => {
    const { items: [before] } = await receiving.call(matchingRuns.list, { market: 'produce', programme, size: 1 });
    const [pair] = await pairsOf(receiving, before as RunView);
    const { row } = await receiving.call(lots.get, { id: pair?.supplyId ?? '' });
    await receiving.call(lots.withdraw, { id: row.id, version: row.version, reason: '已售' });
    await factsSettled();
    const run = await matched(receiving, 'produce', programme);
    expect((await pairsOf(receiving, run)).filter((one) => one.supplyId === row.id)).toEqual([]);
    expect(run.supplyEntries).toBe((before?.supplyEntries ?? 0) - 1);
  });
});

/** A change of features as the cells of the worker's form; a wish for an occupation is written as the opening's title. */
function cellsOf(set: Readonly<Record<string, unknown>>, worker: ListRow, opening: ListRow): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [feature, value] of Object.entries(set)) {
    const text = Array.isArray(value) ? value.join('、') : value === null ? '' : value === true ? '是' : value === false ? '否' : String(value);
    if (feature === 'certificates') cells['certificates'] = (value as { name: string }[]).map((one) => one.name).join('、');
    else if (feature === 'wageMinFen' || feature === 'wageWishFen') cells[feature.slice(0, -'Fen'.length)] = value === null ? '' : String(Number(value) / 100);
    else if (['regionsExcluded', 'regionsWished', 'skills', 'needsHousing', 'availableOn', 'experienceYears'].includes(feature)) cells[feature] = text;
    else if (feature === 'wishes') cells['wishes'] = `${worker.cells['wishes'] ?? ''}、${opening.cells['title'] ?? ''}`;
    else if (feature === 'excludesOtherProvinces' || feature === 'wishesSameProvince' || feature === 'wishesNearby') continue;
    else throw new Error(`no cell for ${feature}`);
  }
  return cells;
}
