/**
 * A matching that stays optimal while its lists change.
 *
 * Between edits the state is that of a finished solve: every parcel on a best choice of its lot (slack 0), no spare unit that would
 * gain by a place, no free room at a price. An edit breaks this in a few places only:
 *
 *   withdraw  parcels whose arc went, whose lot or post has less room now, or which are no longer a best choice of their lot
 *   place     the spare units of the lots touched, by shortest paths forward                              (`ForwardRepair`)
 *   fill      the posts that have free room at a price above 0, by shortest paths backward                   (`SingleFill`)
 *
 * which are the exact steps of a solve, from the prices at hand: the objective afterwards is that of a fresh solve, and the prices
 * prove it. A post that opens anew starts at the least price at which nobody would leave a better place for it, as a hole.
 *
 * Cost: the arcs met by the searches, a few thousand on average at 100,000 x 10,000; where ties are many, the counts of `TightMoves` lead
 * them. Taking over looks at every arc a few times. Memory: the arcs twice, by lot and by post.
 *
 * Limits as in `problem.ts`. Not deterministic across different orders of edits (ties), but always in the objective.
 * Source: dual re-optimisation, e.g. Ahuja, Magnanti and Orlin 1993, section 9.11 (sensitivity analysis by shortest paths).
 */
import { ExactSum } from '../exact-sum.js';
import { MAX_WEIGHT, type TransportProblem } from '../problem.js';
import { type ArcRows, FlowState } from '../solver/flow-state.js';
import { ForwardRepair } from '../solver/forward-repair.js';
import { type IncomingArcs, SingleFill } from '../solver/single-fill.js';
import { countMovesIn, countMovesOut, TightMoves } from '../solver/tight-moves.js';
import { ArcLists } from './arc-lists.js';

/** A change of the lists. Entries are named by index; those that are new have the next free index of their side. */
export type Edit =
  /** Capacity or bonus of a supply entry; capacity 0 withdraws it. */
  | { readonly kind: 'supply'; readonly supply: number; readonly capacity?: number; readonly bonus?: number }
  /** Capacity of a demand entry; 0 withdraws it. */
  | { readonly kind: 'demand'; readonly demand: number; readonly capacity: number }
  /** Fit of a pair, or null when it is no longer eligible (excluded, or held outside the matching). */
  | { readonly kind: 'pair'; readonly supply: number; readonly demand: number; readonly fit: number | null };

/** A pair in use. */
export interface LivePair { readonly supply: number; readonly demand: number; readonly fit: number; readonly units: number }

/** Room for new entries that is made ahead, as a share of those there are. */
const AHEAD = 0.25, LEAST_AHEAD = 64;

/** Rows of a live matching as the searches read them: the pool's arrays may be replaced between two searches. */
class Rows implements ArcRows, IncomingArcs {
  constructor(readonly lists: ArcLists, readonly bonus: Float64Array) {}
  get start(): Int32Array { return this.lists.start; }
  get end(): Int32Array { return this.lists.end; }
  get column(): Int32Array { return this.lists.other; }
  get lot(): Int32Array { return this.lists.other; }
  get fit(): Int32Array { return this.lists.fit; }
  reachAt(): number { return Infinity; }
}

/** All that is sized by the number of entries, with room for more. */
interface Sized {
  readonly state: FlowState;
  readonly arcs: ArcLists; // by lot
  readonly incoming: ArcLists; // by post
  readonly forward: ForwardRepair;
  readonly fill: SingleFill;
  readonly moves: TightMoves;
  readonly capacity: Int32Array; // [L] of supply entries
  readonly room: Int32Array; // [R] of demand entries
  readonly bonus: Float64Array; // [L]
}

export class LiveMatching {
  private sized: Sized;
  private supplies: number;
  private demands: number;
  private readonly touched = new Set<number>(); // lots to look at
  private readonly holes = new Set<number>(); // posts that may have free room at a price

  /** Takes over a solved problem; of several arcs of one pair the best stays. */
  constructor(problem: TransportProblem, solution: { readonly flow: ArrayLike<number>; readonly demandPrice: ArrayLike<number> }) {
    this.supplies = problem.supplyCapacity.length;
    this.demands = problem.demandCapacity.length;
    this.sized = take(problem, solution);
  }

  /**
   * Applies the edits, all or none, and makes the matching optimal again. Edits of one kind take effect in their order.
   *
   * @returns OUT_OF_RANGE, with nothing changed, when a weight could overflow.
   * @throws RangeError on an index beyond the next free one, or a number that is not whole: a bug of the caller.
   */
  update(edits: readonly Edit[]): { readonly status: 'OPTIMAL' } | { readonly status: 'OUT_OF_RANGE'; readonly reason: string } {
    const { supplies, demands, reason } = this.check(edits);
    if (reason !== null) return { status: 'OUT_OF_RANGE', reason };
    if (supplies > this.sized.capacity.length || demands > this.sized.room.length) this.sized = take(this.problem(), { flow: this.flow(), demandPrice: this.demandPrice() }, supplies, demands);
    this.supplies = supplies;
    this.demands = demands;
    // Pairs before the posts that open: their first price then counts all arcs.
    for (const edit of edits) if (edit.kind === 'pair') this.setPair(edit.supply, edit.demand, edit.fit);
    for (const edit of edits) if (edit.kind === 'supply') this.setSupply(edit.supply, edit.capacity, edit.bonus);
    for (const edit of edits) if (edit.kind === 'demand') this.setDemand(edit.demand, edit.capacity);
    this.repair();
    return { status: 'OPTIMAL' };
  }

  /**
   * Reads the matching as it would be after the edits, and takes them back: the same objective, prices and pairs perhaps others.
   *
   * @throws RangeError when an edit names a new entry (one there of capacity 0 can be opened), or a weight could overflow.
   */
  whatIf<T>(edits: readonly Edit[], read: () => T): T {
    const { supplies, demands, reason } = this.check(edits);
    if (supplies > this.supplies || demands > this.demands) throw new RangeError('an edit names a new entry, which could not be taken back');
    if (reason !== null) throw new RangeError(reason);
    const undo = edits.map((edit) => this.asItIs(edit));
    this.update(edits);
    try {
      return read();
    } finally {
      this.update(undo);
    }
  }

  /** The edit that leaves what another one would change as it is. */
  private asItIs(edit: Edit): Edit {
    const { capacity, room, bonus } = this.sized;
    if (edit.kind === 'supply') return { kind: 'supply', supply: edit.supply, capacity: capacity[edit.supply]!, bonus: bonus[edit.supply]! };
    if (edit.kind === 'demand') return { kind: 'demand', demand: edit.demand, capacity: room[edit.demand]! };
    return { kind: 'pair', supply: edit.supply, demand: edit.demand, fit: this.fitOf(edit.supply, edit.demand) };
  }

  /** Fit of a pair, null when it is not eligible. */
  fitOf(supply: number, demand: number): number | null {
    const { arcs } = this.sized, e = arcs.find(supply, demand);
    return e < 0 ? null : arcs.fit[e]!;
  }

  /** Eligible demand entries of a supply entry. */
  demandsOf(supply: number): Int32Array {
    const { arcs } = this.sized;
    return arcs.other.slice(arcs.start[supply], arcs.end[supply]);
  }

  /** Units that an entry has, and its bonus. */
  supplyOf(supply: number): { readonly capacity: number; readonly bonus: number } {
    return { capacity: this.sized.capacity[supply]!, bonus: this.sized.bonus[supply]! };
  }

  /** Units that an entry takes. */
  capacityOf(demand: number): number {
    return this.sized.room[demand]!;
  }

  /** Sum of weight times units, exact. */
  weight(): bigint {
    const sum = new ExactSum(), { bonus } = this.sized;
    for (const { supply, fit, units } of this.pairs()) sum.addProduct(fit + bonus[supply]!, units);
    return sum.value();
  }

  /** The pairs in use. */
  * pairs(): Generator<LivePair> {
    const { state } = this.sized;
    for (let j = 0; j < this.demands; j++) {
      for (let p = state.headOnPost[j]!; p >= 0; p = state.nextOnPost[p]!) yield { supply: state.lotOf[p]!, demand: j, fit: state.fitOf[p]!, units: state.amountOf[p]! };
    }
  }

  /** [demand entries] whole points, 0 at capacity 0. */
  demandPrice(): Float64Array {
    return this.sized.state.price.slice(0, this.demands).map((price) => (price === Infinity ? 0 : price));
  }

  /** [supply entries] whole points, 0 at capacity 0 and at spare capacity. */
  supplyPrice(): Float64Array {
    return Float64Array.from({ length: this.supplies }, (_, i) => (this.sized.capacity[i] === 0 ? 0 : Math.max(0, this.best(i) + this.sized.bonus[i]!)));
  }

  /** The lists as they stand, for a fresh solve or `verify`; arcs in the order of {@link flow}. */
  problem(): TransportProblem {
    const { arcs, capacity, room, bonus } = this.sized, rowStart = new Int32Array(this.supplies + 1);
    for (let i = 0; i < this.supplies; i++) rowStart[i + 1] = rowStart[i]! + arcs.end[i]! - arcs.start[i]!;
    const column = new Int32Array(rowStart[this.supplies]!), fit = new Int32Array(column.length);
    for (let i = 0; i < this.supplies; i++) {
      column.set(arcs.other.subarray(arcs.start[i], arcs.end[i]), rowStart[i]);
      fit.set(arcs.fit.subarray(arcs.start[i], arcs.end[i]), rowStart[i]);
    }
    return { supplyCapacity: capacity.slice(0, this.supplies), demandCapacity: room.slice(0, this.demands), rowStart, column, fit, bonus: bonus.slice(0, this.supplies) };
  }

  /** [arcs of {@link problem}] units. */
  flow(): Int32Array {
    const { arcs, state } = this.sized, flow: number[] = [];
    for (let i = 0; i < this.supplies; i++) {
      const from = flow.length, start = arcs.start[i]!;
      for (let e = start; e < arcs.end[i]!; e++) flow.push(0);
      for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) flow[from + state.arcOf[p]! - start] = state.amountOf[p]!;
    }
    return Int32Array.from(flow);
  }

  private check(edits: readonly Edit[]): { supplies: number; demands: number; reason: string | null } {
    let { supplies, demands } = this, reason: string | null = null;
    const whole = (n: number, name: string, least: number): void => {
      if (!Number.isInteger(n) || n < least || n > 2 ** 31 - 1) throw new RangeError(`${name} is ${n}, expected a whole number ${least}..2^31-1`);
    };
    for (const edit of edits) {
      if (edit.kind === 'demand') whole(edit.capacity, 'a demand capacity', 0);
      if (edit.kind === 'supply' && edit.capacity !== undefined) whole(edit.capacity, 'a supply capacity', 0);
      if (edit.kind === 'pair' && edit.fit !== null) whole(edit.fit, 'a fit', -(2 ** 31));
      if (edit.kind === 'supply' && edit.bonus !== undefined && !(Number.isInteger(edit.bonus) && Math.abs(edit.bonus) <= MAX_WEIGHT - 2 ** 31)) reason = `the bonus ${edit.bonus} of supply entry ${edit.supply} is no whole number within +-2^46`;
      if (edit.kind !== 'demand') supplies = next(edit.supply, supplies, 'supply');
      if (edit.kind !== 'supply') demands = next(edit.demand, demands, 'demand');
    }
    return { supplies, demands, reason };
  }

  private setPair(i: number, j: number, fit: number | null): void {
    const { state, arcs, incoming } = this.sized, e = arcs.find(i, j);
    if (e < 0) {
      if (fit === null) return;
      const before = arcs.start[i]!;
      if (arcs.add(i, j, fit)) for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) state.arcOf[p]! += arcs.start[i]! - before;
      incoming.add(j, i, fit);
    } else {
      for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) if (state.arcOf[p] === e) this.withdraw(p, state.amountOf[p]!);
      state.sweep();
      const back = incoming.find(j, i);
      if (fit === null) {
        const last = arcs.removeAt(i, e);
        for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) if (state.arcOf[p] === last) state.arcOf[p] = e;
        incoming.removeAt(j, back);
      } else {
        arcs.fit[e] = fit;
        incoming.fit[back] = fit;
      }
    }
    this.touched.add(i);
  }

  private setSupply(i: number, capacity: number | undefined, bonus: number | undefined): void {
    const { sized } = this, { state } = sized;
    if (bonus !== undefined) sized.bonus[i] = bonus;
    if (capacity !== undefined) {
      let excess = sized.capacity[i]! - state.spare[i]! - capacity;
      for (let p = state.headOfLot[i]!; p >= 0 && excess > 0; p = state.nextOfLot[p]!) excess -= this.withdraw(p, Math.min(excess, state.amountOf[p]!));
      state.sweep();
      state.spare[i]! += capacity - sized.capacity[i]!;
      sized.capacity[i] = capacity;
    }
    this.touched.add(i);
  }

  private setDemand(j: number, capacity: number): void {
    const { sized } = this, { state } = sized;
    let excess = sized.room[j]! - state.free[j]! - capacity;
    for (let p = state.headOnPost[j]!; p >= 0 && excess > 0; p = state.nextOnPost[p]!) excess -= this.withdraw(p, Math.min(excess, state.amountOf[p]!));
    state.sweep();
    state.free[j]! += capacity - sized.room[j]!;
    sized.room[j] = capacity;
    if (capacity === 0) state.price[j] = Infinity;
    else if (state.price[j] === Infinity) state.price[j] = this.openingPrice(j);
    this.holes.add(j);
  }

  /** Least price at which no lot would rather have the post than what it has. */
  private openingPrice(j: number): number {
    const { state, incoming, capacity, bonus } = this.sized;
    let price = 0;
    for (let e = incoming.start[j]!; e < incoming.end[j]!; e++) {
      const i = incoming.other[e]!, p = state.headOfLot[i]!;
      if (capacity[i] === 0) continue;
      price = Math.max(price, incoming.fit[e]! - (state.spare[i]! > 0 || p < 0 ? -bonus[i]! : state.fitOf[p]! - state.price[state.postOf[p]!]!));
    }
    return price;
  }

  /** Takes units of a parcel back and notes both ends. */
  private withdraw(parcel: number, units: number): number {
    const { state } = this.sized;
    this.touched.add(state.lotOf[parcel]!);
    this.holes.add(state.postOf[parcel]!);
    state.withdraw(parcel, units);
    return units;
  }

  private repair(): void {
    const { state, forward, fill, moves, bonus } = this.sized;
    for (const i of this.touched) {
      const best = Math.max(-bonus[i]!, this.best(i));
      for (let p = state.headOfLot[i]!; p >= 0; p = state.nextOfLot[p]!) if (state.fitOf[p]! - state.price[state.postOf[p]!]! < best) this.withdraw(p, state.amountOf[p]!);
    }
    state.sweep();
    for (const j of this.holes) if (state.free[j]! > 0) moves.out[j] = 0; // the place just left is the best end
    for (const i of this.touched) while (state.spare[i]! > 0 && forward.augment(i));
    for (const j of this.holes) while (state.free[j]! > 0 && state.price[j]! > 0 && state.price[j] !== Infinity) fill.fill(j);
    this.touched.clear();
    this.holes.clear();
  }

  /** Greatest fit less price of a lot's arcs, -Infinity when it has none that is open. */
  private best(i: number): number {
    const { arcs, state } = this.sized;
    let best = -Infinity;
    for (let e = arcs.start[i]!; e < arcs.end[i]!; e++) best = Math.max(best, arcs.fit[e]! - state.price[arcs.other[e]!]!);
    return best;
  }
}

function next(index: number, size: number, side: string): number {
  if (!Number.isInteger(index) || index < 0 || index > size) throw new RangeError(`${side} entry ${index}: expected 0..${size}`);
  return Math.max(size, index + 1);
}

/** Lays a solved problem out with room for more entries, at least as many as named. */
function take(problem: TransportProblem, solution: { readonly flow: ArrayLike<number>; readonly demandPrice: ArrayLike<number> }, leastSupplies = 0, leastDemands = 0): Sized {
  const ahead = (have: number, least: number): number => Math.max(have, least) + Math.max(LEAST_AHEAD, Math.ceil(have * AHEAD));
  const { rowStart, column, fit } = problem, ownL = problem.supplyCapacity.length, ownR = problem.demandCapacity.length, L = ahead(ownL, leastSupplies), R = ahead(ownR, leastDemands);
  const capacity = new Int32Array(L), room = new Int32Array(R), bonus = new Float64Array(L), degree = new Int32Array(R);
  capacity.set(problem.supplyCapacity);
  room.set(problem.demandCapacity);
  bonus.set(problem.bonus);
  for (const j of column) degree[j]! += 1;
  const arcs = new ArcLists(L, Array.from({ length: ownL }, (_, i) => rowStart[i + 1]! - rowStart[i]!)), incoming = new ArcLists(R, degree);
  const state = new FlowState({ supplyCapacity: capacity, demandCapacity: room, rowStart: new Int32Array(L + 1), column: new Int32Array(0), fit: new Int32Array(0), bonus }, L + R);
  const rows = new Rows(arcs, bonus);
  state.rows = rows;
  for (let j = 0; j < R; j++) state.price[j] = room[j] === 0 ? Infinity : solution.demandPrice[j] ?? 0;
  const at = new Int32Array(R).fill(-1); // arc of the row at hand to each post
  for (let i = 0; i < ownL; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const j = column[e]!, known = at[j]!;
      if (known < 0) {
        at[j] = arcs.end[i]!;
        arcs.add(i, j, fit[e]!);
        incoming.add(j, i, fit[e]!);
      } else if (arcs.fit[known]! < fit[e]!) {
        arcs.fit[known] = fit[e]!;
        incoming.fit[incoming.find(j, i)] = fit[e]!;
      }
    }
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (solution.flow[e]! > 0) state.place(i, at[column[e]!]!, solution.flow[e]!);
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) at[column[e]!] = -1;
  }
  const into = new Rows(incoming, bonus), moves = new TightMoves(R);
  countMovesOut(state, into, moves.out);
  countMovesIn(state, moves.in);
  return { state, arcs, incoming, forward: new ForwardRepair(state, moves), fill: new SingleFill(state, into, moves), moves, capacity, room, bonus };
}
