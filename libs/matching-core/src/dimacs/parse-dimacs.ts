/**
 * Reader of the DIMACS formats for minimum-cost flow (`p min`) and assignment (`p asn`), told apart by the `p` line.
 *
 *   p min NODES ARCS | n ID SUPPLY | a FROM TO LOW CAP COST        p asn NODES ARCS | n ID (left side) | a FROM TO COST
 *
 * Comments (c ...), blank lines, CR LF, several blanks and parallel arcs are fine. CAP -1 or `inf` means no limit. Bytes are pushed in
 * chunks of any size, so a file of gigabytes never becomes one string. Memory: 24 bytes an arc, 8 more where a lower bound occurs.
 *
 * Source: DIMACS, "The first DIMACS international algorithm implementation challenge: problem definitions and specifications", 1991.
 */

import type { Unreadable } from '../formats/unreadable.js';
import type { FlowNetwork } from '../network/flow-network.js';

/** A network as the file gives it; nodes are numbered from 0 here. */
export interface DimacsNetwork extends FlowNetwork {
  readonly kind: 'min' | 'asn';
}

export type DimacsResult = { readonly status: 'parsed'; readonly network: DimacsNetwork } | Unreadable;

const MAX_NODES = 1 << 28, FIRST_ARCS = 1 << 22, NEWLINE = 10, ZERO = 48, NINE = 57;

export class DimacsParser {
  private kind: 'min' | 'asn' | undefined;
  private nodes = 0;
  private declaredArcs = 0;
  private supply = new Float64Array(0);
  private isNamed = new Uint8Array(0);
  private from = new Int32Array(0);
  private to = new Int32Array(0);
  private low: Float64Array | undefined;
  private capacity = new Float64Array(0);
  private cost = new Float64Array(0);
  private arcs = 0;
  private line = 0;
  private rest: Uint8Array = new Uint8Array(0);
  private failure: Unreadable | undefined;
  private readonly number = new Float64Array(6); // numbers of the current line

  push(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    let from = 0;
    if (this.rest.length > 0) {
      const end = chunk.indexOf(NEWLINE);
      const head = end < 0 ? chunk : chunk.subarray(0, end);
      const joined = new Uint8Array(this.rest.length + head.length);
      joined.set(this.rest);
      joined.set(head, this.rest.length);
      if (end < 0) {
        this.keep(joined);
        return;
      }
      this.rest = new Uint8Array(0);
      this.readLine(joined, 0, joined.length);
      from = end + 1;
    }
    while (this.failure === undefined) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.readLine(chunk, from, end);
      from = end + 1;
    }
    this.keep(chunk.slice(from));
  }

  finish(): DimacsResult {
    if (this.failure === undefined && this.rest.length > 0) this.readLine(this.rest, 0, this.rest.length);
    if (this.failure !== undefined) return this.failure;
    if (this.kind === undefined) return { status: 'unreadable', line: this.line, reasonZh: '缺少 "p min" 或 "p asn" 行', reason: 'no "p min" or "p asn" line' };
    if (this.arcs !== this.declaredArcs) return { status: 'unreadable', line: this.line, reasonZh: `p 行声明 ${this.declaredArcs} 条弧，实有 ${this.arcs} 条`, reason: `the p line announces ${this.declaredArcs} arcs, found ${this.arcs}` };
    const n = this.arcs;
    if (this.kind === 'asn') for (let v = 0; v < this.nodes; v++) this.supply[v] = this.isNamed[v] === 1 ? 1 : -1;
    return {
      status: 'parsed',
      network: {
        kind: this.kind, nodes: this.nodes, supply: this.supply, from: this.from.subarray(0, n), to: this.to.subarray(0, n),
        low: this.low?.subarray(0, n), capacity: this.capacity.subarray(0, n), cost: this.cost.subarray(0, n),
      },
    };
  }

  private keep(rest: Uint8Array): void {
    this.rest = rest;
    if (rest.length > 1 << 16 && rest[0] !== 99) this.fail('一行超过 65,536 字节，不是 DIMACS 文件', 'a line of more than 65,536 bytes: not a DIMACS file');
    else if (rest.length > 1 << 16) this.rest = rest.slice(0, 1); // a long comment: its letter is enough
  }

  private fail(reasonZh: string, reason: string): void {
    this.failure ??= { status: 'unreadable', line: this.line, reasonZh, reason };
  }

  private readLine(bytes: Uint8Array, start: number, end: number): void {
    this.line++;
    let at = start;
    while (at < end && bytes[at]! <= 32) at++;
    if (at === end) return;
    const letter = bytes[at++]!;
    if (letter === 99) return; // c
    if (at < end && bytes[at]! > 32) this.fail(`行首应为 c、p、n 或 a，却是「${text(bytes, at - 1, end)}」`, `expected a line starting with c, p, n or a, found "${text(bytes, at - 1, end)}"`);
    else if (letter === 97) this.readArc(bytes, at, end); // a
    else if (letter === 110) this.readNode(bytes, at, end); // n
    else if (letter === 112) this.readProblem(bytes, at, end); // p
    else this.fail(`行首应为 c、p、n 或 a，却是「${text(bytes, at - 1, end)}」`, `expected a line starting with c, p, n or a, found "${text(bytes, at - 1, end)}"`);
  }

  private readProblem(bytes: Uint8Array, start: number, end: number): void {
    const words = text(bytes, start, end).trim().split(/\s+/), kind = words[0], nodes = Number(words[1]), arcs = Number(words[2]);
    if (this.kind !== undefined) return this.fail('p 行只能有一行', 'a second p line');
    if (kind !== 'min' && kind !== 'asn') return this.fail(`应为 p min 或 p asn，却是「p ${kind ?? ''}」`, `expected "p min" or "p asn", found "p ${kind ?? ''}"`);
    if (words.length !== 3 || !Number.isInteger(nodes) || !Number.isInteger(arcs) || nodes < 0 || arcs < 0 || nodes > MAX_NODES || arcs > 0x7fffffff) return this.fail(`应为「p ${kind} 节点数 弧数」，却是「${text(bytes, start, end).trim()}」`, `expected "p ${kind} NODES ARCS", found "${text(bytes, start, end).trim()}"`);
    this.kind = kind;
    this.nodes = nodes;
    this.declaredArcs = arcs;
    this.supply = new Float64Array(nodes);
    this.isNamed = new Uint8Array(nodes);
    this.growTo(Math.min(arcs, FIRST_ARCS));
  }

  private readNode(bytes: Uint8Array, start: number, end: number): void {
    const count = this.kind === 'asn' ? 1 : 2;
    if (!this.readNumbers(bytes, start, end, count, count)) return;
    const v = this.number[0]! - 1;
    if (!(v >= 0 && v < this.nodes)) return this.fail(`节点 ${v + 1} 超出 1 到 ${this.nodes}`, `node ${v + 1}, expected 1..${this.nodes}`);
    if (this.isNamed[v] === 1) return this.fail(`节点 ${v + 1} 写了两次`, `node ${v + 1} is given twice`);
    this.isNamed[v] = 1;
    if (count === 2) this.supply[v] = this.number[1]!;
  }

  private readArc(bytes: Uint8Array, start: number, end: number): void {
    const isMin = this.kind !== 'asn', count = isMin ? 5 : 3;
    if (!this.readNumbers(bytes, start, end, count, isMin ? 3 : -1)) return;
    const { number } = this, e = this.arcs, u = number[0]! - 1, v = number[1]! - 1;
    if (!(u >= 0 && u < this.nodes && v >= 0 && v < this.nodes)) return this.fail(`弧 ${u + 1} 到 ${v + 1} 的节点超出 1 到 ${this.nodes}`, `arc ${u + 1} to ${v + 1}, expected nodes 1..${this.nodes}`);
    if (e >= this.declaredArcs) return this.fail(`弧多于 p 行声明的 ${this.declaredArcs} 条`, `more arcs than the ${this.declaredArcs} of the p line`);
    if (e === this.from.length) this.growTo(Math.min(this.declaredArcs, e * 2));
    this.arcs = e + 1;
    this.from[e] = u;
    this.to[e] = v;
    const low = isMin ? number[2]! : 0, capacity = isMin ? number[3]! : 1;
    if (low < 0) return this.fail(`下界为 ${low}，应为 0 或更大`, `lower bound ${low}, expected 0 or more`);
    if (low > 0) (this.low ??= new Float64Array(this.from.length))[e] = low;
    if (capacity < -1) return this.fail(`容量为 ${capacity}，应为 0 或更大；不限容量写 -1 或 inf`, `capacity ${capacity}, expected 0 or more, or -1 or inf for no limit`);
    this.capacity[e] = capacity < 0 ? Infinity : capacity;
    this.cost[e] = number[count - 1]!;
  }

  /** Reads exactly `count` whole numbers into `number`; the one at index `mayBeInfinite` may be "inf". */
  private readNumbers(bytes: Uint8Array, start: number, end: number, count: number, mayBeInfinite: number): boolean {
    if (this.kind === undefined) this.fail('p 行之前不能有其他行', 'a line before the p line');
    let at = start;
    for (let k = 0; k < count; k++) {
      while (at < end && bytes[at]! <= 32) at++;
      const first = at, isNegative = bytes[at] === 45;
      if (isNegative || bytes[at] === 43) at++;
      let value = 0;
      const digits = at;
      while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + bytes[at++]! - ZERO;
      if (at === digits || (at < end && bytes[at]! > 32) || value > Number.MAX_SAFE_INTEGER) {
        let wordEnd = first;
        while (wordEnd < end && bytes[wordEnd]! > 32) wordEnd++;
        const word = text(bytes, first, wordEnd);
        if (k === mayBeInfinite && /^\+?inf(inity)?$/i.test(word)) {
          value = Infinity;
          at = wordEnd;
        } else {
          this.fail(first === end ? `应有 ${count} 个数，只有 ${k} 个` : `应为绝对值小于 2^53 的整数，却是「${word}」`, first === end ? `expected ${count} numbers, found ${k}` : `expected a whole number below 2^53, found "${word}"`);
          return false;
        }
      }
      this.number[k] = isNegative ? 0 - value : value;
    }
    while (at < end && bytes[at]! <= 32) at++;
    if (at < end) this.fail(`应有 ${count} 个数，多出「${text(bytes, at, end)}」`, `expected ${count} numbers, found more: "${text(bytes, at, end)}"`);
    return this.failure === undefined;
  }

  private growTo(size: number): void {
    const ints = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(size);
      next.set(old);
      return next;
    };
    const floats = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(size);
      next.set(old);
      return next;
    };
    this.from = ints(this.from);
    this.to = ints(this.to);
    this.capacity = floats(this.capacity);
    this.cost = floats(this.cost);
    if (this.low !== undefined) this.low = floats(this.low);
  }
}

/** A short printable excerpt for messages. */
function text(bytes: Uint8Array, start: number, end: number): string {
  let s = '';
  for (let k = start; k < Math.min(end, start + 40); k++) s += bytes[k]! >= 32 && bytes[k]! < 127 ? String.fromCharCode(bytes[k]!) : bytes[k]! < 32 ? ' ' : '?';
  return s;
}

/** Parses a file that is already in memory. */
export function parseDimacs(bytes: Uint8Array): DimacsResult {
  const parser = new DimacsParser();
  parser.push(bytes);
  return parser.finish();
}
