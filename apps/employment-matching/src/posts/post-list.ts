import { posts } from '@jiedui/contracts';
import { advertisementProfiles, employerKey, listContext, postEntry, postList } from '@jiedui/lists';
import { defineList, todayInShanghai } from '@jiedui/list-store/define-list';
import { barredPosts } from '../barred-employers/barred.js';
import { minimumWagesInForce } from '../minimum-wages/standards-in-force.js';
import { titleCorrections } from '../occupations/title-corrections.js';
import { familyOf, occupationName } from '@jiedui/reference-data';

/** 岗位供给清单 as this service keeps it. */
export const postSpec = defineList({
  list: 'post', market: 'employment', side: 'demand', table: 'post', read: posts.list.permission, write: posts.create.permission,
  definition: postList, profiles: advertisementProfiles, context: (programme) => listContext(todayInShanghai(), programme, titleCorrections(), minimumWagesInForce()),
  project: (row) => ({
    programme: row.programme === '' ? null : row.programme, externalId: row.externalId ?? '', naturalKey: postList.keyOf(row), title: row.title, region: row.region,
    organisation: employerKey(row), organisationName: row.employer, category: row.occupation === null ? null : familyOf(row.occupation), quantity: row.headcount,
    amountFen: row.wageMaxFen ?? row.wageMinFen, tier: null, fromOn: row.startOn, toOn: row.closesOn, words: [row.employer, ...row.skills],
    features: postEntry(row, { id: '', version: 1, organisation: '', status: 'open' }).features,
  }),
  categoryName: (family) => occupationName(`${family}-00`) ?? family, barred: barredPosts,
});
