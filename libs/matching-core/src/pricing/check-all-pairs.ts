/** The certificate of a flow over stored pairs, checked on all pairs of a source. */
import { CertificateCheck, type CertificateReport } from '../certificate.js';
import type { TransportProblem } from '../problem.js';
import type { PairSource } from './pair-source.js';

/** A flow over the stored pairs, and prices that claim to cover all. */
export interface StoredAnswer { readonly flow: Int32Array; readonly supplyPrice: Float64Array; readonly demandPrice: Float64Array }

/**
 * One pass over all pairs of the source. A unit on a pair that the source does not give is a violation.
 *
 * @param stored the pairs that the flow is over; parallel ones count together.
 */
export function checkAllPairs(source: PairSource, { rowStart, column: stored }: TransportProblem, { flow, supplyPrice, demandPrice }: StoredAnswer, options: { readonly violationLimit?: number; readonly onRow?: () => void } = {}): CertificateReport {
  const { supplyCapacity, demandCapacity, bonus } = source, { violationLimit, onRow } = options;
  const check = new CertificateCheck({ supplyCapacity, demandCapacity, supplyPrice, demandPrice, ...(violationLimit === undefined ? {} : { violationLimit }) });
  const units = new Int32Array(demandCapacity.length), isSeen = new Uint8Array(supplyCapacity.length);
  source.forEachRow((i, count, column, fit) => {
    onRow?.();
    const from = rowStart[i]!, to = rowStart[i + 1]!, own = bonus[i]!;
    isSeen[i] = 1;
    for (let e = from; e < to; e++) units[stored[e]!]! += flow[e]!;
    for (let k = 0; k < count; k++) {
      const j = column[k]!, placed = units[j]!;
      check.arc(i, j, fit[k]! + own, placed);
      if (placed !== 0) units[j] = 0;
    }
    for (let e = from; e < to; e++) reportLeft(check, units, i, stored[e]!);
  });
  for (let i = 0; i < isSeen.length; i++) {
    if (isSeen[i] === 1) continue;
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) if (flow[e] !== 0) check.placementOnNoArc(i, stored[e]!, flow[e]!);
  }
  return check.finish();
}

function reportLeft(check: CertificateCheck, units: Int32Array, supply: number, demand: number): void {
  if (units[demand] === 0) return;
  check.placementOnNoArc(supply, demand, units[demand]!);
  units[demand] = 0;
}
