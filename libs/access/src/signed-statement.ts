import { CompactSign, compactVerify } from 'jose';
import type { Identity } from './actor-token.js';

/** Signs a statement (JSON text) as this process: a compact JWS with Ed25519 and the signer's name as key id. */
export async function signStatement(identity: Identity, statement: string): Promise<string> {
  return new CompactSign(Buffer.from(statement)).setProtectedHeader({ alg: 'Ed25519', kid: identity.name }).sign(identity.privateKey);
}

/** What {@link signStatement} signed and who did; throws when it was changed or the signer's key is not known. */
export async function readStatement(publicKeys: Identity['publicKeys'], signed: string): Promise<{ signer: string; statement: string }> {
  const { payload, protectedHeader } = await compactVerify(signed, (header) => {
    const key = header.kid === undefined ? undefined : publicKeys.get(header.kid);
    if (key === undefined) throw new Error('unknown signer');
    return key;
  }, { algorithms: ['Ed25519'] });
  return { signer: protectedHeader.kid ?? '', statement: Buffer.from(payload).toString('utf8') };
}
