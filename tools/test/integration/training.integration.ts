import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EnrolmentView, helpRequests, type ListRow, matchingExplanations, matchingRuns, ownWork, posts, type RequestInputOf, training, type TrainingView, workerLinks, workerPrivacy, workers } from '@jiedui/contracts';
import { as, Client, close, idNumber, knownToEngine, phone, sql, stack, unique, until } from '../arrange.js';

/** Courses, their seats, and what they give (mechanisms E08 to E13, E23). */

const programme = 'three-gorges', yunyangCode = '500235', fengjieCode = '500236';
let yunyang: Client, province: Client, yunyangqu: Client, beijing: Client, shanghai: Client, admin: Client, auditor: Client, enterprise: Client, fengjie: Client;
beforeAll(async () => { [yunyang, province, yunyangqu, beijing, shanghai, admin, auditor, enterprise, fengjie] = await Promise.all([as('yunyang'), as('yangli'), as('yunyangqu'), as('beijing'), as('shanghai'), as('admin'), as('shenji'), as('qiye'), as('fengjie')]); });
/** Rows of this suite: those still open at its end are withdrawn, so that no other suite's run meets them; courses still open are cancelled. */
const made: { readonly client: Client; readonly of: typeof posts | typeof workers; readonly id: string }[] = [], held: { readonly client: Client; readonly id: string }[] = [];
afterAll(async () => {
  for (const { client, of, id } of made) {
    const { row } = await client.call(of.get, { id });
    if (row.status === 'open') await client.call(of.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  for (const { client, id } of held) {
    const { course } = await client.call(training.get, { id });
    if (course.acts.includes('cancel')) await client.call(training.cancel, { id, version: course.version, reason: 'entered-in-error' });
  }
  await close();
});

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
/** The day so many days from today. */
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });
type Draft = RequestInputOf<typeof training.create>;
type Details = Omit<Draft, 'programme' | 'side' | 'region'>;
const details = (more: Partial<Details> = {}): Details => ({
  kind: 'short', track: 'transfer-skills', scheme: 'spring-tide', title: unique('电工班'), organiser: '北京市职业技能培训中心', place: '云阳县职教中心', startsOn: day(-10), endsOn: day(20), certificate: null, certificateMonths: null, occupation: null, year: null, seats: 5, quotas: [], posts: [], ...more,
});
const draft = (more: Partial<Draft> = {}): Draft => ({ programme, side: 'supporter', region: '110000', ...details(), ...more });
const planned = async (more: Partial<Draft> = {}, client: Client = beijing): Promise<TrainingView> => { const course = await client.call(training.create, draft(more)); held.push({ client, id: course.id }); return course; };
const opened = async (more: Partial<Draft> = {}, client: Client = beijing): Promise<TrainingView> => client.call(training.open, at(await planned(more, client)));
const keeping = async (client: Client, of: typeof posts | typeof workers, row: Promise<ListRow>): Promise<ListRow> => { const { id } = await row; made.push({ client, of, id }); return row; };
const worker = (more: Record<string, string> = {}, client: Client = yunyang): Promise<ListRow> => keeping(client, workers, client.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例己', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电工', consent: '是', ...more } }));
const post = (more: Record<string, string> = {}): Promise<ListRow> => keeping(beijing, posts, beijing.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电工', headcount: '3', employer: '样例培训机械有限公司', region: '北京市丰台区', ...more } }));
const enrolled = async (course: TrainingView, people: readonly ListRow[], client: Client = yunyang): Promise<TrainingView> => (await client.call(training.enrol, { ...at(course), workerIds: people.map(({ id }) => id) })).course;
const seats = async (course: { id: string }, client: Client = beijing): Promise<EnrolmentView[]> => (await client.call(training.enrolments, { id: course.id, size: 200 })).items;
const judged = async (course: TrainingView, act: RequestInputOf<typeof training.results>['act'], more: Partial<RequestInputOf<typeof training.results>> = {}, client: Client = beijing): Promise<TrainingView> => client.call(training.results, { ...at(course), enrolments: (await seats(course, client)).map(at), act, on: today, ...more });
const rowOf = async ({ id }: { id: string }): Promise<ListRow> => (await yunyang.call(workers.get, { id })).row;

describe('a course', () => {
  it('is planned, opened, begun and ended by its office, each step a line of its history', async () => {
    const vacancy = await post(), plan = await planned({ quotas: [{ region: yunyangCode, seats: 3 }], posts: [{ id: vacancy.id, seats: 1 }], certificate: '电工证', certificateMonths: 36, occupation: '6-29-03-01' });
    expect(plan).toMatchObject({ state: 'planned', sideName: { zh: '支援方举办' }, trackName: { zh: '转移就业技能' }, schemeName: { zh: expect.stringContaining('春潮行动') }, taken: 0, quotas: [{ region: yunyangCode, name: expect.stringContaining('云阳'), seats: 3, taken: 0 }], posts: [{ id: vacancy.id, title: '电工', employer: '样例培训机械有限公司', seats: 1 }], acts: ['amend', 'open', 'cancel'] });
    expect((await yunyang.ask(training.get, { id: plan.id })).status).toBe(404);
    let course = await beijing.call(training.open, at(plan));
    course = await beijing.call(training.amend, { ...at(course), ...details({ title: plan.title, quotas: [{ region: yunyangCode, seats: 4 }], posts: [{ id: vacancy.id, seats: 1 }], certificate: '电工证', certificateMonths: 36, occupation: '6-29-03-01' }), words: '增加名额' });
    course = await beijing.call(training.end, { ...at(await beijing.call(training.begin, at(course))), on: today });
    expect(course).toMatchObject({ state: 'ended', endedOn: today, acts: [], quotas: [{ seats: 4 }] });
    const { history } = await yunyang.call(training.get, { id: course.id });
    expect(history.map((line) => [line.act, line.on])).toEqual([['end', today], ['begin', today], ['amend', null], ['open', null], ['create', null]]);
    expect(history[2]).toMatchObject({ words: '增加名额', changed: [{ zh: '县（区）名额' }], by: expect.stringContaining('北京市') });
    expect((await beijing.call(training.list, { programme, search: plan.title, track: 'transfer-skills', state: 'ended' })).items).toMatchObject([{ id: plan.id }]);
    expect((await beijing.call(training.list, { programme, search: plan.title, track: 'tourism' })).items).toEqual([]);
  });

  it('is held by a supporter, a county or the programme, each for itself', async () => {
    const own = await planned({ side: 'receiver', region: yunyangCode, organiser: '云阳县就业中心' }, yunyang), whole = await planned({ side: 'programme', region: null }, admin);
    // A county's course is for its own people where nothing else is said.
    expect([own.quotas, whole.quotas]).toEqual([[expect.objectContaining({ region: yunyangCode, seats: 5 })], []]);
    for (const [client, side, region, status] of [[beijing, 'supporter', '310000', 403], [yunyang, 'receiver', fengjieCode, 403], [beijing, 'programme', null, 403], [yunyang, 'supporter', yunyangCode, 400], [admin, 'programme', yunyangCode, 400]] as const) expect([side, region, await client.refused(training.create, draft({ side, region }))]).toMatchObject([side, region, { status, fields: [{ field: 'region' }] }]);
    for (const client of [enterprise, fengjie, auditor]) expect((await client.ask(training.create, draft())).status).toBe(403);
    const school = await planned({ kind: 'school', track: 'vocational-school', year: 2027, quotas: [{ region: yunyangCode, seats: 2 }, { region: fengjieCode, seats: 3 }] });
    expect(school).toMatchObject({ kind: 'school', year: 2027, quotas: [{ seats: 2 }, { seats: 3 }] });
    expect(await beijing.refused(training.create, draft({ kind: 'school' }))).toMatchObject({ status: 400, fields: [{ field: 'year', message: { zh: expect.stringContaining('请填招生年度'), en: expect.stringContaining('year of entry') } }, { field: 'quotas' }] });
    const foreign = await yunyangqu.call(posts.list, { programme: 'danjiangkou', size: 1 });
    expect(await beijing.refused(training.create, draft({ posts: [{ id: foreign.items[0]?.id ?? own.id, seats: 1 }] }))).toMatchObject({ status: 400, fields: [{ field: 'posts', code: 'NOT_A_POST' }] });
  });

  it('is read where it is held and where its seats are for; nobody else is told of it', async () => {
    const course = await opened({ quotas: [{ region: fengjieCode, seats: 2 }] }), status = async (client: Client): Promise<number> => (await client.ask(training.get, { id: course.id })).status;
    expect(await Promise.all([beijing, province, admin, auditor, yunyang, yunyangqu, shanghai, enterprise, fengjie].map(status))).toEqual([200, 200, 200, 200, 404, 404, 404, 403, 403]);
    for (const client of [yunyang, yunyangqu, shanghai]) expect((await client.call(training.list, { size: 200 })).items.map(({ id }) => id)).not.toContain(course.id);
    const person = await worker();
    expect(await yunyang.refused(training.enrol, { ...at(course), workerIds: [person.id] })).toMatchObject({ status: 404 });
    expect(await beijing.refused(training.enrol, { ...at(course), workerIds: [person.id] })).toMatchObject({ status: 403 });
    expect(await shanghai.refused(training.begin, at(course))).toMatchObject({ status: 404 });
    const shared = await opened({ side: 'receiver', region: yunyangCode, quotas: [{ region: yunyangCode, seats: 1 }, { region: fengjieCode, seats: 1 }] }, yunyang);
    expect((await beijing.ask(training.get, { id: shared.id })).status).toBe(404);
    expect(await admin.call(training.begin, at(shared))).toMatchObject({ state: 'running' });
  });

  it('is changed by whoever saw it as it is, in the states that the rules give', async () => {
    const course = await opened({ startsOn: day(3) });
    expect(await beijing.refused(training.begin, { id: course.id, version: course.version - 1 })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect(await beijing.refused(training.begin, at(course))).toMatchObject({ status: 409, code: 'NOT_YET' });
    expect(await beijing.refused(training.end, { ...at(course), on: today })).toMatchObject({ status: 409, code: 'WRONG_STATE', message: { zh: expect.stringContaining('现在可以：修改、开班、取消') } });
    expect(await beijing.refused(training.cancel, { ...at(course), reason: 'too-few', words: '联系 13912345678' })).toMatchObject({ status: 400, fields: [{ field: 'words', code: 'NAMES_A_PERSON' }] });
    expect(await yunyang.refused(training.cancel, { ...at(course), reason: 'too-few' })).toMatchObject({ status: 403, code: 'NOT_YOURS' });
    const person = await worker();
    await enrolled(course, [person]);
    expect(await beijing.call(training.cancel, { ...at(course), reason: 'too-few' })).toMatchObject({ state: 'cancelled', cancelName: { zh: '报名人数不足' }, counts: { enrolled: 0, dropped: 1 } });
    expect(await seats(course)).toMatchObject([{ number: person.externalId, state: 'dropped', reasonName: { zh: '培训班取消' } }]);
  });
});

describe('a seat', () => {
  it('is taken within the county’s quota and those kept for a post; who cannot have one is named', async () => {
    const vacancy = await post(), course = await opened({ seats: 4, quotas: [{ region: yunyangCode, seats: 3 }, { region: fengjieCode, seats: 1 }], posts: [{ id: vacancy.id, seats: 1 }] }), people = await Promise.all(Array.from({ length: 4 }, () => worker()));
    const silent = await worker({ consent: '否' }), neighbour = await worker({ unit: '奉节县' }, province), [first, second, third, fourth] = people;
    const bulk = await yunyang.call(training.enrol, { ...at(course), workerIds: [silent.id, neighbour.id, first?.id ?? '', second?.id ?? ''] });
    expect(bulk).toMatchObject({ done: 2, skipped: [{ id: silent.id, code: 'NO_CONSENT' }, { id: neighbour.id, code: 'NOT_FOUND' }], course: { taken: 2, quotas: [{ taken: 2 }, { taken: 0 }], counts: { enrolled: 2 } } });
    expect(bulk.reasons.map(({ code, count }) => [code, count])).toEqual([['NO_CONSENT', 1], ['NOT_FOUND', 1]]);
    expect(await yunyang.refused(training.enrol, { ...at(course), workerIds: [first?.id ?? ''] })).toMatchObject({ status: 409, code: 'ALREADY_ENROLLED' });
    expect(await yunyang.call(training.enrol, { ...at(course), workerIds: [third?.id ?? ''], postId: vacancy.id })).toMatchObject({ done: 1, course: { posts: [{ taken: 1 }] } });
    expect(await yunyang.refused(training.enrol, { ...at(course), workerIds: [fourth?.id ?? ''] })).toMatchObject({ status: 409, code: 'QUOTA_FULL', message: { zh: expect.stringContaining('3 个名额已满'), en: expect.stringContaining('3 seats are taken') } });
    expect(await province.call(training.enrol, { ...at(course), workerIds: [neighbour.id] })).toMatchObject({ done: 1, course: { taken: 4 } });
    // The holder sees all by number alone; the county its own, with the masked name.
    const shown = await seats(course);
    expect([shown.map(({ number }) => number).sort(), shown.every(({ worker: of, acts }) => of === null && acts.join() === 'drop')]).toEqual([[first, second, third, neighbour].map((one) => one?.externalId).sort(), true]);
    const own = await seats(course, yunyang);
    expect(own.map(({ worker: of }) => of?.id).sort()).toEqual([first?.id, second?.id, third?.id].sort());
    expect(own[0]?.worker?.name).toMatch(/\*/);
    expect(own[2]?.post).toMatchObject({ id: vacancy.id });
    // A seat that was left is free again.
    const left = await yunyang.call(training.withdraw, { ...at(course), enrolments: own.slice(0, 1).map(at), on: today, reason: 'family' });
    expect(left).toMatchObject({ taken: 3, counts: { dropped: 1 } });
    expect(await enrolled(course, [people[3] ?? silent])).toMatchObject({ taken: 4 });
    const theirs = (await seats(course, province)).filter(({ number }) => number === neighbour.externalId);
    expect(await yunyang.refused(training.withdraw, { ...at(course), enrolments: theirs.map(at), on: today, reason: 'family' })).toMatchObject({ status: 404 });
  });

  it('is given once: of two offices at the last one, one is told', async () => {
    const course = await opened({ seats: 1 }), mine = await worker(), theirs = await worker({ unit: '奉节县' }, province);
    const answers = await Promise.all([yunyang.ask(training.enrol, { ...at(course), workerIds: [mine.id] }), province.ask(training.enrol, { ...at(course), workerIds: [theirs.id] })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ code: 'NO_SEATS', message: { zh: expect.stringContaining('名额已满'), en: expect.stringContaining('taken') } });
    expect((await beijing.call(training.get, { id: course.id })).course).toMatchObject({ taken: 1, counts: { enrolled: 1 } });
  });

  it('is nobody’s in two courses on the same days, also when both are asked for at once or days are moved', async () => {
    const one = await opened({ startsOn: day(1), endsOn: day(10) }), two = await opened({ startsOn: day(10), endsOn: day(20) }), after = await opened({ startsOn: day(21), endsOn: day(30) }), person = await worker();
    const answers = await Promise.all([one, two].map((course) => yunyang.ask(training.enrol, { ...at(course), workerIds: [person.id] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ code: 'OVERLAP', message: { zh: expect.stringContaining('时间重叠') } });
    await enrolled(after, [person]);
    const moved = details({ title: after.title, startsOn: day(5), endsOn: day(30) });
    expect(await beijing.refused(training.amend, { ...at(after), ...moved })).toMatchObject({ status: 400, fields: [{ field: 'startsOn', code: 'OVERLAP' }] });
    expect(await beijing.refused(training.amend, { ...at(after), ...moved, startsOn: day(21), seats: 1, quotas: [{ region: fengjieCode, seats: 1 }] })).toMatchObject({ status: 400, fields: [{ field: 'quotas', code: 'BELOW_TAKEN' }] });
  });

  it('ends with the consent, by its withdrawal, an edit or an erasure', async () => {
    const course = await opened(), [one, two, three] = await Promise.all([worker(), worker(), worker()]);
    await enrolled(course, [one, two, three]);
    await yunyang.call(workerPrivacy.withdrawConsent, at(await rowOf(one)));
    expect((await seats(course)).find(({ number }) => number === one.externalId)).toMatchObject({ state: 'dropped', reasonName: { zh: '本人撤回同意' } });
    await yunyang.call(workers.update, { ...at(await rowOf(two)), cells: { consent: '否' } });
    const { pseudonym } = await yunyang.call(workerPrivacy.erase, { ...at(await rowOf(three)), reason: 'request-of-person' });
    await until(() => seats(course), (all) => all.every(({ state }) => state === 'dropped'), 'the seats to end');
    expect((await seats(course)).map(({ number }) => number)).toContain(pseudonym);
    expect(JSON.stringify(await seats(course))).not.toContain(three.externalId);
  });
});

describe('a result', () => {
  it('puts the certificate into the worker’s row, so that a post that asks for it is open to them', async () => {
    const vacancy = await post({ certificates: '电工证' }), person = await worker({ certificates: '健康证' }), title = unique('电工班');
    let course = await opened({ title, certificate: '电工证', certificateMonths: 24 });
    const eligible = async (): Promise<boolean | undefined> => (await yunyang.call(matchingExplanations.candidates, { entryId: person.id, search: vacancy.externalId })).items.find(({ entryId }) => entryId === vacancy.id)?.eligible;
    await Promise.all([knownToEngine(person.id), knownToEngine(vacancy.id)]);
    expect(await eligible()).toBe(false);
    await enrolled(course, [person]);
    expect(await beijing.refused(training.results, { ...at(course), enrolments: (await seats(course)).map(at), act: 'attend', on: today })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    course = await beijing.call(training.begin, at(course));
    expect(await beijing.refused(training.results, { ...at(course), enrolments: (await seats(course)).map(at), act: 'pass', on: today })).toMatchObject({ status: 409, code: 'WRONG_STATE', message: { zh: expect.stringContaining('已报名') } });
    await judged(course, 'attend');
    const stale = (await seats(course)).map(({ id, version }) => ({ id, version: version - 1 }));
    expect(await beijing.refused(training.results, { ...at(course), enrolments: stale, act: 'pass', on: today })).toMatchObject({ status: 412 });
    expect(await yunyang.refused(training.results, { ...at(course), enrolments: (await seats(course)).map(at), act: 'pass', on: today })).toMatchObject({ status: 403, code: 'NOT_YOURS' });
    course = await beijing.call(training.end, { ...at(course), on: today });
    const waiting = async (): Promise<string[]> => (await beijing.call(training.list, { programme, todo: 'results', size: 200 })).items.map(({ id }) => id);
    expect(await waiting()).toContain(course.id);
    const runs = async () => (await yunyang.call(matchingRuns.list, { market: 'employment', programme, size: 20 })).items, before = (await runs())[0]?.sequence ?? 0;
    expect(await judged(course, 'pass')).toMatchObject({ counts: { passed: 1, attended: 0 } });
    // The lists are matched again by themselves, with the certificate.
    await until(runs, (items) => items.some(({ sequence, trigger, state }) => sequence > before && (trigger === 'course' || trigger === 'again') && state === 'finished'), 'a run after the course');
    expect(await waiting()).not.toContain(course.id);
    const until24 = `${Number(today.slice(0, 4)) + 2}${today.slice(4) === '-02-29' ? '-02-28' : today.slice(4)}`, row = await yunyang.call(workers.get, { id: person.id });
    expect(row.row.cells['certificates']).toBe(`健康证、电工证(${until24})`);
    expect(row.history[0]).toMatchObject({ what: '取得证书', reason: expect.stringContaining(title), by: expect.stringContaining('北京市') });
    await knownToEngine(person.id, row.row.version);
    expect(await eligible()).toBe(true);
    // An edit keeps it, and so does a form or file that knows nothing of it.
    await yunyang.call(workers.update, { ...at(row.row), cells: { certificates: '健康证', township: '江口镇' } });
    expect((await rowOf(person)).cells).toMatchObject({ certificates: `健康证、电工证(${until24})`, township: '江口镇' });
    expect((await yunyang.call(training.ofWorker, { id: person.id })).items).toMatchObject([{ title, state: 'passed', certificate: `电工证(${until24})`, on: today }]);
    expect((await yunyangqu.ask(training.ofWorker, { id: person.id })).status).toBe(404);
    expect((await beijing.ask(training.ofWorker, { id: person.id })).status).toBe(403);
    const dossier = JSON.parse((await yunyang.download(workerPrivacy.dossier, { id: person.id })).bytes.toString('utf8')) as { training: unknown };
    expect(dossier.training).toMatchObject([{ title, state: 'passed', steps: [{ act: 'enrol' }, { act: 'attend' }, { act: 'pass' }] }]);
    // By age band, of those whom the reader sees.
    const { bands } = await yunyang.call(training.get, { id: course.id });
    expect(bands.map(({ enrolled: all, passed }) => [all, passed])).toEqual([[1, 1]]);
    expect(bands[0]?.band).not.toBe('unknown');
    // A pass that was a mistake is taken back with what it wrote.
    await judged(course, 'reopen', { words: '登记错人' });
    expect((await rowOf(person)).cells['certificates']).toBe('健康证');
    expect(await judged(course, 'fail', { reason: 'exam-failed' })).toMatchObject({ counts: { failed: 1, passed: 0 } });
    expect(await seats(course)).toMatchObject([{ state: 'failed', reasonName: { zh: '考核未通过' }, certificate: null }]);
  });

  it('is not left behind by a course that is cancelled, nor lost with another one that gave the same', async () => {
    const person = await worker();
    const given = async (more: Partial<Draft>): Promise<TrainingView> => {
      let course = await opened({ certificate: '电工证', ...more });
      await enrolled(course, [person]);
      course = await beijing.call(training.begin, at((await beijing.call(training.get, { id: course.id })).course));
      return judged(await judged(course, 'attend'), 'pass');
    };
    let first = await given({ startsOn: day(-20), endsOn: today });
    expect(first.acts).not.toContain('cancel');
    expect(await beijing.refused(training.cancel, { ...at(first), reason: 'entered-in-error' })).toMatchObject({ status: 409, code: 'RESULTS_GIVEN' });
    first = await beijing.call(training.end, { ...at(first), on: day(-10) });
    const second = await given({ startsOn: day(-9), endsOn: day(9) });
    expect((await rowOf(person)).cells['certificates']).toBe('电工证');
    await judged(first, 'reopen', { words: '登记错人' });
    expect((await rowOf(person)).cells['certificates']).toBe('电工证');
    await judged(second, 'reopen', { words: '登记错人' });
    expect((await rowOf(person)).cells['certificates']).toBeUndefined();
  });

  it('ends no course on a day on which its people are in another one', async () => {
    const person = await worker(), now = async ({ id }: TrainingView): Promise<TrainingView> => (await beijing.call(training.get, { id })).course;
    let course = await enrolled(await opened({ startsOn: day(-20), endsOn: today }), [person]);
    course = await beijing.call(training.amend, { ...at(course), ...details({ title: course.title, startsOn: day(-20), endsOn: day(-5) }) });
    const next = await opened({ startsOn: day(-4), endsOn: day(9) });
    await enrolled(next, [person]);
    course = await beijing.call(training.begin, at(await now(course)));
    expect(await beijing.refused(training.end, { ...at(course), on: day(-3) })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'OVERLAP', message: { zh: expect.stringContaining(next.title) } }] });
    // While it runs on, its people take no other course either.
    expect(await yunyang.refused(training.enrol, { ...at(await opened({ startsOn: today, endsOn: day(30) })), workerIds: [person.id] })).toMatchObject({ status: 409, code: 'OVERLAP' });
    expect(await beijing.call(training.end, { ...at(course), on: day(-5) })).toMatchObject({ state: 'ended' });
  });

  it('goes with a worker to another county while it waits', async () => {
    const person = await worker({}, province), course = await opened();
    await enrolled(course, [person], province);
    await yunyang.call(helpRequests.open, { id: person.id, kind: 'other', words: '想换一个培训班' });
    const asked = async (client: Client): Promise<string[]> => (await client.call(helpRequests.list, { worker: person.id, size: 20 })).items.map(({ region }) => region);
    expect([await asked(yunyang), await asked(province)]).toEqual([[yunyangCode], [yunyangCode]]);
    await province.call(workers.update, { ...at((await province.call(workers.get, { id: person.id })).row), cells: { unit: '奉节县' } });
    expect([await asked(yunyang), await asked(province)]).toEqual([[], [fengjieCode]]);
    expect((await seats(course, province)).find(({ worker }) => worker?.id === person.id)).toMatchObject({ region: fengjieCode });
    expect(await seats(course, yunyang)).toEqual([]);
  });

  it('asks for a reason where one is due, and for a day that has come', async () => {
    let course = await opened();
    await enrolled(course, [await worker()]);
    course = await beijing.call(training.begin, at(course));
    const enrolments = (await seats(course)).map(at), field = async (more: Partial<RequestInputOf<typeof training.results>>): Promise<unknown> => beijing.refused(training.results, { ...at(course), enrolments, act: 'attend', on: today, ...more });
    expect(await field({ on: day(1) })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_AHEAD' }] });
    expect(await field({ on: day(-11) })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_BEFORE' }] });
    expect(await field({ act: 'drop' })).toMatchObject({ status: 400, fields: [{ field: 'reason', message: { zh: '请选择原因', en: 'choose a reason' } }] });
    expect(await field({ act: 'drop', reason: 'consent-withdrawn' })).toMatchObject({ status: 400, fields: [{ field: 'reason' }] });
  });
});

describe('what waits and what people see', () => {
  it('names courses that begin soon with seats for the county', async () => {
    const soon = await opened({ startsOn: day(5), seats: 1 }), later = await opened({ startsOn: day(40), endsOn: day(50) }), list = async (): Promise<string[]> => (await yunyang.call(training.list, { programme, todo: 'seats', size: 200 })).items.map(({ id }) => id);
    expect([(await list()).includes(soon.id), (await list()).includes(later.id)]).toEqual([true, false]);
    await enrolled(soon, [await worker()]);
    expect(await list()).not.toContain(soon.id);
  });

  it('shows a worker the own courses on the phone', async () => {
    const number = idNumber(), person = await worker({ idNumber: number }), course = await opened({ startsOn: day(2) }), mine = new Client();
    await enrolled(course, [person]);
    const { token } = await yunyang.call(workerLinks.make, { id: person.id });
    expect((await mine.raw('POST', '/api/worker/door', { body: { token, answer: number.slice(-4) } })).status).toBe(200);
    expect((await mine.call(ownWork.get, {})).training).toMatchObject([{ title: course.title, place: '云阳县职教中心', startsOn: day(2), state: 'enrolled' }]);
  });

  it('keeps its history from the service itself', async () => {
    const { id } = await planned(), { host, port, database } = new pg.Client({ connectionString: stack.databaseUrl });
    const service = new pg.Client({ host, port, ...(database === undefined ? {} : { database }), user: 'jiedui_employment_rw', password: stack.roles['employment']?.rw ?? '' });
    await service.connect();
    try {
      const refused = async (text: string): Promise<string | undefined> => service.query(text).then(() => 'done', (error: { code?: string }) => error.code);
      for (const text of [`update employment.training_step set act = 'end' where course_id = '${id}'`, 'delete from employment.training_step', `delete from employment.training_course where id = '${id}'`, 'delete from employment.training_enrolment']) expect([text, await refused(text)]).toEqual([text, '42501']);
    } finally { await service.end(); }
    expect(await sql('select act from employment.training_step where course_id = $1', [id])).toEqual([{ act: 'create' }]);
  });
});
