export * from './run-types.js';
export { programmeLists, withoutRoom } from './programme-lists.js';
export type { ListsInput } from './programme-lists.js';
export { programmePairs, programmeProblem, runMatching } from './run-matching.js';
export type { ProgrammeProblem } from './run-matching.js';
export { canonicalJson, inputHash } from './input-hash.js';
export { explainEntry, explainer } from './explain-entry.js';
export type { Explainer, StoredRun } from './explain-entry.js';
