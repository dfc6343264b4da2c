import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, marketplaceImports } from '@jiedui/contracts';
import { ImportLeftovers } from '@jiedui/list-store';
import { StoredFiles } from '@jiedui/messaging';
import { createDataSource } from '@jiedui/persistence';
import { generateProtectionKeys, Protection } from '@jiedui/protection';
import { as, type Client, close, commit, fileForms, preview, settled, sheetOf, sql, stack, unique, upload } from '../arrange.js';
import { none, post, stagedRows, stored } from '../import-rows.js';

/** What becomes of imports that a crash or their owner left behind. */

const programme = 'three-gorges';
let enterprise: Client;

beforeAll(async () => { enterprise = await as('qiye'); });
afterAll(close);

const file = (batch: string, rows: number): Promise<Buffer> => fileForms.utf8.write(sheetOf(Array.from({ length: rows }, (_, i) => post(`${batch}${i}`))));

/** Clears as the service does, at once. */
async function cleared(): Promise<void> {
  const url = new URL(stack.databaseUrl);
  url.username = 'jiedui_employment_rw';
  url.password = stack.roles['employment']?.rw ?? '';
  const dataSource = await createDataSource({ url: url.href, schema: 'employment', poolSize: 1 }).initialize();
  try {
    await new ImportLeftovers(dataSource, new StoredFiles(dataSource, new Protection(generateProtectionKeys()))).clear();
  } finally {
    await dataSource.destroy();
  }
}

describe('imports left behind', () => {
  it('a preview that a crash of the database took is read again from the kept file before anything is stored', async () => {
    const batch = unique();
    const staged = await preview(enterprise, employmentImports, 'post', await file(batch, 4), { programme });
    // What PostgreSQL does to an unlogged table when it recovers.
    await sql('delete from employment.staged_row where import_id = $1', [staged.id]);

    await enterprise.call(employmentImports.commit, { id: staged.id });
    await settled(enterprise, employmentImports, staged.id, 'committing');
    const again = await settled(enterprise, employmentImports, staged.id, 'staging');
    expect(again).toMatchObject({ state: 'staged', counts: { ...none, new: 4, total: 4 }, rejection: null });
    expect(await stored('employment.post', batch)).toEqual([]);

    expect(await commit(enterprise, employmentImports, staged.id)).toMatchObject({ state: 'committed', counts: { ...none, new: 4 } });
    expect(await stored('employment.post', batch)).toHaveLength(4);
  });

  it('an import nobody went on with for a week is cancelled with its reason, and neither its rows nor its file stay; others are left alone', async () => {
    const abandoned = await preview(enterprise, employmentImports, 'post', await file(unique(), 3), { programme });
    const uploading = await upload(enterprise, employmentImports, 'post', await file(unique(), 1), { programme });
    const waiting = await preview(enterprise, employmentImports, 'post', await file(unique(), 2), { programme });
    const done = await preview(enterprise, employmentImports, 'post', await file(unique(), 2), { programme });
    await commit(enterprise, employmentImports, done.id);
    await settled(enterprise, employmentImports, uploading.id, 'staging');
    await sql(`update employment.import set state = 'uploading' where id = $1`, [uploading.id]);
    await sql(`update employment.import set started_at = now() - interval '8 days' where id = any($1::uuid[])`, [[abandoned.id, uploading.id, done.id]]);

    await cleared();

    for (const { id } of [abandoned, uploading]) {
      expect(await enterprise.call(employmentImports.get, { id })).toMatchObject({ state: 'cancelled', rejection: { code: 'IMPORT.ABANDONED' } });
      expect(await stagedRows(id)).toBe(0);
      expect(await sql('select 1 from employment.import i join employment.stored_file f on f.id = i.file_id where i.id = $1', [id])).toEqual([]);
    }
    expect((await enterprise.call(employmentImports.get, { id: done.id })).state).toBe('committed');
    expect((await commit(enterprise, employmentImports, waiting.id)).state).toBe('committed');
  });

  it('wrong rows are kept for a week after their import was committed, no longer', async () => {
    const rows = (): Promise<Buffer> => fileForms.utf8.write(sheetOf([post(unique()), post(unique(), { 招聘人数: '很多' })]));
    const [old, recent] = [await preview(enterprise, employmentImports, 'post', await rows(), { programme }), await preview(enterprise, employmentImports, 'post', await rows(), { programme })];
    for (const { id } of [old, recent]) expect(await commit(enterprise, employmentImports, id)).toMatchObject({ state: 'committed', counts: { new: 1, wrong: 1 } });
    await sql(`update employment.import set finished_at = now() - interval '8 days' where id = $1`, [old.id]);
    await cleared();
    expect([await stagedRows(old.id), await stagedRows(recent.id)]).toEqual([0, 1]);
  });

  it('one person leaves no more files waiting than the database is to hold', async () => {
    const buyer = await as('chaoshi');
    const begun: string[] = [];
    const begin = { list: 'orderLine', fileName: 'list.csv', size: 64 * 1024 * 1024, programme } as const;
    for (let i = 0; i < 8; i += 1) begun.push((await buyer.call(marketplaceImports.begin, begin)).id);
    expect(await buyer.refused(marketplaceImports.begin, begin)).toMatchObject({ status: 409, code: 'TOO_MUCH_WAITING' });
    for (const id of begun) await buyer.call(marketplaceImports.cancel, { id });
    const { id } = await buyer.call(marketplaceImports.begin, begin);
    await buyer.call(marketplaceImports.cancel, { id });
  });
});
