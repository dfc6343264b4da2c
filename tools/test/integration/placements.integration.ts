import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, employmentProposals, figures, type ListRow, placements, type PlacementView, posts, type ProposalView, workerPrivacy, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, imported, knownToEngine, matched, phone, sql, unique, until } from '../arrange.js';

/** From the agreed pair to six months on the job, and everything that may come between. */

const programme = 'three-gorges';
const employer = '样例云帆电子有限公司';
let county: Client;
let enterprise: Client;
let other: Client;
let admin: Client;

beforeAll(async () => { [county, enterprise, other, admin] = await Promise.all([as('yunyang'), as('qiye'), as('yunyangqu'), as('admin')]); });
afterAll(close);

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
/** The day so many days from today. */
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);

async function post(more: Record<string, string> = {}): Promise<ListRow> {
  const row = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: '1', employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000', ...more } });
  await knownToEngine(row.id);
  return row;
}
async function worker(more: Record<string, string> = {}, by: Client = county): Promise<ListRow> {
  const row = await by.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例丙', idNumber: idNumber(), phone: phone(), unit: '云阳县', education: '高中', wishes: '电焊工', wageWish: '5000', consent: '是', ...more } });
  await knownToEngine(row.id);
  return row;
}
/** The pair as the county sends it: matched by hand, or as a run that was under way has just proposed it. */
async function sent(demand: ListRow, supply: ListRow, by: Client): Promise<ProposalView> {
  const answer = await by.ask(employmentProposals.make, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
  if (answer.status === 200) return answer.json as ProposalView;
  const { items } = await by.call(employmentProposals.list, { entry: supply.id, state: 'proposed', size: 200 }), proposed = items.find((item) => item.demandId === demand.id);
  expect(await by.call(employmentProposals.send, { ids: [proposed?.id ?? ''] })).toEqual({ sent: 1, skipped: 0 });
  return by.call(employmentProposals.get, { id: proposed?.id ?? '' });
}
/** Both sides agree; the placement that came of it. */
async function agreed(demand: ListRow, supply: ListRow, by: Client = county): Promise<PlacementView> {
  const made = await sent(demand, supply, by);
  await enterprise.call(employmentProposals.acceptDemand, { id: made.id, version: made.version });
  const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [made.id]);
  return now(id);
}
const now = async (id: string, reader: Client = enterprise): Promise<PlacementView> => (await reader.call(placements.get, { id })).placement;
const rowOf = async (row: ListRow): Promise<ListRow> => (row.list === 'post' ? enterprise.call(posts.get, { id: row.id }) : county.call(workers.get, { id: row.id })).then((answer) => answer.row);
const at = ({ id, version }: PlacementView): { id: string; version: number } => ({ id, version });

const offered = async (one: PlacementView, startOn = day(3)): Promise<PlacementView> => enterprise.call(placements.offer, { ...at(one), startOn, wageFen: 650_000, housing: 'board-and-lodging' });
/** On the job since so many days, step by step as an office that catches up enters it. */
async function onTheJob(one: PlacementView, since: number): Promise<PlacementView> {
  const accepted = await county.call(placements.accept, { ...at(await offered(one, day(-since))), on: day(-since - 3), manner: 'phone' });
  const departed = await county.call(placements.depart, { ...at(accepted), on: day(-since - 1) });
  return enterprise.call(placements.arrive, { ...at(departed), on: day(-since), insured: true });
}

describe('the life of a placement', () => {
  it('goes from the agreed pair to six months, each step by its own side, with who, when and why', async () => {
    const [demand, supply] = [await post(), await worker({ zeroEmploymentHousehold: '是', hardToEmploy: '是' })];
    const first = await agreed(demand, supply);
    expect(first).toMatchObject({ state: 'agreed', acts: ['offer', 'end'], tier: null, agreedOn: today, followed: true, dueOn: null });
    expect(await now(first.id, county)).toMatchObject({ acts: ['end'], tier: 1 });

    expect(await county.refused(placements.offer, { ...at(first), startOn: day(1), wageFen: 1, housing: 'none' })).toMatchObject({ status: 403 });
    let one = await offered(first, day(-220));
    // An offer may be made better before it is answered.
    one = await enterprise.call(placements.offer, { ...at(one), startOn: day(-218), wageFen: 700_000, housing: 'lodging', words: '工资提高' });
    expect(one).toMatchObject({ state: 'offered', startOn: day(-218), wageFen: 700_000, housing: 'lodging', dueOn: day(-218), late: true, version: 3 });
    one = await county.call(placements.accept, { ...at(one), on: day(-222), manner: 'signed' });
    one = await county.call(placements.depart, { ...at(one), on: day(-220) });
    one = await enterprise.call(placements.arrive, { ...at(one), on: day(-218), insured: true });
    expect(one).toMatchObject({ state: 'on-the-job', consentManner: 'signed', insured: true, arrivedOn: day(-218), late: true });
    for (const [months, wageFen] of [[1, 690_000], [3, null], [6, 700_000]] as const) {
      one = await (months === 3 ? enterprise : county).call(placements.retain, { ...at(one), months, on: one.dueOn ?? '', wageFen });
      expect(one.state).toBe(`retained-${months}`);
    }
    expect(one.checks.map(({ months, wageFen }) => [months, wageFen])).toEqual([[1, 690_000], [3, null], [6, 700_000]]);
    expect(one).toMatchObject({ dueOn: null, late: false });
    const { history } = await county.call(placements.get, { id: one.id });
    expect(history.map((event) => [event.act, event.side])).toEqual([['retain-6', 'county'], ['retain-3', 'enterprise'], ['retain-1', 'county'], ['arrive', 'enterprise'], ['depart', 'county'], ['accept', 'county'], ['offer', 'enterprise'], ['offer', 'enterprise']]);
    expect(history[6]).toMatchObject({ by: expect.stringContaining('企业招聘专员'), words: '工资提高', wageFen: 700_000, from: 'offered', to: 'offered', undone: false });
    // Six months on, the job is still held.
    expect(await rowOf(supply)).toMatchObject({ taken: 1, status: 'filled' });
    await factsSettled();
    expect(await sql(`select payload -> 'agreements' -> 0 ->> 'stage' as stage, (payload -> 'agreements' -> 0 ->> 'version')::int as version from employment.outbox where aggregate = $1 order by aggregate_version desc limit 1`, [`agreement:${one.id}`])).toEqual([{ stage: 'retained-6', version: 9 }]);
  });

  it('refuses what is out of order, and says what is possible', async () => {
    const one = await agreed(await post(), await worker());
    const early = await enterprise.refused(placements.arrive, { ...at(one), on: today, insured: false });
    expect(early).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    expect(early.message.zh).toContain('现在可以：录用、结束');
    expect(await county.refused(placements.retain, { ...at(one), months: 3, on: today, wageFen: null })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
    const standing = await offered(one);
    expect(await enterprise.refused(placements.offer, { ...at(one), startOn: today, wageFen: 1, housing: 'none' })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' });
    expect(await county.refused(placements.accept, { ...at(standing), on: day(1), manner: 'phone' })).toMatchObject({ status: 409, code: 'DAY_AHEAD', fields: [{ field: 'on' }] });
    const accepted = await county.call(placements.accept, { ...at(standing), on: today, manner: 'in-person' });
    expect(await county.refused(placements.depart, { ...at(accepted), on: day(-1) })).toMatchObject({ status: 409, code: 'DAY_BEFORE' });
    for (const wageFen of [0, -1, 0.5, 1e12]) expect(await enterprise.refused(placements.offer, { ...at(accepted), startOn: today, wageFen, housing: 'none' })).toMatchObject({ status: 400, fields: [{ field: 'wageFen' }] });
    expect(await now(one.id)).toMatchObject({ state: 'accepted', version: accepted.version });
  });

  it('a check is confirmed on its day or after it, never before', async () => {
    const one = await onTheJob(await agreed(await post(), await worker()), 45);
    const due = one.dueOn ?? '';
    expect(due < today && due > day(-20)).toBe(true);
    const before = new Date(Date.parse(due) - 86_400_000).toISOString().slice(0, 10);
    expect(await county.refused(placements.retain, { ...at(one), months: 1, on: before, wageFen: null })).toMatchObject({ status: 409, code: 'NOT_DUE' });
    const checked = await county.call(placements.retain, { ...at(one), months: 1, on: due, wageFen: 600_000 });
    expect(checked).toMatchObject({ state: 'retained-1', late: false });
    expect((checked.dueOn ?? '') > today).toBe(true);
    expect(await county.refused(placements.retain, { ...at(checked), months: 3, on: today, wageFen: null })).toMatchObject({ status: 409, code: 'NOT_DUE' });
    const waiting = (client: Client): Promise<string[]> => client.call(placements.follow, { programme, due: 'check', size: 200 }).then((page) => page.items.map((item) => item.id));
    expect(await waiting(county)).not.toContain(one.id);
    const another = await onTheJob(await agreed(await post(), await worker()), 31);
    expect(await waiting(county)).toContain(another.id);
    expect(await waiting(other)).toEqual([]);
    const board = await county.call(placements.board, { programme });
    expect(board.dueChecks).toBe((await county.call(placements.follow, { programme, due: 'check', size: 1 })).total);
    expect(board.states.reduce((sum, { placements: count }) => sum + count, 0)).toBe((await county.call(placements.follow, { programme, size: 1 })).total);
  });

  it('is nobody’s but its two sides’', async () => {
    const worked = await agreed(await post(), await worker());
    const standing = await offered(worked);
    const absent = { status: 404, code: 'NOT_FOUND' };
    expect(await other.refused(placements.get, { id: worked.id })).toMatchObject(absent);
    expect(await other.refused(placements.accept, { ...at(standing), on: today, manner: 'phone' })).toMatchObject(absent);
    expect(await other.refused(placements.end, { ...at(standing), reason: 'family', on: today })).toMatchObject(absent);
    const foreign = await sql<{ organisation: string }>(`update employment.post set organisation = '别家公司' where id = $1 returning organisation`, [worked.postId]);
    expect(foreign).toHaveLength(1);
    expect(await enterprise.refused(placements.get, { id: worked.id })).toMatchObject(absent);
    expect(await enterprise.refused(placements.offer, { ...at(standing), startOn: today, wageFen: 500_000, housing: 'none' })).toMatchObject(absent);
    expect(await enterprise.refused(placements.end, { ...at(standing), reason: 'other', on: today })).toMatchObject(absent);
    expect((await enterprise.call(placements.follow, { search: worked.workerExternalId })).items).toEqual([]);
    expect(await enterprise.call(placements.confirm, { act: 'arrive', on: today, ids: [worked.id] })).toMatchObject({ done: 0, skipped: [{ id: worked.id, code: 'NOT_FOUND' }] });
    expect(await admin.refused(placements.end, { ...at(standing), reason: 'other', on: today })).toMatchObject({ status: 403 });
    expect(await now(worked.id, admin)).toMatchObject({ state: 'offered', acts: ['correct'] });
    expect((await now(worked.id, county)).acts).toEqual(['accept', 'end']);
  });

  it('is found by post, number and stage, and by a name only for the county of the person', async () => {
    const number = idNumber();
    const one = await agreed(await post(), await worker({ idNumber: number }));
    const found = async (client: Client, query: object): Promise<string[]> => (await client.call(placements.follow, { programme, size: 200, ...query })).items.map((item) => item.id);
    expect(await found(county, { search: one.workerExternalId })).toEqual([one.id]);
    expect(await found(enterprise, { search: one.postExternalId, state: 'agreed' })).toEqual([one.id]);
    expect(await found(enterprise, { search: one.postExternalId, state: 'ended' })).toEqual([]);
    expect(await found(county, { search: number })).toEqual([one.id]);
    expect(await found(enterprise, { search: number })).toEqual([]);
    expect(await found(admin, { search: number })).toEqual([]);
    expect(await found(county, { search: one.workerExternalId, region: '500236' })).toEqual([]);
    const all = (await county.call(placements.follow, { programme, size: 200 })).items.map((item) => item.id), walked: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: { items: PlacementView[]; next: string | null } = await county.call(placements.follow, { programme, size: 3, ...(cursor === undefined ? {} : { cursor }) });
      walked.push(...page.items.map((item) => item.id));
      cursor = page.next;
    }
    expect(walked).toEqual(all);
  });
});

describe('an end', () => {
  it('gives both rows back, is told to figures and engine, and keeps the pair apart', async () => {
    const [demand, supply] = [await post({ title: '叉车工' }), await worker({ wishes: '叉车工' })];
    const one = await onTheJob(await agreed(demand, supply), 40);
    expect(await county.refused(placements.end, { ...at(one), reason: 'misconduct', on: today })).toMatchObject({ status: 409, code: 'REASON_OF_OTHER_SIDE' });
    expect(await county.refused(placements.end, { ...at(one), reason: 'offer-declined', on: today })).toMatchObject({ status: 409, code: 'REASON_NOT_NOW' });
    expect(await county.refused(placements.end, { ...at(one), reason: 'family', on: day(-50) })).toMatchObject({ status: 409, code: 'DAY_BEFORE' });
    const ended = await county.call(placements.end, { ...at(one), reason: 'wage-below-promise', on: today, words: '少发一半' });
    expect(ended).toMatchObject({ state: 'ended', dueOn: null, end: { reason: 'wage-below-promise', on: today, words: '少发一半' }, acts: ['correct'] });
    expect(await rowOf(demand)).toMatchObject({ taken: 0, status: 'open' });
    expect(await rowOf(supply)).toMatchObject({ taken: 0, status: 'open' });
    expect(await enterprise.call(employmentProposals.get, { id: one.proposalId })).toMatchObject({ state: 'ended' });
    await factsSettled();
    await until(() => sql<{ ended: boolean }>('select ended from assessment.agreement where id = $1', [one.id]), ([row]) => row?.ended === true, 'the figures to hear of the end');
    expect(await sql('select state from matching.pair where proposal_id = $1', [one.proposalId])).toEqual([{ state: 'refused' }]);
    await matched(county, 'employment', programme);
    expect((await county.call(employmentProposals.list, { entry: supply.id, size: 200 })).items.filter((item) => item.demandId === demand.id).map((item) => item.state)).toEqual(['ended']);
    expect(await county.refused(placements.end, { ...at(ended), reason: 'other', on: today })).toMatchObject({ status: 409, code: 'WRONG_STATE' });
  });

  it('of a contract that ran its time leaves the pair free to be proposed again', async () => {
    // An occupation of their own, so that nobody else draws them.
    const [demand, supply] = [await post({ title: '保健按摩师' }), await worker({ wishes: '保健按摩师' })];
    const one = await onTheJob(await agreed(demand, supply), 200);
    await enterprise.call(placements.end, { ...at(one), reason: 'contract-ended', on: today });
    await matched(county, 'employment', programme);
    expect((await county.call(employmentProposals.list, { entry: supply.id, size: 200 })).items.filter((item) => item.demandId === demand.id).map((item) => item.state).sort()).toEqual(['ended', 'proposed']);
  });

  it('lets the worker take another job at once, and the post another worker', async () => {
    const [demand, supply, second] = [await post(), await worker(), await worker()];
    const one = await agreed(demand, supply);
    expect(await county.refused(employmentProposals.make, { demandId: demand.id, supplyId: second.id, reason: '替补' })).toMatchObject({ status: 409, code: 'ROW_CLOSED' });
    await enterprise.call(placements.end, { ...at(one), reason: 'offer-withdrawn', on: today });
    expect(await agreed(demand, second)).toMatchObject({ state: 'agreed' });
    expect(await agreed(await post(), supply)).toMatchObject({ state: 'agreed' });
    expect(await rowOf(demand)).toMatchObject({ taken: 1, status: 'filled' });
  });
});

describe('a correction', () => {
  it('takes the last step back whole, stays in the history, and is its maker’s or the administrator’s', async () => {
    const one = await onTheJob(await agreed(await post(), await worker()), 40);
    expect(await county.refused(placements.correct, { ...at(one), reason: '不是本人登记' })).toMatchObject({ status: 409, code: 'NOT_YOUR_STEP' });
    const back = await enterprise.call(placements.correct, { ...at(one), reason: '日期写错' });
    expect(back).toMatchObject({ state: 'departed', arrivedOn: null, insured: null, dueOn: one.startOn, version: one.version + 1 });
    const again = await enterprise.call(placements.arrive, { ...at(back), on: day(-39), insured: false });
    expect(again).toMatchObject({ arrivedOn: day(-39), insured: false });
    const twice = await admin.call(placements.correct, { ...at(again), reason: '协调机构核实' });
    expect(twice).toMatchObject({ state: 'departed', arrivedOn: null });
    const { history } = await county.call(placements.get, { id: one.id });
    expect(history.slice(0, 4).map((event) => [event.act, event.side, event.undone, event.words])).toEqual([['correct', 'programme', false, '协调机构核实'], ['arrive', 'enterprise', true, null], ['correct', 'enterprise', false, '日期写错'], ['arrive', 'enterprise', true, null]]);
  });

  it('of an end takes both places again, unless somebody else has them', async () => {
    const [demand, supply, second] = [await post(), await worker(), await worker()];
    const one = await onTheJob(await agreed(demand, supply), 5);
    const ended = await county.call(placements.end, { ...at(one), reason: 'lost-contact', on: today });
    const resumed = await county.call(placements.correct, { ...at(ended), reason: '已联系上' });
    expect(resumed).toMatchObject({ state: 'on-the-job', end: null, dueOn: one.dueOn });
    expect([await rowOf(demand), await rowOf(supply)].map((row) => [row.taken, row.status])).toEqual([[1, 'filled'], [1, 'filled']]);
    await factsSettled();
    expect(await sql('select state from matching.pair where proposal_id = $1', [one.proposalId])).toEqual([{ state: 'agreed' }]);
    await until(() => sql<{ ended: boolean }>('select ended from assessment.agreement where id = $1', [one.id]), ([row]) => row?.ended === false, 'the figures to hear that it goes on');
    const over = await county.call(placements.end, { ...at(resumed), reason: 'lost-contact', on: today });
    await agreed(demand, second);
    expect(await county.refused(placements.correct, { ...at(over), reason: '又联系上' })).toMatchObject({ status: 409, code: 'NO_ROOM' });
    expect(await now(one.id)).toMatchObject({ state: 'ended', version: over.version });
    expect(await rowOf(supply)).toMatchObject({ taken: 0, status: 'open' });
  });
});

describe('nobody is in two jobs', () => {
  it('also when two counties have the same person and both employers say yes at once', async () => {
    const number = idNumber(), everyone = await as('yangli');
    const [mine, theirs] = [await worker({ idNumber: number }), await worker({ idNumber: number, unit: '奉节县' }, everyone)];
    const [first, second] = [await post(), await post()];
    const made = [await sent(first, mine, county), await sent(second, theirs, everyone)];
    const answers = await Promise.all(made.map(({ id, version }) => enterprise.ask(employmentProposals.acceptDemand, { id, version })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.json).toMatchObject({ code: 'ALREADY_PLACED' });
    const live = await sql<{ id: string; worker_id: string; post_id: string }>(`select id, worker_id, post_id from employment.placement where worker_id = any($1::uuid[]) and state <> 'ended'`, [[mine.id, theirs.id]]);
    expect(live).toHaveLength(1);
    const loser = live[0]?.post_id === first.id ? second : first;
    expect(await rowOf(loser)).toMatchObject({ taken: 0, status: 'open' });
    // Once that one is over, the other may be.
    await enterprise.call(placements.end, { ...at(await now(live[0]?.id ?? '')), reason: 'offer-withdrawn', on: today });
    const left = made.find((proposal) => proposal.demandId === loser.id);
    expect(await enterprise.call(employmentProposals.acceptDemand, { id: left?.id ?? '', version: left?.version ?? 0 })).toMatchObject({ state: 'agreed' });
  });

  it('two people act on one placement at once: one is done, the other is told', async () => {
    const standing = await offered(await agreed(await post(), await worker()));
    const answers = await Promise.all([
      county.ask(placements.accept, { ...at(standing), on: today, manner: 'phone' }), enterprise.ask(placements.end, { ...at(standing), reason: 'offer-withdrawn', on: today }),
      ...Array.from({ length: 8 }, () => county.ask(placements.accept, { ...at(standing), on: today, manner: 'phone' })),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    expect((await county.call(placements.get, { id: standing.id })).history).toHaveLength(2);
  });

  it('a person ended and begun by many at once is placed once, and the places add up', async () => {
    const [demand, supply] = [await post({ headcount: '2' }), await worker()];
    const one = await agreed(demand, supply);
    const answers = await Promise.all(Array.from({ length: 12 }, () => enterprise.ask(placements.end, { ...at(one), reason: 'offer-withdrawn', on: today })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect([await rowOf(demand), await rowOf(supply)].map((row) => [row.taken, row.status])).toEqual([[0, 'open'], [0, 'open']]);
  });
});

describe('a consent withdrawn midway', () => {
  it('ends what is still being arranged, at once', async () => {
    const [demand, supply] = [await post(), await worker()];
    const one = await offered(await agreed(demand, supply));
    const { version } = await rowOf(supply);
    await county.call(workerPrivacy.withdrawConsent, { id: supply.id, version });
    expect(await now(one.id)).toMatchObject({ state: 'ended', end: { reason: 'consent-withdrawn', on: today }, followed: false });
    expect((await county.call(placements.get, { id: one.id })).history[0]).toMatchObject({ by: '系统', side: 'system', act: 'end' });
    expect(await rowOf(demand)).toMatchObject({ taken: 0, status: 'open' });
    expect(await rowOf(supply)).toMatchObject({ taken: 0, status: 'withdrawn' });
    expect(await admin.refused(placements.correct, { ...at(await now(one.id)), reason: '恢复' })).toMatchObject({ status: 409, code: 'CONSENT_WITHDRAWN' });
  });

  it('by an edit or an erasure counts the same', async () => {
    const [edited, erased] = [await worker(), await worker()];
    const [first, second] = [await agreed(await post(), edited), await agreed(await post(), erased)];
    await county.call(workers.update, { id: edited.id, version: (await rowOf(edited)).version, cells: { consent: '否' } });
    await county.call(workerPrivacy.erase, { id: erased.id, version: (await rowOf(erased)).version, reason: 'request-of-person' });
    for (const { id } of [first, second]) expect(await until(() => now(id), (one) => one.state === 'ended', 'the placement to end')).toMatchObject({ end: { reason: 'consent-withdrawn' } });
    expect(await sql('select person, end_words from employment.placement where id = $1', [second.id])).toEqual([{ person: null, end_words: null }]);
  });

  it('leaves who is on the job there, and nobody asks after them any more', async () => {
    const [demand, supply] = [await post(), await worker()];
    const one = await onTheJob(await agreed(demand, supply), 60);
    await county.call(workerPrivacy.withdrawConsent, { id: supply.id, version: (await rowOf(supply)).version });
    const standing = await now(one.id, county);
    expect(standing).toMatchObject({ state: 'on-the-job', followed: false, dueOn: null, late: false, acts: ['end'] });
    expect(await county.refused(placements.retain, { ...at(standing), months: 1, on: today, wageFen: null })).toMatchObject({ status: 409, code: 'CONSENT_WITHDRAWN' });
    expect((await county.call(placements.follow, { programme, due: 'check', size: 200 })).items.map((item) => item.id)).not.toContain(one.id);
    expect(await rowOf(demand)).toMatchObject({ taken: 1, status: 'filled' });
  });
});

describe('the figures', () => {
  it('count who is due and who was kept; an end takes nobody out of those due; a rebuild from nothing finds the same', async () => {
    const codes = ['placed.total', 'placed.on-the-job', 'retention.due-1', 'retention.kept-1', 'retention.due-3', 'retention.kept-3'] as const;
    const counted = async (): Promise<number[]> => { const { figures: all } = await county.call(figures.dashboard, { programme, unit: '500235' }); return codes.map((code) => all.find((one) => one.code === code)?.value ?? 0); };
    const known = async (one: PlacementView): Promise<void> => { await until(() => sql<{ version: number }>('select version from assessment.agreement where id = $1', [one.id]), ([row]) => row?.version === one.version, 'the figures to be told'); };
    // All that earlier tests did has to have arrived.
    await until(() => sql<{ behind: number }>('select count(*)::int as behind from employment.agreement a left join assessment.agreement f on f.id = a.id where f.version is distinct from a.version'), ([row]) => row?.behind === 0, 'the figures to catch up');
    const before = await counted();
    const one = await onTheJob(await agreed(await post(), await worker()), 100), kept = await county.call(placements.retain, { ...at(one), months: 1, on: one.dueOn ?? '', wageFen: 640_000 });
    await known(kept);
    expect(await counted()).toEqual([1, 1, 1, 1, 1, 0].map((more, i) => (before[i] ?? 0) + more));
    const over = await county.call(placements.end, { ...at(kept), reason: 'family', on: today });
    await known(over);
    const after = [0, 0, 1, 1, 1, 0].map((more, i) => (before[i] ?? 0) + more);
    expect(await counted()).toEqual(after);
    await sql('delete from assessment.agreement');
    const system = await as('xitong'), { id } = await system.call(figures.rebuild, {});
    expect(await until(async () => (await system.call(figures.rebuilds, {})).items.find((item) => item.id === id), (item) => item !== undefined && (item.finishedAt !== null || item.failure !== null), 'the rebuild')).toMatchObject({ failure: null });
    expect(await counted()).toEqual(after);
  });
});

describe('many at once', () => {
  it('are confirmed by ids or by a filter; what cannot be done is left and named', async () => {
    const batch = unique();
    const demand = await post({ title: '电焊工', headcount: '30' });
    await imported(county, employmentImports, 'worker', Array.from({ length: 30 }, (_, i) => ({ 人员编号: `${batch}${i}`, 姓名: '样例丁', 所在县区: '云阳县', 求职意向: '电焊工', 知情同意: '是' })), programme);
    const people = await sql<{ id: string }>('select id from employment.worker where external_id like $1 order by id', [`${batch}%`]);
    await factsSettled();
    const begun: PlacementView[] = [];
    for (const { id } of people) begun.push(await agreed(demand, { id, list: 'worker' } as ListRow));
    for (const one of begun.slice(0, 28)) await county.call(placements.accept, { ...at(await offered(one, day(-100))), on: day(-101), manner: 'phone' });
    const ids = [...begun.map((one) => one.id), '01a20065-887a-76a2-9f38-de6673861972'];
    const departed = await county.call(placements.confirm, { act: 'depart', on: day(-100), ids });
    expect(departed).toMatchObject({ done: 28, reasons: [{ code: 'WRONG_STATE', count: 2 }, { code: 'NOT_FOUND', count: 1 }] });
    expect(departed.skipped.map((one) => one.id).sort()).toEqual([...begun.slice(28).map((one) => one.id), ids.at(-1)].sort());
    // The enterprise sees nobody off.
    expect(await enterprise.call(placements.confirm, { act: 'depart', on: today, ids: [begun[28]?.id ?? ''] })).toMatchObject({ done: 0, skipped: [{ code: 'NOT_YOUR_SIDE' }] });
    const arrived = await enterprise.call(placements.confirm, { act: 'arrive', on: day(-98), insured: true, filter: { programme, search: demand.externalId } });
    expect(arrived.done).toBe(28);
    expect(await county.call(placements.confirm, { act: 'retain', on: today, asPromised: true, filter: { programme, due: 'check', search: demand.externalId } })).toMatchObject({ done: 28, skipped: [] });
    expect(await county.call(placements.confirm, { act: 'retain', on: today, asPromised: false, filter: { programme, search: demand.externalId } })).toMatchObject({ done: 28 });
    const early = await county.call(placements.confirm, { act: 'retain', on: today, filter: { programme, search: demand.externalId } });
    expect(early).toMatchObject({ done: 0, reasons: [{ code: 'NOT_DUE', count: 28 }, { code: 'WRONG_STATE', count: 2 }] });
    const { placement, history } = await county.call(placements.get, { id: begun[0]?.id ?? '' });
    expect(placement).toMatchObject({ state: 'retained-3', checks: [{ months: 1, wageFen: 650_000 }, { months: 3, wageFen: null }] });
    expect(history).toHaveLength(6);
    await factsSettled();
    await until(() => sql<{ behind: number }>(`select count(*)::int as behind from employment.agreement a left join assessment.agreement f on f.id = a.id where a.demand_id = $1 and f.version is distinct from a.version`, [demand.id]), ([row]) => row?.behind === 0, 'the figures to be told of each');
    expect(await sql(`select row_count from employment.audit_entry where action = 'operation.placements.confirm' order by id desc limit 1`)).toEqual([{ row_count: 0 }]);
  });
});
