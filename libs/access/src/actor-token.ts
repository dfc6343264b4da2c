import { Actor } from '@jiedui/contracts';
import { createUser } from '@nats-io/nkeys';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';
import { importPublicKeys } from './public-keys.js';

/** A process's signing identity and everybody's public keys, by issuer (`gateway` or a service name). */
export interface Identity { readonly name: string; readonly privateKey: CryptoKey | Uint8Array; readonly publicKeys: ReadonlyMap<string, CryptoKey | Uint8Array>; readonly natsSeed: string }

/** What is kept on disk: one private JWK and one NATS seed a process, the public keys of all (`natsPublicKeys` for the broker's configuration). */
export interface IdentityFile { readonly name: string; readonly privateJwk: JWK; readonly publicJwks: Record<string, JWK>; readonly natsSeed: string; readonly natsPublicKeys: Record<string, string> }

/** Makes two key pairs for each name (Ed25519): one signs actors, one is its name on the bus (an nkey). Run once by the installer; the private parts never leave their files. */
export async function generateIdentities(names: readonly string[]): Promise<IdentityFile[]> {
  const pairs = await Promise.all(names.map(async (name) => {
    const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
    const user = createUser();
    return { name, privateJwk: await exportJWK(privateKey), publicJwk: await exportJWK(publicKey), natsSeed: new TextDecoder().decode(user.getSeed()), natsPublicKey: user.getPublicKey() };
  }));
  const publicJwks = Object.fromEntries(pairs.map((pair) => [pair.name, pair.publicJwk])), natsPublicKeys = Object.fromEntries(pairs.map((pair) => [pair.name, pair.natsPublicKey]));
  return pairs.map(({ name, privateJwk, natsSeed }) => ({ name, privateJwk, publicJwks, natsSeed, natsPublicKeys }));
}

/** Loads what {@link generateIdentities} made. */
export async function loadIdentity(file: IdentityFile): Promise<Identity> {
  return { name: file.name, privateKey: await importJWK(file.privateJwk, 'Ed25519'), publicKeys: await importPublicKeys(file.publicJwks), natsSeed: file.natsSeed };
}

/** Whose keys a file knows, in order of name, with their RFC 7638 thumbprints: enough to compare, nothing to sign with. */
export async function describeKeys(file: Pick<IdentityFile, 'publicJwks'>): Promise<{ name: string; algorithm: string; thumbprint: string }[]> {
  return Promise.all(Object.entries(file.publicJwks).sort(([a], [b]) => (a < b ? -1 : 1)).map(async ([name, jwk]) => ({ name, algorithm: jwk.crv ?? jwk.kty ?? '', thumbprint: await calculateJwkThumbprint(jwk) })));
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
