import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentProposals, type ListRow, notices, type NoticeView, ownWork, posts, workerLinks, workers, WORKER_LINK_TRIES } from '@jiedui/contracts';
import { as, Client, close, factsSettled, idNumber, knownToEngine, phone, sql, unique } from '../arrange.js';

/** What the county is told of by a bell (mechanisms E17). */

const programme = 'three-gorges';
let county: Client, other: Client, enterprise: Client;
beforeAll(async () => { [county, other, enterprise] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye')]); });
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
async function worker(): Promise<Person> {
  const number = idNumber(), row = await county.call(workers.create, { programme, cells: { externalId: unique('TZ'), name: '样例壬', idNumber: number, phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是' } });
  made.push(row);
  return { row, number };
}
const door = (client: Client, token: string, answer: string): Promise<{ status: number }> => client.raw('POST', '/api/worker/door', { body: { token, answer } });
async function opened({ row, number }: Person): Promise<Client> {
  const { token } = await county.call(workerLinks.make, { id: row.id }), client = new Client();
  expect((await door(client, token, number.slice(-4))).status).toBe(200);
  return client;
}
const of = async (client: Client, { row }: Person): Promise<NoticeView[]> => (await client.call(notices.list, { size: 200 })).items.filter(({ workerId }) => workerId === row.id);

describe('notices to a county', () => {
  it('tell of a worker’s answer, a request for help and a link that ended by itself, once each', async () => {
    const one = await worker(), post = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
    made.push(post);
    await Promise.all([knownToEngine(one.row.id), knownToEngine(post.id)]);
    const proposal = await county.call(employmentProposals.make, { demandId: post.id, supplyId: one.row.id, reason: '面谈合适', overrideReason: '双方已谈妥' }), mine = await opened(one);
    const { proposals: [shown] } = await mine.call(ownWork.get, {});
    for (let i = 0; i < 3; i += 1) await mine.call(ownWork.answerProposal, { id: proposal.id, version: shown?.version ?? 0, yes: true });
    const { id: help } = await mine.call(ownWork.askForHelp, { kind: 'law', words: '合同丢了怎么办' });
    await mine.call(ownWork.notMe, {});
    expect((await of(county, one)).map(({ kind, thingId, read }) => [kind, thingId, read])).toEqual([['link-not-me', null, false], ['help-asked', help, false], ['proposal-yes', proposal.id, false]]);
    const { token } = await county.call(workerLinks.make, { id: one.row.id }), wrong = one.number.slice(-4) === '0000' ? '1111' : '0000';
    for (let i = 0; i < WORKER_LINK_TRIES; i += 1) await door(new Client(), token, wrong);
    expect((await of(county, one)).map(({ kind }) => kind)).toEqual(['link-wrong-answers', 'link-not-me', 'help-asked', 'proposal-yes']);
    const again = await opened(one);
    await again.call(ownWork.answerProposal, { id: proposal.id, version: shown?.version ?? 0, yes: false, reason: 'distance' });
    await again.call(ownWork.withdrawConsent, {});
    expect((await of(county, one)).map(({ kind }) => kind).slice(0, 2)).toEqual(['consent-withdrawn', 'proposal-no']);
    // Neither who the worker is nor what was said stands in a notice.
    const kept = await sql<{ text: string }>('select n::text as text from employment.notice n where worker_id = $1', [one.row.id]);
    for (const { text } of kept) for (const secret of ['样例壬', one.number, '合同']) expect(text).not.toContain(secret);
  });

  it('say nothing of what was refused', async () => {
    const one = await worker(), mine = await opened(one);
    for (let i = 0; i < 5; i += 1) await mine.call(ownWork.askForHelp, { kind: 'law', words: `第 ${i} 件` });
    expect(await mine.refused(ownWork.askForHelp, { kind: 'law', words: '第六件' })).toMatchObject({ status: 409 });
    expect(await of(county, one)).toHaveLength(5);
  });

  it('are seen by the own county alone, and each account has read its own', async () => {
    const one = await worker(), mine = await opened(one);
    await mine.call(ownWork.askForHelp, { kind: 'wage', words: '工资没发' });
    const [first] = await of(county, one), id = first?.id ?? '';
    expect(await of(other, one)).toEqual([]);
    expect(await other.refused(notices.read, { id })).toMatchObject({ status: 404 });
    for (const client of [enterprise, await as('admin')]) expect(await client.refused(notices.list, {})).toMatchObject({ status: 403 });
    const { total } = await county.call(notices.list, { state: 'unread' });
    await county.call(notices.read, { id });
    await county.call(notices.read, { id });
    expect(await of(county, one)).toMatchObject([{ id, read: true }]);
    expect((await county.call(notices.list, { state: 'unread' })).total).toBe(total - 1);
    expect((await county.call(notices.list, { state: 'read', size: 1 })).items).toHaveLength(1);
    // Of another account of the same county it is still unread.
    await sql(`update employment.notice_read set account_id = 'somebody-else' where notice_id = $1`, [id]);
    expect(await of(county, one)).toMatchObject([{ id, read: false }]);
  });

  it('are marked up to what was on the screen, and paged from either end', async () => {
    const one = await worker(), mine = await opened(one);
    for (let i = 0; i < 3; i += 1) await mine.call(ownWork.askForHelp, { kind: 'wage', words: `第 ${i} 件` });
    const [newest, middle] = await of(county, one), until = middle?.at ?? '';
    expect((await county.call(notices.readAll, { programme, until })).marked).toBeGreaterThanOrEqual(2);
    expect((await of(county, one)).map(({ read }) => read)).toEqual([false, true, true]);
    expect((await county.call(notices.list, { state: 'unread' })).items.map(({ id }) => id)).toEqual([newest?.id]);
    expect((await other.call(notices.readAll, { until: newest?.at ?? '' })).marked).toBeGreaterThanOrEqual(0);
    expect((await of(county, one))[0]?.read).toBe(false);
    const first = await county.call(notices.list, { size: 2 }), second = await county.call(notices.list, { size: 2, cursor: first.next ?? '' }), back = await county.call(notices.list, { size: 2, cursor: second.previous ?? '' });
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(4);
    expect(back.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
    expect((await county.call(notices.list, { size: 2, last: 'true' })).next).toBeNull();
  });
});
