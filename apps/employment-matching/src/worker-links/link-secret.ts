import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits for a link or a device's cookie, base64url. */
export function newSecret(): string { return randomBytes(32).toString('base64url'); }

/** What is stored of it: 256 random bits cannot be guessed, so a plain hash is enough. */
export function digest(secret: string): string { return createHash('sha256').update(secret).digest('base64url'); }
