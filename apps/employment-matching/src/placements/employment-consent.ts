import { employmentPairsChanged, employmentPlacementsChanged } from '@jiedui/contracts';
import type { ConsentMarket } from '@jiedui/consent';
import { beginPlacement } from './begin-placement.js';

/** Consent in employment: the county labour office speaks for the worker, the enterprise for the post; agreement is a placement. */
export const employmentConsent: ConsentMarket = {
  market: 'employment', demandTable: 'post', supplyTable: 'worker',
  permissions: {
    read: 'employment-proposal.read', send: 'employment-proposal.send', answerSupply: 'employment-proposal.answer-county', answerDemand: 'employment-proposal.answer-enterprise', make: 'employment-proposal.make',
  },
  pairsChanged: employmentPairsChanged, agreementsChanged: employmentPlacementsChanged, amountFen: () => null, holdHours: 72, personAnswers: true, agreed: beginPlacement,
};
