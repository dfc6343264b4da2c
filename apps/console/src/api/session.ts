import type { Actor, AuthenticatorSecret, invitationCodes, OwnAccount, Permission, ReplyOf } from '@jiedui/contracts';
import { queryOptions } from '@tanstack/react-query';
import { send } from './client.js';

/** Who is signed in and what their roles include. */
export interface Session { readonly actor: Actor; readonly permissions: readonly Permission[] }

/** Who is signed in; the anonymous actor when nobody is. The session itself is a cookie that scripts cannot read. */
export const sessionQuery = queryOptions({
  queryKey: ['session'], staleTime: 60_000,
  queryFn: ({ signal }) => send<Session>('GET', '/api/session', undefined, signal),
});

/** Where a sign-in stands: done, or a second step with a ticket of five minutes. */
export type SignInStep = (Session & { readonly next: 'done' }) | { readonly next: 'code' | 'set-up'; readonly ticket: string };
/** A second factor that was just set up, with the codes that are shown this once. */
export type SetUp = Session & { readonly recoveryCodes: readonly string[] };

/** What the button of the sign-in provider says; null without one. */
export const providerQuery = queryOptions({ queryKey: ['sign-in-provider'], staleTime: Infinity, queryFn: ({ signal }) => send<{ name: string | null; samples: boolean }>('GET', '/api/session/provider', undefined, signal) });

export function signIn(account: string, password: string): Promise<SignInStep> {
  return send('POST', '/api/session', { account, password });
}

export function answerCode(ticket: string, code: string): Promise<Session> {
  return send('POST', '/api/session/code', { ticket, code });
}

export function beginSetUp(ticket: string): Promise<AuthenticatorSecret> {
  return send('POST', '/api/session/set-up', { ticket });
}

export function confirmSetUp(ticket: string, code: string): Promise<SetUp> {
  return send('POST', '/api/session/set-up/code', { ticket, code });
}

export function signOut(): Promise<unknown> {
  return send('DELETE', '/api/session');
}

/** What a one-time link is for; the code goes in the body, never in an address. */
export function lookAtInvitation(code: string, signal?: AbortSignal): Promise<ReplyOf<typeof invitationCodes.look>> {
  return send('POST', '/api/invitation', { code }, signal);
}

export function acceptInvitation(code: string, password: string): Promise<ReplyOf<typeof invitationCodes.accept>> {
  return send('POST', '/api/invitation/accept', { code, password });
}

/** The own account. Changes of what protects it change the session's token, which the browser keeps by itself. */
export const ownAccountQuery = queryOptions({ queryKey: ['own-account'], queryFn: ({ signal }) => send<OwnAccount>('GET', '/api/own-account', undefined, signal) });

export function changePassword(password: string, newPassword: string): Promise<Session> {
  return send('PUT', '/api/own-account/password', { password, newPassword });
}

export function beginSecondFactor(password: string): Promise<AuthenticatorSecret> {
  return send('POST', '/api/own-account/second-factor', { password });
}

export function confirmSecondFactor(code: string): Promise<SetUp> {
  return send('PUT', '/api/own-account/second-factor', { code });
}

export function removeSecondFactor(password: string): Promise<Session> {
  return send('POST', '/api/own-account/second-factor/remove', { password });
}

export function endOwnSession(id: string): Promise<unknown> {
  return send('DELETE', `/api/own-account/sessions/${encodeURIComponent(id)}`);
}
