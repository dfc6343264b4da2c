import type { OnlyPairs, PairSource } from '../pricing/pair-source.js';
import type { TransportProblem } from '../problem.js';

/** A plain problem handed over a row at a time, rows from the last to the first; `only` is obeyed to the letter and noted in `asked`. */
export function sourceOf({ supplyCapacity, demandCapacity, bonus, rowStart, column, fit }: TransportProblem, asked: (OnlyPairs | undefined)[] = []): PairSource {
  const row = new Int32Array(demandCapacity.length), fits = new Int32Array(demandCapacity.length);
  return {
    supplyCapacity, demandCapacity, bonus,
    forEachRow(onRow, only) {
      asked.push(only);
      for (let i = supplyCapacity.length - 1; i >= 0; i--) {
        let count = 0;
        for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
          if (only !== undefined && only.supply[i] === 0 && only.demand[column[e]!] === 0) continue;
          row[count] = column[e]!;
          fits[count++] = fit[e]!;
        }
        if (count > 0) onRow(i, count, row, fits);
      }
    },
  };
}
