import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { alerts, type AlertView, employmentImports, employmentProposals, type EndReason, households, type HouseholdView, type ListRow, placements, type PlacementView, posts, type RequestInputOf, workerPrivacy, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, imported, knownToEngine, phone, sql, stack, unique } from '../arrange.js';
import { storedOne, worker as fileRow } from '../import-rows.js';

/** The register of monitored households and the alerts of those at risk (mechanisms E19 to E22). */

const programme = 'three-gorges', region = '500235', employer = '样例云帆电子有限公司';
let county: Client, other: Client, fengjie: Client, enterprise: Client, supporter: Client, admin: Client, auditor: Client;
beforeAll(async () => { [county, other, fengjie, enterprise, supporter, admin, auditor] = await Promise.all([as('yunyang'), as('yunyangqu'), as('fengjie'), as('qiye'), as('beijing'), as('admin'), as('shenji')]); });
afterAll(close);

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
/** The day so many days from today. */
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });

const draft = (more: Partial<RequestInputOf<typeof households.create>> = {}): RequestInputOf<typeof households.create> => ({
  programme, region, number: unique('H'), class: 'marginal', enteredOn: day(-60), township: '江口镇', members: 4, reason: 'illness', reasonWords: '住院', foundBy: '江口镇乡村振兴办', measures: ['medical'], measureWords: null, relocated: true, relocationMeasures: ['jobs', 'schooling'], relocationWords: '集中安置点', ...more,
});
const entered = (more: Partial<RequestInputOf<typeof households.create>> = {}): Promise<HouseholdView> => county.call(households.create, draft(more));
const worker = async (more: Record<string, string> = {}): Promise<ListRow> => county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例戊', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是', ...more } });
const found = async (number: string, client: Client = county): Promise<HouseholdView[]> => (await client.call(households.list, { programme, search: number })).items;

describe('the register', () => {
  it('keeps a household with class, reason, who found it, measures and the follow-up of its relocation', async () => {
    const made = await entered();
    expect(made).toMatchObject({ state: 'monitored', class: 'marginal', className: { zh: '边缘易致贫户' }, reason: 'illness', enteredOn: day(-60), foundBy: '江口镇乡村振兴办', fromList: false, measures: ['medical'], relocated: true, relocationMeasures: ['jobs', 'schooling'], acts: ['amend', 'reclass', 'clear', 'reduce', 'correct'] });
    expect(await found(made.number)).toMatchObject([{ id: made.id }]);
    expect((await county.call(households.list, { programme, class: 'marginal', reason: 'illness', relocated: 'true', search: made.number })).items).toHaveLength(1);
    expect((await county.call(households.list, { programme, class: 'hardship', search: made.number })).items).toEqual([]);
  });

  it('keeps every move in and out, with who, when, which day and why; a correction is a new line', async () => {
    let one = await entered();
    one = await county.call(households.reclass, { ...at(one), class: 'hardship', on: day(-40), words: '突发火灾' });
    one = await county.call(households.amend, { ...at(one), enteredOn: day(-60), township: '江口镇', members: 3, reason: 'disaster', reasonWords: '火灾', foundBy: '江口镇乡村振兴办', measures: ['medical', 'housing'], measureWords: null, relocated: true, relocationMeasures: ['jobs', 'schooling'], relocationWords: '集中安置点' });
    one = await county.call(households.clear, { ...at(one), on: day(-10), words: '住房已修复，收入稳定' });
    expect(one).toMatchObject({ state: 'cleared', leftOn: day(-10), acts: ['amend', 're-enter', 'correct'] });
    one = await county.call(households.correct, { ...at(one), words: '误点' });
    expect(one).toMatchObject({ state: 'monitored', leftOn: null, class: 'hardship' });
    one = await county.call(households.reduce, { ...at(one), on: day(-5), reason: 'moved-away', words: '迁往主城' });
    one = await county.call(households.reEnter, { ...at(one), on: day(-1), class: 'unstable', reason: 'income-drop', foundBy: '村级摸排' });
    expect(one).toMatchObject({ state: 'monitored', class: 'unstable', reason: 'income-drop', enteredOn: day(-1), leftOn: null, version: 7 });
    const { history } = await county.call(households.get, { id: one.id });
    expect(history.map((line) => [line.act, line.from, line.to, line.on, line.corrected])).toEqual([
      ['re-enter', 'reduced', 'monitored', day(-1), false], ['reduce', 'monitored', 'reduced', day(-5), false], ['correct', 'cleared', 'monitored', null, false], ['clear', 'monitored', 'cleared', day(-10), true],
      ['amend', 'monitored', 'monitored', null, false], ['reclass', 'monitored', 'monitored', day(-40), false], ['enter', null, 'monitored', day(-60), false]]);
    expect(history[1]).toMatchObject({ reasonName: { zh: '迁出' }, by: expect.stringContaining('云阳县就业中心') });
    expect(history[2]?.corrects).toBe(history[3]?.id);
    expect(history[5]).toMatchObject({ classFrom: { zh: '边缘易致贫户' }, classTo: { zh: '突发严重困难户' } });
    expect(history[4]?.changes).toEqual(expect.arrayContaining([{ field: 'members', from: { zh: '4', en: '4' }, to: { zh: '3', en: '3' } }, { field: 'reason', from: expect.objectContaining({ zh: '因病' }), to: expect.objectContaining({ zh: '因灾' }) }]));
    // A re-entry that was a mistake leaves the household as it had left.
    expect(await county.call(households.correct, { ...at(one), words: '并未返回' })).toMatchObject({ state: 'reduced', class: 'hardship', enteredOn: day(-60), leftOn: day(-5) });
    // What was entered in error can be said to be so, and stays.
    const wrong = await entered();
    expect(await county.call(households.correct, { ...at(wrong), words: '户号填错' })).toMatchObject({ state: 'void', acts: ['re-enter'] });
  });

  it('lets nobody change or delete its history, also not by SQL under the role of the service', async () => {
    const { id } = await entered();
    const { host, port, database } = new pg.Client({ connectionString: stack.databaseUrl });
    const service = new pg.Client({ host, port, ...(database === undefined ? {} : { database }), user: 'jiedui_employment_rw', password: stack.roles['employment']?.rw ?? '' });
    await service.connect();
    try {
      const refused = async (text: string): Promise<string | undefined> => service.query(text).then(() => 'done', (error: { code?: string }) => error.code);
      expect((await service.query(`select act from employment.household_event where household_id = '${id}'`)).rows).toEqual([{ act: 'enter' }]);
      for (const text of [
        `update employment.household_event set words = 'x' where household_id = '${id}'`, `delete from employment.household_event where household_id = '${id}'`, 'truncate employment.household_event', `delete from employment.household where id = '${id}'`,
        `update employment.alert_step set act = 'clear'`, 'delete from employment.alert_step', 'delete from employment.alert',
      ]) expect([text, await refused(text)]).toEqual([text, '42501']);
    } finally { await service.end(); }
  });

  it('names what is wrong with an entry, and how to mend it', async () => {
    const known = await entered();
    expect(await county.refused(households.create, draft({ enteredOn: day(1) }))).toMatchObject({ status: 400, fields: [{ field: 'enteredOn', code: 'DAY_AHEAD', message: { zh: expect.stringContaining('请填今天或以前'), en: expect.stringContaining('give today') } }] });
    expect(await county.refused(households.create, draft({ enteredOn: '2013-12-31' }))).toMatchObject({ status: 400, fields: [{ field: 'enteredOn', code: 'DAY_TOO_EARLY' }] });
    expect(await county.refused(households.create, draft({ region: '500236' }))).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE', fields: [{ field: 'region' }] });
    expect(await county.refused(households.create, draft({ number: idNumber() }))).toMatchObject({ status: 400, fields: [{ field: 'number', code: 'ID_NUMBER' }] });
    expect(await county.refused(households.create, draft({ reasonWords: '联系 13912345678' }))).toMatchObject({ status: 400, fields: [{ field: 'reasonWords', code: 'NAMES_A_PERSON' }] });
    const twice = await county.refused(households.create, draft({ number: known.number }));
    expect(twice).toMatchObject({ status: 409, code: 'HOUSEHOLD_EXISTS', fields: [{ field: 'number' }] });
    expect(twice.message.zh).toContain(`${known.number} 已在台账（监测中，${day(-60)} 纳入）`);
    expect(await county.refused(households.clear, { ...at(known), on: day(-61), words: '已稳定' })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_BEFORE' }] });
    expect(await county.refused(households.reEnter, { ...at(known), on: today, class: 'unstable', reason: 'illness', foundBy: '村' })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect(await county.refused(households.reclass, { ...at(known), class: 'marginal', on: today, words: '不变' })).toMatchObject({ status: 409, code: 'SAME_CLASS' });
    await county.call(households.reclass, { ...at(known), class: 'unstable', on: today, words: '复核' });
    expect(await county.refused(households.clear, { ...at(known), on: today, words: '已稳定' })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
  });

  it('is the own county’s, the administrator’s and the auditor’s; enterprises and supporters never see it', async () => {
    const made = await entered(), alert = await county.call(alerts.raise, { householdId: made.id, cause: 'illness', on: today });
    for (const reader of [admin, auditor]) {
      expect((await reader.call(households.get, { id: made.id })).household).toMatchObject({ id: made.id, acts: [] });
      expect((await reader.call(alerts.get, { id: alert.id })).alert).toMatchObject({ id: alert.id, acts: [] });
    }
    expect(await other.refused(households.get, { id: made.id })).toMatchObject({ status: 404 });
    expect(await other.refused(households.clear, { ...at(made), on: today, words: '越权' })).toMatchObject({ status: 404 });
    expect(await other.refused(alerts.raise, { householdId: made.id, cause: 'accident', on: today })).toMatchObject({ status: 404 });
    expect(await other.refused(alerts.assign, { ...at(alert), assignee: '某乡镇', dueOn: day(3) })).toMatchObject({ status: 404 });
    expect(await found(made.number, other)).toEqual([]);
    for (const reader of [enterprise, supporter, fengjie]) {
      expect(await reader.refused(households.list, { programme })).toMatchObject({ status: 403 });
      expect(await reader.refused(alerts.get, { id: alert.id })).toMatchObject({ status: 403 });
    }
    expect(await admin.refused(households.clear, { ...at(made), on: today, words: '越权' })).toMatchObject({ status: 403 });
  });
});

describe('the workers list', () => {
  it('brings a household into the register once, by form and by file, to be completed by the county', async () => {
    const number = unique('H'), member = await worker({ household: number, monitoring: '突发严重困难户', township: '江口镇' });
    await worker({ household: number, monitoring: '突发严重困难户' });
    const [one] = await found(number);
    expect(one).toMatchObject({ fromList: true, reason: null, class: 'hardship', state: 'monitored', enteredOn: today, township: '江口镇', workers: 2, contradictions: 0 });
    expect((await county.call(households.list, { programme, todo: 'complete', search: number })).total).toBe(1);
    expect((await county.call(households.ofWorker, { id: member.id })).household?.id).toBe(one?.id);
    const filed = unique('H'), row = unique('RY');
    await imported(county, employmentImports, 'worker', [fileRow(row, { 家庭编号: filed, 监测对象类别: '脱贫不稳定户' }), fileRow(unique('RY'), { 家庭编号: filed, 监测对象类别: '脱贫不稳定户' }), fileRow(unique('RY'), { 家庭编号: unique('H'), 监测对象类别: '无' })]);
    expect(await found(filed)).toMatchObject([{ fromList: true, class: 'unstable', workers: 2 }]);
    const id = await storedOne('employment.worker', row), { household } = await county.call(households.ofWorker, { id });
    if (household === null) throw new Error('not in the register');
    expect(await county.refused(households.clear, { ...at(household), on: today, words: '已稳定' })).toMatchObject({ status: 409, code: 'REASON_MISSING' });
    const { programme: _p, region: _r, number: _n, class: _c, ...details } = draft({ enteredOn: today });
    expect(await county.call(households.amend, { ...at(household), ...details })).toMatchObject({ reason: 'illness', foundBy: '江口镇乡村振兴办' });
    expect((await county.call(households.list, { programme, todo: 'complete', search: filed })).total).toBe(0);
    // An ID number in the place of a household's number stands for a person.
    const person = idNumber();
    await worker({ household: person, monitoring: '脱贫不稳定户' });
    expect(await found(person)).toEqual([]);
  });

  it('is shown to be looked at where it says otherwise, and is not changed', async () => {
    const number = unique('H'), looked = async (): Promise<number> => (await county.call(households.list, { programme, todo: 'look', search: number })).total;
    const carrying = await worker({ household: number, monitoring: '边缘易致贫户' });
    const [one] = await found(number);
    expect([one?.contradictions, await looked()]).toEqual([0, 0]);
    // A member whose entry says nothing of it.
    const silent = await worker({ household: number });
    expect((await county.call(households.get, { id: one?.id ?? '' })).workers.map(({ id, contradicts, name }) => [id, contradicts, name]).sort()).toEqual([[carrying.id, false, '样**'], [silent.id, true, '样**']].sort());
    await county.call(workers.update, { id: silent.id, version: silent.version, cells: { monitoring: '边缘易致贫户' } });
    expect(await looked()).toBe(0);
    if (one === undefined) throw new Error('not in the register');
    const { programme: _p, region: _r, number: _n, class: _c, ...details } = draft({ enteredOn: today });
    const full = await county.call(households.amend, { ...at(one), ...details });
    const out = await county.call(households.clear, { ...at(full), on: today, words: '收入稳定' });
    expect([out.contradictions, await looked()]).toEqual([2, 1]);
    const { row } = await county.call(workers.get, { id: carrying.id });
    expect([row.tier, row.cells['monitoring'], row.version]).toEqual([2, '边缘易致贫户', carrying.version]);
    expect((await county.call(households.ofWorker, { id: carrying.id })).contradicts).toBe(true);
    for (const each of [carrying.id, silent.id]) { const { row: now } = await county.call(workers.get, { id: each }); await county.call(workers.update, { id: each, version: now.version, cells: { monitoring: '无' } }); }
    expect(await looked()).toBe(0);
  });
});

describe('an alert', () => {
  it('goes from registration to the cleared risk by several measures, each with who, what and when', async () => {
    const home = await entered();
    let one = await county.call(alerts.raise, { householdId: home.id, cause: 'accident', on: day(-2), words: '摔伤住院' });
    expect(one).toMatchObject({ state: 'registered', bySystem: false, dueOn: day(5), late: false, household: { number: home.number }, worker: null, acts: ['assign', 'dismiss'] });
    expect(await county.refused(households.clear, { ...at(home), on: today, words: '已稳定' })).toMatchObject({ status: 409, code: 'ALERTS_OPEN' });
    expect(await county.refused(alerts.measure, { ...at(one), measure: 'medical', on: today, words: '住院报销' })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect(await county.refused(alerts.assign, { ...at(one), assignee: '江口镇民政办', dueOn: day(-1) })).toMatchObject({ status: 400, fields: [{ field: 'dueOn', code: 'DUE_PAST' }] });
    one = await county.call(alerts.assign, { ...at(one), assignee: '江口镇民政办', dueOn: day(10) });
    expect(await county.refused(alerts.measure, { ...at(one), measure: 'medical', on: day(-3), words: '住院报销' })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_BEFORE' }] });
    one = await county.call(alerts.measure, { ...at(one), measure: 'medical', on: day(-1), words: '住院报销' });
    one = await county.call(alerts.assign, { ...at(one), assignee: '县就业中心', dueOn: day(30), words: '转就业帮扶' });
    expect(one).toMatchObject({ state: 'measured', assignee: '县就业中心', dueOn: day(30) });
    one = await county.call(alerts.measure, { ...at(one), measure: 'public-post', on: today, words: '安排保洁岗' });
    expect(await county.refused(alerts.clear, { id: one.id, version: 1, on: today, words: '已稳定' })).toMatchObject({ status: 412 });
    one = await county.call(alerts.clear, { ...at(one), on: today, words: '收入恢复' });
    expect(one).toMatchObject({ state: 'cleared', closedOn: today, acts: [], measures: [{ measure: 'medical' }, { measure: 'public-post' }] });
    expect((await county.call(alerts.get, { id: one.id })).history.map(({ act, measureName, assignee }) => [act, measureName?.zh ?? null, assignee])).toEqual([
      ['clear', null, null], ['measure', '公益性岗位', null], ['reassign', null, '县就业中心'], ['measure', '医疗帮扶', null], ['assign', null, '江口镇民政办'], ['raise', null, null]]);
  });

  it('is late past its day, is not made twice, and can be dismissed with a reason', async () => {
    const home = await entered(), raised = await county.call(alerts.raise, { householdId: home.id, cause: 'disaster', on: today });
    const twice = await county.refused(alerts.raise, { householdId: home.id, cause: 'disaster', on: today });
    expect(twice).toMatchObject({ status: 409, code: 'ALERT_OPEN', fields: [{ field: 'cause' }] });
    expect(twice.message.zh).toContain('待派办');
    const late = async (): Promise<string[]> => (await county.call(alerts.list, { programme, due: 'late', search: home.number })).items.map((one) => one.id);
    expect(await late()).toEqual([]);
    // Six days later nobody was assigned.
    await sql(`update employment.alert set due_on = $2 where id = $1`, [raised.id, day(-1)]);
    expect(await late()).toEqual([raised.id]);
    expect((await county.call(alerts.get, { id: raised.id })).alert.late).toBe(true);
    const done = await county.call(alerts.dismiss, { ...at(raised), on: today, reason: 'not-true', words: '入户核实无损失' });
    expect(done).toMatchObject({ state: 'dismissed', late: false, dismissName: { zh: '经核实不属实' } });
    expect(await late()).toEqual([]);
    expect(await county.call(alerts.raise, { householdId: home.id, cause: 'disaster', on: today })).toMatchObject({ state: 'registered' });
    expect(await county.refused(alerts.raise, { cause: 'disaster', on: today })).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
  });
});

describe('losing a job', () => {
  async function onTheJob(supply: ListRow): Promise<PlacementView> {
    const demand = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区' } });
    await Promise.all([knownToEngine(demand.id), knownToEngine(supply.id)]);
    const made = await county.call(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [made.id]);
    let one = (await enterprise.call(placements.get, { id })).placement;
    one = await enterprise.call(placements.offer, { ...at(one), startOn: day(-30), wageFen: 600_000, housing: 'lodging' });
    one = await county.call(placements.accept, { ...at(one), on: day(-33), manner: 'phone' });
    one = await county.call(placements.depart, { ...at(one), on: day(-31) });
    return enterprise.call(placements.arrive, { ...at(one), on: day(-30), insured: true });
  }
  const ended = (one: PlacementView, reason: EndReason, by: Client = enterprise): Promise<PlacementView> => by.call(placements.end, { ...at(one), reason, on: today });
  const of = async (row: ListRow): Promise<AlertView[]> => (await county.call(households.ofWorker, { id: row.id })).alerts;

  it('raises exactly one alert for a worker of a monitored household, whoever ends the placement', async () => {
    const number = unique('H'), row = await worker({ household: number, monitoring: '脱贫不稳定户' }), [home] = await found(number);
    await ended(await onTheJob(row), 'laid-off');
    const [one, ...more] = await of(row);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ state: 'registered', cause: 'job-lost', bySystem: true, raisedOn: today, dueOn: day(5), household: { id: home?.id, number }, worker: { id: row.id, externalId: row.externalId, name: '样**', tier: 2 }, placement: { reasonName: { zh: '企业裁减' } } });
    expect((await auditor.call(alerts.get, { id: one?.id ?? '' })).alert.worker).toBeNull();
    expect((await admin.call(alerts.get, { id: one?.id ?? '' })).alert.worker).toMatchObject({ id: row.id, name: null });
    expect(await sql(`select actor_kind from employment.audit_entry where action = 'alerts.raised-by-system' and subject_id = $1`, [one?.id])).toEqual([{ actor_kind: 'service' }]);
    // Another job lost while that one is open is the same alert; by hand neither.
    await ended(await onTheJob(row), 'contract-ended');
    expect((await of(row)).map((each) => each.id)).toEqual([one?.id]);
    expect(await county.refused(alerts.raise, { workerId: row.id, cause: 'job-lost', on: today })).toMatchObject({ status: 409, code: 'ALERT_OPEN' });
    expect(await sql(`select count(*)::int as facts from employment.outbox where payload::text like '%' || $1 || '%'`, [one?.id])).toEqual([{ facts: 0 }]);
  });

  it('raises none for whoever has other work, is of no group, or was never on the job; a household alone where the consent is gone', async () => {
    const tier = { zeroEmploymentHousehold: '是', hardToEmploy: '是' };
    const [moved, plain, early, first] = await Promise.all([worker(tier), worker(), worker(tier), worker(tier)]);
    await ended(await onTheJob(moved), 'other-job', county);
    await ended(await onTheJob(plain), 'laid-off');
    await ended(await onTheJob(first), 'not-suited', county);
    expect([await of(moved), await of(plain), (await of(first)).length]).toEqual([[], [], 1]);
    const demand = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区' } });
    await Promise.all([knownToEngine(demand.id), knownToEngine(early.id)]);
    const made = await county.call(employmentProposals.make, { demandId: demand.id, supplyId: early.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [made.id]);
    await ended((await enterprise.call(placements.get, { id })).placement, 'offer-withdrawn');
    expect(await of(early)).toEqual([]);

    const number = unique('H'), gone = await worker({ household: number, monitoring: '脱贫不稳定户' }), [home] = await found(number), placed = await onTheJob(gone);
    await county.call(workerPrivacy.withdrawConsent, { id: gone.id, version: (await county.call(workers.get, { id: gone.id })).row.version });
    await ended((await county.call(placements.get, { id: placed.id })).placement, 'health', county);
    expect(await of(gone)).toEqual([]);
    expect((await county.call(households.get, { id: home?.id ?? '' })).alerts).toMatchObject([{ cause: 'job-lost', worker: null }]);
  });

  it('takes its alert back when the end is corrected', async () => {
    const row = await worker({ monitoring: '边缘易致贫户' }), first = await ended(await onTheJob(row), 'laid-off');
    const [raised] = await of(row);
    expect(raised).toMatchObject({ state: 'registered', household: null });
    await enterprise.call(placements.correct, { ...at(first), reason: '登记错人' });
    const [one] = await of(row);
    expect(one).toMatchObject({ id: raised?.id, state: 'dismissed', dismissName: { zh: '登记有误' } });
    expect((await county.call(alerts.get, { id: one?.id ?? '' })).history[0]).toMatchObject({ act: 'dismiss', by: '系统', words: '上岗记录的“结束”已更正' });
  });

  it('leaves no words about a person who was erased', async () => {
    const row = await worker({ monitoring: '边缘易致贫户' }), one = await county.call(alerts.raise, { workerId: row.id, cause: 'illness', on: today, words: '本人住院' });
    expect(JSON.parse((await county.download(workerPrivacy.dossier, { id: row.id })).bytes.toString('utf8'))).toMatchObject({ alerts: [{ id: one.id, cause: 'illness', steps: [{ act: 'raise', words: '本人住院' }] }] });
    await county.call(workerPrivacy.erase, { id: row.id, version: row.version, reason: 'request-of-person' });
    expect((await county.call(alerts.get, { id: one.id })).history).toMatchObject([{ act: 'raise', words: null }]);
    expect(await county.refused(alerts.raise, { workerId: row.id, cause: 'accident', on: today })).toMatchObject({ status: 409, code: 'ERASED' });
  });
});
