import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ServiceName } from '@jiedui/contracts';
import { loadIdentity, type Identity, type IdentityFile } from '@jiedui/access';

const Settings = z.object({
  DATABASE_URL: z.string().min(1), NATS_URL: z.string().min(1), REDIS_URL: z.string().min(1),
  /** File with this process's signing key and everybody's public keys, mode 600. */
  JIEDUI_IDENTITY_FILE: z.string().min(1),
  /** File with the keys that protect personal data, mode 600. */
  JIEDUI_PROTECTION_FILE: z.string().min(1),
  JIEDUI_NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
});

export interface Environment { readonly databaseUrl: string; readonly natsUrl: string; readonly redisUrl: string; readonly protectionFile: string; readonly natsReplicas: number; readonly identity: Identity }

/** Reads a service's settings from the environment; a missing one is named. */
export async function readEnvironment(service: ServiceName): Promise<Environment> {
  const parsed = Settings.safeParse(process.env);
  if (!parsed.success) throw new Error(`${service}: environment variables are missing: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  const file = JSON.parse(await readFile(parsed.data.JIEDUI_IDENTITY_FILE, 'utf8')) as IdentityFile;
  return {
    databaseUrl: parsed.data.DATABASE_URL, natsUrl: parsed.data.NATS_URL, redisUrl: parsed.data.REDIS_URL,
    protectionFile: parsed.data.JIEDUI_PROTECTION_FILE, natsReplicas: parsed.data.JIEDUI_NATS_REPLICAS, identity: await loadIdentity(file),
  };
}
