import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, placements, posts, type ProposalView, recruitmentEvents, type RecruitmentEventView, type RequestInputOf, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, phone, sql, unique } from '../arrange.js';

/** The year's plan of recruitment events against what came of it (mechanisms E02). */

const programme = 'three-gorges', employer = '样例云帆电子有限公司';
let county: Client, otherCounty: Client, beijing: Client, admin: Client, enterprise: Client;
beforeAll(async () => { [county, otherCounty, beijing, admin, enterprise] = await Promise.all([as('yunyang'), as('yunyangqu'), as('beijing'), as('admin'), as('qiye')]); });
/** What this suite opened is withdrawn at its end, so that no other suite's people or posts are taken. */
const made: ListRow[] = [], placed: string[] = [];
afterAll(async () => {
  for (const id of placed) {
    const { placement } = await county.call(placements.get, { id });
    if (placement.state !== 'ended') await county.call(placements.end, { id, version: placement.version, reason: 'entered-in-error', on: today });
  }
  for (const { id, list } of made) {
    const client = list === 'post' ? enterprise : county, of = list === 'post' ? posts : workers, { row } = await client.call(of.get, { id });
    if (row.status === 'open') await client.call(of.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await close();
});

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10), year = Number(today.slice(0, 4));
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });
type Plan = RequestInputOf<typeof recruitmentEvents.plan>;
const planOf = (more: Partial<Plan> = {}): Plan => ({ programme, side: 'county', region: '500235', name: unique('招聘会'), kind: 'fair', startsOn: today, endsOn: today, place: '云阳县样例广场', enterprises: [{ name: employer, posts: 20 }, { name: '样例别家机械有限公司', posts: 5 }], counties: [{ region: '500235', quota: 200 }, { region: '500236', quota: 50 }], ...more });
const changes = ({ programme: _programme, side: _side, region: _region, ...plan }: Plan): Omit<Plan, 'programme' | 'side' | 'region'> => plan;
const seen = (id: string, client: Client = county) => client.call(recruitmentEvents.get, { id });
const held = async (more: Partial<Plan> = {}): Promise<RecruitmentEventView> => county.call(recruitmentEvents.hold, at(await county.call(recruitmentEvents.plan, planOf(more))));

/** A pair that both sides agree to today. */
async function agreed(): Promise<string> {
  const demand = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
  const supply = await county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例未', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是' } });
  made.push(demand, supply);
  await Promise.all([demand, supply].map(({ id }) => knownToEngine(id)));
  const answer = await county.ask(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '招聘会上谈妥', overrideReason: '双方已谈妥' });
  let proposal = answer.json as ProposalView;
  if (answer.status !== 200) {
    const { items } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed', size: 200 }), proposed = items.find((item) => item.demandId === demand.id);
    await county.call(employmentProposals.send, { ids: [proposed?.id ?? ''] });
    proposal = await county.call(employmentProposals.get, { id: proposed?.id ?? '' });
  }
  await enterprise.call(employmentProposals.acceptDemand, { id: proposal.id, version: proposal.version });
  const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
  placed.push(id);
  return id;
}

describe('a recruitment event', () => {
  it('goes from the plan to its counts, each step with who and when', async () => {
    const planned = await county.call(recruitmentEvents.plan, planOf());
    expect(planned).toMatchObject({ state: 'planned', organiser: '云阳县就业服务机构', organiserRegion: { region: '500235' }, sums: { enterprises: 2, posts: 25, quota: 250, attended: null, hires: null }, acts: ['change', 'hold', 'cancel'], version: 1 });
    const changed = await county.call(recruitmentEvents.change, { ...at(planned), ...changes(planOf({ name: planned.name, kind: 'visit', counties: [{ region: '500235', quota: 300 }] })) });
    expect(changed).toMatchObject({ kind: 'visit', sums: { quota: 300 }, version: 2 });
    const event = await county.call(recruitmentEvents.hold, at(changed));
    expect(event).toMatchObject({ state: 'held', acts: ['count', 'close'] });
    expect(await county.refused(recruitmentEvents.change, { ...at(event), ...changes(planOf()) })).toMatchObject({ status: 409, code: 'WRONG_STATE', message: { zh: expect.stringContaining('已举办'), en: expect.stringContaining('Held') } });
    // One firm is counted, the other and the county are not: what is not counted is no nought, and the event is not closed.
    const counted = await county.call(recruitmentEvents.count, { ...at(event), counties: [], enterprises: [{ name: employer, hires: 12 }] });
    expect(counted.sums).toMatchObject({ hires: 12, attended: null });
    expect(await county.refused(recruitmentEvents.close, at(counted))).toMatchObject({ status: 409, code: 'NOT_COUNTED', message: { zh: expect.stringContaining('还有 2 项') } });
    const whole = await county.call(recruitmentEvents.count, { ...at(counted), counties: [{ region: '500235', attended: 280 }], enterprises: [{ name: '样例别家机械有限公司', hires: 0 }] });
    expect(await county.call(recruitmentEvents.close, at(whole))).toMatchObject({ state: 'closed', sums: { quota: 300, attended: 280, hires: 12 }, acts: [] });
    const { history, counties, enterprises } = await seen(planned.id);
    expect(history.map(({ act, by }) => [act, by.includes('云阳县')])).toEqual([['close', true], ['count', true], ['count', true], ['hold', true], ['change', true], ['plan', true]]);
    expect([counties, enterprises.map(({ name, posts: n, hires }) => [name, n, hires])]).toEqual([[{ region: '500235', regionName: '云阳县', quota: 300, attended: 280, placed: expect.any(Number) }], expect.arrayContaining([[employer, 20, 12], ['样例别家机械有限公司', 5, 0]])]);
    expect((await sql<{ action: string }>('select action from employment.audit_entry where subject_id = $1 and result = $2 order by id', [planned.id, 'done'])).map(({ action }) => action)).toEqual(['plan', 'change', 'hold', 'count', 'close'].flatMap((act) => (act === 'count' ? [`operation.recruitment-events.${act}`, `operation.recruitment-events.${act}`] : [`operation.recruitment-events.${act}`])));
  });

  it('counts the placements that meet it, beside what its organiser counted', async () => {
    const here = await held(), elsewhere = await held({ enterprises: [{ name: '样例无关公司', posts: 1 }] }), past = await held({ startsOn: day(-60), endsOn: day(-58) });
    const of = async (id: string): Promise<number> => (await seen(id)).event.sums.placed, before = await of(here.id);
    const id = await agreed();
    const { event, enterprises, counties } = await seen(here.id);
    expect([event.sums.placed - before, event.sums.hires]).toEqual([1, null]);
    // By firm and by county the same people are counted as in the whole.
    expect([enterprises.reduce((sum, one) => sum + one.placed, 0), counties.reduce((sum, one) => sum + one.placed, 0)]).toEqual([event.sums.placed, event.sums.placed]);
    expect(enterprises.find(({ name }) => name === employer)?.placed).toBe(event.sums.placed);
    expect([await of(elsewhere.id), await of(past.id)]).toEqual([0, 0]);
    // One that ends before anybody was on the job is no hire.
    const { placement } = await county.call(placements.get, { id });
    await county.call(placements.end, { ...at(placement), reason: 'family', on: today });
    expect(await of(here.id)).toBe(before);
  });

  it('adds up over a year, without those that were cancelled', async () => {
    const mark = unique('专场'), named = (more: Partial<Plan> = {}): Partial<Plan> => ({ name: `${mark}${unique()}`, ...more });
    const [first, second, dropped] = await Promise.all([held(named()), held(named({ startsOn: `${year - 1}-05-01`, endsOn: `${year - 1}-05-02` })), county.call(recruitmentEvents.plan, planOf(named()))]);
    await county.call(recruitmentEvents.count, { ...at(first), counties: [{ region: '500235', attended: 150 }], enterprises: [{ name: employer, hires: 7 }] });
    expect(await county.call(recruitmentEvents.cancel, { ...at(dropped), reason: 'weather-or-traffic', words: '暴雨' })).toMatchObject({ state: 'cancelled', cancelled: { reasonName: { zh: '天气或交通' }, words: '暴雨' }, acts: [] });
    expect(await county.call(recruitmentEvents.sums, { year, search: mark })).toMatchObject({ events: 1, heldEvents: 1, quota: 250, attended: 150, hires: 7, posts: 25 });
    expect(await county.call(recruitmentEvents.sums, { search: mark })).toMatchObject({ events: 2, quota: 500, attended: 150, hires: 7 });
    const ids = async (more: object): Promise<string[]> => (await county.call(recruitmentEvents.list, { search: mark, size: 200, ...more })).items.map(({ id }) => id);
    expect([await ids({ year }), await ids({ year: year - 1 }), await ids({ year, state: 'cancelled' }), await ids({ region: '500236', year: year - 1 }), await ids({ region: '500243' })]).toEqual([expect.arrayContaining([first.id, dropped.id]), [second.id], [dropped.id], [second.id], []]);
  });

  it('is read by the offices of the programme and changed by its organiser alone', async () => {
    const event = await county.call(recruitmentEvents.plan, planOf()), theirs = await beijing.call(recruitmentEvents.plan, planOf({ side: 'supporter', region: '110000' }));
    const found = async (client: Client, id: string): Promise<number> => (await client.ask(recruitmentEvents.get, { id })).status;
    expect(await Promise.all([county, beijing, admin, otherCounty, enterprise].map((client) => found(client, event.id)))).toEqual([200, 200, 200, 404, 403]);
    expect((await seen(event.id, beijing)).event.acts).toEqual([]);
    expect(await beijing.refused(recruitmentEvents.hold, at(event))).toMatchObject({ status: 404 });
    expect(await county.refused(recruitmentEvents.cancel, { ...at(theirs), reason: 'other' })).toMatchObject({ status: 404 });
    expect(await county.refused(recruitmentEvents.plan, planOf({ region: '500236' }))).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE' });
    expect(await county.refused(recruitmentEvents.plan, planOf({ side: 'programme', region: undefined }))).toMatchObject({ status: 403 });
    // The programme's administrator answers for the whole plan.
    expect(await admin.call(recruitmentEvents.plan, planOf({ side: 'programme', region: undefined }))).toMatchObject({ side: 'programme', organiserRegion: null });
    expect(await admin.call(recruitmentEvents.cancel, { ...at(theirs), reason: 'postponed' })).toMatchObject({ state: 'cancelled' });
  });

  it('names what is wrong with an input, and of two at once tells one of the change', async () => {
    const ahead = await county.call(recruitmentEvents.plan, planOf({ startsOn: day(3), endsOn: day(3) }));
    expect(await county.refused(recruitmentEvents.hold, at(ahead))).toMatchObject({ status: 409, code: 'NOT_YET' });
    const field = (name: string, code: string): object => ({ status: 400, fields: [{ field: name, code, message: { zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) } }] });
    expect(await county.refused(recruitmentEvents.plan, planOf({ endsOn: day(-1) }))).toMatchObject(field('endsOn', 'ENDS_BEFORE'));
    expect(await county.refused(recruitmentEvents.plan, planOf({ counties: [{ region: '420304', quota: 1 }] }))).toMatchObject(field('counties', 'NOT_A_UNIT'));
    expect(await county.refused(recruitmentEvents.plan, planOf({ enterprises: [{ name: employer, posts: 1 }, { name: employer, posts: 2 }] }))).toMatchObject(field('enterprises', 'TWICE'));
    const event = await held();
    expect(await county.refused(recruitmentEvents.count, { ...at(event), counties: [], enterprises: [{ name: '样例没有列出公司', hires: 3 }] })).toMatchObject(field('enterprises', 'NOT_NAMED'));
    const answers = await Promise.all([1, 2, 3].map((hires) => county.ask(recruitmentEvents.count, { ...at(event), counties: [], enterprises: [{ name: employer, hires }] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await seen(event.id)).event.sums.hires).toBe([1, 2, 3][answers.findIndex(({ status }) => status === 200)]);
  });
});
