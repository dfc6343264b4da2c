import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ServiceName } from '@jiedui/contracts';
import { loadIdentity, requireProductionSettings, type Identity, type IdentityFile } from '@jiedui/access';
import type { AuditSettings } from '@jiedui/messaging';
import { AUDIT_KEPT_DAYS, AUDIT_KEPT_DAYS_LEAST } from '@jiedui/protection';

const Settings = z.object({
  DATABASE_URL: z.string().min(1), NATS_URL: z.string().min(1), REDIS_URL: z.string().min(1),
  /** File with this process's signing key and everybody's public keys, mode 600. */
  JIEDUI_IDENTITY_FILE: z.string().min(1),
  /** File with the keys that protect personal data, mode 600. */
  JIEDUI_PROTECTION_FILE: z.string().min(1),
  /** Folder on another disk that gets the signed heads of the audit trail; left out: they go to the stream alone. */
  JIEDUI_ANCHOR_FOLDER: z.string().min(1).optional(),
  /** Seconds between two signed heads. */
  JIEDUI_ANCHOR_SECONDS: z.coerce.number().min(1).max(3600).default(300),
  /** Days that audit entries are kept at least; `jiedui audit drop` takes away what is older. */
  JIEDUI_AUDIT_KEPT_DAYS: z.coerce.number().int().min(AUDIT_KEPT_DAYS_LEAST).default(AUDIT_KEPT_DAYS),
  /** `sm` for the national suite: SM4, SM3. */
  JIEDUI_CIPHER_SUITE: z.enum(['international', 'sm']).default('international'),
  JIEDUI_NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
});

export interface Environment { readonly databaseUrl: string; readonly natsUrl: string; readonly redisUrl: string; readonly protectionFile: string; readonly natsReplicas: number; readonly identity: Identity; readonly audit: AuditSettings }

/** Reads a service's settings from the environment; a missing one is named. */
export async function readEnvironment(service: ServiceName): Promise<Environment> {
  const parsed = Settings.safeParse(process.env);
  if (!parsed.success) throw new Error(`${service}: environment variables are missing: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  await requireProductionSettings(service, process.env);
  const file = JSON.parse(await readFile(parsed.data.JIEDUI_IDENTITY_FILE, 'utf8')) as IdentityFile;
  return {
    databaseUrl: parsed.data.DATABASE_URL, natsUrl: parsed.data.NATS_URL, redisUrl: parsed.data.REDIS_URL,
    protectionFile: parsed.data.JIEDUI_PROTECTION_FILE, natsReplicas: parsed.data.JIEDUI_NATS_REPLICAS, identity: await loadIdentity(file),
    audit: { anchorFolder: parsed.data.JIEDUI_ANCHOR_FOLDER ?? null, anchorEveryMs: parsed.data.JIEDUI_ANCHOR_SECONDS * 1000, suite: parsed.data.JIEDUI_CIPHER_SUITE === 'sm' ? 'sm3' : 'sha256', keptDays: parsed.data.JIEDUI_AUDIT_KEPT_DAYS },
  };
}
