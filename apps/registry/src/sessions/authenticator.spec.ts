import { describe, expect, it } from '@jest/globals';
import { authenticatorUri, newAuthenticatorSecret, newRecoveryCodes, plainRecoveryCode, stepOfCode } from './authenticator.js';

/** RFC 6238, appendix B, SHA-1: the secret `12345678901234567890` in Base32; of the eight digits given there an authenticator shows the last six. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const vectors = [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']] as const;

describe('stepOfCode', () => {
  it.each(vectors)('at %i s the code of RFC 6238', (second, digits) => {
    expect(stepOfCode(secret, digits.slice(2), second * 1000)).toBe(Math.floor(second / 30));
  });

  it('takes the step before and the step after, typed with spaces, and names the step it was made for', () => {
    const [second, digits] = vectors[3], code = `${digits.slice(2, 5)} ${digits.slice(5)}`, step = Math.floor(second / 30);
    expect([-60, -30, 0, 30, 60].map((shift) => stepOfCode(secret, code, (second + shift) * 1000))).toEqual([null, step, step, step, null]);
  });

  it('is null of anything else', () => {
    for (const code of ['', '12345', '1234567', 'abcdef', '９４２８７０', '005924x']) expect(stepOfCode(secret, code, 1234567890_000)).toBeNull();
  });
});

describe('what is handed out', () => {
  it('a secret of 160 bits and an address that apps read', () => {
    expect(newAuthenticatorSecret()).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(authenticatorUri(secret, '王力@奉节'));
    expect([uri.protocol, uri.host, uri.searchParams.get('secret'), decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', 'totp', secret, expect.stringContaining('王力@奉节')]);
  });

  it('ten different recovery codes that may be typed loosely', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[2-9a-hj-km-np-z]{4}(-[2-9a-hj-km-np-z]{4}){2}$/);
      expect(plainRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(plainRecoveryCode(code));
    }
  });
});
