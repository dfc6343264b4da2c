import { Actor } from '@jiedui/contracts';
import { createUser } from '@nats-io/nkeys';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';
import { importPublicKeys } from './public-keys.js';

/** Seconds a token holds. */
const HOLDS_S = 60;

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

/** How long a signature is used again: far below the minute that it holds. */
const REUSED_MS = 10_000;
/** Tokens known to be good that a process remembers at most. */
const REMEMBERED = 5000;

/** By identity and actor, the newest token for each service. */
const signed = new WeakMap<Identity, WeakMap<Actor, Map<string, { readonly token: string; readonly until: number }>>>();
const verified = new WeakMap<Identity, Map<string, { readonly actor: Actor; readonly expires: number }>>();

/** Signs an actor for one service for 60 seconds (reliability D12). Calls for the same actor within some seconds share the token: signing and verifying were an eighth of what a read cost. */
export async function signActor(identity: Identity, actor: Actor, audience: string): Promise<string> {
  const ofActor = inMap(inMap(signed, identity, () => new WeakMap()), actor, () => new Map());
  const known = ofActor.get(audience);
  if (known !== undefined && known.until > Date.now()) return known.token;
  const token = await new SignJWT({ actor }).setProtectedHeader({ alg: 'Ed25519', kid: identity.name })
    .setIssuer(identity.name).setAudience(audience).setIssuedAt().setExpirationTime(`${HOLDS_S}s`).sign(identity.privateKey);
  ofActor.set(audience, { token, until: Date.now() + REUSED_MS });
  return token;
}

/** Verifies a token; one that was good is good until it expires. Only the gateway speaks for people and the public; a service speaks for itself alone. Throws on anything else. */
export async function verifyActor(identity: Identity, token: string): Promise<Actor> {
  const remembered = inMap(verified, identity, () => new Map()), known = remembered.get(token);
  if (known !== undefined && known.expires > Date.now()) return known.actor;
  const { payload, protectedHeader } = await jwtVerify(token, (header) => {
    const key = header.kid === undefined ? undefined : identity.publicKeys.get(header.kid);
    if (key === undefined) throw new Error('unknown issuer key');
    return key;
  }, { audience: identity.name, algorithms: ['Ed25519'], clockTolerance: 5 });
  // Shared by all calls under this token.
  const actor = Object.freeze(Actor.parse(payload['actor']));
  const issuer = payload.iss;
  if (issuer === undefined || issuer !== protectedHeader.kid || (actor.kind === 'service' ? actor.id !== issuer : issuer !== 'gateway')) throw new Error('issuer may not speak for this actor');
  if (remembered.size >= REMEMBERED) remembered.clear();
  if (payload.exp !== undefined) remembered.set(token, { actor, expires: payload.exp * 1000 });
  return actor;
}

function inMap<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}

const ownActors = new Map<string, Actor>();

/** A service as the actor of its own calls. */
export function serviceActor(name: string): Actor {
  let actor = ownActors.get(name);
  if (actor === undefined) ownActors.set(name, actor = { kind: 'service', id: name, displayName: name, organisationName: null, grants: [] });
  return actor;
}
