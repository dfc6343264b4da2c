import { defaultPolicy, lots } from '@jiedui/contracts';
import { capacityUnits, listContext, lotEntry, lotList } from '@jiedui/lists';
import { defineList, todayInShanghai } from '@jiedui/list-store/define-list';
import { categoryName } from '@jiedui/reference-data';

/** 农产品供给清单 as this service keeps it. */
export const lotSpec = defineList({
  list: 'lot', market: 'produce', side: 'supply', table: 'lot', read: lots.list.permission, write: lots.create.permission,
  definition: lotList, context: (programme) => listContext(todayInShanghai(), programme),
  project: (row) => {
    const entry = lotEntry(row, { id: '', version: 1, organisation: '', status: 'open' }, defaultPolicy.produce.monitoredShare);
    return {
      programme: row.programme === '' ? null : row.programme, externalId: row.externalId ?? '', naturalKey: lotList.keyOf(row), title: row.product ?? categoryName(row.category) ?? row.category, region: row.unit,
      organisation: row.creditCode ?? row.producer, organisationName: row.producer, category: row.category, quantity: capacityUnits(row.quantityGrams), amountFen: row.price.fen, tier: entry.tier,
      fromOn: row.harvestFrom, toOn: row.harvestTo, words: [row.producer, ...(row.township === null ? [] : [row.township])], features: entry.features,
    };
  },
  categoryName: (category) => categoryName(category) ?? category,
});
