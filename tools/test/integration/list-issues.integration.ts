import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { listIssues, type ListIssueView, type ListRow, posts, type RequestInputOf, workerPrivacy, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, phone, rowsOf, sql, stack, unique } from '../arrange.js';

/** The two lists as numbered, dated documents that the other side acknowledges (mechanisms E01). */

const gorges = 'three-gorges', danjiangkou = 'danjiangkou';
let yunyang: Client, yunyangqu: Client, beijing: Client, shanghai: Client, hubei: Client, fengjie: Client, enterprise: Client, admin: Client, auditor: Client;
beforeAll(async () => { [yunyang, yunyangqu, beijing, shanghai, hubei, fengjie, enterprise, admin, auditor] = await Promise.all([as('yunyang'), as('yunyangqu'), as('beijing'), as('shanghai'), as('hubei'), as('fengjie'), as('qiye'), as('admin'), as('shenji')]); });
/** Rows of this suite: those still open at its end are withdrawn, so that no other suite's run meets them. */
const made: { readonly client: Client; readonly of: typeof posts | typeof workers; readonly id: string }[] = [];
afterAll(async () => {
  for (const { client, of, id } of made) {
    const { row } = await client.call(of.get, { id });
    if (row.status === 'open') await client.call(of.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await close();
});
const keeping = async (client: Client, of: typeof posts | typeof workers, row: Promise<ListRow>): Promise<ListRow> => { const { id } = await row; made.push({ client, of, id }); return row; };

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });
type Draft = RequestInputOf<typeof listIssues.create>;
/** The supporter's jobs list to one county, and the county's workers list to its supporter. */
const ofPosts = (more: Partial<Draft> = {}): Draft => ({ programme: danjiangkou, kind: 'post', side: 'supporter', region: '110000', counterpart: '420304', ...more });
const ofWorkers = (more: Partial<Draft> = {}): Draft => ({ programme: danjiangkou, kind: 'worker', side: 'receiver', region: '420304', counterpart: '110000', ...more });
const published = async (client: Client, draft: Draft): Promise<ListIssueView> => client.call(listIssues.publish, at(await client.call(listIssues.create, draft)));
const seen = async (client: Client, id: string): Promise<ListIssueView> => (await client.call(listIssues.get, { id })).issue;

const person = { name: '样例匿名', idNumber: idNumber(), phone: phone() };
const post = (more: Record<string, string> = {}): Promise<ListRow> => keeping(beijing, posts, beijing.call(posts.create, { programme: danjiangkou, cells: { externalId: unique('GW'), title: '电焊工', headcount: '3', employer: '样例期次机械有限公司', region: '北京市丰台区', ...more } }));
const worker = (more: Record<string, string> = {}): Promise<ListRow> => keeping(yunyangqu, workers, yunyangqu.call(workers.create, { programme: danjiangkou, cells: { externalId: unique('RY'), name: '样例匿名', idNumber: idNumber(), phone: phone(), unit: '郧阳区', wishes: '电焊工', consent: '是', ...more } }));

describe('an issue of a list', () => {
  it('freezes the open rows of its reach under a number and a check number; later changes of the list do not change it', async () => {
    const kept = await post({ title: '电工' }), leaves = await post({ title: '钳工' });
    const draft = await beijing.call(listIssues.create, ofPosts());
    expect(draft).toMatchObject({ state: 'draft', number: null, sums: null, digest: null, issuer: '北京市支援合作办', side: 'supporter', counterpart: { region: '420304' }, acts: ['publish', 'withdraw'] });
    const before = await beijing.call(listIssues.preview, ofPosts()), issue = await beijing.call(listIssues.publish, at(draft));
    expect(issue).toMatchObject({ state: 'published', issuedOn: today, number: expect.stringMatching(new RegExp(`^岗位清单〔${today.slice(0, 4)}〕第\\d+期$`)), sums: before, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(before).toMatchObject({ tier1: null, tier2: null });
    expect(await beijing.call(listIssues.changes, { id: issue.id })).toEqual({ changed: 0, gone: 0, come: 0 });
    const frozen = (await rowsOf((await beijing.download(listIssues.export, { id: issue.id })).bytes)).map((row) => row.join('|'));
    await beijing.call(posts.update, { id: kept.id, version: kept.version, cells: { ...kept.cells, title: '高级电工', headcount: '9' } });
    await beijing.call(posts.withdraw, { id: leaves.id, version: leaves.version, reason: '已招满' });
    await post({ title: '后来的岗位' });
    expect(await beijing.call(listIssues.changes, { id: issue.id })).toEqual({ changed: 1, gone: 1, come: 1 });
    expect(await seen(beijing, issue.id)).toMatchObject({ sums: before, digest: issue.digest });
    expect((await rowsOf((await beijing.download(listIssues.export, { id: issue.id })).bytes)).map((row) => row.join('|'))).toEqual(frozen);
    expect([frozen.some((row) => row.includes(kept.externalId) && row.includes('|电工|')), frozen.some((row) => row.includes(leaves.externalId)), frozen.some((row) => row.includes('后来的岗位'))]).toEqual([true, true, false]);
  });

  it('is numbered without gaps however many are published at once, and what fails takes no number', async () => {
    await worker();
    const last = async (): Promise<number> => (await sql<{ last: number }>(`select coalesce(max(sequence), 0)::int as last from employment.list_issue where programme = $1 and kind = 'worker' and region = '420304'`, [danjiangkou]))[0]?.last ?? 0;
    const from = await last(), empty = await yunyangqu.call(listIssues.create, ofWorkers({ category: '9-99-99' }));
    const drafts = await Promise.all(Array.from({ length: 8 }, (_, i) => yunyangqu.call(listIssues.create, i % 2 === 0 ? ofWorkers() : { programme: danjiangkou, kind: 'worker', side: 'receiver', region: '420304' })));
    const [refused, ...issues] = await Promise.all([yunyangqu.refused(listIssues.publish, at(empty)), ...drafts.map((draft) => yunyangqu.call(listIssues.publish, at(draft)))]);
    expect(refused).toMatchObject({ status: 409, code: 'NO_ROWS' });
    expect(issues.map(({ number }) => Number(/第(\d+)期/.exec(number ?? '')?.[1])).sort((a, b) => a - b)).toEqual(Array.from({ length: 8 }, (_, i) => from + 1 + i));
    // Of each reach the one that came last stands, and the others name the one after them.
    const states = await Promise.all(issues.map(({ id }) => seen(yunyangqu, id)));
    expect(states.map(({ state }) => state).sort()).toEqual(['published', 'published', ...Array.from({ length: 6 }, () => 'superseded')]);
    for (const one of states.filter(({ state }) => state === 'superseded')) expect(issues.some(({ id, number, counterpart }) => id === one.supersededBy?.id && number === one.supersededBy.number && counterpart?.region === one.counterpart?.region)).toBe(true);
    await yunyangqu.call(listIssues.withdraw, { ...at(empty), words: '编错范围' });
    expect(await last()).toBe(from + 8);
  });

  it('is superseded by the next of the same reach alone, also when it was acknowledged', async () => {
    await Promise.all([post(), post()]);
    const first = await published(beijing, ofPosts()), elsewhere = await published(beijing, ofPosts({ within: '110106' }));
    await yunyangqu.call(listIssues.acknowledge, { ...at(first), words: '收到' });
    const second = await published(beijing, ofPosts());
    expect(await seen(beijing, first.id)).toMatchObject({ state: 'superseded', supersededBy: { id: second.id, number: second.number }, answer: { words: '收到' }, acts: [] });
    expect(await seen(beijing, elsewhere.id)).toMatchObject({ state: 'published', within: { region: '110106' } });
    const { history } = await beijing.call(listIssues.get, { id: first.id });
    expect(history.map(({ act, by }) => [act, by.includes('系统')])).toEqual([['supersede', true], ['acknowledge', false], ['publish', false], ['create', false]]);
  });

  it('is acknowledged or returned by the other side, with who, when and what they say', async () => {
    await Promise.all([post(), worker()]);
    const jobs = await published(beijing, ofPosts()), people = await published(yunyangqu, ofWorkers());
    const waiting = async (client: Client): Promise<string[]> => (await client.call(listIssues.list, { todo: 'answer', size: 200 })).items.map(({ id }) => id);
    expect([(await waiting(yunyangqu)).includes(jobs.id), (await waiting(beijing)).includes(people.id), (await waiting(beijing)).includes(jobs.id), (await waiting(yunyangqu)).includes(people.id)]).toEqual([true, true, false, false]);
    expect(await yunyangqu.call(listIssues.acknowledge, { ...at(jobs), words: '已核对' })).toMatchObject({ state: 'acknowledged', answer: { by: expect.stringContaining('郧阳区就业局'), words: '已核对' }, acts: [] });
    expect(await beijing.call(listIssues.return, { ...at(people), words: '请补充技能' })).toMatchObject({ state: 'returned', answer: { words: '请补充技能' } });
    expect([(await waiting(yunyangqu)).includes(jobs.id), (await waiting(beijing)).includes(people.id)]).toEqual([false, false]);
    expect(await beijing.refused(listIssues.acknowledge, at(await seen(beijing, people.id)))).toMatchObject({ status: 409, code: 'WRONG_STATE', message: { zh: expect.stringContaining('对方已退回'), en: expect.stringContaining('Returned') } });
    expect(await yunyangqu.call(listIssues.withdraw, { ...at(await seen(yunyangqu, people.id)), words: '重编' })).toMatchObject({ state: 'withdrawn', number: people.number, acts: [] });
  });

  it('is its issuer\'s until it is published, then the other side\'s too; everybody else is told of nothing', async () => {
    await Promise.all([post(), worker()]);
    const draft = await beijing.call(listIssues.create, ofPosts()), found = async (client: Client, id: string): Promise<number> => (await client.ask(listIssues.get, { id })).status;
    expect([await found(beijing, draft.id), await found(yunyangqu, draft.id), await found(admin, draft.id), await found(auditor, draft.id)]).toEqual([200, 404, 200, 200]);
    const issue = await beijing.call(listIssues.publish, at(draft));
    expect(await Promise.all([beijing, yunyangqu, hubei, admin, auditor, yunyang, shanghai, fengjie, enterprise].map((client) => found(client, issue.id)))).toEqual([200, 200, 200, 200, 200, 404, 404, 404, 403]);
    for (const client of [yunyang, shanghai, fengjie]) {
      expect((await client.call(listIssues.list, { size: 200 })).items.map(({ id }) => id)).not.toContain(issue.id);
      expect((await client.ask(listIssues.export, { id: issue.id })).status).toBe(404);
    }
    expect(await shanghai.refused(listIssues.acknowledge, at(issue))).toMatchObject({ status: 404 });
    // Who reads it, but stands on the wrong end, is told whose act it is.
    expect(await beijing.refused(listIssues.acknowledge, at(issue))).toMatchObject({ status: 403, code: 'NOT_YOURS', message: { zh: expect.stringContaining('对方单位'), en: expect.stringContaining('other side') } });
    expect(await yunyangqu.refused(listIssues.withdraw, { ...at(issue), words: '试试' })).toMatchObject({ status: 403, code: 'NOT_YOURS' });
    expect((await admin.ask(listIssues.publish, at(issue))).status).toBe(403);
    // To the whole of the other side: every county of the programme reads it, none of another programme.
    const toAll = await published(beijing, { programme: danjiangkou, kind: 'post', side: 'supporter', region: '110000' });
    expect(await Promise.all([yunyangqu, hubei, yunyang, shanghai].map((client) => found(client, toAll.id)))).toEqual([200, 200, 404, 404]);
    expect(await hubei.call(listIssues.acknowledge, at(toAll))).toMatchObject({ state: 'acknowledged', answer: { by: expect.stringContaining('湖北省') } });
  });

  it('is exported as the workbook officials pass on, of workers by number alone', async () => {
    const shown = await worker({ ...person, skills: '电焊', household: 'H-9', zeroEmploymentHousehold: '是(郧阳区人社局;2099-12-31)', hardToEmploy: '是(郧阳区人社局;2099-12-31)' }), silent = await worker({ consent: '否' });
    const issue = await published(yunyangqu, ofWorkers()), { bytes, name } = await beijing.download(listIssues.export, { id: issue.id }), rows = await rowsOf(bytes), text = rows.map((row) => row.join('|')).join('\n');
    expect(name).toBe(`${issue.number}.xlsx`);
    expect(rows[0]?.[0]).toBe('就业需求清单');
    expect(rows[1]?.[0]).toMatch(new RegExp(`编号：${issue.number ?? ''}　发布单位：郧阳区就业服务机构（.*郧阳区）　发布日期：${today}`));
    expect(rows[3]?.filter((cell) => cell !== '')).toEqual(['序号', '人员编号', '所在县区', '学历', '求职意向', '技能', '证书', '工作年限', '期望月薪', '最低月薪', '意向地区', '排除地区', '需要住宿', '可到岗日期']);
    expect(rows.slice(4, 4 + (issue.sums?.rows ?? 0)).map(([number]) => Number(number))).toEqual(Array.from({ length: issue.sums?.rows ?? 0 }, (_, i) => i + 1));
    for (const part of [shown.externalId, `合计：人数 ${String(issue.sums?.people)} 人，其中第一优先级 ${String(issue.sums?.tier1)} 人`, issue.digest ?? '?', '发布单位（盖章）', '确认单位（盖章）']) expect(text).toContain(part);
    expect(issue.sums?.tier1).toBeGreaterThan(0);
    for (const part of [person.name, person.idNumber, person.phone, 'H-9', '2099-12-31', silent.externalId]) expect(text).not.toContain(part);
    expect(JSON.stringify(await sql('select cells from employment.list_issue_row where row_id = $1', [shown.id]))).not.toMatch(new RegExp(`${person.name}|${person.idNumber}|${person.phone}|H-9`));
    // Who is erased stays in it as a count.
    await yunyangqu.call(workerPrivacy.erase, { id: shown.id, version: shown.version, reason: 'request-of-person' });
    expect((await rowsOf((await beijing.download(listIssues.export, { id: issue.id })).bytes)).map((row) => row.join('|')).join('\n')).not.toContain(shown.externalId);
    expect(await seen(beijing, issue.id)).toMatchObject({ sums: issue.sums });
    const draft = await yunyangqu.call(listIssues.create, ofWorkers());
    expect(await yunyangqu.refused(listIssues.export, { id: draft.id })).toMatchObject({ status: 409, code: 'NOT_PUBLISHED' });
  });

  it('keeps what was published from the service itself', async () => {
    await post();
    const { id } = await published(beijing, ofPosts()), { host, port, database } = new pg.Client({ connectionString: stack.databaseUrl });
    const service = new pg.Client({ host, port, ...(database === undefined ? {} : { database }), user: 'jiedui_employment_rw', password: stack.roles['employment']?.rw ?? '' });
    await service.connect();
    try {
      const refused = async (text: string): Promise<string | undefined> => service.query(text).then(() => 'done', (error: { code?: string }) => error.code);
      for (const text of [`update employment.list_issue_row set row_version = 9 where issue_id = '${id}'`, `delete from employment.list_issue_row where issue_id = '${id}'`, `delete from employment.list_issue where id = '${id}'`, `update employment.list_issue_step set words = 'x' where issue_id = '${id}'`, 'delete from employment.list_issue_counter']) expect([text, await refused(text)]).toEqual([text, '42501']);
    } finally { await service.end(); }
  });

  it('names what is wrong with an input, and how to mend it, in both languages', async () => {
    const wrong = async (client: Client, draft: Draft): Promise<unknown> => client.refused(listIssues.create, draft);
    const field = (name: string, code: string, zh: string, en: string): unknown => ({ fields: [{ field: name, code, message: { zh: expect.stringContaining(zh), en: expect.stringContaining(en) } }] });
    expect(await wrong(beijing, ofPosts({ region: '420304' }))).toMatchObject({ status: 400, ...field('region', 'NOT_OF_THE_SIDE', '请核对', 'check') as object });
    expect(await wrong(beijing, ofPosts({ programme: gorges, region: '310000', counterpart: undefined }))).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE', ...field('region', 'OUT_OF_SCOPE', '请选择', 'choose') as object });
    expect(await wrong(beijing, ofPosts({ programme: gorges, counterpart: '500235' }))).toMatchObject({ status: 400, ...field('counterpart', 'NOT_A_PAIRING', '请选择结对的一方', 'choose a paired place') as object });
    expect(await wrong(beijing, ofPosts({ within: '310115' }))).toMatchObject({ status: 400, ...field('within', 'NOT_WITHIN', '请选择其下的地区', 'choose a place in it') as object });
    expect(await wrong(beijing, ofPosts({ kind: 'worker' }))).toMatchObject({ status: 403, code: 'LIST_NOT_READ', ...field('kind', 'LIST_NOT_READ', '请选择另一清单', 'choose the other list') as object });
    const draft = await beijing.call(listIssues.create, ofPosts());
    expect(await beijing.refused(listIssues.publish, { id: draft.id, version: draft.version + 1 })).toMatchObject({ status: 412 });
    expect(await beijing.refused(listIssues.withdraw, { ...at(draft), words: '电话 13912345678' })).toMatchObject({ status: 400, ...field('words', 'NAMES_A_PERSON', '不要写', 'leave out') as object });
  });
});
