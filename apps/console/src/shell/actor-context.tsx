import type { Actor, Permission } from '@jiedui/contracts';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Session } from '../api/session.js';

/** `may` keeps away from a reader what would be refused: the session says what its roles include, and every service decides for itself. */
interface Acting { readonly actor: Actor; readonly may: (permission: Permission) => boolean }
const Context = createContext<Acting | null>(null);

export function ActorProvider({ session, children }: { session: Session; children: ReactNode }): ReactNode {
  const value = useMemo<Acting>(() => ({ actor: session.actor, may: (permission) => session.permissions.includes(permission) }), [session]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Who is signed in and what to show them. */
export function useActor(): Acting {
  const acting = useContext(Context);
  if (acting === null) throw new Error('useActor outside ActorProvider');
  return acting;
}
