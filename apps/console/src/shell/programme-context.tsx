import type { ReplyOf, registry } from '@jiedui/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { programmesOf } from './access.js';
import { useActor } from './actor-context.js';

export type Programme = ReplyOf<typeof registry.programmes>['items'][number];
interface Choice { readonly programme: Programme | undefined; readonly code: string; readonly programmes: readonly Programme[]; readonly choose: (code: string) => void }

export const programmesQuery = queryOptions({
  queryKey: ['programmes'], staleTime: Infinity,
  queryFn: ({ signal }) => call(operations.registry.programmes, {}, signal),
});
const storageKey = 'jiedui.programme';
const Context = createContext<Choice | null>(null);

export function ProgrammeProvider({ children }: { children: ReactNode }): ReactNode {
  const { actor } = useActor();
  const { data } = useQuery(programmesQuery);
  const [chosen, setChosen] = useState(() => localStorage.getItem(storageKey));
  const value = useMemo<Choice>(() => {
    const own = programmesOf(actor);
    const programmes = (data?.items ?? []).filter((one) => own === null || own.includes(one.code));
    const programme = programmes.find((one) => one.code === chosen) ?? programmes[0];
    return {
      programme, programmes, code: programme?.code ?? own?.find((code) => code === chosen) ?? own?.[0] ?? chosen ?? 'three-gorges',
      choose: (code) => { localStorage.setItem(storageKey, code); setChosen(code); },
    };
  }, [actor, data, chosen]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The programme that pages are about, chosen in the header and remembered. */
export function useProgramme(): Choice {
  const choice = useContext(Context);
  if (choice === null) throw new Error('useProgramme outside ProgrammeProvider');
  return choice;
}
