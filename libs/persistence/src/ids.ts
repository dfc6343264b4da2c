import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes are drawn for many ids at a time: a draw costs more than the id, which bulk imports feel. */
const pool = Buffer.alloc(16 * 512);
let at = pool.length;
let millisecond = 0;
let sequence = 0;

/** A new UUIDv7 (RFC 9562): sorts by time of making, within a process also inside one millisecond, which keeps B-tree inserts at the right edge. */
export function newId(): string {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const random = pool.subarray(at, at + 16);
  at += 16;
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    // Starts low in its 32 bits, so that a millisecond never runs out of numbers.
    sequence = random.readUInt32BE(0) >>> 9;
  } else {
    sequence += 1;
  }
  return v7({ msecs: millisecond, seq: sequence, random });
}
