import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { allFacts, employmentImports, employmentProposals, FigureCode, figures, lots, orderLines, posts, produceProposals, projects, publicFigures, type ReplyOf, type RequestInputOf } from '@jiedui/contracts';
import { pairingsOf, unitsOf } from '@jiedui/reference-data';
import { as, bus, Client, close, factsSettled, imported, knownToEngine, matched, sql, unique, until } from '../arrange.js';

/** The figures against the tables they tell of: counted anew by hand, opened to their records, published, delivered twice, rebuilt. */

const programme = 'danjiangkou';
const fangxian = '420325';
const zhushan = '420323';
const zhuxi = '420324';
const beijing = '110000';
const codes = FigureCode.options;
type Values = Readonly<Record<string, number>>;
interface Where { readonly programme: string; readonly unit?: string; readonly supporter?: string }
const places: readonly Where[] = [
  { programme }, { programme, unit: fangxian }, { programme, supporter: beijing }, { programme, unit: zhushan, supporter: beijing }, { programme, unit: fangxian, supporter: '120000' },
  { programme: 'three-gorges' }, { programme: 'three-gorges', unit: '500235' }, { programme: 'three-gorges', supporter: '320000' }, { programme: 'three-gorges', unit: '500101', supporter: '310000' },
];
let admin: Client;
let everybody: Client;
let enterprise: Client;
let before: Values;

/** Waits until nothing is on its way any more: no run, no fact that its readers have not taken. */
async function settled(): Promise<void> {
  await factsSettled();
  await until(() => sql<{ open: number }>(`select count(*)::int as open from matching.run where state in ('waiting', 'running')`), ([row]) => row?.open === 0, 'the last run to end');
  await factsSettled();
  const manager = await jetstreamManager(await bus());
  for (const service of ['employment', 'marketplace', 'matching', 'intake']) {
    await until(() => sql<{ waiting: number }>(`select count(*)::int as waiting from ${service}.outbox where published_at is null`), ([row]) => row?.waiting === 0, `the outbox of ${service} to be empty`);
    await until(() => manager.consumers.info(`EVT_${service.toUpperCase()}`, `assessment-from-${service}`), (info) => info.num_pending === 0 && info.num_ack_pending === 0, `assessment to have handled everything from ${service}`);
  }
}

const dashboard = async (where: Where, client = admin): Promise<Values> => Object.fromEntries((await client.call(figures.dashboard, where)).figures.map(({ code, value }) => [code, value]));

/** Every figure counted from the tables of the services that own the rows. */
async function countedByHand(where: Where): Promise<Values> {
  const paired = pairingsOf(where.programme).filter((pairing) => pairing.supporterCode === where.supporter).map((pairing) => pairing.unitCode);
  const count = async (text: string): Promise<Record<string, number>> => {
    const [row = {}] = await sql<Record<string, string>>(`with place as (select $1::text as programme, $2::text as unit, $3::text as supporter, $4::text[] as paired) ${text}`, [where.programme, where.unit ?? null, where.supporter ?? null, paired]);
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
  };
  // A post that is filled and a worker who is placed are on their lists until they are withdrawn.
  const listed = `r.programme = place.programme and r.status in ('open', 'filled')`;
  const demand = `${listed} and (place.unit is null or r.features -> 'targetUnits' = '[]' or r.features -> 'targetUnits' ? place.unit) and (place.supporter is null or r.features ->> 'supporter' = place.supporter)`;
  const supply = `${listed} and (place.unit is null or r.region = place.unit) and (place.supporter is null or r.region = any(place.paired))`;
  const pairs = (market: string, table: string): string => `coalesce((select sum(p.quantity) from place, matching.run_pair p join ${table} s on s.id = p.supply_id join matching.entry d on d.id = p.demand_id
    where p.run_id = (select id from matching.run where market = '${market}' and programme = place.programme and state = 'finished' order by sequence desc limit 1)
      and (place.unit is null or s.region = place.unit) and (place.supporter is null or d.features ->> 'supporter' = place.supporter)), 0)`;
  const side = `a.programme = place.programme and (place.unit is null or a.unit = place.unit) and (place.supporter is null or a.supporter = place.supporter)`;
  const tier = (n: number): string => `coalesce(sum(a.quantity) filter (where a.tier = ${n}), 0) as "placed.tier-${n}"`;
  const parts = [
    `select count(*) as "posts.open", coalesce(sum(r.quantity), 0) as "posts.headcount" from place, employment.post r where ${demand}`,
    `select count(*) as "workers.open" from place, employment.worker r where ${supply}`,
    `select count(*) as "order-lines.open", coalesce(sum(r.quantity), 0) * 500 as "order-lines.grams" from place, marketplace.order_line r where ${demand}`,
    `select count(*) as "lots.open", coalesce(sum(r.quantity), 0) * 500 as "lots.grams" from place, marketplace.lot r where ${supply}`,
    `select ${pairs('employment', 'employment.worker')} as "matched.people", ${pairs('produce', 'marketplace.lot')} * 500 as "matched.grams"`,
    `select coalesce(sum(a.quantity), 0) as "placed.total", ${[1, 2, 3, 4].map(tier).join(', ')} from place, employment.agreement a where not a.ended and ${side}`,
    `select ${[['placed.on-the-job', `p.state <> 'ended'`], ...[1, 3, 6].flatMap((months) => [[`retention.due-${months}`, 'true'], [`retention.kept-${months}`, `p.checked_${months}_on is not null`]].map(([code, more]) => [code, `p.arrived_on + interval '${months} months' <= current_date and p.end_reason is distinct from 'entered-in-error' and ${more}`]))]
      .map(([code, where]) => `count(*) filter (where p.arrived_on is not null and ${where}) as "${code}"`).join(', ')} from place, employment.placement p join employment.agreement a on a.id = p.id where ${side}`,
    `select count(*) as "contracts.lines", coalesce(sum(a.quantity), 0) * 500 as "contracts.grams", coalesce(sum(a.amount_fen), 0) as "contracts.fen" from place, marketplace.agreement a where not a.ended and ${side}`,
    `select count(*) as "projects.count", coalesce(sum(a.total_fen), 0) as "projects.total-fen", coalesce(sum(a.grant_fen), 0) as "projects.grant-fen",
      coalesce(sum((select sum(y.amount_fen) from intake.payment y where y.project_id = a.id)), 0) as "projects.paid-fen" from place, intake.project a where a.state in ('approved', 'under-way', 'completed') and ${side}`,
  ];
  const counted: Record<string, number> = {};
  for (const part of parts) Object.assign(counted, await count(part));
  return counted;
}

/** Every record of a figure that a reader may see, page by page, with what each page says of the whole. */
async function opened(client: Client, request: RequestInputOf<typeof figures.records>): Promise<{ items: ReplyOf<typeof figures.records>['items']; value: number; hidden: number; total: number }> {
  const items: ReplyOf<typeof figures.records>['items'] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call(figures.records, { size: 200, ...request, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    if (page.next === null) return { items, value: page.value, hidden: page.hidden, total: page.total };
    cursor = page.next;
  }
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const batch = unique();
const worker = (i: number, unit: string, more: Record<string, string> = {}): Record<string, string> => ({ 人员编号: `${batch}${unit}${i}`, 姓名: '样例戊', 所在县区: unit, 求职意向: '电焊工', 知情同意: '是', 零就业家庭: '否', 就业困难人员: '否', 脱贫人口: '否', ...more });
const firstTier = { 零就业家庭: '是', 就业困难人员: '是' };

/** What the suite makes happen: 3 + 9 + 11 people listed, 2 + 6 + 5 of them placed, a run, produce, a project with two payments. */
async function happen(): Promise<void> {
  const post = await enterprise.call(posts.create, { programme, cells: { externalId: `${batch}P`, title: '电焊工', headcount: '20', employer: '样例云帆电子有限公司', region: '北京市丰台区' } });
  await imported(everybody, employmentImports, 'worker', [
    worker(1, '房县', firstTier), worker(2, '房县'), worker(3, '房县'),
    ...Array.from({ length: 9 }, (_, i) => worker(i, '竹山县', i === 0 ? { 脱贫人口: '是' } : {})), ...Array.from({ length: 11 }, (_, i) => worker(i, '竹溪县')),
  ], programme);
  await knownToEngine(post.id);
  await factsSettled();
  for (const [unit, people] of [['房县', 2], ['竹山县', 6], ['竹溪县', 5]] as const) {
    const rows = await sql<{ id: string }>('select id from employment.worker where external_id like $1 order by external_id limit $2', [`${batch}${unit}%`, people]);
    for (const { id } of rows) {
      const made = await everybody.call(employmentProposals.make, { demandId: post.id, supplyId: id, reason: '面谈合适', overrideReason: '已面试' });
      await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
    }
  }
  const [producer, buyer, receiver, supporter] = await Promise.all([as('hezuoshe'), as('chaoshi'), as('hubei'), as('beijing')]);
  const line = await buyer.call(orderLines.create, { programme, cells: { externalId: `${batch}O`, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1000', unit: '公斤', priceMax: '8', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' } });
  const lot = await producer.call(lots.create, { programme, cells: { externalId: `${batch}L`, producer: '样例奉节脐橙专业合作社', originUnit: '房县', category: '柑橘类', quantity: '600', unit: '公斤', price: '5.33', harvestFrom: '2026-11-01', harvestTo: '2026-12-31' } });
  await knownToEngine(line.id);
  await knownToEngine(lot.id);
  const asked = await buyer.call(produceProposals.make, { demandId: line.id, supplyId: lot.id, quantity: 301, reason: '门店试销', overrideReason: '已验货' });
  await producer.call(produceProposals.acceptSupply, { id: asked.id, version: asked.version });

  let project = await receiver.call(projects.create, { programme, unit: fangxian, supporter: beijing, name: `${batch}项目`, field: 's0-3-3', site: '房县', industryCode: '8391', totalFen: 900_00, grantFen: 500_00 });
  project = await receiver.call(projects.submit, { id: project.id, version: project.version });
  project = await receiver.call(projects.approveReceiver, { id: project.id, version: project.version });
  project = await supporter.call(projects.approveSupporter, { id: project.id, version: project.version });
  for (const [voucher, amountFen, paidOn] of [['1', 120_00, '2024-01-31'], ['2', 80_01, '2024-02-01']] as const) await supporter.call(projects.pay, { id: project.id, voucher, amountFen, paidOn, purpose: '培训' });
  expect(await matched(admin, 'employment', programme)).toMatchObject({ state: 'finished', certificate: 'verified' });
  expect(await matched(admin, 'produce', programme)).toMatchObject({ state: 'finished', certificate: 'verified' });
}

beforeAll(async () => {
  [admin, everybody, enterprise] = await Promise.all([as('admin'), as('yangli'), as('qiye')]);
  await settled();
  before = await dashboard({ programme });
  await happen();
  await settled();
});
afterAll(close);

describe('the dashboard', () => {
  it('moves by exactly what happened', async () => {
    const after = await dashboard({ programme });
    const moved = Object.fromEntries(codes.map((code) => [code, (after[code] ?? NaN) - (before[code] ?? NaN)]));
    expect(moved).toMatchObject({
      'posts.open': 1, 'posts.headcount': 20, 'workers.open': 23, 'order-lines.open': 1, 'order-lines.grams': 1_000_000, 'lots.open': 1, 'lots.grams': 600_000,
      'placed.total': 13, 'placed.tier-1': 1, 'placed.tier-2': 0, 'placed.tier-3': 1, 'placed.tier-4': 11,
      'contracts.lines': 1, 'contracts.grams': 301 * 500, 'contracts.fen': Math.floor((301 * 500 * 533) / 1000),
      'projects.count': 1, 'projects.total-fen': 900_00, 'projects.grant-fen': 500_00, 'projects.paid-fen': 200_01,
    });
    // Seven openings are left, and more than seven people who want them.
    expect(after['matched.people']).toBeGreaterThanOrEqual(7);
    const { lastRuns, freshness } = await admin.call(figures.dashboard, { programme });
    for (const run of lastRuns) expect(await sql('select id as "runId", sequence, certificate from matching.run where market = $1 and programme = $2 order by sequence desc limit 1', [run.market, programme])).toEqual([{ runId: run.runId, sequence: run.sequence, certificate: run.certificate }]);
    expect([lastRuns.map((run) => run.market).sort(), freshness.filter((source) => source.freshAt === null)]).toEqual([['employment', 'produce'], []]);
  });

  it('shows what the tables of the services hold, for the programme, a county, a supporter and a pairing', async () => {
    for (const where of places) expect([where, await dashboard(where)]).toEqual([where, await countedByHand(where)]);
  });

  it('is read by those who may, of their own programme', async () => {
    expect((await new Client().ask(figures.dashboard, { programme })).status).toBe(401);
    expect((await enterprise.ask(figures.dashboard, { programme })).status).toBe(403);
    expect((await (await as('yunyang')).ask(figures.dashboard, { programme })).status).toBe(404);
    expect((await admin.ask(figures.dashboard, { programme: 'no-such' })).status).toBe(404);
  });

  it('agrees with the trend and with the list of pairings', async () => {
    for (const each of [programme, 'three-gorges']) {
      const values = await dashboard({ programme: each });
      const { months } = await admin.call(figures.trend, { programme: each });
      const { items, total } = await admin.call(figures.byPairing, { programme: each });
      const whole = [values['placed.total'], values['contracts.lines'], values['contracts.grams'], values['contracts.fen'], values['projects.count'], values['projects.paid-fen']];
      expect(months.reduce((all, month) => [month.placed, month.contractLines, month.grams, month.fen, month.projectsApproved, month.paidFen].map((value, i) => value + (all[i] ?? 0)), [0, 0, 0, 0, 0, 0])).toEqual(whole);
      expect([total.placed, total.contractLines, total.grams, total.fen, total.projects, total.paidFen]).toEqual(whole);
      expect(total.placedByTier).toEqual([1, 2, 3, 4].map((tier) => sum(months.map((month) => month.placedByTier[tier - 1] ?? 0))));
      for (const item of items.filter(({ supporter }) => supporter !== null).slice(0, 4)) {
        const own = await dashboard({ programme: each, unit: item.unit, supporter: item.supporter ?? '' });
        expect([item.unit, item.placed, item.contractLines, item.grantFen]).toEqual([item.unit, own['placed.total'], own['contracts.lines'], own['projects.grant-fen']]);
      }
    }
  });
});

describe('a figure', () => {
  it('opens to records that add up to it', async () => {
    for (const where of places.slice(0, 6)) {
      const values = await dashboard(where);
      for (const figure of codes) {
        const { items, value, hidden, total } = await opened(admin, { ...where, figure });
        expect([figure, where, value, sum(items.map((item) => item.amount)), hidden, total, new Set(items.map((item) => item.id)).size]).toEqual([figure, where, values[figure], values[figure], 0, items.length, items.length]);
      }
    }
    const placed = await opened(admin, { programme, unit: fangxian, figure: 'placed.total' });
    const stored = await sql<{ id: string }>('select id from employment.agreement where programme = $1 and unit = $2', [programme, fangxian]);
    expect(placed.items.map((item) => item.id).sort()).toEqual(stored.map((row) => row.id).sort());
    expect(await opened(admin, { programme, unit: fangxian, figure: 'projects.paid-fen', month: '2024-02' })).toMatchObject({ value: 80_01, items: [{ kind: 'project', label: `${batch}项目`, amount: 80_01 }] });
  });

  it('is the same for whoever may read it; what they may not see one by one is counted as hidden', async () => {
    for (const account of ['beijing', 'hubei', 'yunyangqu', 'pinggu', 'shenji']) {
      const client = await as(account);
      for (const figure of codes) {
        const [whole, own] = [await opened(admin, { programme, figure }), await opened(client, { programme, figure })];
        expect([account, figure, own.value, own.items.length, own.total + own.hidden]).toEqual([account, figure, whole.value, own.total, whole.total]);
        if (account === 'shenji') expect(own.items).toEqual([]);
        if (account === 'pinggu') expect(own.items).toEqual(whole.items);
        if (account === 'yunyangqu' && figure.startsWith('placed.tier')) expect(own.items.filter((item) => item.unit !== '420304')).toEqual([]);
      }
    }
    // A supporter sees that its enterprise placed people, and not in which tier each of them is.
    const seen = await opened(await as('beijing'), { programme, figure: 'placed.total', unit: fangxian });
    expect([seen.items.length > 0, new Set(seen.items.map((item) => item.tier))]).toEqual([true, new Set([null])]);
    expect((await opened(await as('beijing'), { programme, figure: 'placed.tier-1', unit: fangxian })).items).toEqual([]);
  });
});

describe('the public page', () => {
  type Page = ReplyOf<typeof publicFigures.totals>['programmes'][number];
  const counts = ['workers.open', 'lots.open', 'matched.people', 'contracts.lines', 'placed.total', 'placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4', 'projects.count'] as const;
  const tiers = ['placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4'] as const;

  /** The page as it stands after everything that happened: it is made anew every half minute at most. */
  async function published(query: RequestInputOf<typeof publicFigures.totals> = {}): Promise<ReplyOf<typeof publicFigures.totals>> {
    const { freshness } = await admin.call(figures.dashboard, { programme });
    const newest = freshness.map((source) => source.freshAt ?? '').sort().at(-1);
    return until(() => new Client().call(publicFigures.totals, query), (page) => page.freshAt === newest, 'the page to be made anew');
  }

  /** The least and the most that a reader can make every hidden count out to be, from all sums of the page and from "a hidden count is at least 1". */
  function workedOut(page: Page): Map<string, readonly [least: number, most: number]> {
    const known = new Map<string, [number, number]>();
    const key = (unit: string, code: FigureCode): string => `${unit} ${code}`;
    for (const { unit, cells } of [{ unit: '', cells: page.totals }, ...page.counties]) for (const cell of cells) known.set(key(unit, cell.code), cell.value === null ? [1, Infinity] : [cell.value, cell.value]);
    const sums = [
      ...counts.map((code): [string, string[]] => [key('', code), page.counties.map(({ unit }) => key(unit, code))]),
      ...['', ...page.counties.map(({ unit }) => unit)].map((unit): [string, string[]] => [key(unit, 'placed.total'), tiers.map((tier) => key(unit, tier))]),
    ];
    for (let learnt = true; learnt;) {
      learnt = false;
      const tighten = (name: string, least: number, most: number): void => {
        const [low, high] = known.get(name) ?? [0, Infinity];
        if (least <= low && most >= high) return;
        known.set(name, [Math.max(low, least), Math.min(high, most)]);
        learnt = true;
      };
      const bound = (name: string, end: 0 | 1): number => known.get(name)?.[end] ?? 0;
      for (const [total, parts] of sums) {
        tighten(total, sum(parts.map((part) => bound(part, 0))), sum(parts.map((part) => bound(part, 1))));
        for (const part of parts) {
          const others = parts.filter((other) => other !== part);
          tighten(part, bound(total, 0) - sum(others.map((other) => bound(other, 1))), bound(total, 1) - sum(others.map((other) => bound(other, 0))));
        }
      }
    }
    return known;
  }

  it('shows totals without sign-in and nothing of a single row', async () => {
    const page = await published();
    expect(page.threshold).toBe(5);
    const open = new Set((await new Client().call(figures.definitions, {})).items.filter((definition) => definition.public).map((definition) => definition.code));
    for (const { totals, counties } of page.programmes) for (const cell of [...totals, ...counties.flatMap((county) => county.cells)]) expect([cell.code, open.has(cell.code)]).toEqual([cell.code, true]);
    const text = JSON.stringify(page);
    for (const word of [batch, '样例', '样例云帆电子有限公司']) expect(text).not.toContain(word);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
    expect((await new Client().ask(figures.records, { programme, figure: 'placed.total' })).status).toBe(401);
    expect((await new Client().ask(publicFigures.totals, { programme: 'no-such' })).status).toBe(404);
    expect((await published({ programme })).programmes).toEqual(page.programmes.filter((one) => one.code === programme));
  });

  it('shows counts as they are and hides those below 5, with what would give them away', async () => {
    for (const page of (await published()).programmes) {
      const hidden = new Map(page.counties.map(({ unit, cells }) => [unit, new Map(cells.map((cell) => [cell.code, cell]))]));
      const known = workedOut(page);
      for (const { code: unit } of unitsOf(page.code)) {
        const values = await countedByHand({ programme: page.code, unit });
        for (const [code, cell] of hidden.get(unit) ?? []) {
          const truth = values[code] ?? NaN;
          expect([page.code, unit, code, cell.hidden, cell.value]).toEqual([page.code, unit, code, cell.hidden, cell.hidden ? null : truth]);
          if (!counts.some((count) => count === code)) continue;
          const isSmall = truth > 0 && truth < 5;
          if (truth === 0) expect(cell.value).toBe(0);
          if (!isSmall) continue;
          const [least, most] = known.get(`${unit} ${code}`) ?? [0, 0];
          expect([page.code, unit, code, cell.hidden, least <= truth && truth <= most, most - least >= 4]).toEqual([page.code, unit, code, true, true, true]);
        }
        for (const [count, amounts] of [['lots.open', ['lots.grams']], ['contracts.lines', ['contracts.grams', 'contracts.fen']]] as const) {
          for (const amount of amounts) expect([unit, amount, hidden.get(unit)?.get(amount)?.hidden]).toEqual([unit, amount, hidden.get(unit)?.get(count)?.hidden]);
        }
      }
    }
    // The case made for this: two placed in 房县, one in the first tier, beside counties with enough.
    const { counties, totals } = (await published({ programme })).programmes[0] ?? { counties: [], totals: [] };
    const of = (unit: string, code: FigureCode): number | null | undefined => counties.find((county) => county.unit === unit)?.cells.find((cell) => cell.code === code)?.value;
    expect([of(fangxian, 'placed.total'), of(fangxian, 'placed.tier-1'), of(fangxian, 'workers.open'), of(fangxian, 'contracts.lines'), of(fangxian, 'contracts.fen')]).toEqual([null, null, null, null, null]);
    for (const code of ['placed.total', 'workers.open'] as const) {
      const shown = counties.map((county) => of(county.unit, code)).filter((value) => typeof value === 'number');
      const total = totals.find((cell) => cell.code === code)?.value ?? null;
      // Whoever takes the shown from the sum is left with more counties than one, or has no sum to take it from.
      expect([code, total === null || counties.length - shown.length > 1, of(zhuxi, code) === null || (of(zhuxi, code) ?? 0) >= 5]).toEqual([code, true, true]);
    }
  });
});

describe('facts', () => {
  /** Everything the figures say, as the bytes that readers get. Pairs of a run have no ids of their own, so their records are compared by content. */
  async function everything(): Promise<string[]> {
    const texts: string[] = [];
    for (const where of places) texts.push((await admin.ask(figures.dashboard, where)).text, (await admin.ask(figures.trend, where)).text);
    for (const each of [programme, 'three-gorges']) {
      texts.push((await admin.ask(figures.byPairing, { programme: each })).text);
      for (const figure of codes) {
        const { items, ...rest } = await opened(admin, { programme: each, figure });
        texts.push(JSON.stringify([rest, items.map((item) => (item.kind === 'matched-pair' ? { ...item, id: '' } : item)).map((item) => JSON.stringify(item)).sort()]));
      }
    }
    return texts;
  }

  it('that come twice count once, as the same message or as another with the same content', async () => {
    const known = await everything();
    const stream = jetstream(await bus());
    const letters = await sql('select id from assessment.dead_letter');
    const taken = async (): Promise<number> => Number((await sql<{ facts: string }>('select sum(facts) as facts from assessment.source'))[0]?.facts);
    const told = await taken();
    let others = 0;
    for (const service of ['employment', 'marketplace', 'matching', 'intake']) {
      const rows = await sql<{ id: string; aggregate: string; aggregate_version: string; type: string; schema_version: number; payload: object; created_at: Date }>(
        `select distinct on (type) id, aggregate, aggregate_version, type, schema_version, payload, created_at from ${service}.outbox order by type, seq desc`);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        const envelope = { aggregate: row.aggregate, aggregateVersion: Number(row.aggregate_version), occurredAt: row.created_at.toISOString(), correlationId: null, payload: row.payload };
        // The broker knows neither by its message id, so both reach the consumer, if it reads that kind of fact at all.
        if (allFacts.some((fact) => fact.service === service && fact.type === row.type && fact.readBy.includes('assessment'))) others += 1;
        for (const id of [row.id, randomUUID()]) await stream.publish(`evt.${service}.${row.type}.v${row.schema_version}`, JSON.stringify({ id, ...envelope }), { msgID: randomUUID() });
      }
    }
    await settled();
    // The message known already had no effect at all; the other with its content had none that shows.
    expect(await taken()).toBe(told + others);
    expect(await everything()).toEqual(known);
    expect(await sql('select id from assessment.dead_letter')).toEqual(letters);
    for (const where of places) expect([where, await dashboard(where)]).toEqual([where, await countedByHand(where)]);
  });

  it('are the figures: wiped, mended or rebuilt over what stands, they come out the same to the byte', async () => {
    const system = await as('xitong');
    const rebuilt = async (): Promise<ReplyOf<typeof figures.rebuilds>['items'][number]> => {
      const { id } = await system.call(figures.rebuild, {});
      const { items } = await until(() => system.call(figures.rebuilds, {}), (page) => page.items.some((one) => one.id === id && one.finishedAt !== null), 'the rebuild to end');
      const found = items.find((one) => one.id === id);
      if (found === undefined) throw new Error('the rebuild is not listed');
      return found;
    };
    expect(await admin.refused(figures.rebuild, {})).toMatchObject({ status: 403 });
    const known = await everything();
    expect(await rebuilt()).toMatchObject({ same: true, removed: 0, failure: null });
    expect(await everything()).toEqual(known);

    await sql('truncate assessment.entry, assessment.agreement, assessment.project, assessment.run, assessment.pair_set cascade');
    expect(sum(Object.values(await dashboard({ programme })))).toBe(0);
    expect(await rebuilt()).toMatchObject({ same: false, removed: 0, failure: null });
    expect(await everything()).toEqual(known);

    // Rows that nobody told of, rows that were tampered with, rows that are gone.
    await sql(`insert into assessment.agreement (id, version, market, programme, unit, supporter, tier, quantity, amount_fen, agreed_on, ended, seen_at) values ($1, 1, 'employment', $2, $3, $4, 1, 50, null, '2024-01-01', false, now() - interval '1 day')`, [randomUUID(), programme, fangxian, beijing]);
    await sql('update assessment.entry set capacity = capacity + 1000 where programme = $1', [programme]);
    await sql('update assessment.project set paid_fen = 1 where programme = $1', [programme]);
    await sql('delete from assessment.agreement where programme = $1 and unit = $2', [programme, zhushan]);
    expect(await everything()).not.toEqual(known);
    expect(await rebuilt()).toMatchObject({ same: false, removed: 1, failure: null });
    expect(await everything()).toEqual(known);
  });
});
