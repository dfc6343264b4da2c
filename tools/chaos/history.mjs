import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/**
 * What a driver asked and what it was told, one JSON line an event (reliability D15): `invoke` when a request is first meant to go out,
 * `ok` with the id of what was made, `fail` when it was refused for good, `info` when nobody knows. A request that is repeated under its key is one
 * operation. Lines carry no personal data: the things made are known by their external ids.
 */
export class History {
  #stream;
  #next = 1;
  /** Ended operations by number: { kind, key, name, outcome, id, ms, status }. */
  operations = new Map();

  constructor(file) {
    this.file = file;
    this.#stream = createWriteStream(file);
  }

  /** Numbers of the people that were made: kept here alone, to look for them where they should not be (I11). */
  canaries = new Set();

  /** A new operation; `name` is what the thing made is called, `mayBeRefused` whether a rule may speak against it. */
  invoke(kind, { key = null, name = null, mayBeRefused = false } = {}) {
    const number = this.#next++, at = performance.now();
    this.operations.set(number, { kind, key, name, mayBeRefused, outcome: 'info', id: null, call: null, isReplayed: false, ms: null, status: null, at });
    this.#write({ type: 'invoke', n: number, kind, key, name });
    return number;
  }

  /** How it ended: `ok`, `fail` or `info`; `id` is what it made or changed, `call` the id of the call that was answered, `isReplayed` whether with an earlier answer. */
  end(number, outcome, { id = null, call = null, isReplayed = false, ms = null, status = null, code = null } = {}) {
    const operation = this.operations.get(number);
    Object.assign(operation, { outcome, id, call, isReplayed, ms, status, code });
    this.#write({ type: outcome, n: number, id, ms: ms === null ? null : Math.round(ms), status, code });
  }

  /** Something that was done to the system. */
  fault(what) { this.#write({ type: 'fault', what }); }

  #write(event) { this.#stream.write(`${JSON.stringify({ time: Date.now(), ...event })}\n`); }

  async close() {
    this.#stream.end();
    await once(this.#stream, 'finish');
  }
}
