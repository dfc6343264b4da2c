import { consentOperations } from '../lists/consent-operations.js';
import { importOperations, listOperations } from '../lists/list-operations.js';
import { snapshotOperation } from '../matching/entry-snapshot.js';

/** 岗位供给清单. */
export const posts = listOperations('employment', 'posts', '/api/employment/posts', 'post.read', 'post.write', '岗位');
/** 就业需求清单. */
export const workers = listOperations('employment', 'workers', '/api/employment/workers', 'worker.read', 'worker.write', '务工人员');
export const employmentImports = importOperations('employment', '/api/employment/imports');
export const employmentProposals = consentOperations('employment', '/api/employment', 'placements', {
  read: 'employment-proposal.read', send: 'employment-proposal.send', answerSupply: 'employment-proposal.answer-county', answerDemand: 'employment-proposal.answer-enterprise',
  make: 'employment-proposal.make', readAgreements: 'placement.read',
}, { agreement: '上岗记录' });
export const employmentSnapshot = snapshotOperation('employment');
