import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, hardship, type ListRow, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, imported, knownToEngine, phone, sql, unique, until } from '../arrange.js';
import { storedOne, worker } from '../import-rows.js';
import { closeQueues, restarted } from '../interrupt.js';

/** What a protection tier stands on: findings with issuer and expiry (mechanisms E03, E18). A finding that ends takes its tier along. */

let office: Client, otherOffice: Client, enterprise: Client, administrator: Client;
beforeAll(async () => { [office, otherOffice, enterprise, administrator] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye'), as('admin')]); });
afterAll(async () => { await closeQueues(); await close(); });

/** The calendar day in Asia/Shanghai so many days from now. */
const inDays = (days: number): string => new Date(Date.now() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
const create = (cells: Record<string, string>): Promise<ListRow> => office.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique('H'), name: '样例丁', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '保洁员', consent: '是', ...cells } });
const both = (zero: string, hard: string): Record<string, string> => ({ zeroEmploymentHousehold: `是(云阳县人社局;${zero})`, hardToEmploy: `是(云阳县残联;${hard})` });

describe('what a tier stands on', () => {
  it('is told with every finding, its issuer and its expiry, and what follows', async () => {
    const row = await create({ ...both(inDays(90), inDays(20)), monitoring: '边缘易致贫户' });
    expect(row.tier).toBe(1);
    const told = await office.call(hardship.tier, { id: row.id });
    expect(told).toMatchObject({ tier: 1, ends: { on: inDays(20), then: 2 } });
    expect(told.findings).toEqual([
      { ground: 'zero-employment-household', state: 'in-force', kind: null, authority: '云阳县人社局', validUntil: inDays(90) }, { ground: 'hard-to-employ', state: 'in-force', kind: null, authority: '云阳县残联', validUntil: inDays(20) },
      { ground: 'monitoring', state: 'in-force', kind: '边缘易致贫户', authority: null, validUntil: null }, { ground: 'lifted-out', state: 'none', kind: null, authority: null, validUntil: null }, { ground: 'resettled', state: 'none', kind: null, authority: null, validUntil: null }]);
    // The programme evaluates by tiers; another county and an enterprise learn nothing, not even that there is such a person.
    expect((await administrator.call(hardship.tier, { id: row.id })).tier).toBe(1);
    expect(await otherOffice.refused(hardship.tier, { id: row.id })).toMatchObject({ status: 404 });
    expect(await enterprise.refused(hardship.tier, { id: row.id })).toMatchObject({ status: 403 });
  });

  it('never grants the first tier to either finding alone', async () => {
    const alone = await create({ zeroEmploymentHousehold: `是(云阳县人社局;${inDays(90)})` }), expired = await create(both(inDays(90), inDays(-1)));
    expect([alone.tier, expired.tier]).toEqual([4, 4]);
    expect((await office.call(hardship.tier, { id: expired.id })).findings[1]).toMatchObject({ state: 'expired', validUntil: inDays(-1) });
  });
});

describe('findings that end soon', () => {
  it('are listed by their day for the own county, and leave the list when they are renewed', async () => {
    const mark = unique('W'), soon = await create({ ...both(inDays(10), inDays(40)), wishes: mark }), later = await create({ ...both(inDays(59), inDays(400)), wishes: mark });
    await create({ ...both(inDays(200), inDays(200)), wishes: mark });
    const listed = async (client: Client): Promise<(readonly [string, string, number])[]> => (await client.call(hardship.ending, { programme: 'three-gorges', search: mark })).items.map(({ id, on, then }) => [id, on, then] as const);
    expect(await listed(office)).toEqual([[soon.id, inDays(10), 4], [later.id, inDays(59), 4]]);
    expect(await listed(otherOffice)).toEqual([]);
    const first = await office.call(hardship.ending, { programme: 'three-gorges', search: mark, size: 1 });
    expect(first).toMatchObject({ items: [{ id: soon.id }], previous: null, total: 2 });
    expect(await office.call(hardship.ending, { programme: 'three-gorges', search: mark, size: 1, ...(first.next === null ? {} : { cursor: first.next }) })).toMatchObject({ items: [{ id: later.id }], next: null });
    await office.call(workers.update, { id: soon.id, version: soon.version, cells: both(inDays(375), inDays(400)) });
    expect(await listed(office)).toEqual([[later.id, inDays(59), 4]]);
  });
});

describe('a finding that ended', () => {
  it('takes the first tier along, on the row, in its history, in the filter and at the engine, until it is renewed', async () => {
    const number = unique('E');
    await imported(office, employmentImports, 'worker', [worker(number, { 求职意向: '保洁员', 零就业家庭: `是(云阳县人社局;${inDays(5)})`, 就业困难人员: `是(云阳县人社局;${inDays(5)})`, 脱贫人口: '是' })]);
    const id = await storedOne('employment.worker', number), kept = await create(both(inDays(0), inDays(0)));
    await knownToEngine(id);
    // Six days later.
    await sql(`update employment.worker set features = jsonb_set(features, '{tierEnds,on}', to_jsonb($2::text)) where id = $1`, [id, inDays(-1)]);
    await restarted('employment', {});
    await until(() => sql<{ tier: number }>('select tier from employment.worker where id = $1', [id]), ([row]) => row?.tier === 3, 'the tier to end');
    const { row, history } = await office.call(workers.get, { id });
    expect(row).toMatchObject({ tier: 3, version: 2, status: 'open' });
    expect(history[0]).toMatchObject({ what: '认定到期', by: '系统', reason: expect.stringContaining('由 1 变为 3') });
    await until(() => sql<{ tier: number }>('select tier from matching.entry where id = $1', [id]), ([entry]) => entry?.tier === 3, 'the engine to know');
    const found = async (tier: 1 | 3): Promise<string[]> => (await office.call(workers.list, { programme: 'three-gorges', tier: String(tier), search: number })).items.map((one) => one.id);
    expect([await found(1), await found(3)]).toEqual([[], [id]]);
    expect(await sql(`select actor_kind, row_count from employment.audit_entry where action = 'worker.tiers-ended' and row_digest is not null order by id desc limit 1`)).toEqual([{ actor_kind: 'service', row_count: 1 }]);
    // A finding holds on its last day.
    expect((await office.call(workers.get, { id: kept.id })).row.tier).toBe(1);
    expect((await office.call(workers.update, { id, version: row.version, cells: both(inDays(375), inDays(375)) })).tier).toBe(1);
  });
});
