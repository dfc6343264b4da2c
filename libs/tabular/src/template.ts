import type { ColumnLayout } from './columns.js';
import { ERROR_COLUMN } from './header-mapping.js';
import type { RowMessage } from './message.js';
import type { CellTexts } from './parse-row.js';
import { writeXlsx, type CellValue, type SheetColumn, type SheetPlan } from './write-xlsx.js';

/** Stands in the first cell of the template's example row; rows that bear it anywhere are passed over on import. */
export const EXAMPLE_MARK = '示例-请删除';
export const isExampleRow = (cells: readonly string[]): boolean => cells.some((c) => c.startsWith(EXAMPLE_MARK));

/** What template and error workbook need of a list. */
export interface TemplateList {
  readonly title: { readonly zh: string; readonly en: string };
}

const headerOf = (c: ColumnLayout): string => (c.required ? `${c.header}*` : c.header);
const sheetColumn = (c: ColumnLayout): SheetColumn => ({
  header: headerOf(c), width: c.width, ...(c.choices.length > 0 ? { choices: c.choices } : {}), ...(c.multiple ? { adviseOnly: true } : {}),
});

function instructions(columns: readonly ColumnLayout[]): SheetPlan {
  const rows: CellValue[][] = columns.map((c) => [
    c.header, c.code, c.required ? '必填' : '选填', c.note.zh, c.choices.join('、'), c.example, c.personal ? '个人信息，加密保存' : '', c.note.en,
  ]);
  rows.push([], ['说明', null, null, `带 * 的列必填。首行表头请勿改动；「${EXAMPLE_MARK}」一行导入时自动略过。一个单元格填多项时用顿号、逗号、分号或换行分隔。`, null, null, null, `Columns marked * are required. Keep the header row; the row marked ${EXAMPLE_MARK} is passed over. Separate several items in a cell by 、 , ; or line feeds.`]);
  return {
    name: '填报说明', wrap: true, rows,
    columns: [
      { header: '列名', width: 18 }, { header: '代码', width: 22 }, { header: '是否必填', width: 10 }, { header: '填写要求', width: 60 },
      { header: '可选值', width: 40 }, { header: '示例', width: 26 }, { header: '备注', width: 20 }, { header: 'Explanation', width: 60 },
    ],
  };
}

/** The template of a list: the list itself with drop-downs and one example row, and 填报说明. */
export function template(list: TemplateList, columns: readonly ColumnLayout[]): AsyncGenerator<Uint8Array, void, void> {
  const example = columns.map((c, i) => (i === 0 ? EXAMPLE_MARK : c.example));
  return writeXlsx([{ name: list.title.zh, columns: columns.map(sheetColumn), rows: [example], mutedRows: 1 }, instructions(columns)]);
}

/** A row that was refused: its cells as they stood in the file, by column code. */
export interface RefusedRow {
  readonly rowNumber: number;
  readonly texts: CellTexts;
  readonly errors: readonly RowMessage[];
}

/** All sentences of a row in one cell, Chinese, one a line; repeated ones once. */
export const errorText = (errors: readonly RowMessage[]): string => [...new Set(errors.map((e) => e.zh))].join('\n');

/**
 * The refused rows in the template's layout with their original texts and a last column 错误原因: people mend it and
 * upload it again, and that column is ignored. Rows may come as they are found: memory is one chunk.
 */
export function errorWorkbook(list: TemplateList, columns: readonly ColumnLayout[], rows: Iterable<RefusedRow> | AsyncIterable<RefusedRow>): AsyncGenerator<Uint8Array, void, void> {
  const cells = async function* (): AsyncGenerator<CellValue[], void, void> {
    for await (const row of rows) yield [...columns.map((c) => row.texts[c.code] ?? ''), errorText(row.errors)];
  };
  return writeXlsx([
    { name: list.title.zh, columns: [...columns.map(sheetColumn), { header: ERROR_COLUMN, width: 60 }], rows: cells() },
    instructions(columns),
  ]);
}
