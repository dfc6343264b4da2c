import type { ListRow } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { call } from '../api/index.js';
import type { ListKind } from './list-kinds.js';

export interface Choice { readonly value: string; readonly label: string }
/** Filters whose values are those the list holds. */
export type HeldFilter = 'region' | 'category' | 'organisation';

const valueOf: Record<HeldFilter, (row: ListRow) => Choice | null> = {
  region: (row) => ({ value: row.region, label: row.regionName }),
  category: (row) => (row.category === null ? null : { value: row.category, label: row.categoryName ?? row.category }),
  organisation: (row) => ({ value: row.organisation, label: row.organisationName }),
};

/** Orders whose two ends show rows of many kinds: together they hold what a reader is likely to look for before typing. */
const orders = ['title', 'region', 'quantity', 'from'] as const;
const rowsOfAnOrder = 100;

/**
 * Values to choose from in a filter: those of many rows of the list, whatever page is shown, and with words typed those of all
 * rows found by them. Asked for once the filter is `open`.
 */
export function useListChoices(kind: ListKind, programme: string, name: HeldFilter, open: boolean, typed: string): { readonly choices: readonly Choice[]; readonly busy: boolean } {
  const words = useDeferredValue(typed.trim());
  const sample = useQuery({
    queryKey: ['list-choices', kind.code, programme], enabled: open, staleTime: 300_000,
    queryFn: async ({ signal }) => (await Promise.all(orders.flatMap((sort) => (['true', 'false'] as const).map((descending) => call(kind.operations.list, { programme, sort, descending, size: rowsOfAnOrder }, signal))))).flatMap((page) => page.items),
  });
  const found = useQuery({
    queryKey: ['list', kind.code, 'choices', programme, words], enabled: open && words !== '', staleTime: 60_000, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(kind.operations.list, { programme, search: words, size: rowsOfAnOrder }, signal),
  });
  const held = new Map<string, string>();
  for (const row of [...(sample.data ?? []), ...(words === '' ? [] : found.data?.items ?? [])]) {
    const choice = valueOf[name](row);
    if (choice !== null) held.set(choice.value, choice.label);
  }
  // Of the rows that were found by a good's or a trade's name, the category is what was meant.
  const meant = new Set(name === 'category' && words !== '' ? (found.data?.items ?? []).map((row) => row.category) : []);
  const choices = [...held].map(([value, label]) => ({ value, label })).filter(({ value, label }) => words === '' || label.includes(words) || meant.has(value));
  return { choices: choices.sort((a, b) => a.label.localeCompare(b.label, 'zh-CN')), busy: sample.isFetching || found.isFetching };
}
