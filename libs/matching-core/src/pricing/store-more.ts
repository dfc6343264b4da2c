/**
 * More pairs stored beside a solved restricted problem, without a new solve.
 *
 * Prices that cover every pair of the source go on to prove the flow, whatever pairs are stored beside those it uses: the new ones carry
 * 0 units. So a choice that is not the optimum's own (who goes where together, which of several optima is taken) can be made over pairs
 * near the optimum, after the pricing has found out which these are.
 *
 * Cost: one pass over the rows asked for. Memory: 12 bytes a new pair on top of `stored-arcs.ts`.
 */
import type { Solution } from '../solver/solve.js';
import type { TransportProblem } from '../problem.js';
import type { OnlyPairs, PairSource } from './pair-source.js';
import { StoredArcs } from './stored-arcs.js';

export interface StoredSolution { readonly problem: TransportProblem; readonly solution: Solution }

/**
 * Looks at a row and calls `store` with the positions of the pairs that are to be stored; one that is stored already is passed over.
 *
 * @param slack by position, u + p - w: what using the pair costs at the prices; 0 or more, Infinity where the demand entry takes nothing. Used again for the next row, as `column` is.
 */
export type ChoosePairs = (supply: number, count: number, column: Int32Array, slack: Float64Array, store: (position: number) => void) => void;

/**
 * Returns the problem and its solution with the chosen pairs among the arcs, behind those of their row.
 *
 * @param only as in `PairSource.forEachRow`.
 */
export function storeMore(source: PairSource, { problem, solution }: StoredSolution, choose: ChoosePairs, only?: OnlyPairs): StoredSolution {
  const { supplyCapacity, demandCapacity, bonus } = source, { rowStart, column: stored } = problem, { supplyPrice, demandPrice } = solution;
  const price = demandPrice.map((p, j) => (demandCapacity[j] === 0 ? Infinity : p)), arcs = StoredArcs.of(problem), slack = new Float64Array(demandCapacity.length), lastRow = new Int32Array(demandCapacity.length).fill(-1);
  source.forEachRow((i, count, column, fit) => {
    if (supplyCapacity[i] === 0) return;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) lastRow[stored[e]!] = i;
    const base = supplyPrice[i]! - bonus[i]!;
    for (let k = 0; k < count; k++) slack[k] = base + price[column[k]!]! - fit[k]!;
    choose(i, count, column, slack, (k) => {
      const j = column[k]!;
      if (lastRow[j] === i || demandCapacity[j] === 0) return;
      lastRow[j] = i;
      arcs.add(i, j, fit[k]!);
    });
  }, only);
  if (arcs.isUnchanged) return { problem, solution };
  const flow = arcs.merge(solution.flow);
  return { problem: arcs.problem(source), solution: { ...solution, flow } };
}
