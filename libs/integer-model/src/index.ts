export { solveIntegerModel, type IntegerModel, type IntegerResult } from './integer-model.js';
export { brokenBy, ConditionIndex, isBroken, type Broken, type Conditions, type Group, type Limit } from './conditions.js';
export { matchConditioned, type ConditionedMatching, type ConditionedOptions, type ConditionedResult } from './conditioned-matching.js';
export { wholeFlow, type FixedChoice } from './fixed-choice.js';
