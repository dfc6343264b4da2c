import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Anchor } from './audit-chain.js';

const AnchorLine = z.strictObject({ service: z.string(), seq: z.int().positive(), hash: z.string(), at: z.string(), signature: z.string() });

/**
 * The signed heads in a file, one a line; none when there is no file. A torn last line (the disk was full) is passed over.
 *
 * @throws Error naming the line that is no head.
 */
export async function readAnchors(file: string): Promise<Anchor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error; });
  return text.split('\n').filter((line) => line !== '').flatMap((line, at, lines) => {
    const parsed = AnchorLine.safeParse(jsonOf(line));
    if (parsed.success) return [parsed.data];
    if (at === lines.length - 1 && !text.endsWith('\n')) return [];
    throw new Error(`line ${at + 1} of the anchor file ${file} is no head`);
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // refused by the schema
  }
}
