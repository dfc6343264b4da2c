import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { departures, type DepartureView, employmentProposals, type ListRow, ownWork, type Passenger, placements, type PlacementView, posts, type ProposalView, type RequestInputOf, workerLinks, workers } from '@jiedui/contracts';
import { as, Client, close, factsSettled, idNumber, knownToEngine, phone, rowsOf, sql, unique } from '../arrange.js';

/** People of a county who leave for their jobs together (mechanisms E07). */

const programme = 'three-gorges', employer = '样例云帆电子有限公司', contact = { name: '样例丁', phone: '02355121234' };
let county: Client, other: Client, enterprise: Client, everyone: Client, beijing: Client, admin: Client;
beforeAll(async () => { [county, other, enterprise, everyone, beijing, admin] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye'), as('yangli'), as('beijing'), as('admin')]); });
/** What this suite opened: placements are ended and rows withdrawn at its end, so that no other suite's people or posts are taken. */
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

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
/** The day so many days from today. */
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });

/** Agreed pairs of one post, as many as asked for. */
interface Person { readonly worker: ListRow; readonly number: string; readonly placement: PlacementView }
async function accepted(count: number, { startOn = day(30), group, accept = true }: { startOn?: string; group?: string; accept?: boolean } = {}): Promise<Person[]> {
  const demand = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: String(count), employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
  made.push(demand);
  await knownToEngine(demand.id);
  const people: Person[] = [];
  for (let i = 0; i < count; i += 1) {
    const number = idNumber(), worker = await county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例寅', idNumber: number, phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是', ...(group === undefined ? {} : { travelGroup: group }) } });
    made.push(worker);
    await knownToEngine(worker.id);
    const proposal = await sent(demand, worker);
    await enterprise.call(employmentProposals.acceptDemand, { id: proposal.id, version: proposal.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
    placed.push(id);
    const offered = await enterprise.call(placements.offer, { ...at((await enterprise.call(placements.get, { id })).placement), startOn, wageFen: 650_000, housing: 'lodging' });
    people.push({ worker, number, placement: accept ? await county.call(placements.accept, { ...at(offered), on: today, manner: 'phone' }) : offered });
  }
  return people;
}
/** The pair as the county sends it: by hand, or as a run of another suite has just proposed it. */
async function sent(demand: ListRow, supply: ListRow): Promise<ProposalView> {
  const answer = await county.ask(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
  if (answer.status === 200) return answer.json as ProposalView;
  const { items } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed', size: 200 }), proposed = items.find((item) => item.demandId === demand.id);
  await county.call(employmentProposals.send, { ids: [proposed?.id ?? ''] });
  return county.call(employmentProposals.get, { id: proposed?.id ?? '' });
}

type Plan = RequestInputOf<typeof departures.plan>;
const planOf = (more: Partial<Plan> = {}): Plan => ({ programme, region: '500235', leavesOn: day(5), leavesAt: '07:30', meetingPlace: unique('样例汽车站'), destination: '广州市黄埔区样例工业园', vehicle: 'coach', vehicleNumber: '渝F12345', seats: 45, costs: 'aid-funds', contact, ...more });
const planned = (more: Partial<Plan> = {}): Promise<DepartureView> => county.call(departures.plan, planOf(more));
const seen = async (id: string, client: Client = county): Promise<DepartureView> => (await client.call(departures.get, { id })).departure;
const seat = async (departure: DepartureView, people: readonly Person[], more: { withGroups?: boolean } = {}) => county.call(departures.seat, { ...at(await seen(departure.id)), ids: people.map(({ placement }) => placement.id), ...more });
const aboard = async (id: string, client: Client = county): Promise<Passenger[]> => (await client.call(departures.passengers, { id, size: 200 })).items;
const stateOf = async ({ placement }: Person): Promise<string> => (await county.call(placements.get, { id: placement.id })).placement.state;

describe('a group departure', () => {
  it('is planned, filled and leaves; who did not come stays where they were, and every step is in its history', async () => {
    const people = await accepted(3), [first, second, absent] = people as [Person, Person, Person], departure = await planned();
    expect(departure).toMatchObject({ state: 'planned', people: 0, seats: 45, contact: { ...contact, masked: false }, acts: ['change', 'seat', 'unseat', 'depart', 'cancel'], due: false, version: 1 });
    expect(await seat(departure, people)).toMatchObject({ done: 3, skipped: [], departure: { people: 3, own: 3 } });
    const moved = await county.call(departures.change, { ...at(await seen(departure.id)), ...withoutPlace(planOf({ leavesOn: today, seats: 3 })) });
    expect(moved).toMatchObject({ leavesOn: today, seats: 3, due: true });
    expect((await county.call(departures.list, { due: 'now', size: 200 })).items.map(({ id }) => id)).toContain(departure.id);
    const left = await county.call(departures.depart, { ...at(moved), on: today, stayed: [{ id: absent.placement.id, reason: 'illness' }] });
    expect(left).toMatchObject({ done: 2, skipped: [], departure: { state: 'departed', people: 2, stayed: 1, departedOn: today, acts: [], due: false } });
    expect([await stateOf(first), await stateOf(second), await stateOf(absent)]).toEqual(['departed', 'departed', 'accepted']);
    expect((await aboard(departure.id)).map((one) => [one.placementId, one.state, one.reason]).sort()).toEqual([[first.placement.id, 'departed', null], [second.placement.id, 'departed', null], [absent.placement.id, 'stayed', 'illness']].sort());
    const { history } = await county.call(departures.get, { id: departure.id });
    expect(history.map(({ act, people: n }) => [act, n])).toEqual([['depart', 2], ['change', null], ['seat', 3], ['plan', null]]);
    expect(history[0]?.by).toContain('云阳县');
    // Who stayed may go with the next one.
    expect(await seat(await planned(), [absent])).toMatchObject({ done: 1 });
    // The placement itself tells its own step.
    expect((await county.call(placements.get, { id: first.placement.id })).history[0]).toMatchObject({ act: 'depart', on: today });
  });

  it('names who cannot be seated and why, and seats the others', async () => {
    const [fit] = await accepted(1) as [Person], [early] = await accepted(1, { startOn: day(2) }) as [Person], [unanswered] = await accepted(1, { accept: false }) as [Person];
    const departure = await planned({ leavesOn: day(5) }), answer = await county.call(departures.seat, { ...at(departure), ids: [fit.placement.id, early.placement.id, unanswered.placement.id, '01a20065-887a-76a2-9f38-de6673861972'] });
    expect(answer.done).toBe(1);
    expect(new Map(answer.skipped.map(({ id, code }) => [id, code]))).toEqual(new Map([[early.placement.id, 'STARTS_BEFORE'], [unanswered.placement.id, 'WRONG_STATE'], ['01a20065-887a-76a2-9f38-de6673861972', 'NOT_FOUND']]));
    expect(answer.reasons.map(({ code, message }) => [code, /\S/.test(message.zh) && /\S/.test(message.en)])).toEqual(expect.arrayContaining([['STARTS_BEFORE', true], ['WRONG_STATE', true]]));
    expect(await seat(departure, [fit])).toMatchObject({ done: 0, skipped: [{ code: 'ALREADY_ON' }] });
    // Moving the day behind somebody's first day at work, or giving fewer seats than there are people, is refused by field.
    const now = await seen(departure.id);
    expect(await county.refused(departures.change, { ...at(now), ...withoutPlace(planOf({ leavesOn: day(40) })) })).toMatchObject({ status: 400, fields: [{ field: 'leavesOn', code: 'STARTS_BEFORE' }] });
    await seat(departure, await accepted(1));
    expect(await county.refused(departures.change, { ...at(await seen(departure.id)), ...withoutPlace(planOf({ seats: 1 })) })).toMatchObject({ status: 400, fields: [{ field: 'seats', code: 'SEATS_TAKEN' }] });
  });

  it('never has more people than seats, however many ask at once, nor anybody on two departures', async () => {
    const people = await accepted(4), [one] = people as [Person], small = await planned({ seats: 2 }), [left, right] = await Promise.all([planned(), planned()]);
    // Each asks with the version it saw: one is done, the others are told of the change and ask again.
    const insist = async (person: Person): Promise<number> => {
      for (;;) {
        const answer = await county.ask(departures.seat, { ...at(await seen(small.id)), ids: [person.placement.id] });
        if (answer.status === 200) return (answer.json as { done: number }).done;
        expect(answer.status).toBe(412);
      }
    };
    const given = await Promise.all(people.map(insist));
    expect([given.reduce((sum, done) => sum + done, 0), (await seen(small.id)).people]).toEqual([2, 2]);
    expect((await sql<{ n: number }>(`select count(*)::int as n from employment.departure_passenger where departure_id = $1 and state = 'seated'`, [small.id]))[0]?.n).toBe(2);
    await county.call(departures.cancel, { ...at(await seen(small.id)), reason: 'merged' });
    const both = await Promise.all([left, right].map((departure) => county.call(departures.seat, { ...at(departure), ids: [one.placement.id] })));
    expect(both.map(({ done }) => done).sort()).toEqual([0, 1]);
    expect(both.flatMap(({ skipped }) => skipped)).toEqual([{ id: one.placement.id, code: 'ON_ANOTHER' }]);
  });

  it('of two who act on the same version one is told that it changed', async () => {
    const departure = await planned(), answers = await Promise.all([0, 1, 2].map((i) => county.ask(departures.change, { ...at(departure), ...withoutPlace(planOf({ seats: 20 + i })) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(await county.refused(departures.depart, { ...at(departure), on: today })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
  });

  it('frees its people when it is cancelled, and gives a seat back when a placement goes another way', async () => {
    const [ends, alone, stays] = await accepted(3) as [Person, Person, Person], departure = await planned();
    await seat(departure, [ends, alone, stays]);
    await county.call(placements.end, { ...at(ends.placement), reason: 'family', on: today });
    await county.call(placements.depart, { ...at(alone.placement), on: today });
    expect(await seen(departure.id)).toMatchObject({ people: 1 });
    expect((await county.call(departures.get, { id: departure.id })).history.map(({ act, people }) => [act, people])).toEqual([['release', 1], ['release', 1], ['seat', 3], ['plan', null]]);
    const cancelled = await county.call(departures.cancel, { ...at(await seen(departure.id)), reason: 'weather-or-traffic', words: '大雾封路' });
    expect(cancelled).toMatchObject({ state: 'cancelled', people: 0, cancelled: { reasonName: { zh: '天气或交通' }, words: '大雾封路' }, acts: [] });
    expect(await stateOf(stays)).toBe('accepted');
    expect(await seat(await planned(), [stays])).toMatchObject({ done: 1 });
    expect(await county.refused(departures.depart, { ...at(cancelled), on: today })).toMatchObject({ status: 409, code: 'WRONG_STATE', message: { zh: expect.stringContaining('已取消') } });
  });

  it('leaves nobody behind unnamed: nobody at all cannot leave, and a departure taken back says so on the list', async () => {
    const [one] = await accepted(1) as [Person], departure = await planned({ leavesOn: today });
    expect(await county.refused(departures.depart, { ...at(departure), on: today })).toMatchObject({ status: 409, code: 'NOBODY_LEAVES' });
    await seat(departure, [one]);
    expect(await county.refused(departures.depart, { ...at(await seen(departure.id)), on: day(1) })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_AHEAD' }] });
    // A day before the worker said yes: the placement refuses it, and with nobody leaving nothing is changed.
    expect(await county.refused(departures.depart, { ...at(await seen(departure.id)), on: day(-3) })).toMatchObject({ status: 409, code: 'NOBODY_LEAVES', message: { zh: expect.stringContaining('早于上一步') } });
    expect([await seen(departure.id), await stateOf(one)]).toMatchObject([{ state: 'planned', people: 1 }, 'accepted']);
    await county.call(departures.depart, { ...at(await seen(departure.id)), on: today });
    const { placement } = await county.call(placements.get, { id: one.placement.id });
    await county.call(placements.correct, { ...at(placement), reason: '登记错人' });
    expect(await aboard(departure.id)).toMatchObject([{ state: 'stayed', reason: 'corrected' }]);
  });

  it('puts a travel group together, or tells who of it is missing', async () => {
    const group = unique('BZ'), [first, second] = await accepted(2, { group }) as [Person, Person], [later] = await accepted(1, { group, accept: false }) as [Person];
    const departure = await planned();
    expect(await seat(departure, [first])).toMatchObject({ done: 1 });
    const missing = (await county.call(departures.get, { id: departure.id })).groups.find((one) => one.group === group)?.missing.map(({ workerExternalId, state }) => [workerExternalId, state]).sort();
    expect(missing).toEqual([[second.worker.externalId, 'accepted'], [later.worker.externalId, 'offered']].sort());
    await county.call(departures.unseat, { ...at(await seen(departure.id)), ids: [first.placement.id] });
    // Together or not at all: two do not fit on one seat.
    const tight = await planned({ seats: 1 });
    expect(await seat(tight, [first], { withGroups: true })).toMatchObject({ done: 0, reasons: [{ code: 'NO_SEAT_FOR_GROUP', count: 2 }] });
    expect(await seat(departure, [first], { withGroups: true })).toMatchObject({ done: 2 });
    // Who reads no workers is told of no group.
    expect((await enterprise.call(departures.get, { id: departure.id })).groups).toEqual([]);
  });

  it('is the county’s and its supporter’s; an enterprise sees those for its posts, everybody else nothing', async () => {
    const [one] = await accepted(1) as [Person], departure = await planned({ supporter: '320000' });
    const found = async (client: Client): Promise<number> => (await client.ask(departures.get, { id: departure.id })).status;
    expect([await found(county), await found(admin), await found(enterprise), await found(other), await found(beijing)]).toEqual([200, 200, 404, 404, 404]);
    await seat(departure, [one]);
    const arrivals = await seen(departure.id, enterprise);
    expect(arrivals).toMatchObject({ people: 1, own: 1, acts: [], contact: { name: '样**', phone: '023****1234', masked: true } });
    expect(await aboard(departure.id, enterprise)).toMatchObject([{ workerExternalId: one.worker.externalId, name: null, phone: null, group: null }]);
    expect((await aboard(departure.id))[0]?.name).toBe('样**');
    expect((await seen(departure.id, admin)).contact.masked).toBe(true);
    for (const client of [other, beijing]) expect((await client.call(departures.list, { size: 200 })).items.map(({ id }) => id)).not.toContain(departure.id);
    expect(await other.refused(departures.seat, { ...at(departure), ids: [one.placement.id] })).toMatchObject({ status: 404 });
    expect((await enterprise.ask(departures.cancel, { ...at(arrivals), reason: 'other' })).status).toBe(403);
    expect(await beijing.refused(departures.plan, planOf())).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE' });
    expect(await county.refused(departures.plan, planOf({ region: '500236' }))).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE' });
    expect(await county.refused(departures.plan, planOf({ supporter: '110000' }))).toMatchObject({ status: 400, fields: [{ field: 'supporter', code: 'NOT_A_PAIRING' }] });
    expect(await county.refused(departures.plan, planOf({ meetingPlace: '联系13912345678' }))).toMatchObject({ status: 400, fields: [{ field: 'meetingPlace', code: 'NAMES_A_PERSON' }] });
    expect(await everyone.call(departures.get, { id: departure.id })).toMatchObject({ departure: { supporter: { region: '320000', name: '江苏省' } } });
  });

  it('keeps name and telephone of the contact sealed, and its history from being changed', async () => {
    const { id } = await planned({ contact: { name: '样例密', phone: '13900001234' } });
    for (const table of ['departure', 'departure_step', 'audit_entry', 'outbox', 'idempotency_key']) expect([table, await sql(`select 1 from employment.${table} t where t::text like '%样例密%' or t::text like '%13900001234%'`)]).toEqual([table, []]);
    expect(await sql<{ may: boolean }>(`select has_table_privilege('jiedui_employment_rw', 'employment.departure_step', 'update') or has_table_privilege('jiedui_employment_rw', 'employment.departure_step', 'delete') or has_table_privilege('jiedui_employment_rw', 'employment.departure', 'delete') as may`)).toEqual([{ may: false }]);
    expect((await sql<{ action: string }>('select action from employment.audit_entry where subject_id = $1', [id])).map(({ action }) => action)).toContain('operation.departures.plan');
  });

  it('is on the phone page of those who travel, with whom to ask, until it is cancelled', async () => {
    const [one] = await accepted(1) as [Person], departure = await planned(), { token } = await county.call(workerLinks.make, { id: one.worker.id }), mine = new Client();
    await mine.raw('POST', '/api/worker/door', { body: { token, answer: one.number.slice(-4) } });
    const trip = async () => (await mine.call(ownWork.get, {})).placement?.departure ?? null;
    expect(await trip()).toBeNull();
    await seat(departure, [one]);
    expect(await trip()).toMatchObject({ leavesOn: day(5), leavesAt: '07:30', meetingPlace: departure.meetingPlace, vehicleName: { zh: '包车' }, vehicleNumber: '渝F12345', contactName: contact.name, contactPhone: contact.phone });
    await county.call(departures.cancel, { ...at(await seen(departure.id)), reason: 'too-few' });
    expect(await trip()).toBeNull();
  });

  it('is exported as the list that is signed on the way, masked as every export', async () => {
    const [one] = await accepted(1) as [Person], departure = await planned();
    await seat(departure, [one]);
    const { bytes, name } = await county.download(departures.export, { id: departure.id }), rows = (await rowsOf(bytes)).map((row) => row.join('|')), text = rows.join('\n');
    expect(name).toBe(`云阳县集中出发${day(5)}.xlsx`);
    for (const part of [one.worker.externalId, '样**', employer, '签到', '合计 1 人', '07:30', departure.meetingPlace]) expect(text).toContain(part);
    for (const part of ['样例寅', one.number]) expect(text).not.toContain(part);
    // To the enterprise nobody who travels has a name, and the contact no number.
    const theirs = (await rowsOf((await enterprise.download(departures.export, { id: departure.id })).bytes)).map((row) => row.join('|'));
    expect([theirs.find((row) => row.includes(one.worker.externalId))?.includes('样*'), theirs.join('\n').includes(contact.phone)]).toEqual([false, false]);
  });
});

function withoutPlace({ programme: _programme, region: _region, supporter: _supporter, ...plan }: Plan): Omit<Plan, 'programme' | 'region' | 'supporter'> { return plan; }
