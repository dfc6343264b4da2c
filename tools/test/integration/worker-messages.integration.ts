import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { departures, employmentProposals, type ListRow, notices, ownWork, placements, posts, workerLinks, workerMessages, type WorkerMessageView, workerPrivacy, workers, WORKER_MESSAGES_A_DAY } from '@jiedui/contracts';
import { as, Client, close, factsSettled, idNumber, knownToEngine, phone, sql, stack, unique, until } from '../arrange.js';
import { restarted } from '../interrupt.js';

/** Text messages to workers through a service that fails first, then takes them (mechanisms E17). */

const programme = 'three-gorges', employer = '样例云帆电子有限公司', key = 'a-key-that-no-log-shows', publicUrl = 'https://jiedui.example';
interface Arrived { readonly id: string; readonly phone: string; readonly sign: string; readonly template: string; readonly values: Readonly<Record<string, string>> }
/** What arrived, and with which status the next ones are answered; 200 when none is left. */
const arrived: Arrived[] = [], statuses: number[] = [];
const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-sms-'));
let county: Client, enterprise: Client, service: Server;
const made: ListRow[] = [];

beforeAll(async () => {
  service = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${key}`) { response.writeHead(401).end(); return; }
      arrived.push(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Arrived);
      response.writeHead(statuses.shift() ?? 200).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  [county, enterprise] = await Promise.all([as('yunyang'), as('qiye')]);
});
afterAll(async () => {
  for (const { id, list } of made) {
    const client = list === 'post' ? enterprise : county, operations = list === 'post' ? posts : workers, { row } = await client.call(operations.get, { id });
    if (row.status === 'open') await client.call(operations.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await restarted('employment', {});
  // The suites after this one find the service answering.
  await until(() => county.ask(workers.list, { size: 1 }), ({ status }) => status === 200, 'employment to answer');
  service.closeAllConnections();
  service.close();
  rmSync(folder, { recursive: true, force: true });
  await close();
});

interface Person { readonly row: ListRow; readonly number: string; readonly phone: string }
async function worker(more: Record<string, string> = {}): Promise<Person> {
  const number = idNumber(), called = phone(), row = await county.call(workers.create, { programme, cells: { externalId: unique('DX'), name: '样例辛', idNumber: number, phone: called, unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是', ...more } });
  made.push(row);
  return { row, number, phone: called };
}
const messagesOf = async ({ row }: Person): Promise<WorkerMessageView[]> => (await county.call(workerMessages.list, { id: row.id })).items;
const to = (person: Person): Arrived[] => arrived.filter((one) => one.phone === person.phone);
/** The newest message of a worker, once it is no more on its way. */
const settled = async (person: Person): Promise<WorkerMessageView | undefined> => (await until(() => messagesOf(person), ([newest]) => newest !== undefined && newest.state !== 'waiting', 'the message to be settled'))[0];
const door = (token: string, answer: string): Promise<{ status: number }> => new Client().raw('POST', '/api/worker/door', { body: { token, answer } });

describe('text messages to workers', () => {
  it('are offered only where a service is set up', async () => {
    const one = await worker();
    expect(await county.call(workerMessages.list, { id: one.row.id })).toEqual({ isSet: false, items: [] });
    expect(await county.refused(workerMessages.sendLink, { id: one.row.id })).toMatchObject({ status: 409, code: 'NO_SMS' });
    const file = path.join(folder, 'key');
    writeFileSync(file, key, { mode: 0o600 });
    await restarted('employment', {
      JIEDUI_SMS_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/send`, JIEDUI_SMS_KEY_FILE: file, JIEDUI_SMS_SIGN: '结对', JIEDUI_MESSAGE_HOURS: '0-24', JIEDUI_PUBLIC_URL: publicUrl,
      JIEDUI_SMS_TEMPLATE_LINK: 'T-LINK', JIEDUI_SMS_TEMPLATE_PROPOSAL: 'T-PROPOSAL', JIEDUI_SMS_TEMPLATE_OFFER: 'T-OFFER', JIEDUI_SMS_TEMPLATE_DEPARTURE: 'T-DEPARTURE',
    });
    expect((await until(() => county.ask(workerMessages.list, { id: one.row.id }), ({ status }) => status === 200, 'employment to answer')).json).toMatchObject({ isSet: true });
  });

  it('bring the link after tries that failed, and the last one opens the page', async () => {
    const one = await worker();
    statuses.push(500);
    expect(await county.call(workerMessages.sendLink, { id: one.row.id })).toMatchObject({ kind: 'link', state: 'waiting', askedBy: expect.any(String) });
    expect(await settled(one)).toMatchObject({ state: 'sent', reason: null, sentAt: expect.any(String) });
    const [failed, taken] = to(one);
    expect(to(one)).toHaveLength(2);
    expect(taken).toMatchObject({ id: failed?.id, phone: one.phone, sign: '结对', template: 'T-LINK', values: { office: expect.stringContaining('云阳县') } });
    const tokens = [failed, taken].map((each) => (each?.values['address'] ?? '').replace(`${publicUrl}/w#`, '')), answer = one.number.slice(-4);
    expect((await door(tokens[0] ?? '', answer)).status).toBe(404);
    expect((await door(tokens[1] ?? '', answer)).status).toBe(200);
    // Whom it went to and what it said stands in no work item, fact, trail or log.
    await factsSettled();
    for (const secret of [one.phone, key, ...tokens]) {
      expect(secret.length).toBeGreaterThan(9);
      for (const table of ['work_item', 'outbox', 'audit_entry', 'worker_message', 'worker_link']) expect([table, await sql(`select 1 from employment.${table} t where t::text like $1`, [`%${secret}%`])]).toEqual([table, []]);
      for (const name of readdirSync(path.dirname(stack.processes), { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.log'))) expect([name, readFileSync(path.join(path.dirname(stack.processes), name)).includes(secret)]).toEqual([name, false]);
    }
    const items = await sql<{ payload: object }>(`select payload from employment.work_item where kind = 'worker-message'`);
    expect(items.length).toBeGreaterThan(0);
    for (const { payload } of items) expect(Object.keys(payload)).toEqual(['message']);
  });

  it('stop at a refusal, which the county sees, and the link that reached nobody ends', async () => {
    const one = await worker();
    statuses.push(400);
    await county.call(workerMessages.sendLink, { id: one.row.id });
    expect(await settled(one)).toMatchObject({ state: 'failed', reason: 'refused' });
    expect(to(one)).toHaveLength(1);
    expect((await county.call(workerLinks.list, { id: one.row.id })).items).toMatchObject([{ state: 'ended' }]);
  });

  it('are parked once every try failed', async () => {
    const one = await worker();
    statuses.push(503, 503, 503, 503);
    await county.call(workerMessages.sendLink, { id: one.row.id });
    expect(await settled(one)).toMatchObject({ state: 'failed', reason: 'unreachable' });
    expect(to(one)).toHaveLength(4);
    const { items: told } = await county.call(notices.list, { size: 50 });
    expect(told.find(({ workerId }) => workerId === one.row.id)).toMatchObject({ kind: 'message-failed', read: false });
    await until(() => sql<{ state: string }>(`select state from employment.work_item where kind = 'worker-message' and payload ->> 'message' = (select id::text from employment.worker_message where worker_id = $1)`, [one.row.id]), ([item]) => item?.state === 'failed', 'the work item to be parked');
  });

  it('go to nobody without consent, also when it goes while the message waits, and to nobody without a telephone', async () => {
    const silent = await worker({ consent: '否' }), unlisted = await worker({ phone: '' }), one = await worker();
    expect(await county.refused(workerMessages.sendLink, { id: silent.row.id })).toMatchObject({ status: 409, code: 'NO_CONSENT' });
    expect(await county.refused(workerMessages.sendLink, { id: unlisted.row.id })).toMatchObject({ status: 409, code: 'NO_PHONE' });
    expect(await enterprise.refused(workerMessages.sendLink, { id: one.row.id })).toMatchObject({ status: 403 });
    expect(await (await as('yunyangqu')).refused(workerMessages.sendLink, { id: one.row.id })).toMatchObject({ status: 404 });
    statuses.push(503);
    await county.call(workerMessages.sendLink, { id: one.row.id });
    await until(async () => to(one).length, (tries) => tries === 1, 'the first try');
    await county.call(workerPrivacy.withdrawConsent, { id: one.row.id, version: one.row.version });
    expect(await settled(one)).toMatchObject({ state: 'skipped', reason: 'no-consent' });
    expect([to(silent), to(one).length]).toEqual([[], 1]);
  });

  it('are at most three a day and worker', async () => {
    const one = await worker();
    for (let i = 0; i < WORKER_MESSAGES_A_DAY; i += 1) {
      await county.call(workerMessages.sendLink, { id: one.row.id });
      expect(await settled(one)).toMatchObject({ state: 'sent' });
    }
    expect(await county.refused(workerMessages.sendLink, { id: one.row.id })).toMatchObject({ status: 409, code: 'DAILY_LIMIT' });
    await sql(`update employment.worker_message set tried_on = tried_on - 1 where worker_id = $1`, [one.row.id]);
    await county.call(workerMessages.sendLink, { id: one.row.id });
    expect(await settled(one)).toMatchObject({ state: 'sent' });
    expect(to(one)).toHaveLength(WORKER_MESSAGES_A_DAY + 1);
  });

  it('tell of a proposal, of an offer and of the first day tomorrow, once each', async () => {
    const one = await worker(), post = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
    made.push(post);
    await Promise.all([knownToEngine(one.row.id), knownToEngine(post.id)]);
    const { token } = await county.call(workerLinks.make, { id: one.row.id }), mine = new Client();
    expect((await mine.raw('POST', '/api/worker/door', { body: { token, answer: one.number.slice(-4) } })).status).toBe(200);
    const proposal = await county.call(employmentProposals.make, { demandId: post.id, supplyId: one.row.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    const told = (template: string): Promise<Arrived[]> => until(async () => to(one), (all) => all.some((each) => each.template === template), `a message ${template}`);
    expect((await told('T-PROPOSAL')).at(-1)).toMatchObject({ values: { post: '电焊工' } });
    await enterprise.call(employmentProposals.acceptDemand, { id: proposal.id, version: proposal.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
    const tomorrow = new Date(Date.now() + 32 * 3600_000).toISOString().slice(0, 10);
    const offer = await enterprise.call(placements.offer, { id, version: 1, startOn: tomorrow, wageFen: 650_000, housing: 'lodging' });
    expect((await told('T-OFFER')).at(-1)).toMatchObject({ values: { post: '电焊工', startOn: tomorrow } });
    await mine.call(ownWork.acceptOffer, { id, version: offer.version });
    await told('T-DEPARTURE');
    expect(to(one).map(({ template }) => template)).toEqual(['T-PROPOSAL', 'T-OFFER', 'T-DEPARTURE']);
  });

  it('tell of the group departure tomorrow, when and where, whenever the job begins', async () => {
    const one = await worker(), post = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
    made.push(post);
    await Promise.all([knownToEngine(one.row.id), knownToEngine(post.id)]);
    const day = (ahead: number): string => new Date(Date.now() + 8 * 3600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
    const proposal = await county.call(employmentProposals.make, { demandId: post.id, supplyId: one.row.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    await enterprise.call(employmentProposals.acceptDemand, { id: proposal.id, version: proposal.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
    const offer = await enterprise.call(placements.offer, { id, version: 1, startOn: day(9), wageFen: 650_000, housing: 'lodging' });
    await county.call(placements.accept, { id, version: offer.version, on: day(0), manner: 'phone' });
    const trip = await county.call(departures.plan, { programme, region: '500235', leavesOn: day(1), leavesAt: '07:30', meetingPlace: '云阳县样例汽车站', destination: '广州市黄埔区', vehicle: 'coach', seats: 45, costs: 'aid-funds', contact: { name: '样例丁', phone: '02355121234' } });
    await county.call(departures.seat, { id: trip.id, version: trip.version, ids: [id] });
    const told = await until(async () => to(one), (all) => all.some(({ template }) => template === 'T-DEPARTURE'), 'the message of the departure');
    expect(told.at(-1)?.values).toEqual({ office: expect.stringContaining('云阳县'), post: '电焊工', startOn: day(9), leaves: `${day(1)} 07:30`, place: '云阳县样例汽车站' });
    // What is changed afterwards is told again.
    const { departure } = await county.call(departures.get, { id: trip.id });
    await county.call(departures.change, { id: trip.id, version: departure.version, leavesOn: day(1), leavesAt: '06:00', meetingPlace: '云阳县样例车站南门', destination: '广州市黄埔区', vehicle: 'coach', seats: 45, costs: 'aid-funds', contact: { name: '样例丁', phone: '02355121234' } });
    const again = await until(async () => to(one).filter(({ template }) => template === 'T-DEPARTURE'), (all) => all.length === 2, 'the message of the change');
    expect(again.at(-1)?.values).toMatchObject({ leaves: `${day(1)} 06:00`, place: '云阳县样例车站南门' });
  });
});
