import { useQueries } from '@tanstack/react-query';
import { call, operations } from '../api/index.js';
import { letterServices, type LetterService } from './letter-words.js';

/** How many open letters a service has. */
export interface OpenLetters { readonly service: LetterService; readonly total: number | undefined; readonly exact: boolean; readonly error: unknown }

/** Open letters of every service. A service that does not answer leaves the counts of the others as they are. */
export function useOpenLetters(enabled: boolean): readonly OpenLetters[] {
  const counts = useQueries({
    queries: letterServices.map((service) => ({
      queryKey: ['dead-letters', service, 'count'], enabled, refetchInterval: 30_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => countOpenLetters(service, signal),
    })),
  });
  return letterServices.map((service, i) => ({ service, total: counts[i]?.data?.total, exact: counts[i]?.data?.exact ?? true, error: counts[i]?.error ?? null }));
}

/** Counts one service's open letters. */
export function countOpenLetters(service: LetterService, signal: AbortSignal): Promise<{ total: number; exact: boolean }> {
  return call(operations.deadLetters[service].list, { size: 1 }, signal);
}
