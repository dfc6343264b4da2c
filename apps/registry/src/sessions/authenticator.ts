import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

/** Time-based codes as every authenticator app makes them: RFC 6238, SHA-1, six digits, 30 s. */
const PERIOD = 30;

/** A new secret of 160 bits in Base32. */
export function newAuthenticatorSecret(): string { return generateSecret({ length: 20 }); }

/** The address a picture of the secret holds; the app shows `结对` and the account. */
export function authenticatorUri(secret: string, account: string): string {
  return generateURI({ issuer: '结对 Jiedui', label: account, secret, algorithm: 'sha1', digits: 6, period: PERIOD });
}

/** The 30-second step a code belongs to, one step before or after now allowed; null when it belongs to none. */
export function stepOfCode(secret: string, code: string, nowMs = Date.now()): number | null {
  const token = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const epoch = Math.floor(nowMs / 1000), step = Math.floor(epoch / PERIOD);
  // Each step asked for by itself: the answer is the step, which a code may use once.
  for (const tried of [step, step - 1, step + 1]) if (verifySync({ secret, token, epoch: tried * PERIOD, algorithm: 'sha1', digits: 6, period: PERIOD }).valid) return tried;
  return null;
}

/** Letters and digits that are not mistaken for each other. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

/** Ten codes of 12 characters (59 bits each) for whoever lost the authenticator, written `xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): string[] {
  const letter = (): string => {
    for (;;) {
      const byte = randomBytes(1)[0] ?? 255;
      // Bytes past a multiple of 31 are drawn again, so that every letter is as likely.
      if (byte < 248) return alphabet[byte % 31] ?? '';
    }
  };
  return Array.from({ length: 10 }, () => Array.from({ length: 3 }, () => Array.from({ length: 4 }, letter).join('')).join('-'));
}

/** What two ways of typing the same recovery code have in common. */
export function plainRecoveryCode(code: string): string { return code.toLowerCase().replace(/[\s-]/g, ''); }
