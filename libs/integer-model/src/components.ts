/** Components of a conditioned problem: entries joined by an arc, a group or a limit share nothing with those of another component. */
import type { ConditionIndex } from './conditions.js';

export interface Components {
  /** [L] a number for each supply entry's component. */
  readonly ofSupply: Int32Array;
  /** Arcs of a component. */
  size(component: number): number;
  /** Ascending arcs of a component. */
  arcs(component: number): Int32Array;
}

/** Union and find over both sides, O(m). Arcs at an entry without capacity join nobody. */
export function componentsOf({ problem, conditions, limits }: ConditionIndex, rowOf: Int32Array): Components {
  const { supplyCapacity, demandCapacity, rowStart, column } = problem, L = supplyCapacity.length, parent = Int32Array.from({ length: L + demandCapacity.length }, (_, k) => k);
  const find = (k: number): number => {
    while (parent[k] !== k) k = parent[k] = parent[parent[k]!]!;
    return k;
  };
  const join = (a: number, b: number): void => {
    parent[find(a)] = find(b);
  };
  const isLive = (i: number, e: number): boolean => supplyCapacity[i]! > 0 && demandCapacity[column[e]!]! > 0;
  for (let i = 0; i < L; i++) for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (isLive(i, e)) join(i, L + column[e]!);
  for (const { members } of conditions.groups) for (const i of members.slice(1)) join(members[0]!, i);
  for (const { arcs } of limits) for (const e of arcs.slice(1)) join(rowOf[arcs[0]!]!, rowOf[e]!);
  const ofSupply = Int32Array.from({ length: L }, (_, i) => find(i)), sizes = new Map<number, number>();
  for (let i = 0; i < L; i++) sizes.set(ofSupply[i]!, (sizes.get(ofSupply[i]!) ?? 0) + rowStart[i + 1]! - rowStart[i]!);
  return {
    ofSupply, size: (component) => sizes.get(component) ?? 0,
    arcs(component) {
      const arcs = new Int32Array(sizes.get(component) ?? 0);
      let count = 0;
      for (let i = 0; i < L; i++) if (ofSupply[i] === component) for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) arcs[count++] = e;
      return arcs;
    },
  };
}
