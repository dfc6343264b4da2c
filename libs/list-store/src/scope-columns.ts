import type { ScopeColumns } from '@jiedui/access';

/** Where a row of a list belongs. */
export const listScopeColumns: ScopeColumns & { readonly createdBy: string } = { programme: 'programme', regions: ['region'], organisations: ['organisation'], createdBy: 'created_by' };
