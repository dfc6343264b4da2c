/**
 * Node prices under which no arc of a residual network has a negative reduced cost, or the proof that there are none.
 *
 * Prices pi and the reduced cost r_e = c_e + pi_to - pi_from: where flow can be added r must be >= 0, where it can be taken away
 * r <= 0. Passes over all arcs lower prices until nothing is wrong (Bellman 1958, Ford 1956). The arcs that last lowered each price
 * form a graph; a circle in it is a negative cycle, and one shows up after some pass if there is any (Cherkassky and Goldberg 1999).
 *
 * Cost: O(arcs) a pass, at most `nodes` passes, two when the prices at the start are right but for a few. Memory: 8 bytes a node.
 */
import type { FlowNetwork } from './flow-network.js';

/**
 * Lowers `potential` in place.
 *
 * @param mayAdd whether an arc can carry more; mayTake whether it can carry less.
 * @returns -1 when all reduced costs are right, else a node on a negative cycle.
 */
export function settlePotentials(network: FlowNetwork, potential: Float64Array, mayAdd: (arc: number) => boolean, mayTake: (arc: number) => boolean): number {
  const { nodes, from, to, cost } = network, next = new Int32Array(nodes).fill(-1);
  for (;;) {
    let isChanged = false;
    for (let e = 0; e < from.length; e++) {
      const u = from[e]!, v = to[e]!, c = cost[e]!, r = c + potential[v]! - potential[u]!;
      if (r < 0 && mayAdd(e)) {
        potential[u] = c + potential[v]!;
        next[u] = v;
        isChanged = true;
      } else if (r > 0 && mayTake(e)) {
        potential[v] = potential[u]! - c;
        next[v] = u;
        isChanged = true;
      }
    }
    if (!isChanged) return -1;
    const node = nodeOnCircle(next);
    if (node >= 0) return node;
  }
}

/** A node from which following `next` comes back to it, or -1. O(nodes). */
function nodeOnCircle(next: Int32Array): number {
  const walk = new Int32Array(next.length); // number of the walk that first met a node
  for (let s = 0; s < next.length; s++) {
    let v = s;
    while (v >= 0 && walk[v] === 0) {
      walk[v] = s + 1;
      v = next[v]!;
    }
    if (v >= 0 && walk[v] === s + 1) return v;
  }
  return -1;
}
