import type { Actor, Permission } from '@jiedui/contracts';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { may } from './access.js';

interface Acting { readonly actor: Actor; readonly may: (permission: Permission) => boolean }
const Context = createContext<Acting | null>(null);

export function ActorProvider({ actor, children }: { actor: Actor; children: ReactNode }): ReactNode {
  const value = useMemo<Acting>(() => ({ actor, may: (permission) => may(actor, permission) }), [actor]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Who is signed in and what to show them. */
export function useActor(): Acting {
  const acting = useContext(Context);
  if (acting === null) throw new Error('useActor outside ActorProvider');
  return acting;
}
