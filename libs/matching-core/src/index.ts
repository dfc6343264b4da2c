export * from './problem.js';
export * from './lexicographic-weights.js';
export { ExactSum } from './exact-sum.js';
export { solve, type OutOfRange, type Solution, type SolveOptions } from './solver/solve.js';
export type { OnProgress, SolvePhase } from './solver/pulse.js';
export * from './certificate.js';
export { DimacsParser, parseDimacs, type DimacsNetwork, type DimacsResult } from './dimacs/parse-dimacs.js';
export { leastCost, toTwoSided, type TwoSided, type TwoSidedResult } from './dimacs/two-sided.js';
export { writeDimacs } from './dimacs/write-dimacs.js';
