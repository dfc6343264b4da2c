/**
 * A problem as a DIMACS `.min` file in the sink form, for any minimum-cost flow solver to check: nodes 1..L supply, L+1..L+R
 * demand, T = L+R+1 takes everything; arcs supply -> demand at cost -weight, demand -> T and supply -> T at cost 0. The greatest
 * weight is minus the least cost. Yields text in pieces of about 64 KB, since the whole may be larger than a string can be.
 */
import type { TransportProblem } from '../problem.js';

export function* writeDimacs(problem: TransportProblem, comment = 'two lists'): Generator<string> {
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = problem, L = supplyCapacity.length, R = demandCapacity.length, sink = L + R + 1;
  let piece = `c ${comment.replace(/[\r\n]/g, ' ')}\np min ${sink} ${column.length + L + R}\n`, total = 0;
  for (let i = 0; i < L; i++) {
    const a = supplyCapacity[i]!;
    if (a > 0) piece += `n ${i + 1} ${a}\n`;
    total += a;
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  piece += `n ${sink} ${-total}\n`;
  for (let i = 0; i < L; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const j = column[e]!;
      piece += `a ${i + 1} ${L + 1 + j} 0 ${Math.min(supplyCapacity[i]!, demandCapacity[j]!)} ${0 - (fit[e]! + bonus[i]!)}\n`;
    }
    piece += `a ${i + 1} ${sink} 0 ${supplyCapacity[i]!} 0\n`;
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  for (let j = 0; j < R; j++) {
    piece += `a ${L + 1 + j} ${sink} 0 ${demandCapacity[j]!} 0\n`;
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
