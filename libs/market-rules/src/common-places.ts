import type { ListConditions } from './conditions.js';

/**
 * Of each group the places where all of its members have an eligible pair, and what they are worth there together. The rows come in any
 * order, each once; a place that a member lacks is forgotten at once, so that the memory is that of what the groups still share.
 */
export class CommonPlaces {
  /** [supply] group, -1 for none. */
  readonly groupOf: Int32Array;
  private readonly seen: Int32Array; // [groups] members whose rows came
  private readonly places: Int32Array[]; // [groups] common so far
  private readonly worths: Float64Array[];
  /** [place] best worth in the row at hand, and the row that it is of. */
  private readonly best: Float64Array;
  private readonly rowAt: Int32Array;
  private readonly met: Int32Array;

  constructor(private readonly conditions: ListConditions, supplies: number) {
    const { groups, placeOf } = conditions, places = placeOf.reduce((most, place) => Math.max(most, place + 1), 0);
    this.groupOf = new Int32Array(supplies).fill(-1);
    groups.forEach(({ members }, g) => { for (const i of members) this.groupOf[i] = g; });
    this.seen = new Int32Array(groups.length);
    this.places = groups.map(() => new Int32Array(0));
    this.worths = groups.map(() => new Float64Array(0));
    this.best = new Float64Array(places);
    this.rowAt = new Int32Array(places).fill(-1);
    this.met = new Int32Array(places);
  }

  /** All eligible pairs of one member: the first `count` of `column` from `from` on. `worth` of the pair at a position; the place's best counts. */
  row(i: number, column: ArrayLike<number>, from: number, count: number, worth: (position: number) => number): void {
    const g = this.groupOf[i] ?? -1, { places, worths } = this, before = places[g], worthBefore = worths[g];
    if (before === undefined || worthBefore === undefined) return;
    const isFirst = this.seen[g] === 0, size = this.read(i, column, from, count, worth);
    this.seen[g]! += 1;
    const candidates = isFirst ? this.met.subarray(0, size) : before, common = candidates.filter((place) => this.rowAt[place] === i);
    const sums = new Float64Array(common.length);
    for (let k = 0, at = 0; k < common.length; k++, at++) {
      while (candidates[at] !== common[k]) at++;
      sums[k] = (isFirst ? 0 : worthBefore[at] ?? 0) + (this.best[common[k] ?? 0] ?? 0);
    }
    places[g] = common;
    worths[g] = sums;
  }

  /** After all rows: the places common to all members of the group with the sum of their worths; none when a member has no eligible pair. */
  *ofGroup(g: number): Generator<{ place: number; worth: number }> {
    const { members = [], place: only = null } = this.conditions.groups[g] ?? {}, worths = this.worths[g];
    if (this.seen[g] !== members.length) return;
    for (const [k, place] of (this.places[g] ?? []).entries()) if (only === null || only === place) yield { place, worth: worths?.[k] ?? 0 };
  }

  /** Best worth by place of one row; how many places there are in `met`. */
  private read(i: number, column: ArrayLike<number>, from: number, count: number, worth: (position: number) => number): number {
    const { best, rowAt, met, conditions: { placeOf } } = this;
    let size = 0;
    for (let e = from; e < from + count; e++) {
      const place = placeOf[column[e]!]!, value = worth(e);
      if (rowAt[place] !== i) {
        rowAt[place] = i;
        met[size++] = place;
        best[place] = value;
      } else if (value > best[place]!) best[place] = value;
    }
    return size;
  }
}
