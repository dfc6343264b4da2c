import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Keys on disk, base64, mode 600: AES-256 for the fields, a key of its own for the blind index, another to sign manifests. */
export interface ProtectionKeys { readonly field: string; readonly index: string; readonly manifest: string }

/** New random keys for an installation. */
export function generateProtectionKeys(): ProtectionKeys {
  const key = (): string => randomBytes(32).toString('base64');
  return { field: key(), index: key(), manifest: key() };
}

/** What a seal adds in bytes. */
export const SEAL_BYTES = 29;

/** Encrypts personal fields with AES-256-GCM and makes blind indexes for exact search (reliability D13). */
export class Protection {
  private readonly field: Buffer;
  private readonly index: Buffer;
  private readonly manifest: Buffer;
  private readonly digestKey: string;
  private nonces = Buffer.alloc(0);
  private nonceAt = 0;

  constructor(keys: ProtectionKeys) {
    this.field = Buffer.from(keys.field, 'base64');
    this.index = Buffer.from(keys.index, 'base64');
    this.manifest = Buffer.from(keys.manifest, 'base64');
    this.digestKey = createHmac('sha256', this.index).update('digest').digest('base64url');
    if (this.field.length !== 32 || this.index.length !== 32 || this.manifest.length !== 32) throw new Error('protection keys must be 32 bytes each');
  }

  /** Twelve fresh random bytes; drawn a thousand at a time, since a draw costs more than the encryption. */
  private nonce(): Buffer {
    if (this.nonceAt >= this.nonces.length) {
      this.nonces = randomBytes(12 * 1024);
      this.nonceAt = 0;
    }
    this.nonceAt += 12;
    return this.nonces.subarray(this.nonceAt - 12, this.nonceAt);
  }

  /** Seals texts; `place` (table and row id) is authenticated, so a value moved to another row does not open. */
  seal(value: Readonly<Record<string, string>>, place: string): Buffer {
    return this.sealBytes(Buffer.from(JSON.stringify(value)), place);
  }

  /** Opens what {@link seal} made; throws when it was changed or belongs to another place. */
  open(sealed: Buffer, place: string): Record<string, string> {
    return JSON.parse(this.openBytes(sealed, place).toString('utf8')) as Record<string, string>;
  }

  /** Version byte, nonce (12), tag (16), ciphertext: {@link SEAL_BYTES} more than was given. */
  sealBytes(bytes: Uint8Array, place: string): Buffer {
    const nonce = this.nonce();
    const cipher = createCipheriv('aes-256-gcm', this.field, nonce);
    cipher.setAAD(Buffer.from(place));
    const body = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), ...body]);
  }

  /** Opens what {@link sealBytes} made; throws when it was changed, cut or belongs to another place. */
  openBytes(sealed: Buffer, place: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.field, sealed.subarray(1, 13), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(13, SEAL_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(SEAL_BYTES)), decipher.final()]);
  }

  /** Blind index of one value: equal values give equal text, nothing else can be learnt without the key. */
  blind(kind: string, value: string): string {
    return this.digest(`${kind}\0${value.trim().toUpperCase()}`);
  }

  /**
   * Digest that says whether two long texts are equal, and nothing else without the key. SHA-256 over key and text, cut to
   * 132 bits: what is cut off cannot be extended, and one call costs a fifth of an HMAC's, which bulk imports feel.
   */
  digest(text: string): string {
    return hash('sha256', this.digestKey + text, 'base64url').slice(0, 22);
  }

  /** Signature over a run's manifest of hashes. */
  sign(text: string): string {
    return createHmac('sha256', this.manifest).update(text).digest('base64url');
  }
}

/** Loads the keys' file. */
export async function loadProtection(file: string): Promise<Protection> {
  return new Protection(JSON.parse(await readFile(file, 'utf8')) as ProtectionKeys);
}
