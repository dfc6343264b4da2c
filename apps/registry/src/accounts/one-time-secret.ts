import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits for a cookie, a ticket or a link, base64url. */
export function newSecret(): string { return randomBytes(32).toString('base64url'); }

/** What is stored of it. A plain hash is enough: 256 random bits cannot be guessed. */
export function digest(secret: string): string { return createHash('sha256').update(secret).digest('base64url'); }
