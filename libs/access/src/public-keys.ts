import { importJWK, type CryptoKey, type JWK } from 'jose';

/** Public keys by name, as an installation keeps them for whoever verifies. */
export async function importPublicKeys(jwks: Readonly<Record<string, JWK>>): Promise<Map<string, CryptoKey | Uint8Array>> {
  const keys = new Map<string, CryptoKey | Uint8Array>();
  for (const [name, jwk] of Object.entries(jwks)) keys.set(name, await importJWK(jwk, 'Ed25519'));
  return keys;
}
