import type { CodeNames, EntryOf, FeatureChange, Features, Geography, Market, MatchingPolicy, ProtectionTier, Text2, UnmatchedReason } from '@jiedui/contracts';
import type { PairScanner } from './pair-scanner.js';

/** What every rule may look at besides the two entries. `asOf` is the day (`YYYY-MM-DD`) the run stands on: rules have no clock. */
export interface RuleContext {
  geography: Geography;
  policy: MatchingPolicy;
  asOf: string;
  programme: string;
  /** For messages only; without it they show codes. */
  names?: CodeNames;
}

/** `unknown` passes: what is not known never excludes (DESIGN section 3); the card shows it as 待确认. */
export type Outcome = 'passed' | 'failed' | 'unknown';

/**
 * A change of an entry's own features, before it is put on a card. `set` is merged over the features;
 * `magnitude` (0 and up, about 100 for a change that takes a person a month or a tenth of a price) orders changes of equally many features.
 */
export interface ProposedChange<F extends Features> {
  code: string;
  text: Text2;
  set: Partial<F>;
  magnitude: number;
}

/** A condition that is never traded. `relax…` is the least change of one side's own features that makes it pass, or null when there is none. */
export interface HardRule<D extends Features, S extends Features> {
  code: string;
  name: Text2;
  check(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): Outcome;
  detail(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): Text2;
  relaxSupply?(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): ProposedChange<S> | null;
  relaxDemand?(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): ProposedChange<D> | null;
}

/**
 * A named preference worth 0 to `weight` whole points. `improve…` is the least change of one side's own features that
 * brings the part to `wanted` points, or failing that as high as it goes; null when the side can do nothing.
 */
export interface SoftPart<D extends Features, S extends Features> {
  code: string;
  name: Text2;
  weight(policy: MatchingPolicy): number;
  points(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): number;
  detail(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext): Text2;
  improveSupply?(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext, wanted: number): ProposedChange<S> | null;
  improveDemand?(demand: EntryOf<D>, supply: EntryOf<S>, ctx: RuleContext, wanted: number): ProposedChange<D> | null;
}

/** Everything that makes a market a market: a third one is a new rule set, not a new engine. */
export interface RuleSet<D extends Features, S extends Features> {
  market: Market;
  hardRules: readonly HardRule<D, S>[];
  softParts: readonly SoftPart<D, S>[];
  isDemand(features: Features): features is D;
  isSupply(features: Features): features is S;
  /** Key of the people a supply entry is placed together with: at one place, or none of them. Null for nobody. */
  groupOf(entry: EntryOf<S>): string | null;
  /** The place of a demand entry that a group has to agree on. */
  placeOf(entry: EntryOf<D>): string;
  /** Least units of a pair of the entry; 0 for any. */
  demandMinimum(entry: EntryOf<D>): number;
  supplyMinimum(entry: EntryOf<S>): number;
  /** Whether one supply entry serves the demand entry whole, or nobody does. */
  isServedWhole(entry: EntryOf<D>): boolean;
  /** The change of its own that does away with the conditions the entry states; null when it states none. */
  releaseDemand(entry: EntryOf<D>): ProposedChange<D> | null;
  releaseSupply(entry: EntryOf<S>): ProposedChange<S> | null;
  /** What keeps the entry out of every pair, whoever the counterpart is: consent, closing. Null when nothing does. */
  demandObstacle(entry: EntryOf<D>, ctx: RuleContext): UnmatchedReason | null;
  supplyObstacle(entry: EntryOf<S>, ctx: RuleContext): UnmatchedReason | null;
  /** Why a supply entry has its protection tier, in words. */
  tierReason(tier: ProtectionTier): Text2;
  /** The same rules prepared for two whole lists: no allocation a pair. Agrees with `check` and `points` exactly (pair-scanner.spec.ts). */
  compile(demand: readonly EntryOf<D>[], supply: readonly EntryOf<S>[], ctx: RuleContext): PairScanner;
}

/** Greatest fit of a pair, F in DESIGN section 3. */
export const greatestFit = 1000;

/** The part of a pair's weight that depends on the supply entry's tier alone: `(5 − tier)·M`, with M the tier step of DESIGN section 3. */
export function tierBonus(tier: number, step: number): number {
  return (5 - tier) * step;
}

/** The entry with the changes merged over its features, in order. */
export function withChanges<F extends Features>(entry: EntryOf<F>, changes: readonly ProposedChange<F>[]): EntryOf<F> {
  let features = entry.features;
  for (const change of changes) features = { ...features, ...change.set };
  return { ...entry, features };
}

/** A proposed change as the explanation card carries it. */
export function toFeatureChange<F extends Features>(change: ProposedChange<F>): FeatureChange {
  return { code: change.code, text: change.text, set: Object.fromEntries(Object.entries(change.set)) };
}
