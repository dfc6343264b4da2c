import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accounts, barredEmployers, type BarView, employmentImports, employmentProposals, type ListRow, notices, placements, type PlacementView, posts, type ProposalView, type RequestInputOf, type RoleGrant, workers } from '@jiedui/contracts';
import { as, Client, close, commit, factsSettled, fileForms, idNumber, knownToEngine, phone, preview, sheetOf, sql, unique, until } from '../arrange.js';

/** An employer that is struck off: what follows for its posts, for its people and for whoever would go on (mechanisms E05). */

const programme = 'three-gorges';
let county: Client, beijing: Client, admin: Client, security: Client, other: Client, qiye: Client;
beforeAll(async () => { [county, beijing, admin, security, other, qiye] = await Promise.all([as('yunyang'), as('beijing'), as('admin'), as('anquan'), as('yunyangqu'), as('qiye')]); });
/** What this suite opened is withdrawn at its end, so that no other suite's people or posts are taken. */
const made: { row: ListRow; by: Client }[] = [], placed: string[] = [];
afterAll(async () => {
  for (const id of placed) {
    const one = await seen(id);
    if (one.state !== 'ended') await county.call(placements.end, { ...at(one), reason: 'entered-in-error', on: today });
  }
  for (const { row: { id, list }, by } of made) {
    const of = list === 'post' ? posts : workers, { row } = await by.call(of.get, { id });
    if (row.status === 'open') await by.call(of.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await close();
});

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });
const seen = async (id: string): Promise<PlacementView> => (await county.call(placements.get, { id })).placement;
const stateOf = async ({ id }: ListRow, by: Client): Promise<string> => (await by.call(posts.get, { id })).row.status;

/** Somebody with an account and a password of their own. */
async function joined(grant: Pick<RoleGrant, 'role' | 'programme'> & Partial<RoleGrant>, organisationName: string): Promise<Client> {
  const account = unique('t').toLowerCase(), password = 'seven lamps on the river', client = new Client();
  const { id } = await security.call(accounts.create, { account, displayName: `样例${account}`, organisationName, grants: [{ region: null, organisation: null, ...grant }] });
  const { status } = await new Client().raw('POST', '/api/invitation/accept', { body: { code: (await security.call(accounts.link, { id })).code, password } });
  expect([status, (await client.signIn(account, password)).status]).toEqual([200, 200]);
  return client;
}

interface Firm { readonly name: string; readonly client: Client }
/** An enterprise of its own, so that no other suite's is barred. */
async function firm(): Promise<Firm> {
  const name = `样例${unique()}有限公司`;
  return { name, client: await joined({ role: 'enterprise', programme, organisation: name }, name) };
}

const cellsOf = ({ name }: Pick<Firm, 'name'>, more: Record<string, string> = {}): Record<string, string> => ({ externalId: unique('GW'), title: '电焊工', headcount: '1', employer: name, region: '北京市丰台区', wageMin: '6000', wageMax: '8000', ...more });
async function post(of: Firm, by: Client = of.client): Promise<ListRow> {
  const row = await by.call(posts.create, { programme, cells: cellsOf(of) });
  made.push({ row, by });
  return row;
}

/** A placement that has come as far as this. */
async function placement(of: Firm, state: 'agreed' | 'offered' | 'accepted' | 'departed' | 'on-the-job'): Promise<PlacementView> {
  const demand = await post(of), supply = await county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例申', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是' } });
  made.push({ row: supply, by: county });
  await Promise.all([demand, supply].map(({ id }) => knownToEngine(id)));
  const answer = await county.ask(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
  let proposal = answer.json as ProposalView;
  if (answer.status !== 200) {
    // A run that was under way has just proposed the pair.
    const { items } = await county.call(employmentProposals.list, { entry: supply.id, state: 'proposed', size: 200 }), proposed = items.find((item) => item.demandId === demand.id);
    await county.call(employmentProposals.send, { ids: [proposed?.id ?? ''] });
    proposal = await county.call(employmentProposals.get, { id: proposed?.id ?? '' });
  }
  await of.client.call(employmentProposals.acceptDemand, at(proposal));
  const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
  placed.push(id);
  const steps = ['agreed', 'offered', 'accepted', 'departed', 'on-the-job'], far = steps.indexOf(state);
  if (far > 0) await of.client.call(placements.offer, { ...at(await seen(id)), startOn: today, wageFen: 650_000, housing: 'none' });
  if (far > 1) await county.call(placements.accept, { ...at(await seen(id)), on: today, manner: 'phone' });
  if (far > 2) await county.call(placements.depart, { ...at(await seen(id)), on: today });
  if (far > 3) await of.client.call(placements.arrive, { ...at(await seen(id)), on: today, insured: true });
  return seen(id);
}

type Bar = RequestInputOf<typeof barredEmployers.bar>;
const barOf = ({ name }: Pick<Firm, 'name'>, more: Partial<Bar> = {}): Bar => ({ programme, name, reason: 'licence-revoked', source: '国家企业信用信息公示系统', foundOn: today, fromOn: today, ...more });

describe('an employer that is struck off', () => {
  let one: Firm, bar: BarView, waiting: ListRow, byOffice: ListRow, early: PlacementView[], late: PlacementView[];
  beforeAll(async () => {
    one = await firm();
    [waiting, byOffice] = [await post(one), await post(one, beijing)];
    early = [await placement(one, 'agreed'), await placement(one, 'offered'), await placement(one, 'accepted')];
    late = [await placement(one, 'departed'), await placement(one, 'on-the-job')];
  }, 120_000);

  it('is found by its name, and whom it concerns is told before anything is done', async () => {
    const { items } = await admin.call(barredEmployers.employers, { programme, search: one.name.slice(2, 10) });
    expect(items).toEqual([{ name: one.name, posts: 2, barred: false }]);
    expect(await admin.call(barredEmployers.preview, { programme, name: one.name })).toEqual({ posts: 7, ended: 3, looks: 2, counties: [{ region: '500235', regionName: '云阳县', ended: 3, looks: 2 }] });
    expect(await Promise.all([waiting, byOffice].map((row) => stateOf(row, row === byOffice ? beijing : one.client)))).toEqual(['open', 'open']);
  });

  it('loses its posts and its offers at once; people on the way and on the job are put before their county', async () => {
    bar = await admin.call(barredEmployers.bar, barOf(one, { reasonWords: '市场监管部门公告' }));
    expect(bar).toMatchObject({ state: 'in-force', carriedOut: true, reasonName: { zh: '吊销营业执照' }, office: '对口支援协调机构', effects: { posts: 7, ended: 3, looks: 2 }, acts: ['lift'] });
    const { history } = await admin.call(barredEmployers.get, { id: bar.id });
    expect(history.map(({ act, effects }) => [act, effects])).toEqual([['carry-out', { posts: 7, ended: 3, looks: 2 }], ['bar', null]]);
    for (const [row, by] of [[waiting, one.client], [byOffice, beijing]] as const) {
      const { row: now, history: lines } = await by.call(posts.get, { id: row.id });
      expect([now.status, lines[0]]).toMatchObject(['withdrawn', { what: '撤回', reason: '用工单位停用：吊销营业执照' }]);
    }
    for (const { id } of early) {
      const { placement: ended, history: steps } = await county.call(placements.get, { id });
      expect(ended).toMatchObject({ state: 'ended', end: { reason: 'employer-closed', on: today }, attention: null });
      expect(steps[0]).toMatchObject({ act: 'end', side: 'system', by: '系统', words: '用工单位停用：吊销营业执照' });
      // Free again on the list, so that the next run matches them.
      expect((await county.call(workers.get, { id: ended.workerId })).row).toMatchObject({ status: 'open', taken: 0 });
    }
    for (const { id, state } of late) {
      const { placement: kept, history: steps } = await county.call(placements.get, { id });
      expect(kept).toMatchObject({ state, end: null, attention: { zh: '用工单位停用，请核实本人去向' } });
      expect(kept.acts).toContain('look');
      expect(steps[0]).toMatchObject({ act: 'flag', side: 'system' });
    }
    // The engine proposes none of its posts any more.
    await factsSettled();
    expect(await sql<{ status: string }>('select distinct status from matching.entry where id = any($1::uuid[])', [[waiting.id, byOffice.id, ...[...early, ...late].map(({ postId }) => postId)]])).toEqual([{ status: 'closed' }]);
  });

  it('is told to the counties by the bell and by what is to be done, and looked at once', async () => {
    const { items } = await county.call(notices.list, { programme, size: 200 }), of = (id: string): string[] => items.filter(({ thingId }) => thingId === id).map(({ kind }) => kind);
    expect([...early, ...late].map(({ id }) => of(id))).toEqual([...early.map(() => ['employer-barred-ended']), ...late.map(() => ['employer-barred-look'])]);
    const toLook = async (): Promise<string[]> => (await county.call(placements.follow, { programme, due: 'attention', size: 200 })).items.map(({ id }) => id);
    expect(await toLook()).toEqual(expect.arrayContaining(late.map(({ id }) => id)));
    const [first] = late.map(({ id }) => id);
    expect(await county.call(placements.look, { ...at(await seen(first ?? '')), words: '本人已回县，另行登记' })).toMatchObject({ attention: null });
    expect(await toLook()).not.toContain(first);
  });

  it('brings no post back while it is barred: neither by form, nor by restoring, nor by an office, nor in a file', async () => {
    const refused = { status: 409, code: 'ROW.EMPLOYER_BARRED', message: { zh: expect.stringContaining('已停用'), en: expect.stringContaining('barred') }, fields: [{ field: 'employer' }] };
    expect(await one.client.refused(posts.create, { programme, cells: cellsOf(one) })).toMatchObject(refused);
    expect(await beijing.refused(posts.create, { programme, cells: cellsOf(one) })).toMatchObject(refused);
    // Another way to write the same name is the same firm.
    expect(await beijing.refused(posts.create, { programme, cells: cellsOf({ name: one.name.replace('样例', '样 例 ') }) })).toMatchObject(refused);
    const { row } = await one.client.call(posts.get, { id: waiting.id });
    expect(await one.client.refused(posts.restore, at(row))).toMatchObject(refused);
    expect(await stateOf(waiting, one.client)).toBe('withdrawn');
    const good = unique('GW'), rows = [{ name: one.name }, { name: '样例无关公司' }].map((of, i) => ({ 岗位编号: i === 0 ? unique('GW') : good, 岗位名称: '电焊工', 招聘人数: '1', 用工单位: of.name, 工作地点: '北京市丰台区' }));
    const staged = await preview(beijing, employmentImports, 'post', await fileForms.utf8.write(sheetOf(rows)), { programme });
    expect(staged).toMatchObject({ state: 'staged', counts: { new: 1, wrong: 1, total: 2 }, errors: [{ field: 'employer', code: 'ROW.EMPLOYER_BARRED', rows: 1, zh: expect.stringContaining('请改填其他单位') }] });
    expect(await commit(beijing, employmentImports, staged.id)).toMatchObject({ state: 'committed', counts: { new: 1 } });
    const { items: [imported] } = await beijing.call(posts.list, { programme, search: good });
    if (imported !== undefined) made.push({ row: imported, by: beijing });
    expect(imported).toMatchObject({ organisationName: '样例无关公司', status: 'open' });
  });

  it('makes no offer, also where a step that was a mistake is taken back', async () => {
    const { id } = late[0] ?? { id: '' };
    // What the county found, that it was asked to, the departure and the worker's yes: back to the offer.
    for (const _step of ['look', 'flag', 'depart', 'accept']) await admin.ask(placements.correct, { ...at(await seen(id)), reason: '登记有误' });
    const again = await seen(id);
    expect(['offered', 'ended']).toContain(again.state);
    const problem = await one.client.refused(placements.offer, { ...at(again), startOn: today, wageFen: 700_000, housing: 'none' });
    // Within ten seconds the system ends it, as it ends any that stands before the departure; it may have been faster.
    expect(['EMPLOYER_BARRED', 'WRONG_STATE', 'CHANGED_MEANWHILE']).toContain(problem.code);
    expect(await until(() => seen(id), ({ state }) => state === 'ended', 'the placement of a barred employer to end')).toMatchObject({ end: { reason: 'employer-closed' } });
  });

  it('knows itself since when, why and whom to ask; others are told nothing of it', async () => {
    expect(await one.client.call(barredEmployers.own, {})).toEqual({ items: [{ id: bar.id, programme, name: one.name, reasonName: expect.objectContaining({ zh: '吊销营业执照' }), fromOn: today, office: '对口支援协调机构' }] });
    expect((await qiye.call(barredEmployers.own, {})).items.map(({ name }) => name)).not.toContain(one.name);
    expect(await one.client.refused(barredEmployers.get, { id: bar.id })).toMatchObject({ status: 403 });
  });

  it('is read by the offices of the programme and barred by its administrator alone', async () => {
    const far = await joined({ role: 'programme-administrator', programme: 'danjiangkou' }, '样例协调机构'), evaluator = await as('pinggu');
    const found = async (client: Client): Promise<number> => (await client.ask(barredEmployers.get, { id: bar.id })).status;
    expect(await Promise.all([admin, county, beijing, evaluator, far, other, qiye].map(found))).toEqual([200, 200, 200, 200, 404, 404, 403]);
    expect((await county.call(barredEmployers.get, { id: bar.id })).bar.acts).toEqual([]);
    expect((await county.call(barredEmployers.list, { programme, search: one.name })).items.map(({ id }) => id)).toEqual([bar.id]);
    const { version } = (await admin.call(barredEmployers.get, { id: bar.id })).bar;
    expect([(await far.ask(barredEmployers.bar, barOf({ name: '样例无关公司' }))).status, (await far.ask(barredEmployers.preview, { programme, name: one.name })).status, (await far.ask(barredEmployers.lift, { id: bar.id, version, words: '误' })).status, (await county.ask(barredEmployers.lift, { id: bar.id, version, words: '误' })).status]).toEqual([404, 404, 404, 403]);
  });

  it('may post again once the bar is lifted; nothing comes back by itself, and the record stays', async () => {
    const { version } = (await admin.call(barredEmployers.get, { id: bar.id })).bar;
    expect(await admin.refused(barredEmployers.lift, { id: bar.id, version: version - 1, words: '异议成立' })).toMatchObject({ status: 412 });
    expect(await admin.call(barredEmployers.lift, { id: bar.id, version, words: '异议成立，已撤销公告' })).toMatchObject({ state: 'lifted', lifted: { words: '异议成立，已撤销公告' }, acts: [] });
    expect([await stateOf(waiting, one.client), (await seen(early[0]?.id ?? '')).state, (await one.client.call(barredEmployers.own, {})).items]).toEqual(['withdrawn', 'ended', []]);
    const { row } = await one.client.call(posts.get, { id: waiting.id });
    expect((await one.client.call(posts.restore, at(row))).status).toBe('open');
    expect((await post(one)).status).toBe('open');
    expect((await admin.call(barredEmployers.list, { programme, search: one.name, state: 'lifted' })).items.map(({ id }) => id)).toEqual([bar.id]);
    expect((await admin.call(barredEmployers.get, { id: bar.id })).history.map(({ act }) => act).slice(-2)).toEqual(['carry-out', 'bar']);
    const actions = (await sql<{ action: string }>('select action from employment.audit_entry where subject_id = $1 and result = $2 order by id', [bar.id, 'done'])).map(({ action }) => action);
    expect([actions.includes('operation.barred-employers.bar'), actions.includes('barred-employers.carried-out'), actions.at(-1)]).toEqual([true, true, 'operation.barred-employers.lift']);
    // It may be barred anew, which is a bar of its own.
    expect((await admin.call(barredEmployers.bar, barOf(one))).id).not.toBe(bar.id);
  });
});

describe('a bar among others at work', () => {
  it('is made once, whoever asks at the same time', async () => {
    const one = { name: `样例${unique()}有限公司` };
    made.push({ row: await beijing.call(posts.create, { programme, cells: cellsOf(one) }), by: beijing });
    const answers = await Promise.all([1, 2, 3].map(() => admin.ask(barredEmployers.bar, barOf(one))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await admin.call(barredEmployers.list, { programme, search: one.name })).items).toHaveLength(1);
  });

  it('leaves no post that was made at the same moment', async () => {
    const one = { name: `样例${unique()}有限公司` };
    made.push({ row: await beijing.call(posts.create, { programme, cells: cellsOf(one) }), by: beijing });
    const [barred, ...answers] = await Promise.all([admin.ask(barredEmployers.bar, barOf(one)), ...Array.from({ length: 6 }, () => beijing.ask(posts.create, { programme, cells: cellsOf(one) }))]);
    expect([barred.status, answers.every(({ status }) => status === 200 || status === 409)]).toEqual([200, true]);
    const slipped = answers.filter(({ status }) => status === 200).map(({ json }) => json as ListRow);
    for (const row of slipped) made.push({ row, by: beijing });
    await until(async () => (await beijing.call(posts.list, { programme, search: one.name, status: 'open' })).total, (total) => total === 0, 'every post of the barred employer to be withdrawn');
    expect((await admin.call(barredEmployers.list, { programme, search: one.name })).items[0]?.effects.posts).toBe(slipped.length + 1);
  });

  it('ends an offer that was made at the same moment', async () => {
    const one = await firm(), first = await placement(one, 'agreed');
    const [barred, offered] = await Promise.all([admin.ask(barredEmployers.bar, barOf(one)), one.client.ask(placements.offer, { ...at(first), startOn: today, wageFen: 600_000, housing: 'none' })]);
    expect([barred.status, [200, 409, 412].includes(offered.status)]).toEqual([200, true]);
    expect(await seen(first.id)).toMatchObject({ state: 'ended', end: { reason: 'employer-closed' } });
    expect((await county.call(workers.get, { id: first.workerId })).row).toMatchObject({ status: 'open', taken: 0 });
  }, 60_000);

  it('is carried out later where the request left it to the system, once and whole', async () => {
    const one = await firm(), [open, early, late] = [await post(one), await placement(one, 'accepted'), await placement(one, 'departed')];
    // As it stands after a request that found thousands of rows.
    const [{ id } = { id: '' }] = await sql<{ id: string }>(`insert into employment.barred_employer (id, programme, name, organisations, reason, source, found_on, from_on, office, created_by)
      values (gen_random_uuid(), $1, $2, array[$2::text], 'dissolved', '样例公示系统', $3, $3, '对口支援协调机构', 'test') returning id`, [programme, one.name, today]);
    const bar = await until(async () => (await admin.call(barredEmployers.get, { id })).bar, ({ carriedOut }) => carriedOut, 'the bar to be carried out');
    expect(bar.effects).toEqual({ posts: 3, ended: 1, looks: 1 });
    expect([await stateOf(open, one.client), (await seen(early.id)).state, (await seen(late.id)).attention]).toEqual(['withdrawn', 'ended', expect.objectContaining({ zh: '用工单位停用，请核实本人去向' })]);
  }, 120_000);

  it('names what is wrong with a finding', async () => {
    const field = (name: string, code: string): object => ({ status: 400, fields: [{ field: name, code, message: { zh: expect.stringMatching(/\S/), en: expect.stringMatching(/\S/) } }] });
    const name = `样例${unique()}有限公司`, tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    made.push({ row: await beijing.call(posts.create, { programme, cells: cellsOf({ name }) }), by: beijing });
    expect(await admin.refused(barredEmployers.bar, barOf({ name: unique('样例没有岗位') }))).toMatchObject(field('name', 'EMPLOYER_UNKNOWN'));
    expect(await admin.refused(barredEmployers.bar, barOf({ name }, { fromOn: tomorrow }))).toMatchObject(field('fromOn', 'DAY_AHEAD'));
    expect(await admin.refused(barredEmployers.bar, barOf({ name }, { reason: 'other' }))).toMatchObject(field('reasonWords', 'WORDS_NEEDED'));
  });
});
