import type { ListRow } from '@jiedui/contracts';

/** A row as it can be told from others like it: many people wish for the same work, and many posts have one title. */
export const named = (row: Pick<ListRow, 'title' | 'externalId'>): string => (row.externalId === '' ? row.title : `${row.title} ${row.externalId}`);
