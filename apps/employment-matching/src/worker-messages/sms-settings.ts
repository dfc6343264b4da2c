import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { WorkerMessageKind } from '@jiedui/contracts';

/** A service for text messages, as the environment names it. `hours` are those of Shanghai in which the system sends by itself, `until` not among them. */
export interface SmsSettings { readonly url: string; readonly key: string; readonly sign: string; readonly templates: Readonly<Record<WorkerMessageKind, string>>; readonly publicUrl: string; readonly hours: { readonly from: number; readonly until: number } }

const Settings = z.object({
  JIEDUI_SMS_URL: z.url(), JIEDUI_SMS_KEY_FILE: z.string().min(1), JIEDUI_SMS_SIGN: z.string().min(1).max(40),
  JIEDUI_SMS_TEMPLATE_LINK: z.string().min(1).max(80), JIEDUI_SMS_TEMPLATE_PROPOSAL: z.string().min(1).max(80), JIEDUI_SMS_TEMPLATE_OFFER: z.string().min(1).max(80), JIEDUI_SMS_TEMPLATE_DEPARTURE: z.string().min(1).max(80),
  JIEDUI_SMS_HOURS: z.string().regex(/^\d{1,2}-\d{1,2}$/).default('8-20'),
  /** Where workers reach the page of their link. */
  JIEDUI_PUBLIC_URL: z.url(),
});

/** Reads the settings; null when no address is named. What is named in part, or without TLS in production, stops the start. */
export async function smsSettings(env: Readonly<Record<string, string | undefined>>): Promise<SmsSettings | null> {
  if ((env['JIEDUI_SMS_URL'] ?? '') === '') return null;
  const parsed = Settings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) throw new Error(`text messages need ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  const given = parsed.data, [from = 0, until = 0] = given.JIEDUI_SMS_HOURS.split('-').map(Number);
  if (from >= until || until > 24) throw new Error('JIEDUI_SMS_HOURS is two hours of a day such as 8-20');
  if (env['JIEDUI_MODE'] === 'production') for (const name of ['JIEDUI_SMS_URL', 'JIEDUI_PUBLIC_URL'] as const) if (new URL(given[name]).protocol !== 'https:') throw new Error(`${name} has to begin with https: in production`);
  const key = (await readFile(given.JIEDUI_SMS_KEY_FILE, 'utf8')).trim();
  if (key === '') throw new Error('the file JIEDUI_SMS_KEY_FILE is empty');
  return {
    url: given.JIEDUI_SMS_URL, key, sign: given.JIEDUI_SMS_SIGN, publicUrl: given.JIEDUI_PUBLIC_URL.replace(/\/$/, ''), hours: { from, until },
    templates: { link: given.JIEDUI_SMS_TEMPLATE_LINK, proposal: given.JIEDUI_SMS_TEMPLATE_PROPOSAL, offer: given.JIEDUI_SMS_TEMPLATE_OFFER, departure: given.JIEDUI_SMS_TEMPLATE_DEPARTURE },
  };
}
