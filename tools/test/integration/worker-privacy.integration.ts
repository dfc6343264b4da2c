import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audits, employmentImports, employmentProposals, type ListRow, REVEALS_AN_HOUR, workerPrivacy, workers } from '@jiedui/contracts';
import { as, type Client, close, idNumber, imported, knownToEngine, matched, phone, sql, unique } from '../arrange.js';
import { post, stored, storedOne, worker } from '../import-rows.js';

/** One person's own data: shown in full for a purpose, counted and in the trail; given out whole to the person. */

let office: Client, otherOffice: Client, enterprise: Client;
beforeAll(async () => { [office, otherOffice, enterprise] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye')]); });
afterAll(close);

interface Person { row: ListRow; name: string; idNumber: string; phone: string }
async function person(client: Client, unit: string, programme: 'three-gorges' | 'danjiangkou'): Promise<Person> {
  const own = { name: '样例辛壬', idNumber: idNumber(), phone: phone() };
  return { ...own, row: await client.call(workers.create, { programme, cells: { externalId: unique('R'), ...own, unit, wishes: '保洁员', consent: '是', wageWish: '4000' } }) };
}
const trail = (id: string): Promise<{ action: string; result: string; purpose: string | null; actor_id: string; details: object }[]> => sql(`select action, result, purpose, actor_id, details from employment.audit_entry where subject_id = $1 order by id`, [id]);
const why = { purpose: 'contact', words: '通知周五上午面试' } as const;

describe('a person shown in full', () => {
  it('is shown to the own county for a purpose, which the trail keeps without the values', async () => {
    const one = await person(office, '云阳县', 'three-gorges');
    expect(one.row.cells['idNumber']).toContain('*');
    expect(await office.call(workerPrivacy.reveal, { id: one.row.id, ...why })).toEqual({ id: one.row.id, name: one.name, idNumber: one.idNumber, phone: one.phone });
    const entry = (await trail(one.row.id)).find(({ action }) => action === 'worker.revealed');
    expect(entry).toMatchObject({ result: 'done', purpose: 'contact', details: { words: '通知周五上午面试' } });
    const written = JSON.stringify(await trail(one.row.id));
    for (const value of [one.name, one.idNumber, one.phone]) expect(written).not.toContain(value);
  });

  it('is not found by another county and closed to an enterprise and the programme, and both are recorded', async () => {
    const one = await person(office, '云阳县', 'three-gorges');
    expect(await otherOffice.refused(workerPrivacy.reveal, { id: one.row.id, ...why })).toMatchObject({ status: 404 });
    for (const client of [enterprise, await as('admin')]) expect(await client.refused(workerPrivacy.reveal, { id: one.row.id, ...why })).toMatchObject({ status: 403 });
    expect((await trail(one.row.id)).filter(({ action, result }) => action === 'operation.workers.reveal' && result === 'denied')).toHaveLength(3);
    expect((await trail(one.row.id)).filter(({ action }) => action === 'worker.revealed')).toEqual([]);
  });

  it('needs a purpose of the list and words that name nobody', async () => {
    const one = await person(office, '云阳县', 'three-gorges');
    for (const words of ['', `联系${one.name}`, `电话 ${one.phone.slice(0, 3)} ${one.phone.slice(3)}`, one.idNumber]) expect(await office.refused(workerPrivacy.reveal, { id: one.row.id, purpose: 'contact', words })).toMatchObject({ status: 400, fields: [{ field: 'words' }] });
    expect((await office.raw('POST', `/api/employment/workers/${one.row.id}/reveal`, { body: { purpose: 'curiosity', words: '看看' } })).status).toBe(400);
    const written = JSON.stringify(await trail(one.row.id));
    for (const value of [one.name, one.idNumber, one.phone]) expect(written).not.toContain(value);
  });

  it('is shown to an account so many times an hour, also when asked all at once; then it is told when to come again, and the trail knows', async () => {
    const one = await person(otherOffice, '郧阳区', 'danjiangkou');
    // A guess that the refusal confirms is a look too.
    expect((await otherOffice.ask(workerPrivacy.reveal, { id: one.row.id, purpose: 'contact', words: `张三李四${one.name}王五` })).status).toBe(400);
    const asked = await Promise.all(Array.from({ length: REVEALS_AN_HOUR + 1 }, () => otherOffice.ask(workerPrivacy.reveal, { id: one.row.id, ...why })));
    expect(asked.map(({ status }) => status).sort()).toEqual([...Array.from({ length: REVEALS_AN_HOUR - 1 }, () => 200), 429, 429]);
    expect((await otherOffice.ask(workerPrivacy.reveal, { id: one.row.id, purpose: 'contact', words: `联系${one.name}` })).status).toBe(429);
    expect((await trail(one.row.id)).filter(({ action }) => action === 'worker.guessed')).toEqual([expect.objectContaining({ result: 'refused', details: { code: 'NAMES_A_PERSON' } })]);
    const late = asked.find(({ status }) => status === 429);
    expect(late?.json).toMatchObject({ code: 'REVEAL_QUOTA' });
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await otherOffice.raw('GET', `/api/employment/workers/${one.row.id}/dossier.json`)).status).toBe(429);
    expect((await trail(one.row.id)).filter(({ action }) => action === 'worker.reveal-refused')).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ result: 'denied' })));
    expect((await (await as('shenji')).call(audits.employment.list, { subject: one.row.id, result: 'denied' })).items.map(({ action }) => action)).toEqual(Array.from({ length: 4 }, () => 'worker.reveal-refused'));
    const own = await person(office, '云阳县', 'three-gorges');
    expect((await office.ask(workerPrivacy.reveal, { id: own.row.id, ...why })).status).toBe(200);
  });
});

describe('everything held on a person', () => {
  it('is one file with the entry in full, its history and who looked; taking it is in the trail', async () => {
    const one = await person(office, '云阳县', 'three-gorges');
    await office.call(workers.update, { id: one.row.id, version: 1, cells: { wageWish: '4500' } });
    await office.call(workerPrivacy.reveal, { id: one.row.id, ...why });
    const file = JSON.parse((await office.download(workerPrivacy.dossier, { id: one.row.id })).bytes.toString('utf8')) as { entry: { code: string; text: string }[]; history: { what: string }[]; looks: { purpose: string }[]; proposals: unknown[]; placements: unknown[] };
    expect(Object.fromEntries(file.entry.map(({ code, text }) => [code, text]))).toMatchObject({ name: one.name, idNumber: one.idNumber, phone: one.phone, wageWish: '4500' });
    expect(file.history.map(({ what }) => what)).toEqual(['修改', '新增']);
    expect(file.looks.map(({ purpose }) => purpose)).toEqual(['request-of-person', 'contact']);
    expect([file.proposals, file.placements]).toEqual([[], []]);
    expect((await trail(one.row.id)).map(({ action }) => action)).toContain('worker.dossier-exported');
    expect((await otherOffice.raw('GET', `/api/employment/workers/${one.row.id}/dossier.json`)).status).toBe(404);
    expect((await enterprise.raw('GET', `/api/employment/workers/${one.row.id}/dossier.json`)).status).toBe(403);
  });
});

describe('a consent', () => {
  const consents = async (id: string): Promise<{ givenOn: string; withdrawnAt: string | null; purgeOn: string | null }[]> => (await office.call(workerPrivacy.consents, { id })).items;

  it('is in the ledger with its day and the day the data must go, entered in a form or a file', async () => {
    const number = unique('C');
    await imported(office, employmentImports, 'worker', [worker(number, { 知情同意: '是(2026-01-15)' }), worker(`${number}N`, { 知情同意: '否' }), worker(`${number}S`, { 知情同意: '同意（２０２６年1月5日）' })]);
    const [yes, no, spoken] = await stored('employment.worker', number);
    expect(await consents(yes?.id ?? '')).toEqual([expect.objectContaining({ purpose: 'employment-matching', legalBasis: 'consent', givenOn: '2026-01-15', withdrawnAt: null, purgeOn: expect.stringMatching(/^\d{4}-/) })]);
    expect(await consents(no?.id ?? '')).toEqual([]);
    expect(await consents(spoken?.id ?? '')).toEqual([expect.objectContaining({ givenOn: '2026-01-05', withdrawnAt: null })]);
    const made = await person(office, '云阳县', 'three-gorges');
    expect(await consents(made.row.id)).toHaveLength(1);
    expect(await otherOffice.refused(workerPrivacy.consents, { id: made.row.id })).toMatchObject({ status: 404 });
    await office.call(workers.update, { id: made.row.id, version: 1, cells: { consent: '否' } });
    expect(await consents(made.row.id)).toEqual([expect.objectContaining({ withdrawnAt: expect.any(String) })]);
  });

  it('that was withdrawn takes the person out of the next run, and an old file does not bring it back; a consent given since does', async () => {
    const number = unique('C'), row = worker(number, { 知情同意: '是(2026-01-15)' });
    await imported(enterprise, employmentImports, 'post', [post(unique('P'))], 'three-gorges');
    await imported(office, employmentImports, 'worker', [row]);
    const id = await storedOne('employment.worker', number);
    const proposed = async (): Promise<string[]> => (await office.call(employmentProposals.list, { entry: id, size: 20 })).items.filter(({ state }) => state === 'proposed').map(({ id: one }) => one);
    await matched(office, 'employment', 'three-gorges');
    expect(await proposed()).toHaveLength(1);
    expect(await otherOffice.refused(workerPrivacy.withdrawConsent, { id, version: 1 })).toMatchObject({ status: 404 });
    expect(await office.call(workerPrivacy.withdrawConsent, { id, version: 1 })).toMatchObject({ status: 'withdrawn', version: 2, cells: { consent: '否' } });
    await knownToEngine(id, 2);
    await matched(office, 'employment', 'three-gorges');
    expect(await proposed()).toEqual([]);
    await imported(office, employmentImports, 'worker', [row]);
    expect(await sql(`select status, features ->> 'consent' as consent from employment.worker where id = $1`, [id])).toEqual([{ status: 'withdrawn', consent: 'false' }]);
    expect((await consents(id))[0]?.withdrawnAt).not.toBeNull();
    // Given anew since: as it is when the withdrawal lies further back.
    await sql(`update employment.consent_record set withdrawn_at = '2026-01-01' where person_id = $1`, [id]);
    await imported(office, employmentImports, 'worker', [row]);
    expect(await sql(`select status, features ->> 'consent' as consent from employment.worker where id = $1`, [id])).toEqual([{ status: 'open', consent: 'true' }]);
    expect((await consents(id)).filter(({ withdrawnAt }) => withdrawnAt === null)).toHaveLength(1);
  });
});
