import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClaimView, employmentProposals, type Entitlement, type ListRow, placements, type PlacementView, posts, type ProposalView, type ReplyOf, type RequestInputOf, subsidies, subsidyClaims, type SubsidyView, workerPrivacy, workers } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, idNumber, knownToEngine, phone, sql, unique, until } from '../arrange.js';

/** Subsidies as rules with terms: what a worker or an enterprise may claim, claimed, paid (mechanisms E25). */

const programme = 'three-gorges', employer = '样例云帆电子有限公司';
let county: Client, other: Client, everyone: Client, beijing: Client, admin: Client, enterprise: Client;
beforeAll(async () => { [county, other, everyone, beijing, admin, enterprise] = await Promise.all([as('yunyang'), as('yunyangqu'), as('yangli'), as('beijing'), as('admin'), as('qiye')]); });
/** What this suite opened ends with it: policies so that other suites' placements have none, placements and rows so that nobody is taken. */
const made: ListRow[] = [], placed: string[] = [], policies: { client: Client; id: string }[] = [];
afterAll(async () => {
  for (const { client, id } of policies) {
    const { policy } = await client.call(subsidies.get, { id });
    if (policy.state !== 'ended') await client.call(subsidies.end, { ...at(policy), words: '测试结束' });
  }
  for (const id of placed) {
    const { placement } = await county.call(placements.get, { id });
    if (placement.state !== 'ended') await county.call(placements.end, { ...at(placement), reason: 'entered-in-error', on: today });
  }
  for (const { id, list } of made) {
    const client = list === 'post' ? enterprise : county, of = list === 'post' ? posts : workers, answer = await client.ask(of.get, { id }), row = answer.status === 200 ? (answer.json as { row: ListRow }).row : undefined;
    if (row?.status === 'open') await client.call(of.withdraw, { id, version: row.version, reason: '测试结束' });
  }
  await factsSettled();
  await close();
});

const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
/** The day so many days from today. */
const day = (ahead: number): string => new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
const at = ({ id, version }: { id: string; version: number }): { id: string; version: number } => ({ id, version });

type Plan = RequestInputOf<typeof subsidies.plan>;
const planOf = (more: Partial<Plan> = {}): Plan => ({
  programme, side: 'county', region: '500235', title: unique('交通补贴'), kind: 'travel', claimant: 'worker', subject: 'placement', tiers: [], outside: 'province', months: null, insured: false, passed: false, amountFen: 60_000, monthly: null, capFen: null, validFrom: day(-30), validTo: day(300), document: '样例补贴办法', documentNumber: '样例〔2026〕1号', fundsFen: null, ...more,
});
const terms = ({ programme: _programme, side: _side, region: _region, ...rest }: Plan): Omit<Plan, 'programme' | 'side' | 'region'> => rest;
async function inForce(more: Partial<Plan> = {}, client: Client = county): Promise<SubsidyView> {
  const planned = await client.call(subsidies.plan, planOf(more));
  policies.push({ client, id: planned.id });
  return client.call(subsidies.start, at(planned));
}

interface Person { readonly worker: ListRow; readonly placement: PlacementView }
/** People of the county on the job since so many days. */
async function onTheJob(count: number, since = 100): Promise<Person[]> {
  const demand = await enterprise.call(posts.create, { programme, cells: { externalId: unique('GW'), title: '电焊工', headcount: String(count), employer, region: '广东省广州市黄埔区', wageMin: '6000', wageMax: '8000' } });
  made.push(demand);
  await knownToEngine(demand.id);
  const people: Person[] = [];
  for (let i = 0; i < count; i += 1) {
    const worker = await county.call(workers.create, { programme, cells: { externalId: unique('RY'), name: '样例卯', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', wageWish: '5000', consent: '是' } });
    made.push(worker);
    await knownToEngine(worker.id);
    const proposal = await sent(demand, worker);
    await enterprise.call(employmentProposals.acceptDemand, at(proposal));
    const [{ id } = { id: '' }] = await sql<{ id: string }>('select id from employment.agreement where proposal_id = $1', [proposal.id]);
    placed.push(id);
    let one = await enterprise.call(placements.offer, { ...at((await enterprise.call(placements.get, { id })).placement), startOn: day(-since), wageFen: 650_000, housing: 'lodging' });
    one = await county.call(placements.accept, { ...at(one), on: day(-since - 2), manner: 'phone' });
    one = await county.call(placements.depart, { ...at(one), on: day(-since - 1) });
    people.push({ worker, placement: await enterprise.call(placements.arrive, { ...at(one), on: day(-since), insured: true }) });
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
async function checked({ placement }: Person, months: 1 | 3): Promise<void> {
  const { placement: now } = await county.call(placements.get, { id: placement.id });
  await county.call(placements.retain, { ...at(now), months, on: now.dueOn ?? '', wageFen: null });
}

const claim = (policy: SubsidyView, people: readonly Person[], client: Client = county) => client.call(subsidyClaims.make, { policyId: policy.id, subjects: people.map(({ placement }) => placement.id) });
async function claimed(policy: SubsidyView, person: Person, client: Client = county): Promise<ClaimView> {
  const { done: [id = ''] } = await claim(policy, [person], client);
  return seen(id, client);
}
const seen = async (id: string, client: Client = county): Promise<ClaimView> => (await client.call(subsidyClaims.get, { id })).claim;
const policyNow = async (id: string, client: Client = county): Promise<SubsidyView> => (await client.call(subsidies.get, { id })).policy;
const entitled = async (person: Person, policy: SubsidyView, client: Client = county): Promise<Entitlement | undefined> => (await client.call(subsidyClaims.entitlements, { id: person.placement.id })).items.find((one) => one.policyId === policy.id);

describe('a subsidy', () => {
  it('goes from its terms to the payment, claimed by one and approved by another, every step in its history', async () => {
    const [person] = await onTheJob(1) as [Person], planned = await county.call(subsidies.plan, planOf({ months: 3, fundsFen: 200_000 }));
    policies.push({ client: county, id: planned.id });
    expect(planned).toMatchObject({ state: 'planned', office: '云阳县就业服务机构', acts: ['amend', 'start', 'end'], sums: { claimed: 0, paidFen: 0 }, version: 1 });
    const amended = await county.call(subsidies.amend, { ...at(planned), ...terms({ ...planOf({ months: 3, fundsFen: 200_000 }), title: planned.title, amountFen: 80_000 }) });
    // What is not in force yet is nobody's to claim.
    expect(await county.refused(subsidyClaims.make, { policyId: planned.id, subjects: [person.placement.id] })).toMatchObject({ status: 409, code: 'NOT_IN_FORCE' });
    const policy = await county.call(subsidies.start, at(amended));
    expect(await entitled(person, policy)).toMatchObject({ amountFen: null, mayClaim: false, missing: [{ term: 'months', message: { zh: '3个月在岗回访后可申领' } }] });
    expect(await claim(policy, [person])).toMatchObject({ done: [], skipped: [{ id: person.placement.id, code: 'TERM_MONTHS' }], reasons: [{ code: 'TERM_MONTHS', count: 1 }] });
    await checked(person, 1);
    await checked(person, 3);
    expect(await entitled(person, policy)).toMatchObject({ amountFen: 80_000, mayClaim: true, missing: [] });
    const one = await claimed(policy, person);
    expect(one).toMatchObject({ state: 'claimed', amountFen: 80_000, workerExternalId: person.worker.externalId, regionName: '云阳县', acts: ['refuse', 'withdraw'], version: 1 });
    expect(await county.refused(subsidyClaims.approve, at(one))).toMatchObject({ status: 403, code: 'FOUR_EYES' });
    const approved = await everyone.call(subsidyClaims.approve, at(one));
    expect(approved).toMatchObject({ state: 'approved', acts: expect.arrayContaining(['pay', 'refuse']) });
    expect(await county.refused(subsidyClaims.pay, { ...at(approved), on: day(1), reference: '凭证1' })).toMatchObject({ status: 400, fields: [{ field: 'on', code: 'DAY_AHEAD' }] });
    const paid = await county.call(subsidyClaims.pay, { ...at(approved), on: today, reference: '凭证2026-0' });
    expect(paid).toMatchObject({ state: 'paid', paid: { on: today, reference: '凭证2026-0' }, acts: ['correct'] });
    // The wrong voucher: taken back, still set aside, and in the history.
    const back = await county.call(subsidyClaims.correct, { ...at(paid), words: '凭证号登记有误' });
    expect(back).toMatchObject({ state: 'approved', paid: null, acts: ['pay', 'refuse'] });
    expect(await county.call(subsidyClaims.pay, { ...at(back), on: today, reference: '凭证2026-1' })).toMatchObject({ state: 'paid', paid: { on: today, reference: '凭证2026-1' }, acts: ['correct'] });
    expect((await county.call(subsidyClaims.get, { id: paid.id })).history.map(({ act, words }) => [act, words])).toEqual([['pay', `${today} 凭证2026-1`], ['correct', '凭证号登记有误'], ['pay', `${today} 凭证2026-0`], ['approve', null], ['claim', null]]);
    expect(await policyNow(policy.id)).toMatchObject({ sums: { claimed: 0, approved: 0, paid: 1, paidFen: 80_000 } });
    const { history } = await county.call(subsidyClaims.get, { id: one.id });
    expect(history.map(({ act, by }) => [act, by.includes('云阳县')])).toEqual([['pay', true], ['correct', true], ['pay', true], ['approve', false], ['claim', true]]);
    expect((await county.call(subsidies.get, { id: policy.id })).history.map(({ act, changed }) => [act, changed.map(({ zh }) => zh)])).toEqual([['start', []], ['amend', ['补贴标准']], ['plan', []]]);
    expect((await sql<{ action: string }>('select action from employment.audit_entry where subject_id = $1 and result = $2 order by id', [one.id, 'done'])).map(({ action }) => action)).toEqual(['operation.subsidy-claims.approve', 'operation.subsidy-claims.pay', 'operation.subsidy-claims.correct', 'operation.subsidy-claims.pay']);
    // The person is handed everything held on them; the claim is among it.
    const dossier = await county.ask(workerPrivacy.dossier, { id: person.worker.id });
    expect([dossier.text.includes('凭证2026-1'), dossier.text.includes(planned.title)]).toEqual([true, true]);
  });

  it('is claimed once, whoever asks at the same time, and again after it was withdrawn or refused', async () => {
    const [person] = await onTheJob(1) as [Person], policy = await inForce();
    const answers = await Promise.all([county, county, everyone].map((client) => claim(policy, [person], client)));
    expect(answers.map(({ done }) => done.length).sort()).toEqual([0, 0, 1]);
    expect(answers.filter(({ done }) => done.length === 0).map(({ skipped }) => skipped[0]?.code)).toEqual(['CLAIMED_ALREADY', 'CLAIMED_ALREADY']);
    const [id = ''] = answers.flatMap(({ done }) => done), first = await seen(id);
    expect(await county.call(subsidyClaims.withdraw, { ...at(first), words: '材料未齐' })).toMatchObject({ state: 'withdrawn', acts: [] });
    const second = await claimed(policy, person);
    expect(await everyone.call(subsidyClaims.refuse, { ...at(second), reason: 'papers-missing', words: '缺车票' })).toMatchObject({ state: 'refused', refused: { reasonName: { zh: '材料不全' }, words: '缺车票' } });
    expect(await claimed(policy, person)).toMatchObject({ state: 'claimed' });
    expect(await county.refused(subsidyClaims.withdraw, at(first))).toMatchObject({ status: 412 });
  });

  it('pays each month once, and never more than its cap', async () => {
    const [person] = await onTheJob(1) as [Person], policy = await inForce({ kind: 'post', amountFen: 30_000, monthly: 6, capFen: 80_000 });
    expect(await entitled(person, policy)).toMatchObject({ missing: [{ term: 'months', message: { zh: '1个月在岗回访后可申领' } }] });
    await checked(person, 1);
    expect(await claimed(policy, person)).toMatchObject({ amountFen: 30_000 });
    expect((await claim(policy, [person])).skipped).toMatchObject([{ code: 'TERM_MONTHS' }]);
    await checked(person, 3);
    // Two more months would be 60,000; the cap leaves 50,000.
    expect(await claimed(policy, person)).toMatchObject({ amountFen: 50_000 });
  });

  it('never gives out more than its funds, whoever approves last; what is refused is free again', async () => {
    const people = await onTheJob(3), policy = await inForce({ fundsFen: 130_000 }), { done } = await claim(policy, people), waiting = await Promise.all(done.map((id) => seen(id)));
    expect(waiting).toHaveLength(3);
    const answers = await Promise.all(waiting.map((one) => everyone.ask(subsidyClaims.approve, at(one))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
    expect(await policyNow(policy.id)).toMatchObject({ sums: { claimed: 1, approved: 2, approvedFen: 120_000 } });
    const late = answers.findIndex(({ status }) => status === 409), last = waiting[late] as ClaimView, first = answers.find(({ status }) => status === 200)?.json as ClaimView;
    expect(await everyone.refused(subsidyClaims.approve, at(last))).toMatchObject({ code: 'FUNDS_USED_UP' });
    expect(await county.refused(subsidies.amend, { ...at(policy), ...terms({ ...planOf(), title: policy.title, fundsFen: 100_000 }) })).toMatchObject({ status: 400, fields: [{ field: 'fundsFen', code: 'FUNDS_BELOW_APPROVED' }] });
    await everyone.call(subsidyClaims.refuse, { ...at(first), reason: 'paid-elsewhere' });
    expect(await everyone.call(subsidyClaims.approve, at(last))).toMatchObject({ state: 'approved' });
  });

  it('is claimed by the enterprise for its own placements, many at once, without what is not its own', async () => {
    const [first, second, strange] = await onTheJob(3) as [Person, Person, Person];
    // The third works for somebody else.
    const [elsewhere] = await onTheJob(1) as [Person];
    await sql(`update employment.post set organisation = '样例别家机械有限公司' where id = $1`, [elsewhere.placement.postId]);
    const hiring = await inForce({ side: 'programme', region: undefined, kind: 'hiring', claimant: 'enterprise', insured: true, amountFen: 100_000 }, admin), travel = await inForce();
    expect(await entitled(first, hiring, enterprise)).toMatchObject({ mayClaim: true, amountFen: 100_000 });
    // What its worker may claim is not the enterprise's to read; what the enterprise may, the county reads and does not claim.
    expect(await entitled(first, travel, enterprise)).toBeUndefined();
    expect(await entitled(first, hiring)).toMatchObject({ mayClaim: false, missing: [] });
    const answer = await claim(hiring, [first, second, elsewhere], enterprise);
    expect([answer.done.length, answer.skipped]).toEqual([2, [{ id: elsewhere.placement.id, code: 'NOT_FOUND' }]]);
    expect((await claim(hiring, [strange])).skipped).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await claim(travel, [strange], enterprise)).skipped).toMatchObject([{ code: 'NOT_FOUND' }]);
    const ofWorker = await claimed(travel, first), [own = ''] = answer.done;
    const found = async (client: Client, id: string): Promise<number> => (await client.ask(subsidyClaims.get, { id })).status;
    expect(await Promise.all([county, admin, enterprise, other, beijing].map((client) => found(client, ofWorker.id)))).toEqual([200, 200, 404, 404, 404]);
    expect(await Promise.all([county, admin, enterprise, other, beijing].map((client) => found(client, own)))).toEqual([200, 200, 200, 404, 404]);
    const list = async (client: Client, more: object): Promise<string[]> => (await client.call(subsidyClaims.list, { size: 200, ...more })).items.map(({ id }) => id);
    expect([(await list(enterprise, { policyId: hiring.id })).sort(), await list(enterprise, { policyId: travel.id }), await list(county, { policyId: travel.id, state: 'claimed', region: '500235', search: first.worker.externalId ?? '' }), await list(county, { policyId: travel.id, state: 'paid' })]).toEqual([[...answer.done].sort(), [], [ofWorker.id], []]);
    const page = await admin.call(subsidyClaims.list, { policyId: hiring.id, size: 1 }), next = await admin.call(subsidyClaims.list, { policyId: hiring.id, size: 1, cursor: page.next ?? '' });
    expect([page.total, new Set([...page.items, ...next.items].map(({ id }) => id)).size, next.next]).toEqual([2, 2, null]);
    // Neither the county nor the enterprise decides what the programme pays.
    expect(await county.refused(subsidyClaims.approve, at(await seen(own)))).toMatchObject({ status: 403, code: 'NOT_YOURS' });
    expect(await admin.call(subsidyClaims.approve, at(await seen(own, admin)))).toMatchObject({ state: 'approved' });
  });

  it('names whom one can claim for, page by page, and all of them are claimed for at once', async () => {
    const people = await onTheJob(3), policy = await inForce({ months: 1 }), number = (one: Person): string => one.worker.externalId ?? '';
    const listed = async (client: Client, more: object = {}): Promise<string[]> => {
      const numbers: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const page: ReplyOf<typeof subsidyClaims.eligible> = await client.call(subsidyClaims.eligible, { id: policy.id, size: 1, ...more, ...(after === '' ? {} : { after }) });
        numbers.push(...page.items.map((one) => one.workerExternalId));
        ({ after } = page);
      }
      return numbers;
    };
    const mine = async (client: Client, more: object = {}): Promise<string[]> => { const all = await listed(client, more); return people.map(number).filter((one) => all.includes(one)); };
    expect([policy.mayClaim, (await policyNow(policy.id, enterprise)).mayClaim, await mine(county)]).toEqual([true, false, []]);
    for (const person of people.slice(0, 2)) await checked(person, 1);
    const [first, second] = people as [Person, Person, Person];
    expect(await mine(county)).toEqual([number(first), number(second)]);
    expect(await mine(county, { search: number(second) })).toEqual([number(second)]);
    // Nobody else's office has them, and the enterprise claims nothing that goes to workers.
    expect([await mine(enterprise), (await other.ask(subsidyClaims.eligible, { id: policy.id })).status]).toEqual([[], 404]);
    const { items } = await county.call(subsidyClaims.eligible, { id: policy.id, size: 200, search: number(first) });
    expect(items).toMatchObject([{ subjectId: first.placement.id, workerExternalId: number(first), employer, regionName: '云阳县', amountFen: 60_000 }]);
    const { worker } = second;
    await county.call(workerPrivacy.withdrawConsent, at((await county.call(workers.get, { id: worker.id })).row));
    expect(await mine(county)).toEqual([number(first)]);
    expect((await claim(policy, people)).done).toHaveLength(1);
    expect(await mine(county)).toEqual([]);
    const ended = await county.call(subsidies.end, { ...at(policy), words: '年度结束' });
    expect([ended.mayClaim, (await county.refused(subsidyClaims.eligible, { id: policy.id })).code]).toEqual([false, 'NOT_IN_FORCE']);
  });

  it('is for the place of its office, and kept by it alone', async () => {
    const [person] = await onTheJob(1) as [Person], neighbour = await inForce({ region: '500236' }, everyone), north = await inForce({ side: 'supporter', region: '110000' }, beijing);
    expect([await entitled(person, neighbour), await entitled(person, north)]).toEqual([undefined, undefined]);
    expect((await claim(neighbour, [person])).skipped).toMatchObject([{ code: 'TERM_PLACE' }]);
    expect(await county.refused(subsidies.plan, planOf({ region: '500236' }))).toMatchObject({ status: 403, code: 'OUT_OF_SCOPE' });
    expect(await county.refused(subsidies.plan, planOf({ side: 'programme', region: undefined }))).toMatchObject({ status: 403 });
    expect(await county.refused(subsidies.end, { ...at(neighbour), words: '不再执行' })).toMatchObject({ status: 404 });
    expect(await other.refused(subsidies.get, { id: neighbour.id })).toMatchObject({ status: 404 });
    expect(await county.refused(subsidies.plan, planOf({ validTo: day(-60) }))).toMatchObject({ status: 400, fields: [{ field: 'validTo', code: 'ENDS_BEFORE' }] });
    const policy = await inForce(), ended = await county.call(subsidies.end, { ...at(policy), words: '年度结束' });
    expect(ended).toMatchObject({ state: 'ended', acts: [] });
    expect(await county.refused(subsidyClaims.make, { policyId: policy.id, subjects: [person.placement.id] })).toMatchObject({ status: 409, code: 'NOT_IN_FORCE' });
    expect((await county.call(subsidies.list, { search: policy.title, state: 'ended', kind: 'travel', claimant: 'worker' })).items.map(({ id }) => id)).toEqual([policy.id]);
  });

  it('waits no longer once the worker takes the consent back; what was approved stays', async () => {
    const [first, second] = await onTheJob(2) as [Person, Person], policy = await inForce(), waiting = await claimed(policy, first), decided = await everyone.call(subsidyClaims.approve, at(await claimed(policy, second)));
    for (const { worker } of [first, second]) { const { row } = await county.call(workers.get, { id: worker.id }); await county.call(workerPrivacy.withdrawConsent, at(row)); }
    await until(() => seen(waiting.id), ({ state }) => state === 'withdrawn', 'the claim to end');
    expect((await county.call(subsidyClaims.get, { id: waiting.id })).history[0]).toMatchObject({ act: 'withdraw', by: '系统' });
    expect(await seen(decided.id)).toMatchObject({ state: 'approved' });
    expect((await claim(policy, [first])).skipped).toMatchObject([{ code: 'NO_CONSENT' }]);
  });
});
