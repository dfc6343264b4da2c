/**
 * Hiding small counts in published tables, and with them the counts that would give them away.
 *
 * A table with its totals is a network: every cell and every total is an arc that carries its count, every row, every column
 * and the two lines of totals are nodes, and that the sums are right means that at each node as much comes in as goes out.
 * What a reader can find out about hidden arcs is what such a flow leaves open: a hidden arc is known exactly when no cycle of
 * hidden arcs through it can carry a change. So a small count is protected by hiding a cheapest cycle through it, until it could
 * be any of at least `threshold` values (cell suppression by network flows; Hundepool et al., Statistical Disclosure Control,
 * Wiley 2012, section 4.4). Readers know that hidden counts are at least 1, for zeros are always shown: a cycle lowers no
 * count below that. The published pattern is not the least possible, it is found arc by arc.
 *
 * Not covered: what a reader knows of other tables or of the same table on another day.
 */
export interface CountArc { readonly from: number; readonly to: number; readonly value: number; readonly kind: 'cell' | 'total' | 'grand-total' }

/** What hiding an arc costs readers: totals are wanted most, then small cells go before large ones. */
const COST = { cell: 1_000, total: 10_000, 'grand-total': 200_000 } as const;
const costOf = (arc: CountArc): number => COST[arc.kind] + Math.min(arc.value, 999);

/** Which arcs to hide: counts from 1 to `threshold - 1`, and what protects them. Values are integers of at least 0. */
export function suppress(arcs: readonly CountArc[], threshold: number): boolean[] {
  const hidden = arcs.map((arc) => arc.value > 0 && arc.value < threshold);
  // To be any of `threshold` values a count must be free to move by one less.
  const width = threshold - 1;
  for (let changed = true; changed;) {
    changed = false;
    for (const [i, arc] of arcs.entries()) {
      if (hidden[i] !== true) continue;
      const network = new Residual(arcs, hidden, i);
      const down = Math.min(width, arc.value - 1, network.push(arc.from, arc.to, Math.min(width, arc.value - 1), false));
      let up = new Residual(arcs, hidden, i).push(arc.to, arc.from, width - down, false);
      while (down + up < width) {
        const wider = new Residual(arcs, hidden, i);
        const reached = wider.push(arc.to, arc.from, up + 1, true);
        if (reached <= up) throw new Error('a hidden count cannot be protected: the table is not a closed network');
        for (const at of wider.opened) hidden[at] = true;
        changed = true;
        up = new Residual(arcs, hidden, i).push(arc.to, arc.from, width - down, false);
      }
    }
  }
  return hidden;
}

/** Flow changes that hidden arcs can carry, all but one arc. Forward without limit, backward until a count would be 1. */
class Residual {
  private readonly flow: number[];
  /** Shown arcs that a push went over. */
  readonly opened = new Set<number>();

  constructor(private readonly arcs: readonly CountArc[], private readonly hidden: readonly boolean[], private readonly without: number) {
    this.flow = arcs.map(() => 0);
  }

  /** Pushes up to `amount` by cheapest paths; with `mayOpen` also over shown arcs, at their cost. Returns how much went through. */
  push(source: number, target: number, amount: number, mayOpen: boolean): number {
    let pushed = 0;
    while (pushed < amount) {
      const path = this.cheapestPath(source, target, mayOpen);
      if (path === null) break;
      const room = Math.min(amount - pushed, ...path.map(({ arc, forward }) => this.room(arc, forward)));
      for (const { arc, forward } of path) {
        this.flow[arc] = (this.flow[arc] ?? 0) + (forward ? room : -room);
        if (this.hidden[arc] !== true) this.opened.add(arc);
      }
      pushed += room;
    }
    return pushed;
  }

  private room(at: number, forward: boolean): number {
    const arc = this.arcs[at];
    if (arc === undefined) return 0;
    return forward ? Number.MAX_SAFE_INTEGER : arc.value - 1 + (this.flow[at] ?? 0);
  }

  private cost(at: number, mayOpen: boolean): number | null {
    const arc = this.arcs[at];
    if (arc === undefined || at === this.without || arc.value === 0) return null;
    if (this.hidden[at] === true || this.opened.has(at)) return 0;
    return mayOpen ? costOf(arc) : null;
  }

  /** Bellman-Ford: tables have some hundred arcs, and costs are never negative here. */
  private cheapestPath(source: number, target: number, mayOpen: boolean): { arc: number; forward: boolean }[] | null {
    const best = new Map<number, number>([[source, 0]]);
    const came = new Map<number, { arc: number; forward: boolean; from: number }>();
    for (let improved = true; improved;) {
      improved = false;
      for (const [at, arc] of this.arcs.entries()) {
        const cost = this.cost(at, mayOpen);
        if (cost === null) continue;
        for (const forward of [true, false]) {
          const [from, to] = forward ? [arc.from, arc.to] : [arc.to, arc.from];
          const reached = best.get(from);
          if (reached === undefined || this.room(at, forward) <= 0 || reached + cost >= (best.get(to) ?? Infinity)) continue;
          best.set(to, reached + cost);
          came.set(to, { arc: at, forward, from });
          improved = true;
        }
      }
    }
    if (!best.has(target)) return null;
    const path: { arc: number; forward: boolean }[] = [];
    for (let node = target; node !== source;) {
      const step = came.get(node);
      if (step === undefined) return null;
      path.push({ arc: step.arc, forward: step.forward });
      node = step.from;
    }
    return path;
  }
}

/** A hidden pattern of a list of counts with its total. */
export interface ListPattern { readonly cells: readonly boolean[]; readonly total: boolean }

/** Hides in a list of counts that is published with its sum. */
export function suppressList(counts: readonly number[], threshold: number): ListPattern {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const hidden = suppress([...counts.map((value): CountArc => ({ from: 0, to: 1, value, kind: 'cell' })), { from: 1, to: 0, value: total, kind: 'grand-total' }], threshold);
  return { cells: hidden.slice(0, counts.length), total: hidden[counts.length] ?? false };
}

/** A hidden pattern of a table of counts with the totals of its rows and columns. */
export interface TablePattern { readonly cells: readonly (readonly boolean[])[]; readonly rowTotals: readonly boolean[]; readonly columnTotals: readonly boolean[]; readonly total: boolean }

/** Hides in a table that is published with the totals of its rows and columns. `counts`: [rows x columns]. */
export function suppressTable(counts: readonly (readonly number[])[], threshold: number): TablePattern {
  const rows = counts.length;
  const columns = counts[0]?.length ?? 0;
  // Nodes: rows, columns, the line of column totals, the line of row totals.
  const columnNode = (column: number): number => rows + column;
  const columnTotalsNode = rows + columns;
  const rowTotalsNode = rows + columns + 1;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const arcs: CountArc[] = counts.flatMap((row, r) => row.map((value, c): CountArc => ({ from: r, to: columnNode(c), value, kind: 'cell' })));
  for (const [r, row] of counts.entries()) arcs.push({ from: rowTotalsNode, to: r, value: sum(row), kind: 'total' });
  for (let c = 0; c < columns; c += 1) arcs.push({ from: columnNode(c), to: columnTotalsNode, value: sum(counts.map((row) => row[c] ?? 0)), kind: 'total' });
  arcs.push({ from: columnTotalsNode, to: rowTotalsNode, value: sum(counts.map(sum)), kind: 'grand-total' });
  const hidden = suppress(arcs, threshold);
  const at = rows * columns;
  return {
    cells: counts.map((row, r) => row.map((_, c) => hidden[r * columns + c] ?? false)),
    rowTotals: hidden.slice(at, at + rows), columnTotals: hidden.slice(at + rows, at + rows + columns), total: hidden[at + rows + columns] ?? false,
  };
}
