import { LotFeatures, marketplaceContractLinesChanged, marketplacePairsChanged } from '@jiedui/contracts';
import type { ConsentMarket } from '@jiedui/consent';

/** Grams of one unit of the produce market, the 斤 of the trade. */
const UNIT_GRAMS = 500n;

/** Worth in fen of a quantity at the lot's price, rounded down to the fen: a contract never costs more than its price says. */
export function contractAmountFen(lotFeatures: unknown, quantity: number): number {
  const { price } = LotFeatures.parse(lotFeatures);
  return Number((BigInt(quantity) * UNIT_GRAMS * BigInt(price.fen)) / BigInt(price.grams));
}

/** Consent in produce: the producer (or its county) speaks for the lot, the buyer for the order line; agreement is a contract line. */
export const produceConsent: ConsentMarket = {
  market: 'produce', demandTable: 'order_line', supplyTable: 'lot',
  permissions: {
    read: 'produce-proposal.read', send: 'produce-proposal.send', answerSupply: 'produce-proposal.answer-producer', answerDemand: 'produce-proposal.answer-buyer', make: 'produce-proposal.make',
  },
  pairsChanged: marketplacePairsChanged, agreementsChanged: marketplaceContractLinesChanged, amountFen: (_demand, supply, quantity) => contractAmountFen(supply, quantity), holdHours: 72,
};
