import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { fileHash, manifestFile, readJson, resultFiles } from '../result/result-folder.js';
import { Refusal } from '../refusal.js';

const Manifest = z.strictObject({ algorithm: z.literal('SHA-256'), files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)) });

/** What speaks against the folder being as it was written; empty when nothing does. */
export async function checkIntegrity(folder: string): Promise<string[]> {
  let manifest: z.infer<typeof Manifest>;
  try {
    manifest = Manifest.parse(await readJson(folder, manifestFile));
  } catch (error) {
    if (error instanceof Refusal || error instanceof z.ZodError) return [`${manifestFile} 缺失或无效 / missing or not valid`];
    throw error;
  }
  const findings: string[] = [];
  const present = new Set(await readdir(folder));
  for (const name of resultFiles) {
    const stated = manifest.files[name];
    if (stated === undefined) findings.push(`${name} 不在 ${manifestFile} 中 / not in the manifest`);
    else if (!present.has(name)) findings.push(`${name} 缺失 / missing`);
    else if (await fileHash(join(folder, name)) !== stated) findings.push(`${name} 已被改动 / changed`);
  }
  const known = new Set<string>([...resultFiles, manifestFile]);
  for (const name of [...present, ...Object.keys(manifest.files)]) if (!known.has(name)) findings.push(`${name} 不属于结果 / does not belong to a result`);
  return findings;
}
