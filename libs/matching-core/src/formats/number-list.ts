/**
 * A text of whole numbers parted by blanks and line ends, as the OR-Library has them: the numbers in order, and the line of each.
 *
 * Bytes are pushed in chunks of any size. Cost: one pass. Memory: 8 bytes a number and 4 a line, doubled while growing.
 */
import type { Unreadable } from './unreadable.js';

const NEWLINE = 10, BLANK = 32, PLUS = 43, MINUS = 45, ZERO = 48, NINE = 57;

export class NumberList {
  private numbers = new Float64Array(1024);
  /** [lines] how many numbers the file holds up to the end of each finished line. */
  private ends = new Int32Array(256);
  private count = 0;
  private lines = 0;
  private value = 0;
  private digits = 0;
  private sign = 0; // 0 outside a number, else 1 or -1
  private failure: Unreadable | undefined;

  push(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte >= ZERO && byte <= NINE) {
        if (this.sign === 0) this.sign = 1;
        this.digits++;
        this.value = this.value * 10 + byte - ZERO;
      } else if (byte <= BLANK) {
        if (this.sign !== 0) this.endNumber();
        if (byte === NEWLINE) this.endLine();
      } else if ((byte === PLUS || byte === MINUS) && this.sign === 0) this.sign = byte === MINUS ? -1 : 1;
      else this.fail(`应为整数，却有字符「${String.fromCharCode(byte)}」`, `expected whole numbers, found the character "${String.fromCharCode(byte)}"`);
      if (this.failure !== undefined) return;
    }
  }

  finish(): Unreadable | undefined {
    if (this.failure === undefined && this.sign !== 0) this.endNumber();
    return this.failure;
  }

  get length(): number { return this.count; }

  /** Number k, from 0. */
  at(k: number): number { return this.numbers[k]!; }

  slice(start: number, end: number): Float64Array { return this.numbers.slice(start, end); }

  /** The line, from 1, on which number k stands; the last line for a number that is missing. */
  lineOf(k: number): number {
    let low = 0, high = this.lines;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle]! > k) high = middle;
      else low = middle + 1;
    }
    return k >= this.count ? this.lineOf(this.count - 1) : low + 1;
  }

  /** Whether every line with numbers on it, from the one of number `first` on, has exactly `width`, number `first` beginning one. */
  isInLinesOf(width: number, first: number): boolean {
    let before = 0;
    for (let l = 0; l <= this.lines; l++) {
      const end = l < this.lines ? this.ends[l]! : this.count;
      if (end !== before && before >= first && end - before !== width) return false;
      if (before < first && end > first) return false;
      before = end;
    }
    return true;
  }

  private endNumber(): void {
    if (this.digits === 0 || this.value > Number.MAX_SAFE_INTEGER) return this.fail('应为绝对值小于 2^53 的整数', 'expected a whole number below 2^53');
    if (this.count === this.numbers.length) {
      const grown = new Float64Array(2 * this.count);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    this.numbers[this.count++] = this.sign < 0 ? 0 - this.value : this.value;
    this.value = 0;
    this.digits = 0;
    this.sign = 0;
  }

  private endLine(): void {
    if (this.lines === this.ends.length) {
      const grown = new Int32Array(2 * this.lines);
      grown.set(this.ends);
      this.ends = grown;
    }
    this.ends[this.lines++] = this.count;
  }

  private fail(reasonZh: string, reason: string): void {
    this.failure ??= { status: 'unreadable', line: this.lines + 1, reasonZh, reason };
  }
}
