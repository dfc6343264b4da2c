import type { WorkbookPackage } from './xlsx-package.js';
import { xmlEvents } from './xml-events.js';

/** The shared strings of a workbook as one run of UTF-8 with offsets: a tenth of what as many JavaScript strings take. */
export class SharedStrings {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private used = 0;
  private offsets = new Uint32Array(1 << 12);
  private count = 0;

  add(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.used + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + size));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    if (this.count + 2 > this.offsets.length) {
      const larger = new Uint32Array(this.offsets.length * 2);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.used += this.bytes.write(text, this.used);
    this.count++;
    this.offsets[this.count] = this.used;
  }

  /** The string at an index; '' outside. */
  at(index: number): string {
    const from = this.offsets[index];
    const to = this.offsets[index + 1];
    return index >= 0 && index < this.count && from !== undefined && to !== undefined ? this.bytes.toString('utf8', from, to) : '';
  }

  get size(): number { return this.count; }
}

/** Reads `sharedStrings.xml`; formatting is dropped, phonetic guides are left out. */
export async function readSharedStrings(pack: WorkbookPackage, path: string, maxCellCharacters: number): Promise<SharedStrings> {
  const strings = new SharedStrings();
  if (!pack.has(path)) return strings;
  let current = '';
  let inText = false;
  let phonetic = 0;
  for await (const _ of xmlEvents(pack.read(path), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') inText = phonetic === 0;
    },
    close(name) {
      if (name === 'si') strings.add(current);
      else if (name === 'rPh') phonetic--;
      else if (name === 't') inText = false;
    },
    text(text) { if (inText && current.length <= maxCellCharacters) current += text; },
  }, 1_048_576)) void _;
  return strings;
}
