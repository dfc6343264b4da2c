export { priceOut, solveByPricing, type PricedOut, type PricedSolution, type PricingCancelled, type PricingCounts, type PricingOptions, type PricingPhase } from './column-generation.js';
export type { OnlyPairs, OnRow, PairSource } from './pair-source.js';
export { checkAllPairs, type StoredAnswer } from './check-all-pairs.js';
export { storeMore, type ChoosePairs, type StoredSolution } from './store-more.js';
