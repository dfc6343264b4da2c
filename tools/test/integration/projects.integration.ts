import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Operation, type Problem, projects, type ProjectView, type RequestInputOf, screening } from '@jiedui/contracts';
import { as, type Answer, Client, close, sql, unique, until } from '../arrange.js';

/** Projects of a pairing: filed, screened, approved by both sides in turn, paid for, and nobody else's. */

const programme = 'three-gorges';
/** 巴东县, which 北京市 supports; hubei stands for the county, beijing for the supporter. */
const badong = { programme, unit: '422823', supporter: '110000' };
/** 夷陵区, which 上海市 supports: hubei's too, and not beijing's. */
const yiling = { programme, unit: '420506', supporter: '310000' };
let receiver: Client;
let supporter: Client;
let otherCounty: Client;
let otherSupporter: Client;
let admin: Client;
let everybody: Client;

beforeAll(async () => {
  [receiver, supporter, otherCounty, otherSupporter, admin, everybody] = await Promise.all([as('hubei'), as('beijing'), as('fengjie'), as('shanghai'), as('admin'), as('yangli')]);
});
afterAll(close);

type Draft = RequestInputOf<typeof projects.create>;
/** What both sides would have to fill in; `1373` is no class of the negative list. */
const content = (more: Partial<Draft> = {}) => ({ name: unique('项目'), field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 100_000_00, grantFen: 60_000_00, startOn: '2024-03-01', endOn: '2027-03-01', ...more });
const file = (by: Client, more: Partial<Draft> = {}): Promise<ProjectView> => by.call(projects.create, { ...badong, ...content(), ...more });
const step = ({ id, version }: ProjectView): { id: string; version: number } => ({ id, version });
const now = async (id: string): Promise<ProjectView> => (await admin.call(projects.get, { id })).project;

/** A project with both approvals. */
async function approved(more: Partial<Draft> = {}): Promise<ProjectView> {
  const submitted = await receiver.call(projects.submit, step(await file(receiver, more)));
  return supporter.call(projects.approveSupporter, step(await receiver.call(projects.approveReceiver, step(submitted))));
}
const payment = (id: string, amountFen: number, more: Partial<RequestInputOf<typeof projects.pay>> = {}): RequestInputOf<typeof projects.pay> => ({ id, voucher: unique('V'), amountFen, paidOn: '2024-04-01', purpose: '工程款', ...more });
/** Sum of the payments of a project in its own table, and what the project says of it. */
const booked = async (id: string): Promise<{ rows: number; sum: number; paid: number }> => {
  const [found] = await sql<{ rows: number; sum: string; paid: string }>('select count(y.id)::int as rows, coalesce(sum(y.amount_fen), 0) as sum, p.paid_fen as paid from intake.project p left join intake.payment y on y.project_id = p.id where p.id = $1 group by p.id', [id]);
  return { rows: found?.rows ?? -1, sum: Number(found?.sum), paid: Number(found?.paid) };
};
const problemOf = (answer: Answer): Problem => answer.json as Problem;

describe('filing', () => {
  it('is offered and taken for one’s own pairings, by either side', async () => {
    const offered = async (client: Client): Promise<string[]> => (await client.call(projects.catalogue, { programme })).pairings.map((pairing) => `${pairing.unit} ${pairing.supporter}`).sort();
    expect(await offered(supporter)).toEqual(['422823 110000']);
    expect(await offered(otherSupporter)).toEqual(['420506 310000', '500101 310000']);
    expect(await offered(receiver)).toEqual(['420506 230000', '420506 310000', '420506 370200', '420506 420000', '420526 210200', '420526 420000', '420526 430000', '420527 320000', '420527 420000', '420527 420100', '422823 110000', '422823 420000'].sort());
    expect(await offered(admin)).toEqual([]);
    for (const client of [receiver, supporter]) {
      const filed = await file(client);
      expect(filed).toMatchObject({ ...badong, unitName: '巴东县', supporterName: '北京市', state: 'draft', screening: 'allowed', paidFen: 0, version: 1, sample: false });
      const { project, history } = await (client === receiver ? supporter : receiver).call(projects.get, { id: filed.id });
      expect(project.name).toBe(filed.name);
      expect(history).toEqual([expect.objectContaining({ act: 'create', side: client === receiver ? 'receiver' : 'supporter', from: null, to: 'draft' })]);
    }
  });

  it('outside one’s pairings is refused, and so is a pair that is no pairing', async () => {
    expect(await supporter.refused(projects.create, { ...yiling, ...content() })).toMatchObject({ status: 403, code: 'NOT_YOUR_SIDE' });
    expect(await otherCounty.refused(projects.create, { ...badong, ...content() })).toMatchObject({ status: 403, code: 'NOT_YOUR_SIDE' });
    expect(await supporter.refused(projects.create, { ...badong, unit: '500235', ...content() })).toMatchObject({ status: 400, fields: [{ field: 'supporter', code: 'NOT_A_PAIRING' }] });
    // 郧阳区 is 北京市's in the other programme only.
    expect(await supporter.refused(projects.create, { ...badong, unit: '420304', ...content() })).toMatchObject({ status: 400, fields: [{ field: 'supporter', code: 'NOT_A_PAIRING' }] });
    expect(await admin.refused(projects.create, { ...badong, ...content() })).toMatchObject({ status: 403 });
    expect(await (await as('qiye')).refused(projects.create, { ...badong, ...content() })).toMatchObject({ status: 403 });
  });

  it('names every field that is wrong at once', async () => {
    const problem = await receiver.refused(projects.create, { ...badong, ...content({ field: 's0-1-1', totalFen: 5, grantFen: 6, startOn: '2027-01-02', endOn: '2027-01-01', industryCode: '26' }) });
    expect(problem).toMatchObject({ status: 400, code: 'PROJECT_NOT_VALID' });
    expect(problem.fields.map((field) => [field.field, field.code])).toEqual([['field', 'UNKNOWN_FIELD'], ['grantFen', 'GRANT_ABOVE_TOTAL'], ['endOn', 'END_BEFORE_START'], ['industryCode', 'INDUSTRY_TOO_BROAD']]);
    for (const [name, wrong] of [['totalFen', 0], ['totalFen', 1.5], ['grantFen', -1], ['totalFen', 2 ** 53], ['name', ' '], ['startOn', '2024-02-30'], ['industryCode', 'x']] as const) {
      const refusal = await receiver.refused(projects.create, { ...badong, ...content(), [name]: wrong });
      expect([name, wrong, refusal.status, new Set(refusal.fields.map((field) => field.field))]).toEqual([name, wrong, 400, new Set([name])]);
    }
  });
});

describe('industries', () => {
  const check = async (unit: string, industryCode: string, of = programme): Promise<unknown[]> => {
    const found = await receiver.call(screening.check, { programme: of, unit, industryCode });
    return [found.verdict, found.zones, found.clauses.map((item) => item.code)];
  };

  it('are blocked, conditional or allowed by the list of the zone, with the clause that says so', async () => {
    expect(await check('422823', '2511')).toEqual(['prohibited', ['库区'], ['SX01']]);
    // 香料 is excepted from the ban on chemistry around it.
    expect(await check('422823', '2684')).toEqual(['conditional', ['库区'], ['SX05']]);
    expect(await check('422823', 'C1373')).toEqual(['allowed', ['库区'], []]);
    // The same class in the core of the water source, in its influence zone, and an exception from both.
    expect(await check('420304', '2614', 'danjiangkou')).toEqual(['prohibited', ['库区', '核心区'], ['DJ05']]);
    expect(await check('410324', '2614', 'danjiangkou')).toEqual(['conditional', ['上游', '影响区'], ['DJ06']]);
    expect(await check('420304', '2666', 'danjiangkou')).toMatchObject(['allowed', ['库区', '核心区'], ['DJ08']]);
    const banned = await receiver.call(screening.check, { programme, unit: '422823', industryCode: '2511' });
    expect(banned.clauses[0]).toMatchObject({ industryCode: '2511', effect: 'deny', clause: expect.stringContaining('原油加工') });
    expect(banned.sample).toBe(true);
    expect(await receiver.refused(screening.check, { programme, unit: '420304', industryCode: '2511' })).toMatchObject({ status: 400, code: 'NOT_A_UNIT', fields: [{ field: 'unit' }] });
    expect(await receiver.refused(screening.check, { programme, unit: '422823', industryCode: '9999' })).toMatchObject({ status: 400, code: 'UNKNOWN_INDUSTRY', fields: [{ field: 'industryCode' }] });
  });

  it('that are banned cannot be submitted; what is conditional needs its answer in writing', async () => {
    const banned = await file(receiver, { industryCode: '2511' });
    expect(banned.screening).toBe('prohibited');
    const refusal = await receiver.refused(projects.submit, step(banned));
    expect(refusal).toMatchObject({ status: 422, code: 'INDUSTRY_PROHIBITED', fields: [{ field: 'industryCode', code: 'INDUSTRY_PROHIBITED' }] });
    expect(refusal.message.zh).toContain('SX01');
    expect(await now(banned.id)).toMatchObject({ state: 'draft', version: 1 });

    const conditional = await file(receiver, { industryCode: '2684' });
    const asked = await receiver.refused(projects.submit, step(conditional));
    expect(asked).toMatchObject({ status: 422, code: 'CONDITION_UNANSWERED', fields: [{ field: 'conditionAnswer' }] });
    expect(asked.message.zh).toContain('物理提取工艺');
    const submitted = await receiver.call(projects.submit, { ...step(conditional), conditionAnswer: '采用物理提取工艺，废水进园区。' });
    expect(submitted).toMatchObject({ state: 'submitted', screening: 'conditional', conditionAnswer: '采用物理提取工艺，废水进园区。' });

    const unnamed = await file(receiver, { industryCode: null });
    expect(await receiver.refused(projects.submit, step(unnamed))).toMatchObject({ status: 422, code: 'INDUSTRY_MISSING', fields: [{ field: 'industryCode' }] });
    // A draft that changes its industry is judged anew.
    const changed = await receiver.call(projects.update, { ...step(unnamed), ...content({ industryCode: '2511' }) });
    expect(changed.screening).toBe('prohibited');
    expect(await receiver.refused(projects.submit, step(changed))).toMatchObject({ status: 422, code: 'INDUSTRY_PROHIBITED' });
  });
});

describe('approval', () => {
  it('goes to the county first, then to the supporter; neither does it for the other', async () => {
    const draft = await file(supporter);
    expect(await receiver.refused(projects.approveReceiver, step(draft))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    const submitted = await supporter.call(projects.submit, step(draft));
    expect(submitted.acts).not.toContain('approve-supporter');
    expect(await supporter.refused(projects.approveSupporter, step(submitted))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect(await supporter.refused(projects.approveReceiver, step(submitted))).toMatchObject({ status: 403 });
    const half = await receiver.call(projects.approveReceiver, { ...step(submitted), opinion: '同意上报' });
    expect(half.state).toBe('approved-by-receiver');
    expect(await receiver.refused(projects.approveSupporter, step(half))).toMatchObject({ status: 403 });
    expect(await receiver.refused(projects.approveReceiver, step(half))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect(await supporter.refused(projects.pay, payment(half.id, 1))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    const whole = await supporter.call(projects.approveSupporter, step(half));
    expect(whole.state).toBe('approved');
    expect(await supporter.refused(projects.update, { ...step(whole), ...content() })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    const { history } = await admin.call(projects.get, { id: draft.id });
    expect(history.map((event) => [event.act, event.side, event.to, event.reason])).toEqual([
      ['approve-supporter', 'supporter', 'approved', null], ['approve-receiver', 'receiver', 'approved-by-receiver', '同意上报'], ['submit', 'supporter', 'submitted', null], ['create', 'supporter', 'draft', null]]);
  });

  it('is not one person’s to give for both sides', async () => {
    const submitted = await receiver.call(projects.submit, step(await file(receiver)));
    const half = await everybody.call(projects.approveReceiver, step(submitted));
    expect(half.acts).not.toContain('approve-supporter');
    expect(await everybody.refused(projects.approveSupporter, step(half))).toMatchObject({ status: 403, code: 'SAME_APPROVER' });
    expect(await now(half.id)).toMatchObject({ state: 'approved-by-receiver', version: half.version });
    expect(await supporter.call(projects.approveSupporter, step(half))).toMatchObject({ state: 'approved' });
  });

  it('is nobody else’s, also of those who see the project', async () => {
    const submitted = await receiver.call(projects.submit, step(await file(receiver)));
    const half = await receiver.call(projects.approveReceiver, step(await receiver.call(projects.submit, step(await file(receiver)))));
    for (const account of ['admin', 'pinggu', 'shenji', 'qiye', 'yunyang', 'xitong']) {
      const client = await as(account);
      expect([account, (await client.ask(projects.approveReceiver, step(submitted))).status, (await client.ask(projects.approveSupporter, step(half))).status]).toEqual([account, 403, 403]);
    }
    expect(await otherCounty.refused(projects.approveReceiver, step(submitted))).toMatchObject({ status: 404 });
    expect(await otherSupporter.refused(projects.approveSupporter, step(half))).toMatchObject({ status: 404 });
    expect(await new Client().refused(projects.approveReceiver, step(submitted))).toMatchObject({ status: 401 });
    expect([await now(submitted.id), await now(half.id)]).toMatchObject([{ state: 'submitted', version: submitted.version }, { state: 'approved-by-receiver', version: half.version }]);
  });

  it('begins anew after a project was sent back, with the reason on record', async () => {
    const half = await receiver.call(projects.approveReceiver, step(await receiver.call(projects.submit, step(await file(receiver)))));
    const back = await supporter.call(projects.return, { ...step(half), reason: '请补充管护主体' });
    expect(back.state).toBe('returned');
    expect(await supporter.refused(projects.approveSupporter, step(back))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    const again = await receiver.call(projects.submit, step(await receiver.call(projects.update, { ...step(back), ...content({ summary: '县水务局管护' }) })));
    expect(await supporter.refused(projects.approveSupporter, step(again))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect((await receiver.call(projects.get, { id: back.id })).history.find((event) => event.act === 'return')).toMatchObject({ side: 'supporter', reason: '请补充管护主体', from: 'approved-by-receiver', to: 'returned' });
    const gone = await receiver.call(projects.withdraw, { ...step(again), reason: '资金另有安排' });
    expect(gone).toMatchObject({ state: 'withdrawn', acts: [] });
    expect(await receiver.refused(projects.submit, step(gone))).toMatchObject({ status: 409, code: 'WRONG_STATE' });
  });
});

describe('two at once', () => {
  it('edit one version: one is told that it changed, and nothing of theirs is stored', async () => {
    const draft = await file(receiver);
    const mine = await receiver.call(projects.update, { ...step(draft), ...content({ name: '先到' }) });
    expect(mine).toMatchObject({ name: '先到', version: 2 });
    const problem = await supporter.refused(projects.update, { ...step(draft), ...content({ name: '后到' }) });
    expect(problem).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect(await now(draft.id)).toMatchObject({ name: '先到', version: 2 });

    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? receiver : supporter).ask(projects.update, { ...step(mine), ...content({ name: `同时 ${i}` }) })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 11 }, () => 412)]);
    const kept = answers.findIndex((answer) => answer.status === 200);
    expect(await now(draft.id)).toMatchObject({ name: `同时 ${kept}`, version: 3 });
  });

  it('decide on what they saw: an approval of an older text does not count', async () => {
    const seen = await receiver.call(projects.submit, step(await file(supporter)));
    const changed = await supporter.call(projects.submit, step(await supporter.call(projects.update, { ...step(await supporter.call(projects.return, { ...step(seen), reason: '改数' })), ...content({ grantFen: 90_000_00 }) })));
    expect(await receiver.refused(projects.approveReceiver, step(seen))).toMatchObject({ status: 412 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => receiver.ask(projects.approveReceiver, step(changed))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    expect((await admin.call(projects.get, { id: seen.id })).history.filter((event) => event.act === 'approve-receiver')).toHaveLength(1);
  });
});

describe('milestones', () => {
  it('are planned, reached once, and all of them before the project is done', async () => {
    const project = await approved();
    const other = await approved();
    const first = await receiver.call(projects.addMilestone, { id: project.id, phase: 'construction', title: '主体完工', dueOn: '2024-06-01' });
    const second = await supporter.call(projects.addMilestone, { id: project.id, phase: 'operation', title: '移交运营', dueOn: '2099-01-01' });
    expect([first.late, second.late]).toEqual([true, false]);
    expect(await now(project.id)).toMatchObject({ milestones: 2, milestonesDone: 0, milestonesLate: 1, version: project.version + 2 });
    const started = await receiver.call(projects.start, step(await now(project.id)));
    expect(await receiver.refused(projects.complete, step(started))).toMatchObject({ status: 409, code: 'MILESTONES_OPEN' });
    expect(await receiver.refused(projects.completeMilestone, { id: project.id, milestoneId: first.id, completedOn: '2099-01-01' })).toMatchObject({ status: 400, code: 'DAY_AHEAD', fields: [{ field: 'completedOn' }] });
    expect(await receiver.refused(projects.completeMilestone, { id: other.id, milestoneId: first.id, completedOn: '2024-05-20' })).toMatchObject({ status: 404 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => receiver.ask(projects.completeMilestone, { id: project.id, milestoneId: first.id, completedOn: '2024-05-20', note: '验收合格' })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    for (const answer of answers) if (answer.status !== 200) expect(problemOf(answer)).toMatchObject({ code: 'MILESTONE_DONE' });
    await receiver.call(projects.completeMilestone, { id: project.id, milestoneId: second.id, completedOn: '2024-05-21' });
    const done = await receiver.call(projects.complete, step(await now(project.id)));
    expect(done).toMatchObject({ state: 'completed', milestones: 2, milestonesDone: 2, milestonesLate: 0, acts: [] });
    expect(await receiver.refused(projects.addMilestone, { id: project.id, phase: 'operation', title: '后补', dueOn: '2024-06-01' })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
  });
});

describe('payments', () => {
  it('500 at once never pass the grant: as many as it holds are booked, the rest are told what is left', async () => {
    const project = await approved({ grantFen: 1_000_000, totalFen: 1_000_000 });
    const requests = Array.from({ length: 500 }, () => payment(project.id, 27_000));
    // Who is told to come later, before anything was decided, asks again under the same key, as the console does.
    const decided = (request: RequestInputOf<typeof projects.pay>): Promise<Answer> => { const headers = { 'idempotency-key': randomUUID() }; return until(() => supporter.ask(projects.pay, request, headers), ({ status }) => status !== 503, 'a payment to be decided'); };
    const answers = await Promise.all(requests.map(decided));
    const accepted = answers.filter((answer) => answer.status === 200);
    expect(accepted).toHaveLength(37);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(463);
    for (const answer of answers) if (answer.status === 409) expect(problemOf(answer)).toMatchObject({ code: 'BUDGET_EXCEEDED', fields: [{ field: 'amountFen', code: 'BUDGET_EXCEEDED' }], retryable: false });
    expect(await booked(project.id)).toEqual({ rows: 37, sum: 37 * 27_000, paid: 37 * 27_000 });
    const stored = new Set((await sql<{ voucher: string }>('select voucher from intake.payment where project_id = $1', [project.id])).map((row) => row.voucher));
    expect(requests.filter((_, i) => answers[i]?.status === 200).every((request) => stored.has(request.voucher))).toBe(true);
    // Each says what was left after it: nobody saw the same rest.
    expect(new Set(accepted.map((answer) => (answer.json as { leftFen: number }).leftFen)).size).toBe(37);
    const rest = await supporter.call(projects.pay, payment(project.id, 1_000));
    expect(rest).toMatchObject({ paidFen: 1_000_000, leftFen: 0 });
    expect(await supporter.refused(projects.pay, payment(project.id, 1))).toMatchObject({ status: 409, code: 'BUDGET_SPENT', fields: [{ field: 'amountFen' }] });
    // And should the service ever be wrong, the table still is not.
    await expect(sql('update intake.project set paid_fen = grant_fen + 1 where id = $1', [project.id])).rejects.toThrow('check constraint');
  });

  it('sent twice are booked once, and are told apart from a spent budget', async () => {
    const project = await approved({ grantFen: 500 });
    const request = payment(project.id, 500);
    const answers = await Promise.all(Array.from({ length: 20 }, () => supporter.ask(projects.pay, request)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expect(problemOf(answer)).toMatchObject({ status: 409, code: 'VOUCHER_RECORDED', fields: [{ field: 'voucher', code: 'VOUCHER_RECORDED' }] });
    expect(await booked(project.id)).toEqual({ rows: 1, sum: 500, paid: 500 });
    expect(await supporter.refused(projects.pay, { ...request, voucher: ` ${request.voucher} ` })).toMatchObject({ code: 'VOUCHER_RECORDED' });
    // The number is the project's own: another may have the same.
    const other = await approved();
    expect(await supporter.call(projects.pay, { ...request, id: other.id })).toMatchObject({ paidFen: 500 });
  });

  it('are the supporter’s to record, of money that was handed over', async () => {
    const project = await approved();
    for (const [client, status] of [[receiver, 403], [admin, 403], [otherSupporter, 404], [new Client(), 401]] as const) expect((await client.ask(projects.pay, payment(project.id, 1))).status).toBe(status);
    for (const amountFen of [0, -1, 0.5, 2 ** 53]) {
      const problem = await supporter.refused(projects.pay, payment(project.id, amountFen));
      expect([amountFen, problem.status, new Set(problem.fields.map((field) => field.field))]).toEqual([amountFen, 400, new Set(['amountFen'])]);
    }
    expect(await supporter.refused(projects.pay, payment(project.id, 1, { paidOn: '2099-01-01' }))).toMatchObject({ status: 400, code: 'DAY_AHEAD', fields: [{ field: 'paidOn' }] });
    expect(await booked(project.id)).toEqual({ rows: 0, sum: 0, paid: 0 });
    await supporter.call(projects.pay, payment(project.id, 700, { paidOn: '2024-01-31' }));
    await supporter.call(projects.pay, payment(project.id, 300, { paidOn: '2024-02-01' }));
    const { project: paid, payments } = await receiver.call(projects.get, { id: project.id });
    expect([paid.paidFen, payments.map((one) => [one.amountFen, one.paidOn])]).toEqual([1000, [[700, '2024-01-31'], [300, '2024-02-01']]]);
    expect(await receiver.refused(projects.withdraw, { ...step(paid), reason: '不做了' })).toMatchObject({ status: 409, code: 'ALREADY_PAID' });
    const [told] = await sql<{ project: object }>(`select payload -> 'projects' -> 0 as project from intake.outbox where payload -> 'projects' -> 0 ->> 'id' = $1 order by id desc limit 1`, [project.id]);
    expect(told?.project).toMatchObject({ paidFen: 1000, paidByMonth: [{ month: '2024-01', fen: 700 }, { month: '2024-02', fen: 300 }], version: paid.version });
  });
});

describe('projects of others', () => {
  it('do not exist for another county or another supporter, whatever they try', async () => {
    const project = await approved();
    const milestone = await receiver.call(projects.addMilestone, { id: project.id, phase: 'planning', title: '设计', dueOn: '2024-06-01' });
    const before = await now(project.id);
    const at = step(before);
    const tries: readonly [Operation, Record<string, unknown>][] = [
      [projects.get, { id: at.id }], [projects.update, { ...at, ...content() }], [projects.submit, at], [projects.return, { ...at, reason: 'x' }], [projects.withdraw, { ...at, reason: 'x' }], [projects.start, at], [projects.complete, at],
      [projects.addMilestone, { id: at.id, phase: 'planning', title: 'x', dueOn: '2024-06-01' }], [projects.completeMilestone, { id: at.id, milestoneId: milestone.id, completedOn: '2024-05-01' }],
    ];
    const absent = '01a20065-887a-76a2-9f38-de6673861972';
    for (const client of [otherCounty, otherSupporter]) {
      for (const [operation, request] of tries) {
        const [hidden, none] = [await client.ask(operation, request), await client.ask(operation, { ...request, id: absent })];
        expect([operation.name, hidden.status]).toEqual([operation.name, 404]);
        // Word for word what an id that never was gets.
        expect({ ...problemOf(hidden), correlationId: '' }).toEqual({ ...problemOf(none), correlationId: '' });
      }
      expect(await client.call(projects.list, { search: before.name })).toMatchObject({ items: [], total: 0 });
      expect((await client.call(projects.board, { search: before.name })).states.reduce((sum, state) => sum + state.projects, 0)).toBe(0);
    }
    expect(await now(project.id)).toEqual(before);
    expect((await receiver.call(projects.list, { search: before.name })).items.map((item) => item.id)).toEqual([project.id]);
  });

  it('are left out of lists and sums: each sees their own region, page by page', async () => {
    await Promise.all([file(receiver, yiling), file(otherSupporter, yiling), file(everybody, { programme, unit: '500236', supporter: '210000', field: 's3-5-4' }), file(everybody, { programme: 'danjiangkou', unit: '411326', supporter: '110000', field: 's0-6-3' })]);
    const expected = { hubei: `unit like '42%' or supporter like '42%'`, beijing: `supporter = '110000'`, shanghai: `programme = 'three-gorges' and supporter = '310000'`, fengjie: `unit = '500236'`, admin: 'true' };
    for (const [account, where] of Object.entries(expected)) {
      const client = await as(account);
      const own = await sql<{ id: string; grant_fen: string }>(`select id, grant_fen from intake.project where ${where}`);
      for (const sort of ['updated', 'total', 'name'] as const) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await client.call(projects.list, { size: 5, sort, ...(cursor === undefined ? {} : { cursor }) });
          expect(page).toMatchObject({ total: own.length, exact: true });
          seen.push(...page.items.map((item) => item.id));
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect([account, sort, seen.length, [...seen].sort()]).toEqual([account, sort, own.length, own.map((row) => row.id).sort()]);
      }
      const { states } = await client.call(projects.board, {});
      expect([account, states.reduce((sum, state) => sum + state.projects, 0), states.reduce((sum, state) => sum + state.grantFen, 0)]).toEqual([account, own.length, own.reduce((sum, row) => sum + Number(row.grant_fen), 0)]);
    }
    // A clerk of another programme's county has no projects at all, and neither has an enterprise.
    expect(await (await as('yunyangqu')).refused(projects.list, {})).toMatchObject({ status: 403 });
    expect(await (await as('qiye')).refused(projects.list, {})).toMatchObject({ status: 403 });
  });
});
