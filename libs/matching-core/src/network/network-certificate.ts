/**
 * Proof that a flow of a network is cheapest, in terms of the network as it was given: the reduction is neither used nor trusted.
 *
 * With node prices pi and reduced costs r_e = c_e + pi_to - pi_from, a flow within its bounds that balances every node is cheapest when
 * x_e = low_e wherever r_e > 0 and x_e = cap_e wherever r_e < 0. The prices come from the problem's; where that problem is degenerate a
 * few are off, and `settlePotentials` on the residual network mends them, or finds the negative cycle that would disprove the flow.
 *
 * Cost O(nodes + arcs) and a few passes; memory 8 bytes an arc. Source: Ahuja, Magnanti and Orlin 1993, theorem 9.3.
 */
import type { Solution } from '../solver/solve.js';
import { verify } from '../certificate.js';
import type { FlowNetwork, NetworkForm } from './flow-network.js';
import { settlePotentials } from './potentials.js';

/** Whether a flow [arcs] is within the bounds and meets the balance of every node. */
export function isFlow(network: FlowNetwork, units: Float64Array): boolean {
  const { nodes, supply, from, to, low, capacity } = network, balance = supply.slice();
  for (let e = 0; e < from.length; e++) {
    const x = units[e]!;
    if (!Number.isSafeInteger(x) || x < (low === undefined ? 0 : low[e]!) || x > capacity[e]!) return false;
    balance[from[e]!]! -= x;
    balance[to[e]!]! += x;
  }
  for (let v = 0; v < nodes; v++) if (balance[v] !== 0) return false;
  return true;
}

/** Whether node prices [nodes] prove a flow cheapest. */
export function isProved(network: FlowNetwork, units: Float64Array, potential: Float64Array): boolean {
  const { from, to, low, capacity, cost } = network;
  for (const pi of potential) if (!Number.isSafeInteger(pi)) return false;
  for (let e = 0; e < from.length; e++) {
    const r = cost[e]! + potential[to[e]!]! - potential[from[e]!]!, x = units[e]!;
    if ((r > 0 && x !== (low === undefined ? 0 : low[e]!)) || (r < 0 && x !== capacity[e]!)) return false;
  }
  return true;
}

/** Checks a solution of a network's form: against the network where it was reduced, against the problem where that is the same thing. */
export function verifyNetwork(network: FlowNetwork, form: NetworkForm, solution: Solution): boolean {
  if (form.potentials === undefined) return verify(form.problem, solution.flow, solution.supplyPrice, solution.demandPrice).isOptimal;
  const units = new Float64Array(network.from.length), { low, capacity } = network;
  form.forEachArc(solution.flow, (e, x) => { units[e] = x; });
  if (!isFlow(network, units)) return false;
  const potential = form.potentials(solution.supplyPrice, solution.demandPrice);
  settlePotentials(network, potential, (e) => capacity[e]! > units[e]!, (e) => units[e]! > (low === undefined ? 0 : low[e]!));
  return isProved(network, units, potential);
}
