import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { readTable, writeCsv } from '@jiedui/tabular';
import type { CellValue } from '@jiedui/tabular';
import { Refusal } from '../refusal.js';

/** The files of a result, all of them hashed in `manifest.json`. */
export const resultFiles = ['demand.csv', 'supply.csv', 'policy.json', 'matches.csv', 'matches.xlsx', 'unmatched.csv', 'errors.csv', 'prices.csv', 'summary.json'] as const;
export const manifestFile = 'manifest.json';

/** SHA-256, hex, of a file. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Makes the folder ready: new, empty, or holding an earlier result, whose files are taken away.
 *
 * @throws Refusal when it holds anything else or cannot be written.
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const present = await readdir(folder);
    const known = new Set<string>([...resultFiles, manifestFile]);
    const foreign = present.filter((name) => !known.has(name));
    if (foreign.length > 0) throw new Refusal(`文件夹 ${folder} 中有其他文件（${foreign[0] ?? ''}），请换一个文件夹。`, `The folder ${folder} holds other files (${foreign[0] ?? ''}); choose another.`);
    for (const name of present) await rm(join(folder, name));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`无法写入文件夹 ${folder}。`, `Cannot write to the folder ${folder}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Writes a file from pieces, streaming. */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces), createWriteStream(path));
}

export async function writeTableFile(folder: string, name: string, header: readonly string[], rows: Iterable<readonly CellValue[]>): Promise<void> {
  await writePieces(join(folder, name), writeCsv(header, rows));
}

export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

/** Rows of a CSV of the result, header apart. Cells as they stand in the file. */
export async function readTableFile(folder: string, name: string): Promise<{ header: readonly string[]; rows: (readonly string[])[] }> {
  const rows: (readonly string[])[] = [];
  let header: readonly string[] | null = null;
  try {
    for await (const { cells } of readTable(join(folder, name))) {
      if (header === null) header = cells;
      else rows.push(cells);
    }
  } catch {
    throw new Refusal(`无法读取 ${join(folder, name)}。`, `Cannot read ${join(folder, name)}.`);
  }
  return { header: header ?? [], rows };
}

export async function readJson(folder: string, name: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
    return value;
  } catch {
    throw new Refusal(`无法读取 ${join(folder, name)}。`, `Cannot read ${join(folder, name)}.`);
  }
}

/** Hashes all files of the result into its manifest; done last. */
export async function writeManifest(folder: string): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of resultFiles) files[name] = await fileHash(join(folder, name));
  await writeJson(folder, manifestFile, { algorithm: 'SHA-256', files });
}
