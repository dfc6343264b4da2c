import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { codeOccupation, isOccupation, titleNormalForm, type OccupationCoding } from '@jiedui/reference-data';
import { FileRejected, readTable, writeCsv, type CellValue } from '@jiedui/tabular';
import { parseArguments } from '../arguments.js';
import { Refusal } from '../refusal.js';

function usage(): never {
  throw new Refusal('用法：jiedui code-title 岗位名称…；jiedui code-title --file 文件 --column 列名 --out 文件.csv [--corrections 文件.csv]', 'usage: jiedui code-title TITLE…; jiedui code-title --file FILE --column NAME --out FILE.csv [--corrections FILE.csv]');
}

/**
 * `jiedui code-title`: codes titles against 职业分类大典 2022 and says why, or codes a column of a CSV or XLSX file into a new CSV.
 *
 * @returns 0 when it is done; 1 when a title given as a word cannot be coded.
 * @throws Refusal for a wrong call or a file that cannot be read.
 */
export async function runCodeTitle(args: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(args, ['file', 'column', 'out', 'corrections']);
  const file = options.get('file'), column = options.get('column'), out = options.get('out'), correctionsFile = options.get('corrections');
  const corrections = correctionsFile === undefined ? new Map<string, string>() : await readCorrections(correctionsFile);
  if (file === undefined) {
    if (words.length === 0 || column !== undefined || out !== undefined) usage();
    let failed = 0;
    for (const title of words) {
      const coding = codeOccupation(title, { corrections });
      if (!coding.ok) failed++;
      process.stdout.write(coding.ok ? described(title, coding) : `${title}\n  ${coding.zh} / ${coding.en}\n`);
    }
    return failed === 0 ? 0 : 1;
  }
  if (words.length > 0 || column === undefined || out === undefined) return usage();
  if (resolve(file) === resolve(out)) throw new Refusal('--out 不能是所读的文件。', '--out must not be the file that is read.');
  const titles: string[] = [];
  for await (const title of columnOf(file, column)) titles.push(title);
  const counts = { decided: 0 };
  await pipeline(Readable.from(writeCsv(['名称', '职业编码', '职业名称', '概率', '自动编码', '小类', '小类名称', '小类概率', '理由', '其次'], codedRows(titles, corrections, counts))), createWriteStream(out));
  process.stdout.write(`${out}: ${titles.length} 行，其中 ${counts.decided} 行自动编码 / ${titles.length} rows, ${counts.decided} coded without a person\n`);
  return 0;
}

const percent = (probability: number): string => `${Math.round(probability * 100)}%`;

function described(title: string, { best, next, family, decided }: OccupationCoding): string {
  const verdict = decided ? '自动编码 / coded' : '请核对 / please check';
  return [
    `${title}\n  ${best.code} ${best.name}  ${percent(best.probability)}  ${verdict}`,
    ...best.reasons.map(({ zh, en }) => `    ${zh} / ${en}`),
    `  小类 / group ${family.code} ${family.name}  ${percent(family.probability)}`,
    '  其次 / next',
    ...next.map((one) => `    ${one.code} ${one.name}  ${percent(one.probability)}  ${one.reasons[0]?.zh ?? ''} / ${one.reasons[0]?.en ?? ''}`),
  ].join('\n') + '\n';
}

function* codedRows(titles: readonly string[], corrections: ReadonlyMap<string, string>, counts: { decided: number }): Generator<readonly CellValue[]> {
  for (const title of titles) {
    const coding = codeOccupation(title, { corrections });
    if (!coding.ok) { yield [title, '', '', '', '', '', '', '', coding.zh, '']; continue; }
    if (coding.decided) counts.decided++;
    const { best, next, family } = coding;
    yield [title, best.code, best.name, best.probability, coding.decided ? '是' : '否', family.code, family.name, family.probability, best.reasons.map(({ zh }) => zh).join('；'), next.map((one) => `${one.code} ${one.name}`).join('；')];
  }
}

/** Cells of a named column, below the first row. */
async function* columnOf(file: string, column: string): AsyncGenerator<string> {
  let at = -1;
  for await (const cells of rowsOf(file)) {
    if (at < 0) {
      at = cells.findIndex((cell) => cell.trim() === column);
      if (at < 0) throw new Refusal(`文件 ${file} 没有「${column}」列；有：${cells.join('、')}。`, `${file} has no column "${column}"; it has ${cells.join(', ')}.`);
    } else yield cells[at] ?? '';
  }
}

async function* rowsOf(file: string): AsyncGenerator<readonly string[]> {
  try {
    for await (const { cells } of readTable(file)) yield cells;
  } catch (error) {
    if (error instanceof FileRejected) throw new Refusal(`${file}：${error.zh}。`, `${file}: ${error.en}.`);
    throw error;
  }
}

/** Corrections kept by clerks: a CSV whose first two columns are title and code. */
async function readCorrections(file: string): Promise<ReadonlyMap<string, string>> {
  const corrections = new Map<string, string>();
  let isHeader = true;
  for await (const [title = '', code = ''] of rowsOf(file)) {
    if (isHeader) { isHeader = false; continue; }
    if (!isOccupation(code.trim())) throw new Refusal(`${file}：「${title}」的编码 ${code} 不在职业分类大典中。`, `${file}: the code ${code} of "${title}" is not in the classification.`);
    corrections.set(titleNormalForm(title), code.trim());
  }
  return corrections;
}
