export * from './rule-set.js';
export { at, Numbering } from './pair-scanner.js';
export type { PairScanner } from './pair-scanner.js';
export * from './evaluate-pair.js';
export * from './eligible-pairs.js';
export { employmentRuleSet } from './employment/employment-rule-set.js';
export { produceRuleSet } from './produce/produce-rule-set.js';
export { isInCategory } from './produce/produce-terms.js';
export { calendarDay, dayNumber } from './day-number.js';
