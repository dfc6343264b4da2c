import { strToU8, zipSync } from 'fflate';
import { idNumber, phone, sql } from './arrange.js';

/** Rows of the four lists as somebody types them, and looks at what became of them: for the suites of imports. */

/** A worker of Yunyang as a row of texts by header. */
export const worker = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  人员编号: number, 姓名: '样例甲', 身份证号: idNumber(), 联系电话: phone(), 所在县区: '云阳县', 学历: '初中', 求职意向: '电焊工', 期望月薪: '5000', 知情同意: '是(2026-01-15)', ...more,
});
/** A post of the sample enterprise. */
export const post = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  岗位编号: number, 岗位名称: '电焊工', 招聘人数: '3', 用工单位: '样例云帆电子有限公司', 工作地区: '广东省广州市黄埔区', 月薪下限: '5000', 月薪上限: '7000', ...more,
});
/** A lot of the sample producer. */
export const lot = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  批次编号: number, 供货主体: '样例奉节脐橙专业合作社', 产地县区: '奉节县', 品类: '柑橘类', 品名: '奉节脐橙', 可供数量: '20', 单位: '吨', 单价: '5000', 采收期起: '2026-11-01', 采收期止: '2026-12-31', ...more,
});
/** An order line of the sample buyer. */
export const orderLine = (number: string, more: Record<string, string> = {}): Record<string, string> => ({
  需求编号: number, 采购单位: '样例联华超市有限公司', 品类: '柑橘类', 品名: '脐橙', 数量: '10', 单位: '吨', 最高单价: '6000', 交货期起: '2026-11-15', 交货期止: '2026-12-31', 交货地区: '北京市丰台区', ...more,
});

/** What the list holds of one batch, by external id. */
export async function stored(table: string, batch: string): Promise<{ external_id: string; id: string; version: number; status: string }[]> {
  return sql(`select external_id, id, version, status from ${table} where external_id like $1 order by external_id`, [`${batch}%`]);
}
/** The one row of a batch of one. */
export async function storedOne(table: string, batch: string): Promise<string> {
  const [row, ...more] = await stored(table, batch);
  if (row === undefined || more.length > 0) throw new Error(`${batch} is ${more.length + (row === undefined ? 0 : 1)} rows of ${table}`);
  return row.id;
}
/** Counts of nothing. */
export const none = { new: 0, changed: 0, unchanged: 0, wrong: 0, duplicate: 0 };
/** Rows that stand staged for an import, in either service. */
export const stagedRows = async (id: string): Promise<number> => (await sql<{ rows: number }>('select (select count(*) from employment.staged_row where import_id = $1)::int + (select count(*) from marketplace.staged_row where import_id = $1)::int as rows', [id]))[0]?.rows ?? -1;

/** A workbook of one sheet with this content of its `sheetData`. */
export function workbook(rows: string, doctype = ''): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
  return Buffer.from(zipSync({
    '[Content_Types].xml': strToU8(`${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
    '_rels/.rels': strToU8(`${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    'xl/workbook.xml': strToU8(`${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': strToU8(`${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
    'xl/worksheets/sheet1.xml': strToU8(`${declaration}${doctype}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`),
  }, { level: 6 }));
}
