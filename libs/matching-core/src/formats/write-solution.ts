/**
 * A flow in the solution lines of DIMACS: `s COST`, then `f FROM TO FLOW` for every arc with flow, in the order of the file, nodes as
 * the file counts them. Parallel arcs have a line each. Pieces of about 64 KB, since the whole may be larger than a string can be.
 */
import type { FlowNetwork, NetworkForm } from '../network/flow-network.js';

/** @param tailShift, headShift added to node numbers from 0 (`ProblemFile`). */
export function writeSolution(network: FlowNetwork, form: NetworkForm, flow: Int32Array, cost: bigint, shifts: { readonly tailShift: number; readonly headShift: number }, write: (piece: string) => void): void {
  let piece = `s ${cost}\n`;
  form.forEachArc(flow, (e, units) => {
    if (units === 0) return;
    piece += `f ${network.from[e]! + shifts.tailShift} ${network.to[e]! + shifts.headShift} ${units}\n`;
    if (piece.length > 65536) {
      write(piece);
      piece = '';
    }
  });
  write(piece);
}
