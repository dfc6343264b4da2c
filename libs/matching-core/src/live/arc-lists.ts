/**
 * Arcs in lists that grow and shrink: row by row in one pool of arrays, each row with room behind it.
 *
 * A full row moves to the end of the pool with twice its room; what it leaves behind stays unused, at most as much as it takes. A
 * move changes the positions of the row's arcs, and `add` says so. Cost: constant on average. Memory: 8 bytes an arc and its room.
 */
const FIRST_ROOM = 4;

export class ArcLists {
  readonly start: Int32Array; // [rows]
  readonly end: Int32Array; // [rows]
  /** [pool] the other side's entry, and the fit. */
  other: Int32Array;
  fit: Int32Array;
  private readonly room: Int32Array; // [rows] positions a row may use
  private used = 0;

  /** @param degrees [at most rows] arcs that each row starts with; each gets a quarter more room. */
  constructor(rows: number, degrees: ArrayLike<number>) {
    this.start = new Int32Array(rows);
    this.end = new Int32Array(rows);
    this.room = new Int32Array(rows);
    for (let r = 0; r < rows; r++) {
      const room = Math.max(FIRST_ROOM, Math.ceil((degrees[r] ?? 0) * 1.25));
      this.start[r] = this.end[r] = this.used;
      this.room[r] = room;
      this.used += room;
    }
    this.other = new Int32Array(Math.ceil(this.used * 1.25));
    this.fit = new Int32Array(this.other.length);
  }

  /** Position of the first arc of `row` to `other`, -1 when there is none. */
  find(row: number, other: number): number {
    for (let e = this.start[row]!, end = this.end[row]!; e < end; e++) if (this.other[e] === other) return e;
    return -1;
  }

  /** Adds an arc; true when the row moved, and with it the positions of its arcs. */
  add(row: number, other: number, fit: number): boolean {
    const size = this.end[row]! - this.start[row]!, hasMoved = size === this.room[row]!;
    if (hasMoved) this.move(row, 2 * size);
    const e = this.end[row]!;
    this.other[e] = other;
    this.fit[e] = fit;
    this.end[row] = e + 1;
    return hasMoved;
  }

  /** Takes an arc out; the row's last one takes its position. Returns the position that arc had. */
  removeAt(row: number, position: number): number {
    const last = this.end[row]! - 1;
    this.other[position] = this.other[last]!;
    this.fit[position] = this.fit[last]!;
    this.end[row] = last;
    return last;
  }

  private move(row: number, room: number): void {
    const from = this.start[row]!, to = this.end[row]!;
    if (this.used + room > this.other.length) this.grow(room);
    this.other.copyWithin(this.used, from, to);
    this.fit.copyWithin(this.used, from, to);
    this.start[row] = this.used;
    this.end[row] = this.used + to - from;
    this.room[row] = room;
    this.used += room;
  }

  private grow(least: number): void {
    const size = Math.ceil((this.used + least) * 1.5), other = new Int32Array(size), fit = new Int32Array(size);
    other.set(this.other.subarray(0, this.used));
    fit.set(this.fit.subarray(0, this.used));
    this.other = other;
    this.fit = fit;
  }
}
