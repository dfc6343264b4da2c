/**
 * Makes a network one in which no cycle has a negative cost, so that some cheapest flow has no cycles and its amounts have a limit.
 *
 *  1  No arc costs less than 0, or no cycle does (`settlePotentials`): nothing to do.
 *  2  Otherwise take potentials pi of the arcs without limit alone. If those have a negative cycle, a flow could become cheaper for
 *     ever: status `negative-cycle`. Then use every limited arc of reduced cost c + pi_to - pi_from < 0 in full and replace it by its
 *     reverse of cost -c: all reduced costs are 0 or more now, and a cycle's reduced cost is its cost.
 *
 * The least cost is not changed by this, only the form: x_e = room_e - y_e on the reversed arcs. Cost: that of `settlePotentials`, twice.
 *
 * Source: Ahuja, Magnanti and Orlin 1993, section 2.4 (arc reversal) and 9.3 (reduced costs).
 */
import type { FlowNetwork } from './flow-network.js';
import { settlePotentials } from './potentials.js';

export type BoundedCosts =
  /** `isReversed` [arcs]; `balance` is changed to match. */
  | { readonly status: 'bounded'; readonly isReversed: Uint8Array; readonly balance: Float64Array }
  | { readonly status: 'negative-cycle'; readonly node: number }
  | { readonly status: 'out-of-range'; readonly reason: string };

/** @param balance, room [nodes], [arcs] the network without its lower bounds. */
export function boundedCosts(network: FlowNetwork, balance: Float64Array, room: Float64Array): BoundedCosts {
  const { nodes, from, to, cost } = network, isReversed = new Uint8Array(from.length), never = (): boolean => false;
  if (cost.every((c, e) => c >= 0 || room[e] === 0)) return { status: 'bounded', isReversed, balance };
  if (settlePotentials(network, new Float64Array(nodes), (e) => room[e]! > 0, never) < 0) return { status: 'bounded', isReversed, balance };
  const potential = new Float64Array(nodes), node = settlePotentials(network, potential, (e) => room[e] === Infinity, never);
  if (node >= 0) return { status: 'negative-cycle', node };
  const shifted = balance.slice();
  let total = shifted.reduce((s, b) => s + Math.abs(b), 0);
  for (let e = 0; e < from.length; e++) {
    const units = room[e]!;
    if (units === 0 || units === Infinity || cost[e]! + potential[to[e]!]! - potential[from[e]!]! >= 0) continue;
    total += 2 * units;
    if (total > Number.MAX_SAFE_INTEGER) return { status: 'out-of-range', reason: 'the capacities of arcs on negative cycles sum to 2^52 or more' };
    isReversed[e] = 1;
    shifted[from[e]!]! -= units;
    shifted[to[e]!]! += units;
  }
  return { status: 'bounded', isReversed, balance: shifted };
}
