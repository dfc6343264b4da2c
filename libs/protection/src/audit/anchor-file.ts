import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { importPublicKeys, type Identity } from '@jiedui/access';
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

/** One record of public keys by service for every generation of keys, the oldest first. */
const PublicKeys = z.array(z.record(z.string(), z.looseObject({ kty: z.string(), crv: z.string(), x: z.string() })));

/** Name of the file beside the anchors that holds the public keys they are checked with. */
export const PUBLIC_KEYS_FILE = 'public-keys.json';

/**
 * The public keys of every generation there has been, the oldest first.
 *
 * @throws Error when the file cannot be read or holds no keys.
 */
export async function readPublicKeys(file: string): Promise<Identity['publicKeys'][]> {
  return Promise.all(PublicKeys.parse(JSON.parse(await readFile(file, 'utf8'))).map((generation) => importPublicKeys(generation)));
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // refused by the schema
  }
}
