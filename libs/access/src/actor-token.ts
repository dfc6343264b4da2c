import { Actor } from '@jiedui/contracts';
import { SignJWT, exportJWK, generateKeyPair, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';

/** A process's signing identity and everybody's public keys, by issuer (`gateway` or a service name). */
export interface Identity { readonly name: string; readonly privateKey: CryptoKey | Uint8Array; readonly publicKeys: ReadonlyMap<string, CryptoKey | Uint8Array> }

/** What is kept on disk: one private JWK a process, one list of public JWKs for all. */
export interface IdentityFile { readonly name: string; readonly privateJwk: JWK; readonly publicJwks: Record<string, JWK> }

/** Makes a key pair for each name (Ed25519). Run once by the installer; the private parts never leave their files. */
export async function generateIdentities(names: readonly string[]): Promise<IdentityFile[]> {
  const pairs = await Promise.all(names.map(async (name) => {
    const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
    return { name, privateJwk: await exportJWK(privateKey), publicJwk: await exportJWK(publicKey) };
  }));
  const publicJwks = Object.fromEntries(pairs.map((pair) => [pair.name, pair.publicJwk]));
  return pairs.map(({ name, privateJwk }) => ({ name, privateJwk, publicJwks }));
}

/** Loads what {@link generateIdentities} made. */
export async function loadIdentity(file: IdentityFile): Promise<Identity> {
  const publicKeys = new Map<string, CryptoKey | Uint8Array>();
  for (const [name, jwk] of Object.entries(file.publicJwks)) publicKeys.set(name, await importJWK(jwk, 'Ed25519'));
  return { name: file.name, privateKey: await importJWK(file.privateJwk, 'Ed25519'), publicKeys };
}

/** Signs an actor for one service for 60 seconds (reliability D12). */
export async function signActor(identity: Identity, actor: Actor, audience: string): Promise<string> {
  return new SignJWT({ actor }).setProtectedHeader({ alg: 'Ed25519', kid: identity.name })
    .setIssuer(identity.name).setAudience(audience).setIssuedAt().setExpirationTime('60s').sign(identity.privateKey);
}

/** Verifies a token. Only the gateway speaks for people and the public; a service speaks for itself alone. Throws on anything else. */
export async function verifyActor(identity: Identity, token: string): Promise<Actor> {
  const { payload, protectedHeader } = await jwtVerify(token, (header) => {
    const key = header.kid === undefined ? undefined : identity.publicKeys.get(header.kid);
    if (key === undefined) throw new Error('unknown issuer key');
    return key;
  }, { audience: identity.name, algorithms: ['Ed25519'], clockTolerance: 5 });
  const actor = Actor.parse(payload['actor']);
  const issuer = payload.iss;
  if (issuer === undefined || issuer !== protectedHeader.kid || (actor.kind === 'service' ? actor.id !== issuer : issuer !== 'gateway')) throw new Error('issuer may not speak for this actor');
  return actor;
}

/** A service as the actor of its own calls. */
export function serviceActor(name: string): Actor {
  return { kind: 'service', id: name, displayName: name, organisationName: null, grants: [] };
}
