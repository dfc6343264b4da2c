import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** A sign-in provider of OpenID Connect, as the environment names it. */
export interface ProviderSettings { readonly issuer: URL; readonly clientId: string; readonly clientSecret: string; readonly accountClaim: string; readonly name: string; readonly redirectUri: string; readonly isInsecureAllowed: boolean }

const Settings = z.object({
  JIEDUI_OIDC_ISSUER: z.url(), JIEDUI_OIDC_CLIENT_ID: z.string().min(1), JIEDUI_OIDC_CLIENT_SECRET_FILE: z.string().min(1),
  JIEDUI_OIDC_ACCOUNT_CLAIM: z.string().regex(/^[\w:./-]{1,80}$/).default('preferred_username'), JIEDUI_OIDC_NAME: z.string().min(1).max(30).default('单点登录'),
  /** Address at which browsers reach the gateway, `https://jiedui.example.gov.cn`: where the provider sends people back to. Never taken from a request. */
  JIEDUI_PUBLIC_URL: z.url(),
});

/** Reads the settings; null when no issuer is named. What is named in part, or without TLS in production, stops the start. */
export async function providerSettings(env: Readonly<Record<string, string | undefined>>): Promise<ProviderSettings | null> {
  if ((env['JIEDUI_OIDC_ISSUER'] ?? '') === '') return null;
  const parsed = Settings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) throw new Error(`the sign-in provider needs ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  const given = parsed.data, issuer = new URL(given.JIEDUI_OIDC_ISSUER), home = new URL(given.JIEDUI_PUBLIC_URL), isProduction = env['JIEDUI_MODE'] === 'production';
  for (const [name, url] of [['JIEDUI_OIDC_ISSUER', issuer], ['JIEDUI_PUBLIC_URL', home]] as const) if (url.protocol !== 'https:' && isProduction) throw new Error(`${name} has to begin with https: in production`);
  const clientSecret = (await readFile(given.JIEDUI_OIDC_CLIENT_SECRET_FILE, 'utf8')).trim();
  if (isProduction && clientSecret.length < 16) throw new Error('the secret in JIEDUI_OIDC_CLIENT_SECRET_FILE is shorter than 16 characters');
  return {
    issuer, clientId: given.JIEDUI_OIDC_CLIENT_ID, clientSecret, accountClaim: given.JIEDUI_OIDC_ACCOUNT_CLAIM, name: given.JIEDUI_OIDC_NAME,
    redirectUri: new URL('/api/session/provider/callback', home).href, isInsecureAllowed: !isProduction && issuer.protocol === 'http:',
  };
}
