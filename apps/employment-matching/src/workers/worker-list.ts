import { workers } from '@jiedui/contracts';
import { listContext, workerEntry, workerList } from '@jiedui/lists';
import { defineList, todayInShanghai } from '@jiedui/list-store/define-list';
import { registerListed } from '../households/listed-households.js';
import { titleCorrections } from '../occupations/title-corrections.js';
import { keepCertificates } from '../training/certificates.js';
import { recordConsents } from './consent-ledger.js';
import { moveWithWorkers } from './moved-workers.js';
import { familyOf, occupationName, regionName } from '@jiedui/reference-data';

/** 就业需求清单 as this service keeps it. A worker's organisation is the county that answers for them. */
export const workerSpec = defineList({
  list: 'worker', market: 'employment', side: 'supply', table: 'worker', read: workers.list.permission, write: workers.create.permission,
  definition: workerList, personKeys: true, written: async (manager, ids, byActor) => { await recordConsents(manager, ids, byActor); await registerListed(manager, ids, byActor); await keepCertificates(manager, ids); await moveWithWorkers(manager, ids); }, context: (programme) => listContext(todayInShanghai(), programme, titleCorrections()),
  project: (row, context) => {
    const entry = workerEntry(row, { id: '', version: 1, organisation: '', status: 'open' }, context.today);
    const wish = row.wishes[0];
    return {
      programme: row.programme === '' ? null : row.programme, externalId: row.externalId ?? '', naturalKey: workerList.keyOf(row), title: wish === undefined ? '求职' : wish.title, region: row.unit,
      organisation: row.unit, organisationName: regionName(row.unit), category: wish?.occupation === undefined || wish.occupation === null ? null : familyOf(wish.occupation), quantity: 1,
      amountFen: row.wageWishFen, tier: entry.tier, fromOn: row.availableOn, toOn: null,
      words: [...row.wishes.map((one) => one.title), ...row.skills, ...(row.township === null ? [] : [row.township])], features: entry.features,
    };
  },
  categoryName: (family) => occupationName(`${family}-00`) ?? family,
});
