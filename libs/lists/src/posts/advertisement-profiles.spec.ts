import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { importRows, isHeaderOf, profileFor, readTable } from '@jiedui/tabular';
import { listContext } from '../list-context.js';
import { advertisementProfiles, tagsOf } from './advertisement-profiles.js';
import { postList, type PostRow } from './posts.columns.js';

const context = listContext('2026-01-15', 'three-gorges');

async function rowsOf(source: string | Uint8Array) {
  const imported = await importRows(postList, readTable(source, { isHeader: isHeaderOf(postList, advertisementProfiles) }), { context, profiles: advertisementProfiles });
  const rows: (PostRow | null)[] = [];
  const counts = { rows: 0, imported: 0, duplicate: 0, placeless: 0, otherwise: 0 };
  for await (const row of imported.rows) {
    counts.rows++;
    rows.push(row.row);
    if (row.outcome === 'ok') counts.imported++;
    else if (row.outcome === 'duplicate') counts.duplicate++;
    else if (row.errors.every((e) => e.code === 'CELL.REGION_UNKNOWN')) counts.placeless++;
    else counts.otherwise++;
  }
  return { profile: imported.head.profile?.code, rows, counts };
}

describe('advertisement files', () => {
  it('are told by their header row', () => {
    expect(profileFor(advertisementProfiles, ['职位', '薪资', '标签', '公司', '主营', '性质', '需求', '地点', '职位种类'])?.code).toBe('ads-search');
    expect(profileFor(advertisementProfiles, ['职位', '公司', '地址', '薪酬', '标签'])?.code).toBe('ads-nested-tags');
    expect(profileFor(advertisementProfiles, ['岗位名称', '用工单位', '工作地区'])).toBeUndefined();
  });
  it('give up headcount, schooling, experience and welfare from tags', () => {
    expect(tagsOf("[[['五险一金'], []], ['南京-栖霞区', '2年经验', '本科', '招2人', '09-03发布']]")).toEqual(['五险一金', '南京-栖霞区', '2年经验', '本科', '招2人', '09-03发布']);
  });
  it('do not take the size of the firm for the headcount', async () => {
    const { rows } = await rowsOf(Buffer.from('职位,薪资,标签,公司,主营,性质,需求,地点,职位种类\n客服,4-6千,"五险一金\n包住",样例公司,金融,国企,500-1000人,中山·东区,客服\n'));
    expect(rows[0]).toMatchObject({ headcount: 1, region: '442000', insurance: true, housing: 'lodging', wageMinFen: 400_000 });
  });
  it('read the 2018 layout with its requirements', async () => {
    const { rows } = await rowsOf(Buffer.from('posted_mmdd,title,company,location,salary,requirements\n08-30,Python,样例公司,广州-黄埔区,0.6-1.2万/月,\u00a0\u00a02年经验\u00a0\u00a0|\u00a0\u00a0本科\u00a0\u00a0|\u00a0\u00a0招2人\u00a0\u00a0|\n'));
    expect(rows[0]).toMatchObject({ headcount: 2, education: 6, experienceYears: 2, region: '440112', wageMaxFen: 1_200_000 });
  });

  // Real files, gathered beside the checkout; not part of the repository.
  const folder = join(import.meta.dirname, '../../../../../shared/data');
  const files = ['jobs-51job-2018/java-national.csv', 'jobs-51job-2018/python-guangzhou.csv', 'jobs-51job-2023/jobs.csv', ...['jiaoshi', 'kefu', 'kuaiji', 'xiaoshou', 'xinmeiti'].map((n) => `jobs-51job-2024/${n}.csv`)];
  const found = files.filter((f) => existsSync(join(folder, f)));
  if (found.length === 0) it.skip('real files are not at hand beside this checkout: nothing measured', () => undefined);
  for (const file of found) {
    it(`import 97 % of the distinct rows that name a place (${file})`, async () => {
      const { profile, counts } = await rowsOf(join(folder, file));
      expect(profile).toBeDefined();
      expect(counts.imported / (counts.rows - counts.duplicate - counts.placeless)).toBeGreaterThanOrEqual(0.97);
      expect(counts.otherwise).toBeLessThan(counts.rows * 0.01);
    }, 60_000);
  }
});
