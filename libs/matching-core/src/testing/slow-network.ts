/**
 * Least cost of a network by the plainest road, for tests: negative limited arcs used in full, then successive shortest paths by
 * Bellman-Ford from a super source. It shares nothing with the reduction: no entries, no bonus, no prices.
 *
 * Arcs without limit get `endless` units, more than any cheapest flow of a test needs; whether the cost has a limit is a question for
 * Floyd and Warshall's shortest paths over those arcs. Good for a few dozen arcs.
 */
import type { FlowNetwork } from '../network/flow-network.js';

const endless = 1_000_000;

/** 'unbalanced', 'infeasible', 'unbounded', or the least cost. */
export function slowNetworkCost(network: FlowNetwork): string {
  const { nodes, supply, from, to, low, capacity, cost } = network, source = nodes, sink = nodes + 1;
  if (supply.reduce((s, b) => s + b, 0) !== 0) return 'unbalanced';
  const tail: number[] = [], head: number[] = [], left: number[] = [], price: number[] = [], balance = [...supply];
  let total = 0;
  const arc = (u: number, v: number, room: number, c: number, used: number): void => {
    tail.push(u, v);
    head.push(v, u);
    left.push(room - used, used);
    price.push(c, -c);
  };
  for (let e = 0; e < from.length; e++) {
    const u = from[e]!, v = to[e]!, least = low?.[e] ?? 0, most = Math.min(capacity[e]!, endless), c = cost[e]!, start = c < 0 ? most : least;
    if (most < least) return 'infeasible';
    arc(u, v, most - least, c, start - least);
    balance[u]! -= start;
    balance[v]! += start;
    total += start * c;
  }
  balance.forEach((b, v) => b > 0 ? arc(source, v, b, 0, 0) : arc(v, sink, -b, 0, 0));
  let needed = balance.reduce((s, b) => s + Math.max(b, 0), 0);
  while (needed > 0) {
    const distance = new Array<number>(nodes + 2).fill(Infinity), via = new Array<number>(nodes + 2).fill(-1);
    distance[source] = 0;
    for (let changed = true; changed;) {
      changed = false;
      for (let a = 0; a < tail.length; a++) {
        const d = distance[tail[a]!]! + price[a]!;
        if (left[a]! > 0 && d < distance[head[a]!]!) {
          distance[head[a]!] = d;
          via[head[a]!] = a;
          changed = true;
        }
      }
    }
    if (distance[sink] === Infinity) return 'infeasible';
    let push = needed;
    for (let v = sink; v !== source; v = tail[via[v]!]!) push = Math.min(push, left[via[v]!]!);
    for (let v = sink; v !== source; v = tail[via[v]!]!) {
      left[via[v]!]! -= push;
      left[via[v]! ^ 1]! += push;
    }
    total += push * distance[sink]!;
    needed -= push;
  }
  return hasNegativeCycle(network) ? 'unbounded' : String(total);
}

function hasNegativeCycle({ nodes, from, to, capacity, cost }: FlowNetwork): boolean {
  const d = Array.from({ length: nodes }, () => new Array<number>(nodes).fill(Infinity));
  for (let e = 0; e < from.length; e++) if (capacity[e] === Infinity) d[from[e]!]![to[e]!] = Math.min(d[from[e]!]![to[e]!]!, cost[e]!);
  for (let k = 0; k < nodes; k++) {
    for (let u = 0; u < nodes; u++) for (let v = 0; v < nodes; v++) d[u]![v] = Math.min(d[u]![v]!, d[u]![k]! + d[k]![v]!);
  }
  return d.some((row, v) => row[v]! < 0);
}
