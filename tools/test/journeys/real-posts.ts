import { existsSync } from 'node:fs';
import path from 'node:path';
import { readTable } from '@jiedui/tabular';

/** Real advertisements of 2024, gathered beside the checkout (or where JIEDUI_SHARED says) and never part of the repository: scraped, without a licence to pass them on. */
const folder = path.join(process.env['JIEDUI_SHARED'] ?? path.join(import.meta.dirname, '../../../../shared'), 'data/jobs-51job-2024');
const files = ['kefu', 'kuaiji', 'xiaoshou', 'xinmeiti'].map((name) => path.join(folder, `${name}.csv`));

/** Whether the real advertisements are at hand. */
export const areRealPostsAtHand = files.every((file) => existsSync(file));

/**
 * Advertisements of Beijing as its office would list them: the same columns as the template's, texts as they were advertised, numbered `mark-1` and so on. The same
 * advertisement twice is taken once; `each` of a trade, four trades.
 */
export async function realPosts(mark: string, each: number): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  for (const file of files) {
    const seen = new Set<string>();
    let headers: readonly string[] | null = null;
    for await (const { cells } of readTable(file)) {
      if (headers === null) { headers = cells; continue; }
      const of = (header: string): string => cells[headers?.indexOf(header) ?? -1]?.trim() ?? '';
      const key = ['职位', '公司', '地点'].map(of).join('\n');
      if (!of('地点').startsWith('北京') || seen.has(key)) continue;
      if (seen.size === each) break;
      seen.add(key);
      const tags = of('标签').split('\n');
      rows.push({
        岗位编号: `${mark}-${rows.length + 1}`, 岗位名称: of('职位'), 用工单位: of('公司'), 工作地区: of('地点').replace(/^北京·?/u, '北京市'), 薪资说明: of('薪资'),
        五险一金: tags.includes('五险一金') ? '是' : '', 食宿: ['包吃住', '包住', '包吃'].find((one) => tags.includes(one)) ?? '',
      });
    }
  }
  return rows;
}
