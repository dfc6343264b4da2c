import type { ListCode, ListRow, Permission } from '@jiedui/contracts';
import { operations } from '../api/index.js';
import { fullNumber, type MessageKey } from '../messages/index.js';

/** What differs between the four lists; pages, forms and imports are the same code. */
export interface ListKind {
  readonly code: ListCode; readonly path: string; readonly title: MessageKey;
  readonly service: 'employment' | 'marketplace'; readonly market: 'employment' | 'produce'; readonly side: 'demand' | 'supply';
  readonly operations: typeof operations.posts;
  readonly read: Permission; readonly write: Permission; readonly make: Permission;
  readonly unit: 'people' | 'jin'; readonly tierOf: 'worker' | 'lot' | null;
  readonly head: MessageKey; readonly region: MessageKey; readonly amount: MessageKey; readonly dates: MessageKey; readonly empty: MessageKey;
  /** The money of a row as its submitter wrote it; null when nothing was given. */
  readonly amountText: (row: ListRow, perMonth: string) => string | null;
}

/** A cell's number with its digits grouped; other texts as they are; undefined when empty. */
function amount(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? fullNumber(Number(text)) : text;
}
function price(row: ListRow, column: string): string | null {
  const value = amount(row.cells[column]);
  return value === undefined ? null : `${value}元/${row.cells['unit'] ?? '斤'}`;
}

export const listKinds: readonly ListKind[] = [
  {
    code: 'post', path: 'posts', title: 'nav.posts', service: 'employment', market: 'employment', side: 'demand', operations: operations.posts,
    read: 'post.read', write: 'post.write', make: 'employment-proposal.make', unit: 'people', tierOf: null,
    head: 'list.col.post', region: 'list.col.region.post', amount: 'list.col.amount.post', dates: 'list.col.dates.post', empty: 'list.empty.post',
    amountText: (row, perMonth) => {
      const low = amount(row.cells['wageMin']);
      const high = amount(row.cells['wageMax']);
      if (low === undefined && high === undefined) return amount(row.cells['wageText']) ?? null;
      return `${low === undefined || high === undefined || low === high ? low ?? high ?? '' : `${low}–${high}`}${perMonth}`;
    },
  },
  {
    code: 'worker', path: 'workers', title: 'nav.workers', service: 'employment', market: 'employment', side: 'supply', operations: operations.workers,
    read: 'worker.read', write: 'worker.write', make: 'employment-proposal.make', unit: 'people', tierOf: 'worker',
    head: 'list.col.worker', region: 'list.col.region.worker', amount: 'list.col.amount.worker', dates: 'list.col.dates.worker', empty: 'list.empty.worker',
    amountText: (row, perMonth) => { const wish = amount(row.cells['wageWish']); return wish === undefined ? null : `${wish}${perMonth}`; },
  },
  {
    code: 'orderLine', path: 'order-lines', title: 'nav.orderLines', service: 'marketplace', market: 'produce', side: 'demand', operations: operations.orderLines,
    read: 'order-line.read', write: 'order-line.write', make: 'produce-proposal.make', unit: 'jin', tierOf: null,
    head: 'list.col.orderLine', region: 'list.col.region.orderLine', amount: 'list.col.amount.orderLine', dates: 'list.col.dates.orderLine', empty: 'list.empty.orderLine',
    amountText: (row) => price(row, 'priceMax'),
  },
  {
    code: 'lot', path: 'lots', title: 'nav.lots', service: 'marketplace', market: 'produce', side: 'supply', operations: operations.lots,
    read: 'lot.read', write: 'lot.write', make: 'produce-proposal.make', unit: 'jin', tierOf: 'lot',
    head: 'list.col.lot', region: 'list.col.region.lot', amount: 'list.col.amount.lot', dates: 'list.col.dates.lot', empty: 'list.empty.lot',
    amountText: (row) => price(row, 'price'),
  },
];

export function listKindOf(path: string | undefined): ListKind | undefined {
  return listKinds.find((kind) => kind.path === path);
}
export function listKindByCode(code: ListCode): ListKind | undefined {
  return listKinds.find((kind) => kind.code === code);
}
