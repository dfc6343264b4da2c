import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type Actor, employmentImports, type ListRow, workerPrivacy, workers } from '@jiedui/contracts';
import { reachOf, scopeOf } from '@jiedui/access';
import { createDataSource, EVERY_ROW, withRowReach } from '@jiedui/persistence';
import { loadProtection } from '@jiedui/protection';
import { as, type Client, close, commit, factsSettled, fileForms, idNumber, imported, knownToEngine, phone, preview, rowsOf, sheetOf, sql, stack, unique, until } from '../arrange.js';
import { closeQueues, restarted } from '../interrupt.js';
import { storedOne, worker } from '../import-rows.js';

/** Every person has a key of their own (reliability D13): what is sealed opens with it alone, and erasing the person destroys it. */

const secrets = path.join(process.env['JIEDUI_TEST_SECRETS'] ?? '', 'protection.json');
let office: Client, otherOffice: Client, enterprise: Client, service: DataSource;
beforeAll(async () => {
  const url = new URL(stack.databaseUrl);
  Object.assign(url, { username: 'jiedui_employment_rw', password: stack.roles['employment']?.rw ?? '' });
  [office, otherOffice, enterprise, service] = await Promise.all([as('yunyang'), as('yunyangqu'), as('qiye'), createDataSource({ url: url.href, schema: 'employment', guardedTables: ['person_key'] }).initialize()]);
});
afterAll(async () => { await service.destroy(); await closeQueues(); await close(); });

interface Sealed { personal: Buffer | null; seal_id: string; wrapped: Buffer | null; kek_version: number; natural_key: string }
const sealed = async (id: string): Promise<Sealed> => {
  const [row] = await sql<Sealed>('select w.personal, w.seal_id, w.natural_key, k.wrapped, k.kek_version from employment.worker w join employment.person_key k on k.person_id = w.id where w.id = $1', [id]);
  if (row === undefined) throw new Error(`no key of ${id}`);
  return row;
};
const create = (own: { externalId: string; name: string; idNumber: string; phone: string }): Promise<ListRow> => office.call(workers.create, { programme: 'three-gorges', cells: { ...own, unit: '云阳县', wishes: '保洁员', consent: '是', wageWish: '4000' } });
const somebody = (): { externalId: string; name: string; idNumber: string; phone: string } => ({ externalId: unique('K'), name: unique('样例'), idNumber: idNumber(), phone: phone() });
const revealed = async (id: string): Promise<string | null> => (await office.call(workerPrivacy.reveal, { id, purpose: 'identity-check', words: '核对登记' })).idNumber;

describe('a person’s cells', () => {
  it('are sealed under the person’s own key, entered in a form or a file, and anew with every edit', async () => {
    const number = unique('K'), row = worker(number), made = await create(somebody());
    await imported(office, employmentImports, 'worker', [row]);
    const importedId = await storedOne('employment.worker', number);
    const protection = await loadProtection(secrets), [one, two] = [await sealed(made.id), await sealed(importedId)];
    for (const { personal, wrapped, seal_id: place } of [one, two]) {
      if (personal === null || wrapped === null) throw new Error('not sealed');
      expect(() => protection.open(personal, `worker|personal|${place}`)).toThrow();
      expect(Object.keys(protection.open(personal, `worker|personal|${place}`, protection.personKey(wrapped, place)))).toEqual(expect.arrayContaining(['name', 'idNumber', 'phone']));
    }
    expect(await revealed(importedId)).toBe(row['身份证号']);
    await imported(office, employmentImports, 'worker', [{ ...row, 期望月薪: '6000' }]);
    const edited = await sealed(importedId);
    expect(edited.wrapped?.equals(two.wrapped ?? Buffer.alloc(0))).toBe(false);
    expect(await revealed(importedId)).toBe(row['身份证号']);
    await office.call(workers.update, { id: importedId, version: 2, cells: { wageWish: '6500' } });
    expect(await revealed(importedId)).toBe(row['身份证号']);
  });
});

describe('keys', () => {
  it('are seen by those alone whose reach holds the person’s county, also by the service', async () => {
    const { id } = await create(somebody());
    const actor = (region: string): Actor => ({ kind: 'person', id: 'p1', displayName: '某人', organisationName: null, grants: [{ role: 'labour-office', programme: 'three-gorges', region, organisation: null }] });
    const seen = async (): Promise<unknown[]> => service.query('select person_id from person_key where person_id = $1', [id]);
    const within = (who: Actor): Promise<unknown[]> => withRowReach(reachOf(scopeOf(who, 'worker.read'), who), seen);
    expect(await seen()).toEqual([]);
    expect(await within(actor('500236'))).toEqual([]);
    expect(await within(actor('500235'))).toHaveLength(1);
    expect(await withRowReach(EVERY_ROW, seen)).toHaveLength(1);
  });
});

describe('an erased person', () => {
  it('cannot be read by anybody, found, restored or matched; a pseudonym stays, and the same person can be entered anew', async () => {
    const own = somebody(), made = await create(own), before = await sealed(made.id);
    await knownToEngine(made.id);
    const erased = await office.call(workerPrivacy.erase, { id: made.id, version: 1, reason: 'request-of-person' });
    expect(await sealed(made.id)).toMatchObject({ personal: null, wrapped: null });
    // A copy of the sealed cells, and all keys of the installation: nothing opens it.
    const protection = await loadProtection(secrets), { personal } = before;
    if (personal === null) throw new Error('not sealed');
    expect(() => protection.open(personal, `worker|personal|${before.seal_id}`)).toThrow();
    const { row, history } = await office.call(workers.get, { id: made.id });
    expect(row).toMatchObject({ erased: true, status: 'withdrawn', externalId: erased.pseudonym, cells: {}, tier: null });
    expect(history[0]).toMatchObject({ what: '删除个人信息', reason: '本人要求' });
    for (const search of [own.idNumber, own.phone, own.name, own.externalId]) expect((await office.call(workers.list, { search })).items).toEqual([]);
    for (const refused of [await office.refused(workers.restore, { id: made.id, version: 2 }), await office.refused(workers.update, { id: made.id, version: 2, cells: { wageWish: '1' } }), await office.refused(workerPrivacy.erase, { id: made.id, version: 2, reason: 'request-of-person' })]) expect(refused).toMatchObject({ status: 409, code: 'ERASED' });
    expect(await office.call(workerPrivacy.reveal, { id: made.id, purpose: 'correction', words: '再看一次' })).toMatchObject({ name: null, idNumber: null, phone: null });
    await knownToEngine(made.id, 2);
    const engine = (): Promise<{ status: string }[]> => sql('select status from matching.entry where id = $1', [made.id]);
    expect(await engine()).toEqual([{ status: 'closed' }]);
    // The facts of before, told once more, change nothing.
    await sql(`update employment.outbox set published_at = null where aggregate = $1`, [`worker:${made.id}`]);
    await factsSettled();
    expect(await engine()).toEqual([{ status: 'closed' }]);
    const everything = JSON.stringify([await sql('select * from employment.worker where id = $1', [made.id]), await sql('select * from employment.worker_event where row_id = $1', [made.id]), await sql('select * from employment.audit_entry where subject_id = $1', [made.id])]);
    for (const value of Object.values(own)) expect(everything).not.toContain(value);
    expect(await sql(`select action, purpose from employment.audit_entry where subject_id = $1 and action = 'worker.erased'`, [made.id])).toEqual([{ action: 'worker.erased', purpose: 'request-of-person' }]);
    const again = await create(own);
    expect(again.id).not.toBe(made.id);
    expect(await revealed(again.id)).toBe(own.idNumber);
  });

  it('is not shown by the answer of before, however late it is asked for again, nor made once more by it', async () => {
    const headers = { 'idempotency-key': unique('key') }, own = somebody();
    const enter = () => office.raw('POST', '/api/employment/workers', { headers, body: { programme: 'three-gorges', cells: { ...own, unit: '云阳县', wishes: '保洁员', township: '江口镇', consent: '是' } } });
    const { id } = (await enter()).json as ListRow;
    expect((await enter()).text).toContain('江口镇');
    await office.call(workerPrivacy.erase, { id, version: 1, reason: 'request-of-person' });
    const again = await enter();
    expect([again.status, again.json]).toEqual([409, expect.objectContaining({ code: 'ERASED' })]);
    expect(again.text).not.toContain('江口镇');
    expect((await office.call(workers.list, { search: own.externalId })).items).toEqual([]);
  });

  it('is not brought back by a file that was read before: its import is cancelled, the file gone', async () => {
    const number = unique('K'), row = worker(number);
    await imported(office, employmentImports, 'worker', [row]);
    const id = await storedOne('employment.worker', number);
    const waiting = await preview(office, employmentImports, 'worker', await fileForms.utf8.write(sheetOf([{ ...row, 期望月薪: '5500' }])));
    const other = await preview(office, employmentImports, 'worker', await fileForms.utf8.write(sheetOf([worker(unique('K'))])));
    await office.call(workerPrivacy.erase, { id, version: 1, reason: 'entered-by-mistake' });
    expect(await office.call(employmentImports.get, { id: waiting.id })).toMatchObject({ state: 'cancelled', rejection: { code: 'IMPORT.PERSON_ERASED' } });
    expect(await office.call(employmentImports.get, { id: other.id })).toMatchObject({ state: 'staged' });
    expect(await sql('select 1 from employment.staged_row where import_id = $1', [waiting.id])).toEqual([]);
    expect(await sql('select 1 from employment.stored_file f join employment.import i on i.file_id = f.id where i.id = $1', [waiting.id])).toEqual([]);
    await office.call(employmentImports.cancel, { id: other.id });
  });

  it('is not read among the wrong rows of a file that was committed, nor in the workbook of them', async () => {
    const number = unique('K'), row = worker(number);
    await imported(office, employmentImports, 'worker', [row]);
    const id = await storedOne('employment.worker', number), other = worker(unique('K'), { 所在县区: '无此县' });
    const staged = await preview(office, employmentImports, 'worker', await fileForms.utf8.write(sheetOf([{ ...row, 人员编号: `${number}W`, 所在县区: '无此县' }, other]))), file = await commit(office, employmentImports, staged.id);
    expect(file.counts).toMatchObject({ wrong: 2, new: 0 });
    const wrong = async (): Promise<number[]> => (await office.call(employmentImports.rows, { id: file.id, status: 'wrong' })).items.map((item) => item.row);
    const [mine, others] = await wrong();
    expect((await rowsOf((await office.download(employmentImports.errors, { id: file.id })).bytes)).flat()).toContain(row['身份证号']);
    await office.call(workerPrivacy.erase, { id, version: 1, reason: 'request-of-person' });
    expect([mine === others, await wrong()]).toEqual([false, [others]]);
    expect((await office.ask(employmentImports.errors, { id: file.id })).status).toBe(404);
    expect(await sql('select 1 from employment.stored_file f join employment.import i on i.error_file = f.id where i.id = $1', [file.id])).toEqual([]);
  });

  it('is erased by the own county alone, in the version it saw', async () => {
    const made = await create(somebody());
    expect(await otherOffice.refused(workerPrivacy.erase, { id: made.id, version: 1, reason: 'request-of-person' })).toMatchObject({ status: 404 });
    expect(await enterprise.refused(workerPrivacy.erase, { id: made.id, version: 1, reason: 'request-of-person' })).toMatchObject({ status: 403 });
    expect(await office.refused(workerPrivacy.erase, { id: made.id, version: 7, reason: 'request-of-person' })).toMatchObject({ status: 412 });
    expect((await sealed(made.id)).wrapped).not.toBeNull();
  });
});

describe('a person whose data may not be kept any longer', () => {
  it('is erased, also behind many whose day has passed for an earlier consent alone', async () => {
    const due = await create(somebody()), kept = await create(somebody());
    await sql(`update employment.consent_record set purge_on = current_date - 2 where person_id = $1`, [due.id]);
    // Far more than are erased at one call, each with a later consent in force.
    await sql(`insert into employment.consent_record (person_id, programme, region, purpose, legal_basis, given_on, purge_on, by_actor, withdrawn_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'three-gorges', '500235', 'employment-matching', 'consent', current_date - 800, p.day, 'x', p.ended from generate_series(1, 10000) n, (values (current_date - 2, now()), (current_date + 9, null)) as p(day, ended)`);
    try {
      await restarted('employment', {});
      await until(() => sql<{ natural_key: string }>('select natural_key from employment.worker where id = $1', [due.id]), ([row]) => row?.natural_key.startsWith('erased:') === true, 'the person to be erased');
      expect(await sql(`select purpose, actor_kind from employment.audit_entry where subject_id = $1 and action = 'worker.erased'`, [due.id])).toEqual([{ purpose: 'purpose-ended', actor_kind: 'service' }]);
      expect((await sealed(kept.id)).wrapped).not.toBeNull();
    } finally {
      await sql(`delete from employment.consent_record where person_id < '00000000-0000-7000-8001-000000000000'`);
    }
  });
});

describe('a rotation of the key-encryption key', () => {
  const keys = async (...words: string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['apps/cli/bin/jiedui.mjs', 'keys', ...words, '--protection', secrets, '--database', stack.databaseUrl]).catch((error: { stdout: string; stderr: string }) => error);
    return stdout + stderr;
  };

  it('wraps every key anew while the services run, staged ones too, and the old version can go then', async () => {
    const own = somebody(), made = await create(own), row = worker(unique('K')), waiting = await preview(office, employmentImports, 'worker', await fileForms.utf8.write(sheetOf([row])));
    const { kek_version: old } = await sealed(made.id);
    expect(await keys('rotate')).toContain(`版本 ${old + 1}`);
    expect((await sealed(made.id)).kek_version).toBe(old + 1);
    expect(await revealed(made.id)).toBe(own.idNumber);
    expect(await keys('drop', '--version', String(old + 1))).toContain('当前版本不能停用');
    expect(await keys('drop', '--version', String(old))).toContain('不足 10 分钟');
    const file = JSON.parse(readFileSync(secrets, 'utf8')) as { keyEncryption: { changedAt: string; keys: Record<string, string> } };
    writeFileSync(secrets, JSON.stringify({ ...file, keyEncryption: { ...file.keyEncryption, changedAt: new Date(Date.now() - 3600_000).toISOString() } }));
    expect(await keys('drop', '--version', String(old))).toContain('已停用');
    expect(Object.keys((JSON.parse(readFileSync(secrets, 'utf8')) as typeof file).keyEncryption.keys)).toEqual([String(old + 1)]);
    const renewed = await loadProtection(secrets), now = await sealed(made.id);
    if (now.personal === null || now.wrapped === null) throw new Error('not sealed');
    expect(renewed.open(now.personal, `worker|personal|${now.seal_id}`, renewed.personKey(now.wrapped, now.seal_id))).toMatchObject({ idNumber: own.idNumber });
    expect((await office.call(employmentImports.rows, { id: waiting.id })).items[0]?.cells['idNumber']).toContain('*');
    await office.call(employmentImports.cancel, { id: waiting.id });
    const after = somebody();
    expect(await revealed((await create(after)).id)).toBe(after.idNumber);
  });
});
