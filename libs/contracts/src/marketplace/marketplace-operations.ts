import { consentOperations } from '../lists/consent-operations.js';
import { importOperations, listOperations } from '../lists/list-operations.js';
import { snapshotOperation } from '../matching/entry-snapshot.js';

/** 采购需求清单. */
export const orderLines = listOperations('marketplace', 'order-lines', '/api/marketplace/order-lines', 'order-line.read', 'order-line.write', '采购需求');
/** 农产品供给清单. */
export const lots = listOperations('marketplace', 'lots', '/api/marketplace/lots', 'lot.read', 'lot.write', '农产品批次');
export const marketplaceImports = importOperations('marketplace', '/api/marketplace/imports');
export const produceProposals = consentOperations('marketplace', '/api/marketplace', 'contract-lines', {
  read: 'produce-proposal.read', send: 'produce-proposal.send', answerSupply: 'produce-proposal.answer-producer', answerDemand: 'produce-proposal.answer-buyer',
  make: 'produce-proposal.make', readAgreements: 'contract-line.read',
}, { agreement: '合同明细' });
export const marketplaceSnapshot = snapshotOperation('marketplace');
