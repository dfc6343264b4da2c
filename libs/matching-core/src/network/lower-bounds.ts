/** First step of both roads: balance and range checked, lower bounds taken out (flow = low + rest). Cost O(nodes + arcs). */
import type { FlowNetwork, NetworkRefusal } from './flow-network.js';

export interface WithoutLowerBounds {
  readonly status: 'ready';
  /** [nodes] supply left to ship once every arc carries its least flow. */
  readonly balance: Float64Array;
  /** [arcs] capacity above the least flow; the network's own array when there are no lower bounds. */
  readonly room: Float64Array;
}

/** `unbalanced` comes before every other refusal. */
export function withoutLowerBounds(network: FlowNetwork): WithoutLowerBounds | NetworkRefusal {
  const { nodes, from, to, low } = network, balance = network.supply.slice();
  let supply = 0, demand = 0, lows = 0;
  for (let v = 0; v < nodes; v++) {
    if (balance[v]! > 0) supply += balance[v]!;
    else demand -= balance[v]!;
  }
  if (supply > Number.MAX_SAFE_INTEGER || demand > Number.MAX_SAFE_INTEGER) return { status: 'out-of-range', reason: 'the supplies or the demands sum to 2^53 or more' };
  if (supply !== demand) return { status: 'unbalanced', reason: `total supply ${supply}, total demand ${demand}` };
  if (low === undefined) return { status: 'ready', balance, room: network.capacity };
  const room = network.capacity.slice();
  let narrow = -1;
  for (let e = 0; e < from.length; e++) {
    const least = low[e]!;
    if (least === 0) continue;
    lows += least;
    room[e]! -= least;
    balance[from[e]!]! -= least;
    balance[to[e]!]! += least;
    if (room[e]! < 0 && narrow < 0) narrow = e;
  }
  if (2 * (supply + lows) > Number.MAX_SAFE_INTEGER) return { status: 'out-of-range', reason: 'supplies and lower bounds sum to 2^52 or more' };
  if (narrow >= 0) return { status: 'infeasible', reason: `the arc from ${from[narrow]! + 1} to ${to[narrow]! + 1} has a lower bound of ${low[narrow]!}, above its capacity of ${network.capacity[narrow]!}` };
  return { status: 'ready', balance, room };
}
