/**
 * A small conditioned problem as an integer model, solved level by level: most units of tier 1, that count fixed, most of tier 2, and
 * so on, then the greatest fit.
 *
 * Columns: x_e units of arc e; z_e = 1 where an arc with a minimum is open; y_gc = 1 where group g goes to place c.
 *
 *   x_e >= minimum_e z_e,  x_e <= greatest_e z_e,     sum of x_e of member i into place c = a_i y_gc,     sum over c of y_gc <= 1,
 *   and the capacities and limits. An arc whose minimum is all it could carry is one 0/1 column of that many units.
 *
 * Only z and y have to be whole: with them fixed the rest is a flow, and the flows that place the most in the tiers so far are a face
 * of an integral polytope (the placeable vectors are a polymatroid), so a level's optimum over z and y is taken at whole amounts, and
 * its value is a whole number. A solution less than 1 below the bound is therefore optimal. This fails where an amount is a multiple or
 * counts in a limit; then all amounts of the model are whole columns. The amounts themselves are not read from the model but solved
 * again by the matching core with z and y fixed, exactly.
 *
 * One solve suffices when it places as many of every tier as the problem without conditions does: no level can then have more.
 */
import type { Choice } from './fixed-choice.js';
import type { ConditionIndex } from './conditions.js';
import { type IntegerModel, solveIntegerModel } from './integer-model.js';

export interface LevelOptions {
  /** Nodes of the search tree a level may take. */
  readonly nodeLimit: number;
  /** Seconds a level may take on any machine: a last resort, behind the nodes. */
  readonly timeLimit: number;
  /** Asked while a model is solved; true ends the search, with what was found so far. */
  readonly shouldCancel?: (() => boolean) | undefined;
}

export interface LevelAnswer {
  readonly choice: Choice;
  /** Whether every level was solved to proved optimality. */
  readonly isProved: boolean;
  /** Units by tier 1..4 the model counts. */
  readonly placed: readonly number[];
}

/** What a tier is worth in the one solve that is tried first, in greatest fits: enough that few pairs could outweigh it. */
const FIRST_STEP = 8;
const WHOLE = 0.999;

/**
 * @param tiers [L] 1..4.
 * @param most units by tier 1..4 that the problem places without its conditions.
 * @returns null when no solution was found within the limits; leaving everything out is always one, so this is about limits only.
 */
export async function solveByLevels(index: ConditionIndex, tiers: ArrayLike<number>, most: readonly number[], options: LevelOptions): Promise<LevelAnswer | null> {
  const model = new LevelModel(index, tiers);
  let greatest = 1;
  for (const f of index.problem.fit) greatest = Math.max(greatest, Math.abs(f));
  const first = await model.maximise((fit, tier) => fit + (5 - tier) * FIRST_STEP * greatest, [], options);
  if (first === null) return null;
  let best = first.values, isProved = true, isFirst = true;
  const placed = model.count(best), attains = (t: number): boolean => Math.round(placed[t]!) >= most[t]!;
  if ([0, 1, 2, 3].every(attains)) return { choice: model.choice(best), isProved: first.isOptimal, placed };
  const fixed: number[] = [];
  for (let t = 0; t < 4; t++) {
    // As long as the first solution has the most of every tier so far, it is a solution of the level too.
    if (isFirst && attains(t)) {
      fixed.push(most[t]!);
      continue;
    }
    isFirst = false;
    const level = model.has[t] === true ? await model.maximise((_fit, tier) => tier === t + 1 ? 1 : 0, fixed, options) : { values: best, isOptimal: true };
    if (level === null) return { choice: model.choice(best), isProved: false, placed: model.count(best) };
    isProved = isProved && level.isOptimal;
    best = level.values;
    fixed.push(Math.round(model.count(best)[t]!));
  }
  const last = await model.maximise((fit) => fit, fixed, options);
  if (last === null) return { choice: model.choice(best), isProved: false, placed: model.count(best) };
  return { choice: model.choice(last.values), isProved: isProved && last.isOptimal, placed: model.count(last.values) };
}

/** The columns and rows that all levels share. */
class LevelModel {
  /** Whether a tier, counted from 0, has an arc. */
  readonly has = [false, false, false, false];
  /** [x columns] arc, its supply entry, and units that 1 in the column stands for. */
  private readonly arc: number[] = [];
  private readonly row: number[] = [];
  private readonly units: number[] = [];
  private readonly upper: number[] = [];
  private readonly isInteger: number[] = [];
  /** By arc, the column that opens it, for arcs with a minimum below what they could carry. */
  private readonly opening = new Map<number, number>();
  private readonly going: { group: number; place: number; column: number }[] = [];
  private readonly rows = new Rows();
  private readonly tierOf: Int32Array;

  constructor(private readonly index: ConditionIndex, private readonly tiers: ArrayLike<number>) {
    const { problem, groupOf } = index, { supplyCapacity, rowStart } = problem;
    const isWhole = index.multipleOf.size + index.limited.size > 0, mayGo = this.places();
    for (let i = 0; i < supplyCapacity.length; i++) {
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        if (groupOf[i]! < 0 || mayGo[groupOf[i]!]!.has(index.conditions.placeOf[problem.column[e]!]!)) this.addArc(i, e, isWhole);
      }
    }
    const amounts = this.arc.length;
    this.tierOf = Int32Array.from(this.row, (i) => tiers[i]!);
    for (let k = 0; k < amounts; k++) this.addOpening(k);
    this.addGroups(mayGo, amounts);
    this.addCapacities(amounts);
    for (const limit of index.limits) {
      const coefficientOf = new Map(limit.arcs.map((e, k) => [e, limit.coefficients[k]!])), row: [number, number][] = [];
      for (let k = 0; k < amounts; k++) if (coefficientOf.has(this.arc[k]!)) row.push([k, coefficientOf.get(this.arc[k]!)! * this.units[k]!]);
      this.rows.add(-Infinity, limit.limit, row);
    }
  }

  /** By group, the places where each member has an arc. */
  private places(): Set<number>[] {
    const { problem: { rowStart, column, supplyCapacity, demandCapacity }, conditions: { groups, placeOf } } = this.index;
    const placesOf = (i: number): number[] => {
      const here: number[] = [];
      if (supplyCapacity[i]! > 0) for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (demandCapacity[column[e]!]! > 0) here.push(placeOf[column[e]!]!);
      return here;
    };
    return groups.map(({ members, place }) => members.map((i) => new Set(placesOf(i))).reduce((common, here) => new Set([...common].filter((c) => here.has(c))), new Set(place === null ? placesOf(members[0]!) : [place])));
  }

  private addArc(i: number, e: number, isWhole: boolean): void {
    const { index, index: { problem } } = this, step = index.multipleOf.get(e) ?? 1, least = Math.ceil(index.minimum(i, e) / step) * step;
    const room = Math.min(problem.supplyCapacity[i]!, problem.demandCapacity[problem.column[e]!]!), most = room - (room % step);
    if (most < least || most <= 0) return;
    const isAll = least === most;
    this.arc.push(e);
    this.row.push(i);
    this.units.push(isAll ? most : step);
    this.upper.push(isAll ? 1 : most / step);
    // An amount of one unit with a minimum of one is no condition: it stays real.
    this.isInteger.push(isWhole || step > 1 || (isAll && least > 1) ? 1 : 0);
    this.has[this.tiers[i]! - 1] = true;
  }

  /** A column that opens an arc with a minimum. */
  private addOpening(k: number): void {
    const e = this.arc[k]!, least = this.index.minimum(this.row[k]!, e);
    if (least <= 1 || this.upper[k] === 1) return;
    const z = this.addBinary();
    this.opening.set(e, z);
    this.rows.add(0, Infinity, [[k, this.units[k]!], [z, -least]]);
    this.rows.add(-Infinity, 0, [[k, 1], [z, -this.upper[k]!]]);
  }

  private addBinary(): number {
    this.upper.push(1);
    this.isInteger.push(1);
    return this.upper.length - 1;
  }

  private addGroups(mayGo: readonly Set<number>[], amounts: number): void {
    const { problem, conditions: { groups, placeOf } } = this.index;
    const columnsOf = new Map<string, [number, number][]>();
    for (let k = 0; k < amounts; k++) {
      const e = this.arc[k]!, i = this.row[k]!;
      if (this.index.groupOf[i]! < 0) continue;
      const key = `${i} ${placeOf[problem.column[e]!]}`, row = columnsOf.get(key);
      if (row === undefined) columnsOf.set(key, [[k, this.units[k]!]]);
      else row.push([k, this.units[k]!]);
    }
    for (const [g, { members }] of groups.entries()) {
      const one: [number, number][] = [];
      for (const place of [...mayGo[g]!].sort((a, b) => a - b)) {
        const column = this.addBinary();
        this.going.push({ group: g, place, column });
        one.push([column, 1]);
        for (const i of members) this.rows.add(0, 0, [...columnsOf.get(`${i} ${place}`) ?? [], [column, -problem.supplyCapacity[i]!]]);
      }
      if (one.length > 1) this.rows.add(-Infinity, 1, one);
    }
  }

  private addCapacities(amounts: number): void {
    const { supplyCapacity, demandCapacity, column } = this.index.problem;
    const out = new Map<number, [number, number][]>(), into = new Map<number, [number, number][]>();
    const add = (rows: Map<number, [number, number][]>, at: number, k: number): void => {
      const row = rows.get(at);
      if (row === undefined) rows.set(at, [[k, this.units[k]!]]);
      else row.push([k, this.units[k]!]);
    };
    for (let k = 0; k < amounts; k++) {
      add(out, this.row[k]!, k);
      add(into, column[this.arc[k]!]!, k);
    }
    for (const [i, row] of out) this.rows.add(-Infinity, supplyCapacity[i]!, row);
    for (const [j, row] of into) this.rows.add(-Infinity, demandCapacity[j]!, row);
  }

  /** Solves one level: the greatest sum of worth * units, with at least `fixed[t]` units of each tier so far. Null when nothing was found. */
  async maximise(worth: (fit: number, tier: number) => number, fixed: readonly number[], options: LevelOptions): Promise<{ values: Float64Array; isOptimal: boolean } | null> {
    const columns = this.upper.length, objective = new Float64Array(columns), rows = this.rows.copy();
    const { fit } = this.index.problem;
    if (columns === 0) return { values: objective, isOptimal: true };
    for (let k = 0; k < this.arc.length; k++) objective[k] = worth(fit[this.arc[k]!]!, this.tierOf[k]!) * this.units[k]!;
    for (const [t, least] of fixed.entries()) {
      if (least <= 0) continue;
      const row: [number, number][] = [];
      for (let k = 0; k < this.arc.length; k++) if (this.tierOf[k] === t + 1) row.push([k, this.units[k]!]);
      rows.add(least, Infinity, row);
    }
    const model: IntegerModel = { sense: 'max', objective, lower: new Float64Array(columns), upper: Float64Array.from(this.upper), isInteger: Uint8Array.from(this.isInteger), ...rows.arrays(), ...options, absoluteGap: WHOLE };
    const result = await solveIntegerModel(model);
    return (result.status === 'optimal' || result.status === 'node-limit' || result.status === 'time-limit') && result.values !== null ? { values: result.values, isOptimal: result.status === 'optimal' } : null;
  }

  /** Units by tier 1..4. */
  count(values: Float64Array): number[] {
    const placed = [0, 0, 0, 0];
    for (let k = 0; k < this.arc.length; k++) placed[this.tierOf[k]! - 1]! += values[k]! * this.units[k]!;
    return placed;
  }

  choice(values: Float64Array): Choice {
    const { index, index: { problem, conditions } } = this, base = new Int32Array(problem.column.length), open = new Set<number>();
    for (let k = 0; k < this.arc.length; k++) {
      const e = this.arc[k]!, z = this.opening.get(e), i = this.row[k]!;
      if (index.isCounted(e)) base[e] = Math.round(values[k]!) * this.units[k]!;
      else if (index.isConditioned(i, e) && Math.round(values[z ?? k]!) === 1) {
        base[e] = index.minimum(i, e);
        open.add(e);
      }
    }
    const placeOfGroup = new Int32Array(conditions.groups.length).fill(-1);
    for (const { group, place, column } of this.going) if (Math.round(values[column]!) === 1) placeOfGroup[group] = place;
    return { base, open, placeOfGroup };
  }
}

/** Rows of a model as they are added. */
class Rows {
  constructor(private readonly low: number[] = [], private readonly high: number[] = [], private readonly start: number[] = [0], private readonly column: number[] = [], private readonly coefficient: number[] = []) {}

  add(low: number, high: number, row: readonly (readonly [column: number, coefficient: number])[]): void {
    for (const [k, c] of row) {
      this.column.push(k);
      this.coefficient.push(c);
    }
    this.low.push(low);
    this.high.push(high);
    this.start.push(this.column.length);
  }

  copy(): Rows {
    return new Rows(this.low.slice(), this.high.slice(), this.start.slice(), this.column.slice(), this.coefficient.slice());
  }

  arrays(): Pick<IntegerModel, 'rowLower' | 'rowUpper' | 'rowStart' | 'column' | 'coefficient'> {
    return { rowLower: Float64Array.from(this.low), rowUpper: Float64Array.from(this.high), rowStart: Int32Array.from(this.start), column: Int32Array.from(this.column), coefficient: Float64Array.from(this.coefficient) };
  }
}
