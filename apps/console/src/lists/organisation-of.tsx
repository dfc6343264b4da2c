import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/index.js';
import { useActor } from '../shell/actor-context.js';
import type { ListKind } from './list-kinds.js';

/** Whose a row of a list is; nothing where the reader may not read that list. */
export function OrganisationOf({ kind, id }: { kind: ListKind; id: string }): ReactNode {
  const { may } = useActor();
  const { data } = useQuery({ queryKey: ['row', kind.code, id], enabled: may(kind.read), staleTime: 60_000, retry: false, queryFn: ({ signal }) => call(kind.operations.get, { id }, signal) });
  return data === undefined ? null : <span>{data.row.organisationName}</span>;
}
