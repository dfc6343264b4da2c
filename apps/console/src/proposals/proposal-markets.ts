import type { Market, Party, Permission, ProposalState, RefusalReason } from '@jiedui/contracts';
import { operations } from '../api/index.js';
import type { MessageKey } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

/** What differs between consent in the two markets. */
export interface ConsentMarket {
  readonly market: Market; readonly operations: typeof operations.employmentProposals;
  readonly title: MessageKey; readonly agreements: MessageKey;
  readonly read: Permission; readonly send: Permission; readonly readAgreements: Permission;
  readonly answer: Record<Party, Permission>;
  readonly reasons: readonly RefusalReason[];
}

const employment: ConsentMarket = {
  market: 'employment', operations: operations.employmentProposals, title: 'nav.proposals.employment', agreements: 'nav.placements',
  read: 'employment-proposal.read', send: 'employment-proposal.send', readAgreements: 'placement.read',
  answer: { supply: 'employment-proposal.answer-county', demand: 'employment-proposal.answer-enterprise' },
  reasons: ['wage', 'distance', 'skills', 'health-or-family', 'already-placed', 'post-filled', 'changed-mind', 'other'],
};
const produce: ConsentMarket = {
  market: 'produce', operations: operations.produceProposals, title: 'nav.proposals.produce', agreements: 'nav.contractLines',
  read: 'produce-proposal.read', send: 'produce-proposal.send', readAgreements: 'contract-line.read',
  answer: { supply: 'produce-proposal.answer-producer', demand: 'produce-proposal.answer-buyer' },
  reasons: ['price', 'quality', 'quantity', 'delivery-time', 'distance', 'changed-mind', 'other'],
};

export function consentMarketOf(market: string | undefined): ConsentMarket | undefined {
  return market === 'employment' ? employment : market === 'produce' ? produce : undefined;
}

export const proposalStates: readonly ProposalState[] = ['proposed', 'sent', 'agreed', 'refused', 'withdrawn', 'lapsed', 'ended'];
export const proposalTone: Record<ProposalState, Tone> = { proposed: 'plain', sent: 'wait', agreed: 'good', refused: 'bad', withdrawn: 'plain', lapsed: 'warn', ended: 'plain' };
