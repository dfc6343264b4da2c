import { hash } from 'node:crypto';

const WORDS = 4;

/**
 * Which row of a file stood first with a key: 16 bytes a row outside the heap, so that a file of a million rows needs no
 * more of it than a short one. A key is known by 96 bits of its SHA-256: among a million keys two would meet by chance once
 * in 10^17 files. Open addressing with linear probing (Knuth, The Art of Computer Programming 3, 6.4).
 */
export class RowKeys {
  private slots = new Uint32Array(1024 * WORDS);
  private count = 0;

  /** The row that stood first with this key; notes this one and returns null when there is none. Row numbers start at 1. */
  firstRow(key: string, rowNumber: number): number | null {
    if (this.count * 2 * WORDS >= this.slots.length) this.grow();
    const digest = hash('sha256', key, 'buffer');
    const [a, b, c] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)];
    const at = this.slotOf(a, b, c);
    const found = this.slots[at + 3] ?? 0;
    if (found !== 0) return found;
    this.slots.set([a, b, c, rowNumber], at);
    this.count += 1;
    return null;
  }

  /** Where a digest stands, or the free slot it belongs in. */
  private slotOf(a: number, b: number, c: number): number {
    const { slots } = this;
    const mask = slots.length / WORDS - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (slots[at + 3] === 0 || (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c)) return at;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 3] === 0) continue;
      this.slots.set(old.subarray(at, at + WORDS), this.slotOf(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0));
    }
  }
}
