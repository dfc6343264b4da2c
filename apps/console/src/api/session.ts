import type { Actor, Permission } from '@jiedui/contracts';
import { queryOptions } from '@tanstack/react-query';
import { send } from './client.js';

/** Who is signed in and what their roles include. */
export interface Session { readonly actor: Actor; readonly permissions: readonly Permission[] }

/** Who is signed in; the anonymous actor when nobody is. The session itself is a cookie that scripts cannot read. */
export const sessionQuery = queryOptions({
  queryKey: ['session'], staleTime: 60_000,
  queryFn: ({ signal }) => send<Session>('GET', '/api/session', undefined, signal),
});

export function signIn(account: string, password: string): Promise<Session & { expiresAt: string }> {
  return send('POST', '/api/session', { account, password });
}

export function signOut(): Promise<unknown> {
  return send('DELETE', '/api/session');
}
