import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { type CipherSuite, openUnder, SEAL_BYTES, sealUnder } from './cipher-suite.js';

/** The key-encryption keys of an installation by version, base64 of 32 bytes each; `changedAt` says when the current one became so. */
export const KeyEncryptionKeys = z.strictObject({ current: z.int().min(1).max(65_535), keys: z.record(z.string().regex(/^[1-9]\d{0,4}$/), z.base64()), changedAt: z.iso.datetime().optional() });
export type KeyEncryptionKeys = z.infer<typeof KeyEncryptionKeys>;

/** Bytes of a wrapped key: version (2), seal, the key itself (32). */
export const WRAPPED_BYTES = 2 + SEAL_BYTES + 32;

/** How long a process may go on with the keys it read: the time a rotation needs to be everywhere. */
export const KEYS_REREAD_MS = 1000;

/** New keys at version 1. */
export function generateKeyEncryption(): KeyEncryptionKeys {
  return { current: 1, keys: { 1: randomBytes(32).toString('base64') } };
}

/** SQL that reads the version of a wrapped key. */
export function kekVersionSql(wrapped: string): string {
  return `get_byte(${wrapped}, 0) * 256 + get_byte(${wrapped}, 1)`;
}

/** The version of the key-encryption key that wraps this. */
export function kekVersionOf(wrapped: Buffer): number {
  return wrapped.readUInt16BE(0);
}

/**
 * Wraps the data keys of persons under versioned key-encryption keys (reliability D13), which stand in a file and never in the database. The file is
 * looked at again as it changes, so that a rotation needs no restart.
 */
export class KeyEncryption {
  private keys = new Map<number, Buffer>();
  private current = 0;
  private readAt = 0;
  private seen = '';

  /** `source` is the path of the protection file, or the keys themselves. */
  constructor(private readonly source: string | KeyEncryptionKeys, private readonly suite: CipherSuite) {
    if (typeof source === 'string') this.reread();
    else this.take(source);
  }

  /** Wraps a person's key; `place` names whose it is and is authenticated. */
  wrap(key: Buffer, place: string): Buffer {
    if (Date.now() - this.readAt > KEYS_REREAD_MS) this.reread();
    const version = Buffer.alloc(2);
    version.writeUInt16BE(this.current);
    return Buffer.concat([version, sealUnder(this.suite, this.keyOf(this.current), key, place)]);
  }

  /**
   * The person's key.
   *
   * @throws Error when its version is not in the file, or it was changed or belongs to somebody else.
   */
  unwrap(wrapped: Buffer, place: string): Buffer {
    const version = kekVersionOf(wrapped);
    if (!this.keys.has(version)) this.reread();
    return openUnder(this.keyOf(version), wrapped.subarray(2), place);
  }

  /** The same key wrapped under the current version. */
  rewrap(wrapped: Buffer, place: string): Buffer {
    return this.wrap(this.unwrap(wrapped, place), place);
  }

  private keyOf(version: number): Buffer {
    const key = this.keys.get(version);
    if (key === undefined) throw new Error(`the protection file has no key-encryption key ${version}`);
    return key;
  }

  /** Takes the file again when it is another than was read. */
  private reread(): void {
    if (typeof this.source !== 'string') return;
    this.readAt = Date.now();
    const { mtimeMs, ino } = statSync(this.source), stamp = `${ino} ${mtimeMs}`;
    if (stamp === this.seen) return;
    const { keyEncryption } = z.looseObject({ keyEncryption: KeyEncryptionKeys.optional() }).parse(JSON.parse(readFileSync(this.source, 'utf8')));
    if (keyEncryption !== undefined) this.take(keyEncryption);
    this.seen = stamp;
  }

  private take({ current, keys }: KeyEncryptionKeys): void {
    const taken = new Map(Object.entries(keys).map(([version, key]) => [Number(version), Buffer.from(key, 'base64')]));
    if ([...taken.values()].some((key) => key.length !== 32) || !taken.has(current)) throw new Error('key-encryption keys must be 32 bytes each, the current one among them');
    this.keys = taken;
    this.current = current;
  }
}
