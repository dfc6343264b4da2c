/**
 * A problem file of a known format, told by its content alone: the first byte that is not blank is a letter in DIMACS files
 * (c, p, n, a) and a digit or a sign in OR-Library files.
 */
import { DimacsParser } from '../dimacs/parse-dimacs.js';
import type { FlowNetwork } from '../network/flow-network.js';
import { NumberList } from './number-list.js';
import { readOrLibrary, type GeneralisedAssignmentFile } from './or-library.js';
import type { Unreadable } from './unreadable.js';

export type ProblemFile =
  /** What to add to the nodes of arc tails and heads to write them as the file counts them. */
  | { readonly status: 'parsed'; readonly kind: 'network'; readonly network: FlowNetwork; readonly tailShift: number; readonly headShift: number }
  | GeneralisedAssignmentFile
  | Unreadable;

/** Bytes in chunks of any size, then `finish`. */
export class ProblemFileParser {
  private parser: DimacsParser | NumberList | undefined;
  private blankLines = 0;

  push(chunk: Uint8Array): void {
    if (this.parser === undefined) {
      const first = chunk.findIndex((byte) => byte > 32);
      if (first < 0) {
        for (const byte of chunk) if (byte === 10) this.blankLines++;
        return;
      }
      const byte = chunk[first]!, isNumber = (byte >= 48 && byte <= 57) || byte === 43 || byte === 45;
      this.parser = isNumber ? new NumberList() : new DimacsParser();
      this.parser.push(new Uint8Array(this.blankLines).fill(10)); // so that lines are counted as the file has them
    }
    this.parser.push(chunk);
  }

  finish(): ProblemFile {
    const { parser } = this;
    if (parser === undefined) return { status: 'unreadable', line: 0, reasonZh: '文件是空的', reason: 'the file is empty' };
    if (parser instanceof DimacsParser) {
      const parsed = parser.finish();
      return parsed.status === 'parsed' ? { status: 'parsed', kind: 'network', network: parsed.network, tailShift: 1, headShift: 1 } : parsed;
    }
    const parsed = readOrLibrary(parser);
    if (parsed.status !== 'parsed' || parsed.kind !== 'assignment') return parsed;
    return { status: 'parsed', kind: 'network', network: parsed.network, tailShift: 1, headShift: 1 - parsed.size };
  }
}

/** Parses a file that is already in memory. */
export function parseProblemFile(bytes: Uint8Array): ProblemFile {
  const parser = new ProblemFileParser();
  parser.push(bytes);
  return parser.finish();
}
