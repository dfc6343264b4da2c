import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, helpDays, helpRequests, type ListRow, ownWork, placements, posts, type ProposalView, workerLinks, workerPrivacy, workers, WORKER_LINK_TRIES } from '@jiedui/contracts';
import { type Answer, as, Client, close, factsSettled, idNumber, knownToEngine, matched, phone, sql, stack, unique, until } from '../arrange.js';

/** A worker's phone page: opened by link and a question, one worker's own, with the effects of a yes and a no (mechanisms E17). */

const programme = 'three-gorges', employer = '样例云帆电子有限公司';
let county: Client, other: Client, enterprise: Client;
beforeAll(async () => { [county, other, enterprise] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye')]); });
/** Rows of this suite: those still open at its end are withdrawn, so that they take no post of another suite's people. */
const made: ListRow[] = [];
afterAll(async () => {
  for (const { id, list } of made) {
    const client = list === 'post' ? enterprise : county, operations = list === 'post' ? posts : workers, { row } = await client.call(operations.get, { id });
    if (row.status === 'open') await client.call(operations.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await close();
});

interface Person { readonly row: ListRow; readonly number: string }
async function worker(more: Record<string, string> = {}): Promise<Person> {
  const number = idNumber(), row = await county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例癸', idNumber: number, phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是', ...more } });
  made.push(row);
  await knownToEngine(row.id);
  return { row, number };
}
async function post(): Promise<ListRow> {
  const row = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
  made.push(row);
  await knownToEngine(row.id);
  return row;
}
async function sent(demand: ListRow, { row }: Person): Promise<ProposalView> {
  const answer = await county.ask(employmentProposals.make, { demandId: demand.id, supplyId: row.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
  if (answer.status === 200) return answer.json as ProposalView;
  const { items } = await county.call(employmentProposals.list, { entry: row.id, state: 'proposed', size: 200 }), proposed = items.find((item) => item.demandId === demand.id);
  await county.call(employmentProposals.send, { ids: [proposed?.id ?? ''] });
  return county.call(employmentProposals.get, { id: proposed?.id ?? '' });
}
const door = (client: Client, token: string, answer: string | null = null): Promise<Answer> => client.raw('POST', '/api/worker/door', { body: { token, answer } });
/** A phone on which the worker's page is open. */
async function opened({ row, number }: Person): Promise<{ phone: Client; token: string }> {
  const { token } = await county.call(workerLinks.make, { id: row.id }), client = new Client();
  expect((await door(client, token, number.slice(-4))).json).toEqual({ next: 'done' });
  return { phone: client, token };
}
const linkOf = async ({ row }: Person) => (await county.call(workerLinks.list, { id: row.id })).items[0];

describe('a worker’s link', () => {
  it('asks a new device, lets the device that answered in again, and keeps its secret out of every store', async () => {
    const one = await worker(), { token, question } = await county.call(workerLinks.make, { id: one.row.id }), first = new Client();
    expect(question).toBe('id-number');
    expect((await door(first, token)).json).toEqual({ next: 'question', question: 'id-number' });
    expect((await first.ask(ownWork.get, {})).status).toBe(401);
    const answer = await door(first, token, one.number.slice(-4).toLowerCase());
    expect(answer.json).toEqual({ next: 'done' });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(answer.headers.get('set-cookie')).toContain('Path=/api/worker');
    expect(await first.call(ownWork.get, {})).toMatchObject({ office: expect.stringContaining('云阳县'), consented: true, proposals: [], placement: null, help: [] });
    expect((await door(first, token)).json).toEqual({ next: 'done' });
    expect((await door(new Client(), token)).json).toEqual({ next: 'question', question: 'id-number' });
    expect(await linkOf(one)).toMatchObject({ state: 'open', devices: 1, madeBy: expect.any(String) });
    // Nothing that was asked names the person, and neither secret lies anywhere.
    expect((await first.ask(ownWork.get, {})).text).not.toContain('样例癸');
    const device = first.cookie.split('=')[1] ?? '';
    await factsSettled();
    for (const secret of [token, device]) {
      expect(secret.length).toBeGreaterThanOrEqual(43);
      for (const table of ['worker_link', 'worker_device', 'outbox', 'audit_entry', 'idempotency_key', 'work_item', 'worker_event']) expect([table, await sql(`select 1 from employment.${table} t where t::text like $1`, [`%${secret}%`])]).toEqual([table, []]);
      for (const file of readdirSync(path.dirname(stack.processes), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'))) expect([file, readFileSync(path.join(path.dirname(stack.processes), file)).includes(secret)]).toEqual([file, false]);
    }
    expect((await sql<{ action: string }>(`select action from employment.audit_entry where subject_id = $1 and action like 'worker-link%' order by id`, [one.row.id])).map(({ action }) => action)).toEqual(['worker-link.opened']);
  });

  it('ends after five wrong answers, also when they come at once, and looks like one that never was', async () => {
    const one = await worker(), { token } = await county.call(workerLinks.make, { id: one.row.id }), wrong = one.number.slice(-4) === '0000' ? '1111' : '0000';
    const told = await door(new Client(), token, wrong);
    expect([told.status, told.json]).toEqual([401, expect.objectContaining({ code: 'ANSWER_WRONG', message: expect.objectContaining({ zh: expect.stringContaining('还可以试 4 次') }) })]);
    const many = await Promise.all(Array.from({ length: WORKER_LINK_TRIES + 3 }, () => door(new Client(), token, wrong)));
    expect(many.filter(({ status }) => status === 401)).toHaveLength(WORKER_LINK_TRIES - 2);
    const strip = ({ status, json }: Answer): unknown => ({ status, ...(json as object), correlationId: null });
    const gone = strip(await door(new Client(), token, one.number.slice(-4)));
    expect(gone).toMatchObject({ status: 404, code: 'LINK_ENDED' });
    expect(strip(await door(new Client(), unique('x').repeat(3).slice(0, 43)))).toEqual(gone);
    expect(await linkOf(one)).toMatchObject({ state: 'ended', end: 'wrong-answers', devices: 0 });
    expect(await sql(`select 1 from employment.audit_entry where subject_id = $1 and action = 'worker-link.ended'`, [one.row.id])).toHaveLength(1);
    // A right answer gives the tries back.
    const { token: next } = await county.call(workerLinks.make, { id: one.row.id });
    for (let i = 0; i < 2; i += 1) {
      for (let tries = 1; tries < WORKER_LINK_TRIES; tries += 1) expect((await door(new Client(), next, wrong)).status).toBe(401);
      expect((await door(new Client(), next, one.number.slice(-4))).status).toBe(200);
    }
  });

  it('is replaced by a new one, withdrawn by the county, and runs out; the devices go with it', async () => {
    const one = await worker(), first = await opened(one), second = await opened(one);
    const out = (client: Client): Promise<number> => until(() => client.ask(ownWork.get, {}).then(({ status }) => status), (status) => status !== 200, 'the device to be out');
    expect(await out(first.phone)).toBe(401);
    expect((await door(first.phone, first.token, one.number.slice(-4))).status).toBe(404);
    expect((await second.phone.ask(ownWork.get, {})).status).toBe(200);
    await county.call(workerLinks.withdraw, { id: one.row.id });
    expect([401, 404]).toContain(await out(second.phone));
    expect((await door(new Client(), second.token, one.number.slice(-4))).status).toBe(404);
    expect(await county.refused(workerLinks.withdraw, { id: one.row.id })).toMatchObject({ status: 409, code: 'NO_OPEN_LINK' });
    const third = await opened(one);
    await sql(`update employment.worker_link set expires_at = now() - interval '1 minute' where worker_id = $1 and ended_at is null`, [one.row.id]);
    expect([401, 404]).toContain(await out(third.phone));
    expect((await door(new Client(), third.token, one.number.slice(-4))).status).toBe(404);
    expect((await county.call(workerLinks.list, { id: one.row.id })).items.map(({ state, end }) => [state, end])).toEqual([['expired', null], ['ended', 'withdrawn'], ['ended', 'replaced']]);
    await opened(one);
  });

  it('is asked for anew after half an hour without use, but not who it is', async () => {
    const one = await worker(), { phone: mine, token } = await opened(one);
    await sql(`update employment.worker_device set used_at = now() - interval '31 minutes' where link_id = (select id from employment.worker_link where worker_id = $1 and ended_at is null)`, [one.row.id]);
    await until(() => mine.ask(ownWork.get, {}).then(({ status }) => status), (status) => status === 401, 'the page to be closed');
    expect((await door(mine, token)).json).toEqual({ next: 'done' });
    expect((await mine.ask(ownWork.get, {})).status).toBe(200);
    expect((await mine.raw('POST', '/api/worker/door/close', { body: {} })).status).toBe(200);
    expect((await mine.ask(ownWork.get, {})).status).toBe(401);
  });

  it('is made by the worker’s own county alone, for somebody who consented and can be asked something', async () => {
    const one = await worker();
    expect(await other.refused(workerLinks.make, { id: one.row.id })).toMatchObject({ status: 404 });
    expect(await enterprise.refused(workerLinks.make, { id: one.row.id })).toMatchObject({ status: 403 });
    expect(await other.refused(workerLinks.list, { id: one.row.id })).toMatchObject({ status: 404 });
    const silent = await worker({ consent: '否' });
    expect(await county.refused(workerLinks.make, { id: silent.row.id })).toMatchObject({ status: 409, code: 'NO_CONSENT' });
    const unknown = await worker({ idNumber: '' });
    expect(await county.refused(workerLinks.make, { id: unknown.row.id })).toMatchObject({ status: 409, code: 'NOTHING_TO_ASK' });
    const born = await worker({ idNumber: '', birthMonth: '1990-03' }), { token, question } = await county.call(workerLinks.make, { id: born.row.id });
    expect(question).toBe('birth-month');
    expect((await door(new Client(), token, '1990年4月')).status).toBe(401);
    expect((await door(new Client(), token, '1990年3月')).json).toEqual({ next: 'done' });
  });

  it('leads to one worker and nowhere else', async () => {
    const [one, another] = [await worker(), await worker()], { phone: mine } = await opened(one);
    const theirs = await sent(await post(), another);
    expect(await mine.refused(ownWork.answerProposal, { id: theirs.id, version: theirs.version, yes: true })).toMatchObject({ status: 404 });
    await enterprise.call(employmentProposals.acceptDemand, { id: theirs.id, version: theirs.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [theirs.id]);
    const offer = await enterprise.call(placements.offer, { id, version: 1, startOn: '2026-12-01', wageFen: 600_000, housing: 'lodging' });
    expect(await mine.refused(ownWork.acceptOffer, { id, version: offer.version })).toMatchObject({ status: 404 });
    expect(await mine.refused(ownWork.endPlacement, { id, version: offer.version, reason: 'family' })).toMatchObject({ status: 404 });
    expect(await mine.call(ownWork.get, {})).toMatchObject({ proposals: [], placement: null });
    // The cookie is no session of the console, and a session of the console is none here.
    for (const address of [`/api/employment/workers/${one.row.id}`, '/api/employment/workers', `/api/employment/placements/${id}`, '/api/employment/help-requests']) expect([address, (await mine.raw('GET', address)).status]).toEqual([address, 401]);
    expect((await county.ask(ownWork.get, {})).status).toBe(401);
    expect((await mine.raw('POST', '/api/employment/imports', { body: { list: 'worker', fileName: 'x.csv', size: 1 } })).status).toBe(401);
    expect((await mine.raw('GET', '/api/session')).json).toMatchObject({ actor: { kind: 'anonymous' } });
  });
});

describe('a worker’s own word', () => {
  it('yes to a proposal is shown to the county, which still decides', async () => {
    const one = await worker(), made = await sent(await post(), one), { phone: mine } = await opened(one);
    const { proposals: [shown] } = await mine.call(ownWork.get, {});
    expect(shown).toMatchObject({ id: made.id, post: '电焊工', employer, wageMinFen: 600_000, wageMaxFen: 800_000, sent: true, answer: null });
    await mine.call(ownWork.answerProposal, { id: made.id, version: shown?.version ?? 0, yes: true });
    expect(await county.call(employmentProposals.get, { id: made.id })).toMatchObject({ state: 'sent', personAnswer: { yes: true, at: expect.any(String) } });
    expect((await mine.call(ownWork.get, {})).proposals[0]?.answer).toMatchObject({ yes: true });
    // An answer changes nothing that the employer holds on to: its own yes still fits.
    expect((await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version })).state).toBe('agreed');
    expect(await mine.refused(ownWork.answerProposal, { id: made.id, version: made.version, yes: false, reason: 'wage' })).toMatchObject({ status: 409 });
  });

  it('no to a proposal, sent or not, refuses the pair for good', async () => {
    // Of the first tier, so that a run has a post for them before others.
    const one = await worker({ zeroEmploymentHousehold: '是', hardToEmploy: '是' }), demand = await post(), made = await sent(demand, one), { phone: mine } = await opened(one);
    expect(await mine.refused(ownWork.answerProposal, { id: made.id, version: made.version, yes: false })).toMatchObject({ status: 400, fields: [{ field: 'reason' }] });
    await mine.call(ownWork.answerProposal, { id: made.id, version: made.version, yes: false, reason: 'distance', words: '太远' });
    expect(await county.call(employmentProposals.get, { id: made.id })).toMatchObject({ state: 'refused', refusal: { party: 'supply', reason: 'distance', words: '太远' }, personAnswer: { yes: false } });
    await post();
    await matched(county, 'employment', programme);
    const { items } = await county.call(employmentProposals.list, { entry: one.row.id, size: 200 });
    expect(items.filter((item) => item.demandId === demand.id).map(({ state }) => state)).toEqual(['refused']);
    const proposed = items.find(({ state }) => state === 'proposed');
    const mineNow = (await mine.call(ownWork.get, {})).proposals.find(({ id }) => id === proposed?.id);
    expect(mineNow).toMatchObject({ sent: false });
    await mine.call(ownWork.answerProposal, { id: mineNow?.id ?? '', version: mineNow?.version ?? 0, yes: false, reason: 'wage' });
    expect((await county.call(employmentProposals.get, { id: mineNow?.id ?? '' })).state).toBe('refused');
    await factsSettled();
    await until(() => sql<{ state: string }>('select state from matching.pair where proposal_id = $1', [mineNow?.id]), ([pair]) => pair?.state === 'refused', 'the engine to exclude the pair');
  });

  it('accepts an offer, or gives it up with a reason, until the departure', async () => {
    const placed = async (): Promise<{ one: Person; mine: Client; demand: ListRow; id: string; version: number }> => {
      const one = await worker(), demand = await post(), made = await sent(demand, one);
      await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
      const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [made.id]);
      const { version } = await enterprise.call(placements.offer, { id, version: 1, startOn: '2026-12-01', wageFen: 650_000, housing: 'lodging' });
      return { one, mine: (await opened(one)).phone, demand, id, version };
    };
    const yes = await placed();
    expect((await yes.mine.call(ownWork.get, {})).placement).toMatchObject({ id: yes.id, state: 'offered', wageFen: 650_000, startOn: '2026-12-01', mayAccept: true });
    await yes.mine.call(ownWork.acceptOffer, { id: yes.id, version: yes.version });
    const { placement, history } = await county.call(placements.get, { id: yes.id });
    expect(placement).toMatchObject({ state: 'accepted', consentManner: 'own-link' });
    expect(history[0]).toMatchObject({ act: 'accept', side: 'worker', by: '本人' });
    expect((await county.raw('POST', `/api/employment/placements/${yes.id}/accept`, { body: { version: 1, on: '2026-11-01', manner: 'own-link' } })).status).toBe(400);
    await county.call(placements.depart, { id: yes.id, version: placement.version, on: placement.acceptedOn ?? '' });
    expect((await yes.mine.call(ownWork.get, {})).placement).toMatchObject({ state: 'departed', mayAccept: false, ends: [] });
    expect(await yes.mine.refused(ownWork.endPlacement, { id: yes.id, version: placement.version + 1, reason: 'family' })).toMatchObject({ status: 409, code: 'ALREADY_ON_THE_WAY' });

    const no = await placed();
    expect(await no.mine.refused(ownWork.endPlacement, { id: no.id, version: no.version, reason: 'misconduct' })).toMatchObject({ status: 409, code: 'REASON_OF_OTHER_SIDE' });
    await no.mine.call(ownWork.endPlacement, { id: no.id, version: no.version, reason: 'offer-declined', words: '家里有事' });
    expect((await county.call(placements.get, { id: no.id })).placement).toMatchObject({ state: 'ended', end: { reason: 'offer-declined', words: '家里有事' } });
    expect((await enterprise.call(posts.get, { id: no.demand.id })).row).toMatchObject({ taken: 0, status: 'open' });
    expect((await no.mine.call(ownWork.get, {})).placement).toMatchObject({ state: 'ended', mayAccept: false, ends: [] });
    await matched(county, 'employment', programme);
    expect((await county.call(employmentProposals.list, { entry: no.one.row.id, size: 200 })).items.filter((item) => item.demandId === no.demand.id).map(({ state }) => state)).toEqual(['ended']);
  });

  it('asks for help, which the own county answers, and the answer is read on the page', async () => {
    const one = await worker(), { phone: mine } = await opened(one), words = '上个月工资还没有发，找谁问';
    await mine.call(ownWork.askForHelp, { kind: 'wage', words });
    const { items: [asked] } = await county.call(helpRequests.list, { worker: one.row.id });
    expect(asked).toMatchObject({ kind: 'wage', words, state: 'open', workerExternalId: one.row.externalId });
    expect((await other.call(helpRequests.list, { worker: one.row.id })).items).toEqual([]);
    for (const client of [enterprise, await as('admin')]) expect(await client.refused(helpRequests.list, {})).toMatchObject({ status: 403 });
    expect(await other.refused(helpRequests.answer, { id: asked?.id ?? '', version: 1, answer: '请联系' })).toMatchObject({ status: 404 });
    await county.call(helpRequests.answer, { id: asked?.id ?? '', version: 1, answer: '已联系单位，本周内补发' });
    expect(await county.refused(helpRequests.answer, { id: asked?.id ?? '', version: 1, answer: '再答' })).toMatchObject({ status: 412 });
    expect((await mine.call(ownWork.get, {})).help).toEqual([expect.objectContaining({ words, answer: '已联系单位，本周内补发' })]);
    expect((await county.call(helpRequests.list, { worker: one.row.id, state: 'open' })).items).toEqual([]);
    const kept = await sql<{ text: string }>('select h::text as text from employment.help_request h where id = $1', [asked?.id]);
    expect(kept[0]?.text).not.toContain(Buffer.from(words).toString('hex'));
    for (let i = 0; i < 5; i += 1) await mine.call(ownWork.askForHelp, { kind: 'law', words: `第 ${i} 件` });
    expect(await mine.refused(ownWork.askForHelp, { kind: 'law', words: '第六件' })).toMatchObject({ status: 409, code: 'TOO_MANY_OPEN' });
    await county.call(workerPrivacy.erase, { id: one.row.id, version: one.row.version, reason: 'request-of-person' });
    expect((await county.call(helpRequests.list, { worker: one.row.id, size: 50 })).items.every(({ words: left, answer }) => left === '' && answer === null)).toBe(true);
    await until(() => mine.ask(ownWork.get, {}).then(({ status }) => status), (status) => status !== 200, 'the page of an erased person to close');
  });

  it('has a day for its answer by kind, is taken by name, and is late when the day is past', async () => {
    const one = await worker(), { phone: mine } = await opened(one), today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10), due = (days: number): string => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
    const { id } = await mine.call(ownWork.askForHelp, { kind: 'guidance', words: '想换个近一点的工作' }), late = async (client: Client): Promise<string[]> => (await client.call(helpRequests.list, { due: 'late', size: 200 })).items.map((each) => each.id);
    const { request: asked } = await county.call(helpRequests.get, { id });
    expect(asked).toMatchObject({ state: 'open', dueOn: due(helpDays.guidance), late: false, openedBy: null, takenBy: null, acts: ['take', 'answer'] });
    expect(await late(county)).not.toContain(id);
    await sql('update employment.help_request set due_on = $2 where id = $1', [id, due(-1)]);
    expect([(await county.call(helpRequests.get, { id })).request.late, (await late(county)).includes(id), (await late(other)).includes(id)]).toEqual([true, true, false]);
    const taken = await county.call(helpRequests.take, { id, version: asked.version });
    expect(taken).toMatchObject({ state: 'taken', takenBy: expect.stringContaining('云阳县'), late: true });
    expect(await county.refused(helpRequests.take, { id, version: asked.version })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect((await mine.call(ownWork.get, {})).help).toMatchObject([{ state: 'taken', byOffice: false, dueOn: due(-1) }]);
    const answered = await county.call(helpRequests.answer, { id, version: taken.version, answer: '附近有三个岗位，请来窗口' });
    expect(answered).toMatchObject({ state: 'answered', late: false, acts: ['answer'] });
    expect(await late(county)).not.toContain(id);
    expect(await county.refused(helpRequests.take, { id, version: answered.version })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect((await county.call(helpRequests.get, { id })).history.map(({ act, by }) => [act, by.includes('云阳县')])).toEqual([['answer', true], ['take', true], ['ask', false]]);
    expect((await other.ask(helpRequests.get, { id })).status).toBe(404);
    // Stored before there were days: the day of its asking counts.
    await sql(`update employment.help_request set due_on = null, state = 'open', asked_at = now() - interval '30 days' where id = $1`, [id]);
    expect((await county.call(helpRequests.get, { id })).request).toMatchObject({ dueOn: due(helpDays.other - 30), late: true });
    await county.call(helpRequests.answer, { id, version: answered.version, answer: '附近有三个岗位，请来窗口' });
  });

  it('is opened by the county for a worker who asks at the counter, and stands on the worker’s page', async () => {
    const one = await worker(), { phone: mine } = await opened(one), words = '来窗口问养老保险转移';
    const opening = await county.call(helpRequests.open, { id: one.row.id, kind: 'insurance', words });
    expect(opening).toMatchObject({ state: 'taken', kind: 'insurance', words, workerExternalId: one.row.externalId, openedBy: expect.stringContaining('云阳县'), takenBy: opening.openedBy });
    expect((await mine.call(ownWork.get, {})).help).toMatchObject([{ words, byOffice: true, state: 'taken', answer: null }]);
    expect((await sql<{ text: string }>('select h::text as text from employment.help_request h where id = $1', [opening.id]))[0]?.text).not.toContain(Buffer.from(words).toString('hex'));
    expect(await other.refused(helpRequests.open, { id: one.row.id, kind: 'law', words })).toMatchObject({ status: 404 });
    expect((await enterprise.ask(helpRequests.open, { id: one.row.id, kind: 'law', words })).status).toBe(403);
    // Whoever waits for five answers waits, by whichever way they were asked.
    for (let i = 1; i < 5; i += 1) await county.call(helpRequests.open, { id: one.row.id, kind: 'other', words });
    expect(await county.refused(helpRequests.open, { id: one.row.id, kind: 'other', words })).toMatchObject({ status: 409, code: 'TOO_MANY_OPEN', message: { zh: expect.stringContaining('请先答复') } });
    expect(await mine.refused(ownWork.askForHelp, { kind: 'wage', words })).toMatchObject({ status: 409, code: 'TOO_MANY_OPEN' });
    await county.call(workerPrivacy.erase, { id: one.row.id, version: one.row.version, reason: 'request-of-person' });
    expect(await county.refused(helpRequests.open, { id: one.row.id, kind: 'law', words })).toMatchObject({ status: 409, code: 'ERASED' });
    expect((await county.call(helpRequests.get, { id: opening.id })).request).toMatchObject({ words: '', acts: [], late: false });
  });

  it('takes the consent back, and says that it is somebody else', async () => {
    const one = await worker(), made = await sent(await post(), one), { phone: mine } = await opened(one);
    await mine.call(ownWork.withdrawConsent, {});
    expect(await mine.call(ownWork.get, {})).toMatchObject({ consented: false, proposals: [] });
    expect((await county.call(workerPrivacy.consents, { id: one.row.id })).items).toEqual([expect.objectContaining({ withdrawnAt: expect.any(String) })]);
    expect((await county.call(workers.get, { id: one.row.id })).row).toMatchObject({ status: 'withdrawn', cells: { consent: '否' } });
    await until(() => county.call(employmentProposals.get, { id: made.id }).then(({ state }) => state), (state) => state === 'withdrawn', 'the proposal to be released');
    expect(await mine.refused(ownWork.withdrawConsent, {})).toMatchObject({ status: 409 });

    const wrong = await worker(), { phone: stranger, token } = await opened(wrong);
    await stranger.call(ownWork.notMe, {});
    expect((await door(new Client(), token, wrong.number.slice(-4))).status).toBe(404);
    expect(await linkOf(wrong)).toMatchObject({ state: 'ended', end: 'not-me' });
  });
});
