export * from './problem.js';
export * from './lexicographic-weights.js';
export { ExactSum } from './exact-sum.js';
export { solve, type OutOfRange, type Solution, type SolveOptions } from './solver/solve.js';
export type { OnProgress, SolvePhase } from './solver/pulse.js';
export * from './certificate.js';
