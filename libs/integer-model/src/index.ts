export { solveIntegerModel, type IntegerModel, type IntegerResult } from './integer-model.js';
export type { Conditions, Group, Limit } from './conditions.js';
export { matchConditioned, solveTheRest, type ConditionedMatching, type ConditionedOptions, type ConditionedResult } from './conditioned-matching.js';
export { wholeFlow, type FixedChoice } from './fixed-choice.js';
