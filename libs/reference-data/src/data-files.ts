import { readFileSync } from 'node:fs';

/** A shipped CSV as objects keyed by its header row; a missing cell reads as ''. */
export type DataRow = Readonly<Record<string, string>>;

/**
 * Reads one of the files under `data/`, which stand beside `src` and `dist` so that one relative address serves both.
 * Throws when the file is missing or has no header: the package is broken then, nothing a caller could mend.
 */
export function readDataFile(name: string): readonly DataRow[] {
  const lines = dataFileText(name).split('\n');
  const header = splitLine(lines[0] ?? '');
  if (header.length < 2) throw new Error(`reference data file ${name} has no header row`);
  const rows: DataRow[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || line === '') continue;
    const cells = splitLine(line);
    rows.push(Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])));
  }
  return rows;
}

/** The text of one of the files under `data/`, as it is shipped. */
export const dataFileText = (name: string): string => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');

/** The shipped files hold no line feed inside a cell, so a line is a row. */
function splitLine(line: string): string[] {
  if (!line.includes('"')) return line.replace(/\r$/, '').split(',');
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c === '"' && line[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c ?? '';
    } else if (c === '"') quoted = true;
    else if (c === ',') { cells.push(cell); cell = ''; }
    else cell += c ?? '';
  }
  cells.push(cell.replace(/\r$/, ''));
  return cells;
}

/** Computes once, on first use: a process that never asks for occupations never pays for reading them. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The cell, or a clear failure when a shipped file lacks the column. */
export function cell(row: DataRow, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`reference data column ${column} is missing`);
  return value;
}
