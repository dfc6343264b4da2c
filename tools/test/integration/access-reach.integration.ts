import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, expect, it, describe } from '@jest/globals';
import { lots, type ListRow, type Role, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, phone, sql, unique } from '../arrange.js';

/** What a reader is shown reaches as far as the role that shows it, also when another role of theirs reads further. */

const programme = 'three-gorges';
const given: string[] = [];
afterEach(async () => { await sql('delete from registry.role_grant where id = any($1::uuid[])', [given.splice(0)]); });
afterAll(close);

/** Gives an account one more role until the test has ended. */
async function alsoHolds(account: string, grant: { role: Role; region?: string; organisation?: string }): Promise<Client> {
  const id = randomUUID();
  given.push(id);
  await sql('insert into registry.role_grant (id, account_id, role, programme, region, organisation) select $1, id, $3, $4, $5, $6 from registry.account where account = $2',
    [id, account, grant.role, programme, grant.region ?? null, grant.organisation ?? null]);
  return as(account);
}

async function lot(): Promise<ListRow> {
  return (await as('hezuoshe')).call(lots.create, { programme, cells: { externalId: unique(), producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-11-01', harvestTo: '2026-12-31', households: '10', monitoredHouseholds: '6' } });
}

describe('the tier of a lot', () => {
  /** What of a lot's tier a reader sees, in all the ways there are. */
  async function seen(reader: Client, { id, externalId }: ListRow): Promise<unknown> {
    const { row } = await reader.call(lots.get, { id });
    const listed = await reader.call(lots.list, { search: externalId });
    const filtered = await reader.call(lots.list, { search: externalId, tier: '2' });
    return { tier: row.tier, listed: listed.items.map((item) => item.tier), found: filtered.total, cells: Object.keys(row.cells).filter((code) => /household/iu.test(code)) };
  }
  const shown = { tier: 2, listed: [2], found: 1, cells: ['households', 'monitoredHouseholds'] };
  const hidden = { tier: null, listed: [null], found: 0, cells: [] };

  it('is its producer’s, its county’s and the programme’s to know, and no supporter’s', async () => {
    const row = await lot();
    for (const account of ['hezuoshe', 'fengjie', 'admin']) expect([account, await seen(await as(account), row)]).toEqual([account, { ...shown, cells: expect.arrayContaining(shown.cells) }]);
    expect(await seen(await as('beijing'), row)).toEqual(hidden);
  });

  it('is not shown to a buyer who is a producer of other lots too', async () => {
    const row = await lot();
    expect(await seen(await alsoHolds('chaoshi', { role: 'producer', organisation: '样例另一合作社' }), row)).toEqual(hidden);
  });
});

it('a county that evaluates the programme too sees personal cells of its own people only, and finds nobody else by them', async () => {
  const number = idNumber();
  const cells = { externalId: unique(), name: '样例某', idNumber: number, phone: phone(), unit: '云阳县', education: '初中', wishes: '电焊工', consent: '是' };
  const theirs = await (await as('yunyang')).call(workers.create, { programme, cells });
  const other = await alsoHolds('yunyangqu', { role: 'evaluator' });
  const { row } = await other.call(workers.get, { id: theirs.id });
  expect(Object.keys(row.cells)).toEqual(expect.not.arrayContaining(['name', 'idNumber', 'phone']));
  for (const more of [{}, { programme }, { region: '500235' }]) expect((await other.call(workers.list, { search: number, ...more })).total).toBe(0);
  expect((await other.call(workers.list, { search: theirs.externalId })).total).toBe(1);

  const own = await alsoHolds('yunyang', { role: 'evaluator' });
  expect(Object.keys((await own.call(workers.get, { id: theirs.id })).row.cells)).toEqual(expect.arrayContaining(['name', 'idNumber', 'phone']));
  for (const more of [{}, { programme }]) expect((await own.call(workers.list, { search: number, ...more })).items.map((item) => item.id)).toEqual([theirs.id]);
});
