import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The organisations that sample accounts act for; their rows are made so that the tour's people meet. */
export const tourOrganisations = { enterprise: '样例云帆电子有限公司', producer: '样例奉节脐橙专业合作社', buyer: '样例联华超市有限公司' };

/** Writes the sample lists once under `.jiedui/`: the seeded ones and a few rows for the tour. Returns the files by list. */
export async function sampleLists(folder) {
  const { SAMPLE_FILES, writeSampleLists } = await import('../sample-lists/generate.mjs');
  const { layoutOf, writeCsv } = await import('@jiedui/tabular');
  const { lotList, orderLineList, postList } = await import('@jiedui/lists');
  const target = path.join(folder, 'sample');
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  if (!existsSync(path.join(target, SAMPLE_FILES.lots))) await writeSampleLists(target, { seed: 1, scale: Number(process.env.JIEDUI_SAMPLE_SCALE ?? 1), today });
  const files = Object.fromEntries(Object.entries(SAMPLE_FILES).map(([list, name]) => [list, [path.join(target, name)]]));
  const tour = tourRows(today);
  for (const [list, definition] of [['posts', postList], ['orderLines', orderLineList], ['lots', lotList]]) {
    const file = path.join(target, `导览-${SAMPLE_FILES[list]}`);
    const columns = layoutOf(definition);
    await writeFile(file, writeCsv(columns.map((column) => column.header), tour[list].map((row) => columns.map((column) => row[column.code] ?? ''))));
    files[list].push(file);
  }
  return files;
}

/** Posts of one enterprise for one county, and lots and order lines of one producer and one buyer that fit. */
function tourRows(today) {
  const day = (days) => new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const programme = '全国对口支援三峡库区';
  const { enterprise, producer, buyer } = tourOrganisations;
  return {
    posts: [['普工', '6-7千', 20], ['电焊工', '7-9千', 10], ['保安', '5-6千', 10]].map(([title, wageText, headcount], i) => ({
      externalId: `DL-GW-${i + 1}`, title, headcount: String(headcount), employer: enterprise, region: '重庆市云阳县', wageText, housing: '包吃住', insurance: '是', startOn: day(30), closesOn: day(120), targetUnits: '云阳县', kind: '就近就业', programme,
    })),
    lots: [['20', '3.2'], ['15', '3.0'], ['8', '3.5']].map(([quantity, price], i) => ({
      externalId: `DL-PC-${i + 1}`, producer, producerKind: '合作社', originUnit: '奉节县', category: '柑橘', product: '奉节脐橙', quantity, unit: '吨', price: String(Number(price) * 2000), certifications: `地理标志(样例DL-${i + 1};${day(400)})、达标合格证(样例DL-HG-${i + 1};${day(200)})`,
      grade: '一级', harvestFrom: day(5), harvestTo: day(60), shelfLifeDays: '60', coldChain: '是', households: '40', monitoredHouseholds: '25', programme,
    })),
    orderLines: [['12', '4.5'], ['10', '4.2']].map(([quantity, price], i) => ({
      externalId: `DL-CG-${i + 1}`, buyer, category: '柑橘', product: '奉节脐橙', quantity, unit: '吨', priceMax: String(Number(price) * 2000), certifications: '地理标志', grade: '二级', deliverFrom: day(10), deliverTo: day(70),
      region: '上海市浦东新区', coldChain: '否', splittable: '是', targetUnits: '奉节县', programme,
    })),
  };
}
