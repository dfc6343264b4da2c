import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type CipherSuite, keyedDigest, openUnder, sealUnder } from './cipher-suite.js';
import { generateKeyEncryption, KeyEncryption, type KeyEncryptionKeys } from './key-encryption.js';

/**
 * Keys on disk, base64, mode 600: one for fields and files, one for the blind index, one to sign manifests, and versioned ones that wrap the persons'
 * own keys. `digest` names the suite of the blind index, which cannot change without making every index anew; left out it is the international one.
 */
export interface ProtectionKeys { readonly field: string; readonly index: string; readonly manifest: string; readonly keyEncryption?: KeyEncryptionKeys; readonly digest?: CipherSuite }

/** New random keys for an installation. */
export function generateProtectionKeys(suite: CipherSuite = 'international'): Required<ProtectionKeys> {
  const key = (): string => randomBytes(32).toString('base64');
  return { field: key(), index: key(), manifest: key(), keyEncryption: generateKeyEncryption(), digest: suite };
}

/** A person's own key, and the same wrapped as the database keeps it. */
export interface PersonKey { readonly key: Buffer; readonly wrapped: Buffer }

/** Where a person's wrapped key belongs: it opens nowhere else. `sealId` is the id the person's cells are sealed for. */
export function keyPlace(sealId: string): string { return `person_key|wrapped|${sealId}`; }

/** Encrypts personal fields and makes blind indexes for exact search (reliability D13). */
export class Protection {
  private readonly field: Buffer;
  private readonly index: Buffer;
  private readonly manifest: Buffer;
  private readonly digestKey: string;
  private readonly digestSuite: CipherSuite;
  private readonly keyEncryption: KeyEncryption | null;
  private fresh = Buffer.alloc(0);

  /** `suite` is that of new seals; `file` where the keys come from, so that a rotation is noticed. */
  constructor(keys: ProtectionKeys, private readonly suite: CipherSuite = 'international', file: string | null = null) {
    this.field = Buffer.from(keys.field, 'base64');
    this.index = Buffer.from(keys.index, 'base64');
    this.manifest = Buffer.from(keys.manifest, 'base64');
    if (this.field.length !== 32 || this.index.length !== 32 || this.manifest.length !== 32) throw new Error('protection keys must be 32 bytes each');
    this.digestSuite = keys.digest ?? 'international';
    this.digestKey = createHmac(this.digestSuite === 'sm' ? 'sm3' : 'sha256', this.index).update('digest').digest('base64url');
    this.keyEncryption = keys.keyEncryption === undefined ? null : new KeyEncryption(file ?? keys.keyEncryption, suite);
  }

  /** Seals texts; `place` (table, column and row id) is authenticated, so a value moved to another row does not open. Under a person's own key where one is given. */
  seal(value: Readonly<Record<string, string>>, place: string, key = this.field): Buffer {
    return sealUnder(this.suite, key, Buffer.from(JSON.stringify(value)), place);
  }

  /** Opens what {@link seal} made; throws when it was changed or belongs to another place. */
  open(sealed: Buffer, place: string, key = this.field): Record<string, string> {
    return JSON.parse(openUnder(key, sealed, place).toString('utf8')) as Record<string, string>;
  }

  /** {@link seal} for bytes: `SEAL_BYTES` more than was given. */
  sealBytes(bytes: Uint8Array, place: string): Buffer {
    return sealUnder(this.suite, this.field, bytes, place);
  }

  /** Opens what {@link sealBytes} made; throws when it was changed, cut or belongs to another place. */
  openBytes(sealed: Buffer, place: string): Buffer {
    return openUnder(this.field, sealed, place);
  }

  /** A new key of a person's own (reliability D13): whoever destroys its wrapped form destroys all that it sealed. Null where the key file is from before there were any. */
  newPersonKey(sealId: string): PersonKey | null {
    if (this.keyEncryption === null) return null;
    if (this.fresh.length < 32) this.fresh = randomBytes(32 * 256);
    const key = Buffer.from(this.fresh.subarray(0, 32));
    this.fresh.fill(0, 0, 32);
    this.fresh = this.fresh.subarray(32);
    return { key, wrapped: this.keyEncryption.wrap(key, keyPlace(sealId)) };
  }

  /** A person's key from its wrapped form; throws when it is another's or its version is gone. */
  personKey(wrapped: Buffer, sealId: string): Buffer {
    if (this.keyEncryption === null) throw new Error('the protection file has no key-encryption keys');
    return this.keyEncryption.unwrap(wrapped, keyPlace(sealId));
  }

  /** The same person's key under the current version of the key-encryption key. */
  rewrapPersonKey(wrapped: Buffer, sealId: string): Buffer {
    if (this.keyEncryption === null) throw new Error('the protection file has no key-encryption keys');
    return this.keyEncryption.rewrap(wrapped, keyPlace(sealId));
  }

  /** Blind index of one value: equal values give equal text, nothing else can be learnt without the key. */
  blind(kind: string, value: string): string {
    return this.digest(`${kind}\0${value.trim().toUpperCase()}`);
  }

  /** Digest that says whether two long texts are equal, and nothing else without the key. */
  digest(text: string): string {
    return keyedDigest(this.digestSuite, this.digestKey, text);
  }

  /** Signature over a run's manifest of hashes. */
  sign(text: string): string {
    return createHmac('sha256', this.manifest).update(text).digest('base64url');
  }
}

/** Loads the keys' file; `suite` is that of new seals. */
export async function loadProtection(file: string, suite: CipherSuite = process.env['JIEDUI_CIPHER_SUITE'] === 'sm' ? 'sm' : 'international'): Promise<Protection> {
  return new Protection(JSON.parse(await readFile(file, 'utf8')) as ProtectionKeys, suite, file);
}
