/**
 * Which pairs a priced run stores beside those its optimum without conditions needed, now that prices say what every pair would cost.
 *
 *   groups      of each member the `ARCS_A_PLACE` pairs of least slack into each of the `PLACES` places that are cheapest for the whole group
 *   minimums    of each demand entry with a least amount (or served whole) the `LOTS_A_LINE` pairs of least slack that can reach it;
 *               of each supply entry with one the `PAIRS_OF_LOT` such pairs
 *   movers      of everybody else the `PAIRS_OF_MOVER` pairs of least slack: a group that comes moves those who are there
 *   previous    the earlier proposals that are to be kept, where they are still eligible
 *   ties        where there are no conditions, of everybody's pairs only those without slack: no other carries units in any optimum
 *
 * Why not all pairs of the rows with conditions: at 1,000,000 x 50,000 some 34,000 members have 700 pairs each, and the solver needs 40
 * bytes a stored arc. Slack is what a pair costs at the prices, so pairs left out are dearer than all of their row (of the row and place)
 * that were stored. The numbers are above those that `neighbourhood.ts` and `group-prices.ts` of the integer model look at, because
 * groups take each other's places. Bounds: PLACES * ARCS_A_PLACE a member, LOTS_A_LINE a demand entry, PAIRS_OF_LOT a supply entry.
 */
import type { ListConditions, GroupBound } from '@jiedui/market-rules';
import type { ChoosePairs } from '@jiedui/matching-core';

const PLACES = 64, ARCS_A_PLACE = 4;
const PAIRS_OF_MOVER = 8, PAIRS_OF_LOT = 24, LOTS_A_LINE = 24;

/** Positions of least slack, the first of equals, in ascending order. */
export class Least {
  readonly at: Int32Array;
  private readonly slack: Float64Array;
  size = 0;

  constructor(readonly most: number) {
    this.at = new Int32Array(most);
    this.slack = new Float64Array(most);
  }

  /** Slack that a further one has to be below. */
  get limit(): number {
    return this.size < this.most ? Infinity : this.slack[this.most - 1] ?? Infinity;
  }

  add(position: number, slack: number): void {
    if (slack >= this.limit) return;
    const { at, slack: slacks } = this;
    let k = this.size < this.most ? this.size++ : this.most - 1;
    for (; k > 0 && (slacks[k - 1] ?? 0) > slack; k--) {
      at[k] = at[k - 1] ?? 0;
      slacks[k] = slacks[k - 1] ?? 0;
    }
    at[k] = position;
    slacks[k] = slack;
  }
}

/** Named pairs: demand indices by supply index. */
export type NamedPairs = Map<number, Set<number>>;

export function namePair(pairs: NamedPairs, supply: number, demand: number): void {
  const known = pairs.get(supply);
  if (known === undefined) pairs.set(supply, new Set([demand]));
  else known.add(demand);
}

interface Rooms { readonly supplyRoom: Int32Array; readonly demandRoom: Int32Array }

/** The cheapest pairs into each demand entry that asks for a least amount. */
export class CheapestLots {
  private readonly best = new Map<number, Least>();

  constructor(private readonly conditions: ListConditions, private readonly rooms: Rooms) {}

  /** A row, with slack as in `ChoosePairs`. */
  row(i: number, count: number, column: Int32Array, slack: (position: number) => number): void {
    const { demandMinimum, supplyMinimum } = this.conditions, { supplyRoom, demandRoom } = this.rooms;
    for (let k = 0; k < count; k++) {
      const j = column[k] ?? 0, least = demandMinimum[j] ?? 0;
      if (least <= 1 || Math.min(supplyRoom[i] ?? 0, demandRoom[j] ?? 0) < Math.max(least, supplyMinimum[i] ?? 0)) continue;
      let best = this.best.get(j);
      if (best === undefined) this.best.set(j, best = new Least(LOTS_A_LINE));
      best.add(i, slack(k));
    }
  }

  addTo(pairs: NamedPairs): void {
    for (const [j, best] of this.best) for (const i of best.at.subarray(0, best.size)) namePair(pairs, i, j);
  }
}

/** Chooses the pairs of each row for `storeMore`; see the head of the file. */
export function nearPairs(conditions: ListConditions | null, bound: GroupBound | null, named: NamedPairs, rooms: Rooms): ChoosePairs {
  const placesOf = new Map<number, ReadonlySet<number>>();
  conditions?.groups.forEach(({ members }, g) => {
    const places = new Set(bound?.bestPlaces(g, PLACES));
    for (const i of members) placesOf.set(i, places);
  });
  const mover = new Least(PAIRS_OF_MOVER), lot = new Least(PAIRS_OF_LOT);
  return (i, count, column, slack, store) => {
    const own = named.get(i), places = placesOf.get(i);
    if (own !== undefined) for (let k = 0; k < count; k++) if (own.has(column[k] ?? -1)) store(k);
    if (conditions !== null && places !== undefined) {
      const here = new Map<number, Least>();
      for (let k = 0; k < count; k++) {
        const place = conditions.placeOf[column[k] ?? 0] ?? -1;
        if (!places.has(place)) continue;
        let best = here.get(place);
        if (best === undefined) here.set(place, best = new Least(ARCS_A_PLACE));
        best.add(k, slack[k] ?? 0);
      }
      for (const best of here.values()) for (const k of best.at.subarray(0, best.size)) store(k);
      return;
    }
    const least = conditions?.supplyMinimum[i] ?? 0, best = least > 1 ? lot : mover, room = rooms.supplyRoom[i] ?? 0;
    best.size = 0;
    for (let k = 0, limit = conditions === null ? 1 : Infinity; k < count; k++) {
      const each = slack[k] ?? 0;
      if (each >= limit || (least > 1 && (room < least || (rooms.demandRoom[column[k] ?? 0] ?? 0) < least))) continue;
      best.add(k, each);
      limit = Math.min(limit, best.limit);
    }
    for (const k of best.at.subarray(0, best.size)) store(k);
  };
}
