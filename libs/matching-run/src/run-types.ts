import type { EntryOf, Features, ListEntry, Market, MatchingPolicy, Geography, Side, UnmatchedReason } from '@jiedui/contracts';
import type { ObjectiveVector, Violation } from '@jiedui/matching-core';
import type { BrokenCondition, ListConditions, Placement, RuleContext, RuleSet } from '@jiedui/market-rules';

/** A quantity between two entries: 1 for a worker, units of 500 g in produce. */
export interface PairQuantity {
  demandId: string;
  supplyId: string;
  quantity: number;
}

export interface PairIds {
  demandId: string;
  supplyId: string;
}

/** Everything a run depends on; equal input gives equal proposals, whatever the order of the entries. */
export interface RunInput {
  market: Market;
  /** Both lists; entries of another market are refused, entries of several programmes are solved programme by programme. */
  entries: readonly ListEntry[];
  policy: MatchingPolicy;
  /** Day `YYYY-MM-DD` the rules stand on. */
  asOf: string;
  geography: Geography;
  /** Frozen pairs and pairs that were sent and not refused: their quantity is taken out before the solve. */
  held?: readonly PairQuantity[];
  /** Refused pairs: never proposed again. */
  excluded?: readonly PairIds[];
  /** Unsent proposals of the run before: among equal optima the one that changes the fewest is taken. */
  previous?: readonly PairQuantity[];
  /** Solve once more without the holds and report the difference. Doubles the solving time. */
  reportHoldingCost?: boolean;
  /** Leave out what one unit more or less of each entry is worth: nothing then can be explained, and the run is shorter. */
  withoutMarginals?: boolean;
  /** Demand entries times supply entries of a programme above which its pairs are not written down but priced in; 10^9 when left out. */
  pricedAbove?: number;
  onProgress?: (progress: RunProgress) => void;
  /** True stops the run with status `cancelled`. */
  shouldCancel?: () => boolean;
}

export interface RunProgress {
  phase: 'pairs' | 'solve' | 'certificate' | 'marginals';
  programme: string;
  /** 0..1 of the whole run, never falling. */
  fraction: number;
}

export interface Proposal extends PairQuantity {
  programme: string;
  fit: number;
  tier: number;
}

export interface UnmatchedEntry {
  id: string;
  side: Side;
  reason: UnmatchedReason;
}

/**
 * Price of one unit of an entry in folded weight, without the conditions; what the optimum would lose with one unit less of it (`lossOfOneUnit`, its largest
 * optimal price; 0 where it has no room) and gain with one unit more (`gainOfOneUnit`, its least). Both exact, with
 * every condition decided as it was; null when the run was told to leave them out, or the pairs were too many to write down.
 */
export interface EntryPrice {
  id: string;
  side: Side;
  price: number;
  lossOfOneUnit: number | null;
  gainOfOneUnit: number | null;
}

/** A held pair that a person has to look at: it is never dropped. */
export interface HeldProblem extends PairIds {
  code: 'UNKNOWN_ENTRY' | 'OVER_CAPACITY' | 'INELIGIBLE';
}

export interface RunCounts {
  demandEntries: number;
  supplyEntries: number;
  eligiblePairs: number;
  proposals: number;
  unmatchedDemand: number;
  unmatchedSupply: number;
}

/** Milliseconds by phase. */
export interface RunTimings {
  pairs: number;
  solve: number;
  certificate: number;
  marginals: number;
  total: number;
}

/** How far a result could be from the best at most: bound less weight, read as tier steps and points of fit. Both 0: proved by the prices. */
export interface RunGap {
  tierSteps: bigint;
  fit: bigint;
}

/** What speaks against a result: capacities, prices, or a condition that its pairs break. */
export type RunViolation = Omit<Violation, 'code'> & { readonly code: Violation['code'] | BrokenCondition['code'] };

export interface RunCertificate {
  isVerified: boolean;
  pairsChecked: number;
  /** The first violations met, of `violationCount`. */
  violations: readonly RunViolation[];
  violationCount: number;
}

export interface FinishedRun {
  /** `optimal`: gap 0, or the integer model came to its proof. `bounded`: all conditions are kept, and no result can be further ahead than the gap. */
  status: 'optimal' | 'bounded';
  /** Of the bound that the prices prove; 0 where no condition costs anything. An optimal run may have one: prices know of no conditions. */
  gap: RunGap;
  proposals: Proposal[];
  unmatched: UnmatchedEntry[];
  prices: EntryPrice[];
  vector: ObjectiveVector;
  /** Folded weight, the sum over programmes of `Σ quantity · (fit + (5 − tier)·M)`. */
  objective: bigint;
  /** What the prices prove that no result can weigh more than; the objective where the gap is 0. */
  bound: bigint;
  /** SHA-256, hex, of entries, policy, day, holds and exclusions in canonical form. */
  inputHash: string;
  counts: RunCounts;
  certificate: RunCertificate;
  heldProblems: HeldProblem[];
  /** Units of the previous proposals that were kept. */
  keptUnits: bigint;
  /** Vector of the optimum without holds, less the vector with them (held pairs counted); null when not asked for. */
  holdingCost: ObjectiveVector | null;
  timings: RunTimings;
}

export type RunResult = FinishedRun | { status: 'cancelled' } | { status: 'out-of-range'; reason: string };

/** The two lists of one programme, each in ascending order of id, ready to be solved. */
export interface ProgrammeLists<D extends Features, S extends Features> {
  programme: string;
  ruleSet: RuleSet<D, S>;
  ctx: RuleContext;
  demand: EntryOf<D>[];
  supply: EntryOf<S>[];
  /** Units in the solve: capacity less holds; 0 for entries that take no part. */
  demandRoom: Int32Array;
  supplyRoom: Int32Array;
  /** Refused pairs: demand indices by supply index. */
  excluded: Map<number, Set<number>>;
  /** Pairs whose quantity was taken out of the rooms. */
  held: Placement[];
  /** Supply entries without room because their group cannot go. */
  heldBack: ReadonlySet<number>;
  /** Groups, least amounts, lines served whole; null when no row states any. */
  conditions: ListConditions | null;
}
