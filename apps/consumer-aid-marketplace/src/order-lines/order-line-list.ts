import { orderLines } from '@jiedui/contracts';
import { capacityUnits, listContext, orderLineEntry, orderLineList } from '@jiedui/lists';
import { defineList, todayInShanghai } from '@jiedui/list-store/define-list';
import { categoryName } from '@jiedui/reference-data';

/** 采购需求清单 as this service keeps it. */
export const orderLineSpec = defineList({
  list: 'orderLine', market: 'produce', side: 'demand', table: 'order_line', read: orderLines.list.permission, write: orderLines.create.permission,
  definition: orderLineList, context: (programme) => listContext(todayInShanghai(), programme),
  project: (row) => ({
    programme: row.programme === '' ? null : row.programme, externalId: row.externalId ?? '', naturalKey: orderLineList.keyOf(row), title: row.product ?? categoryName(row.category) ?? row.category, region: row.region,
    organisation: row.creditCode ?? row.buyer, organisationName: row.buyer, category: row.category, quantity: capacityUnits(row.quantityGrams), amountFen: row.priceMax.fen, tier: null,
    fromOn: row.deliverFrom, toOn: row.deliverTo, words: [row.buyer], features: orderLineEntry(row, { id: '', version: 1, organisation: '', status: 'open' }).features,
  }),
  categoryName: (category) => categoryName(category) ?? category,
});
