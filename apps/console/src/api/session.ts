import type { Actor } from '@jiedui/contracts';
import { queryOptions } from '@tanstack/react-query';
import { send } from './client.js';

/** Who is signed in; the anonymous actor when nobody is. The session itself is a cookie that scripts cannot read. */
export const sessionQuery = queryOptions({
  queryKey: ['session'], staleTime: 60_000,
  queryFn: ({ signal }) => send<{ actor: Actor }>('GET', '/api/session', undefined, signal),
});

export function signIn(account: string, password: string): Promise<{ actor: Actor; expiresAt: string }> {
  return send('POST', '/api/session', { account, password });
}

export function signOut(): Promise<unknown> {
  return send('DELETE', '/api/session');
}
