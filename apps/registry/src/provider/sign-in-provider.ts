import { Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { anonymousActor, refuse, type SignInStep } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail, Protection } from '@jiedui/protection';
import type { Account } from '../accounts/account.entity.js';
import { enabledAccount, record } from '../sessions/session-rows.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { providerSettings, type ProviderSettings } from './provider-settings.js';

/** How long a person may take at the provider. */
const LASTS_MS = 10 * 60_000;
const PLACE = 'sign-in-provider.flow';
/** Seconds the provider may take to answer; the gateway waits six for us. */
const TIMEOUT_SECONDS = 5;

/** What has to come back from the provider to the browser that went there; sealed into its cookie. */
const Flow = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string(), until: z.coerce.number() });

/** What the provider says of a person. */
type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

/**
 * Sign-in through an OpenID Connect provider: authorization code with PKCE, state and nonce (reliability D11). It says who somebody is, never what
 * they may: only an account that is there is found, by the subject that was stored, or for the first time by a claim that holds its name.
 */
@Injectable()
export class SignInProvider {
  private settings: ProviderSettings | null = null;
  private found: Promise<oidc.Configuration> | null = null;

  constructor(private readonly dataSource: DataSource, private readonly protection: Protection, private readonly sessions: SessionsService) {}

  /** Reads the settings once at the start; a wrong one stops it. */
  async prepare(): Promise<void> { this.settings = await providerSettings(process.env); }

  /** What the button says; null without a provider. */
  name(): string | null { return this.settings?.name ?? null; }

  /** Where to send the browser, and what it keeps meanwhile. */
  async begin(): Promise<{ url: string; flow: string }> {
    const settings = this.needed(), configuration = await this.configuration(settings);
    const verifier = oidc.randomPKCECodeVerifier(), state = oidc.randomState(), nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: settings.redirectUri, scope: 'openid profile email', state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    return { url: url.href, flow: this.protection.seal({ state, nonce, verifier, until: String(Date.now() + LASTS_MS) }, PLACE).toString('base64url') };
  }

  /** The browser is back: the code is exchanged, the account found, and the sign-in goes on as after a password. */
  async finish(query: string, sealed: string, replaces: string | null, correlationId: string): Promise<SignInStep> {
    const settings = this.needed(), configuration = await this.configuration(settings), flow = this.flowOf(sealed);
    const at = new URL(settings.redirectUri);
    at.search = query;
    const claims = await oidc.authorizationCodeGrant(configuration, at, { pkceCodeVerifier: flow.verifier, expectedState: flow.state, expectedNonce: flow.nonce, idTokenExpected: true })
      .then(async (tokens) => this.claimsOf(settings, configuration, tokens), () => null);
    const account = claims === null ? null : await this.accountOf(settings, claims, correlationId);
    const step = account === null ? null : await this.sessions.admit(account.id, 'provider', replaces, correlationId);
    if (step === null) {
      await AuditTrail.append(this.dataSource.manager, { actor: anonymousActor, action: 'session.refused', result: 'refused', details: { step: 'provider', code: claims === null ? 'NOT_CONFIRMED' : 'NO_ACCOUNT' }, correlationId });
      return refuse(401, 'PROVIDER_REFUSED', '单点登录没有成功，或没有与之对应的账号。请联系安全管理员。', 'The provider did not confirm who you are, or no account belongs to it. Ask the security administrator.');
    }
    return step;
  }

  /** What the ID token says; where it leaves the account's claim out, as it may, with what the provider says of the same subject when asked. */
  private async claimsOf(settings: ProviderSettings, configuration: oidc.Configuration, tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers): Promise<Claims | null> {
    const claims = tokens.claims();
    if (claims === undefined) return null;
    if (claims[settings.accountClaim] !== undefined) return claims;
    const asked = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(() => null);
    return asked === null ? claims : { ...asked, iss: claims.iss, sub: claims.sub };
  }

  /** The stored subject, else an account of the claim's name that was never linked; from then on it is known by its subject alone. */
  private async accountOf(settings: ProviderSettings, claims: Claims, correlationId: string): Promise<Account | null> {
    const subject = `${claims.iss} ${claims.sub}`, named = claims[settings.accountClaim];
    return inTransaction(this.dataSource, async (manager) => {
      const [linked]: { id: string }[] = await manager.query('select id from account where provider_subject = $1', [subject]);
      if (linked !== undefined) return enabledAccount(manager, linked.id);
      // An address that the provider did not check belongs to whoever typed it.
      if (typeof named !== 'string' || named === '' || (settings.accountClaim === 'email' && claims['email_verified'] !== true)) return null;
      const [[first]]: [{ id: string }[], number] = await manager.query('update account set provider_subject = $2 where account = $1 and provider_subject is null and not disabled returning id', [named, subject]);
      const account = first === undefined ? null : await enabledAccount(manager, first.id);
      if (account !== null) await record(manager, account, 'account.provider-linked', correlationId);
      return account;
    });
  }

  private flowOf(sealed: string): z.infer<typeof Flow> {
    try {
      const flow = Flow.parse(this.protection.open(Buffer.from(sealed, 'base64url'), PLACE));
      if (flow.until > Date.now()) return flow;
    } catch {
      // Not ours, or of another installation: answered as one that ran out.
    }
    return refuse(401, 'PROVIDER_FLOW_ENDED', '单点登录已超时，请重新开始。', 'The sign-in through the provider has run out; begin again.');
  }

  private needed(): ProviderSettings { return this.settings ?? refuse(404, 'NO_PROVIDER', '没有设置单点登录。', 'No sign-in provider is configured.'); }

  /** The provider's own description, asked for once; asked again after a failure. */
  private async configuration(settings: ProviderSettings): Promise<oidc.Configuration> {
    this.found ??= oidc.discovery(settings.issuer, settings.clientId, settings.clientSecret, undefined, { timeout: TIMEOUT_SECONDS, ...(settings.isInsecureAllowed ? { execute: [oidc.allowInsecureRequests] } : {}) });
    try {
      return await this.found;
    } catch {
      this.found = null;
      return refuse(503, 'PROVIDER_UNAVAILABLE', '暂时连不上单点登录，请稍后再试，或用账号和密码登录。', 'The sign-in provider does not answer; try again later, or sign in with account and password.', { retryable: true });
    }
  }
}
