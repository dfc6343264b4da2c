/**
 * The arcs of the restricted problem, in rows by supply entry, and those that came since.
 *
 * Arcs come in the order of the scan; `merge` sorts them into the rows by counting, behind the arcs that are there, and carries the flow
 * over. Memory: 6 bytes an arc (8 where fits need 32 bits) and 12 a new one; the former twice while they are merged.
 */
import type { TransportProblem } from '../problem.js';

const FIRST_ROOM = 1024;

export class StoredArcs {
  private rowStart: Int32Array;
  private column: Int32Array = new Int32Array(0);
  private fit: Int16Array | Int32Array = new Int16Array(0);
  private newSupply = new Int32Array(FIRST_ROOM);
  private newColumn = new Int32Array(FIRST_ROOM);
  private newFit = new Int32Array(FIRST_ROOM);
  private added = 0;
  private isShort = true;

  constructor(private readonly supplies: number) {
    this.rowStart = new Int32Array(supplies + 1);
  }

  /** Those of a problem that is there; its arrays are read and never written. */
  static of({ rowStart, column, fit }: TransportProblem): StoredArcs {
    const arcs = new StoredArcs(rowStart.length - 1);
    arcs.rowStart = rowStart;
    arcs.column = column;
    arcs.fit = fit;
    arcs.isShort = fit instanceof Int16Array;
    return arcs;
  }

  /** Whether nothing came since the last merge. */
  get isUnchanged(): boolean {
    return this.added === 0;
  }

  add(supply: number, column: number, fit: number): void {
    if (this.added === this.newSupply.length) {
      this.newSupply = longer(this.newSupply);
      this.newColumn = longer(this.newColumn);
      this.newFit = longer(this.newFit);
    }
    if (fit < -32768 || fit > 32767) this.isShort = false;
    this.newSupply[this.added] = supply;
    this.newColumn[this.added] = column;
    this.newFit[this.added++] = fit;
  }

  /** Takes the new arcs into the rows; returns the flow on the arcs as they stand then. */
  merge(flow: Int32Array): Int32Array {
    const { supplies, added, newSupply, newColumn, newFit } = this, old = this.rowStart, rowStart = new Int32Array(supplies + 1);
    for (let k = 0; k < added; k++) rowStart[newSupply[k]! + 1]! += 1;
    for (let i = 0; i < supplies; i++) rowStart[i + 1]! += rowStart[i]! + old[i + 1]! - old[i]!;
    const size = rowStart[supplies]!, column = new Int32Array(size), fit = this.isShort ? new Int16Array(size) : new Int32Array(size);
    const carried = new Int32Array(size), next = new Int32Array(supplies);
    for (let i = 0; i < supplies; i++) {
      const from = old[i]!, to = old[i + 1]!, at = rowStart[i]!;
      next[i] = at + to - from;
      if (from === to) continue;
      column.set(this.column.subarray(from, to), at);
      fit.set(this.fit.subarray(from, to), at);
      carried.set(flow.subarray(from, to), at);
    }
    for (let k = 0; k < added; k++) {
      const e = next[newSupply[k]!]!;
      next[newSupply[k]!] = e + 1;
      column[e] = newColumn[k]!;
      fit[e] = newFit[k]!;
    }
    this.rowStart = rowStart;
    this.column = column;
    this.fit = fit;
    this.added = 0;
    this.newSupply = new Int32Array(FIRST_ROOM);
    this.newColumn = new Int32Array(FIRST_ROOM);
    this.newFit = new Int32Array(FIRST_ROOM);
    return carried;
  }

  /** The restricted problem of the merged arcs. */
  problem({ supplyCapacity, demandCapacity, bonus }: Pick<TransportProblem, 'supplyCapacity' | 'demandCapacity' | 'bonus'>): TransportProblem {
    return { supplyCapacity, demandCapacity, bonus, rowStart: this.rowStart, column: this.column, fit: this.fit };
  }
}

function longer(values: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.ceil(values.length * 1.5));
  wider.set(values);
  return wider;
}
