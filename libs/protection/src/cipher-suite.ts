import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `international`: AES-256-GCM, SHA-256. `sm`: SM4-CTR and then HMAC-SM3 (GB/T 32907, GB/T 32905). A seal names its own, so both open at any time. */
export type CipherSuite = 'international' | 'sm';

/** What a seal adds in bytes, in either suite: suite (1), nonce (12), tag (16). */
export const SEAL_BYTES = 29;

const NONCE = 12;
const INTERNATIONAL = 1, SM = 2;

let nonces = Buffer.alloc(0), nonceAt = 0;

/** Twelve fresh random bytes; drawn a thousand at a time, since a draw costs more than the encryption. */
function freshNonce(): Buffer {
  if (nonceAt >= nonces.length) {
    nonces = randomBytes(NONCE * 1024);
    nonceAt = 0;
  }
  nonceAt += NONCE;
  return nonces.subarray(nonceAt - NONCE, nonceAt);
}

/** Seals bytes under a key of 32 bytes; `place` is authenticated and not kept. */
export function sealUnder(suite: CipherSuite, key: Buffer, bytes: Uint8Array, place: string): Buffer {
  const nonce = freshNonce();
  if (suite === 'sm') {
    const { cipher: cipherKey, mac } = smKeys(key), cipher = createCipheriv('sm4-ctr', cipherKey, counterOf(nonce));
    const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([Buffer.of(SM), nonce, smTag(mac, nonce, place, body), body]);
  }
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([Buffer.of(INTERNATIONAL), nonce, cipher.getAuthTag(), ...body]);
}

/**
 * Opens what {@link sealUnder} made, of either suite.
 *
 * @throws Error when it was changed, cut, belongs to another place or was sealed under another key.
 */
export function openUnder(key: Buffer, sealed: Buffer, place: string): Buffer {
  const nonce = sealed.subarray(1, 1 + NONCE), tag = sealed.subarray(1 + NONCE, SEAL_BYTES), body = sealed.subarray(SEAL_BYTES);
  if (sealed[0] === SM) {
    const { cipher, mac } = smKeys(key), expected = smTag(mac, nonce, place, body);
    // Authenticated before anything is deciphered.
    if (tag.length !== expected.length || !timingSafeEqual(tag, expected)) throw new Error('the seal does not hold');
    const decipher = createDecipheriv('sm4-ctr', cipher, counterOf(nonce));
    return Buffer.concat([decipher.update(body), decipher.final()]);
  }
  if (sealed[0] !== INTERNATIONAL) throw new Error('a seal of no known suite');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** Keyed digest of a text, cut to 132 bits. SHA-256 over key and text: what is cut off cannot be extended, and one call costs a fifth of an HMAC's, which bulk imports feel. */
export function keyedDigest(suite: CipherSuite, digestKey: string, text: string): string {
  return (suite === 'sm' ? createHmac('sm3', digestKey).update(text).digest('base64url') : hash('sha256', digestKey + text, 'base64url')).slice(0, 22);
}

/** The two keys of encrypt-then-MAC, from one. */
function smKeys(key: Buffer): { cipher: Buffer; mac: Buffer } {
  const part = (name: string): Buffer => createHmac('sm3', key).update(name).digest();
  return { cipher: part('jiedui sm4-ctr').subarray(0, 16), mac: part('jiedui hmac-sm3') };
}

/** The counter begins at 0 behind the nonce: 32 bits of blocks, far more than any message here has. */
function counterOf(nonce: Buffer): Buffer {
  return Buffer.concat([nonce, Buffer.alloc(4)]);
}

/** HMAC-SM3 over all that an opener reads, lengths first so that nothing can move from one part into another; cut to 128 bits. */
function smTag(mac: Buffer, nonce: Buffer, place: string, body: Buffer): Buffer {
  const lengths = Buffer.alloc(8), placed = Buffer.from(place);
  lengths.writeUInt32BE(placed.length, 0);
  lengths.writeUInt32BE(body.length, 4);
  return createHmac('sm3', mac).update(Buffer.of(SM)).update(lengths).update(placed).update(nonce).update(body).digest().subarray(0, 16);
}
