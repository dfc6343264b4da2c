import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, creditCodeCheck, idNumberCheck, monthOfAge, parseCreditCode, parseIdNumber, parseMobile } from './identifiers.js';

const digit = fc.integer({ min: 0, max: 9 });
/** Made at run time, so that no number of a living person stands in the repository. */
const idNumber = fc.tuple(fc.integer({ min: 1940, max: 2012 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), fc.array(digit, { minLength: 3, maxLength: 3 }))
  .map(([y, m, d, s]) => `420000${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}${s.join('')}`).map((first) => first + idNumberCheck(first));
const creditCode = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), { minLength: 17, maxLength: 17 }).map((c) => c.join('') + (creditCodeCheck(c.join('')) ?? ''));

describe('identifiers', () => {
  it('accept what carries its check character, in either case', () => {
    fc.assert(fc.property(idNumber, (n) => {
      const p = parseIdNumber(n.toLowerCase());
      return p.ok && p.value.number === n && p.value.birthDate === `${n.slice(6, 10)}-${n.slice(10, 12)}-${n.slice(12, 14)}`;
    }));
    fc.assert(fc.property(creditCode, (c) => parseCreditCode(` ${c.toLowerCase()} `).ok));
  });
  it('refuse any one digit mistyped', () => {
    fc.assert(fc.property(idNumber, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (n, at, by) => {
      const wrong = n.slice(0, at) + String((Number(n[at]) + by) % 10) + n.slice(at + 1);
      return !parseIdNumber(wrong).ok;
    }));
    fc.assert(fc.property(creditCode, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'), (c, at, by) =>
      c[at] === by || !parseCreditCode(c.slice(0, at) + by + c.slice(at + 1)).ok));
  });
  it('say what is wrong without repeating the value', () => {
    expect(parseIdNumber('4.20E+17')).toMatchObject({ ok: false, code: 'IDENTIFIER.LOST_DIGITS' });
    const first = '42000019991301000';
    const p = parseIdNumber(first + idNumberCheck(first));
    expect(p).toMatchObject({ ok: false, code: 'IDENTIFIER.BIRTH_DATE' });
    if (!p.ok) expect(p.zh + p.en).not.toContain(first);
    expect(parseCreditCode('91110000000000000O')).toMatchObject({ ok: false });
    expect(parseMobile('12345678901')).toMatchObject({ ok: false, code: 'IDENTIFIER.MOBILE' });
  });
  it('take the ways a mobile number is written', () => {
    for (const text of ['+86 199-0000-0000', '8619900000000', '199 0000 0000', '１９９００００００００']) expect(parseMobile(text)).toEqual({ ok: true, value: '19900000000' });
  });
  it('count ages in full years', () => {
    expect(ageOn('2008-03-02', '2024-03-01')).toBe(15);
    expect(ageOn('2008-03-02', '2024-03-02')).toBe(16);
    expect(monthOfAge('2008-03', 16)).toBe('2024-03');
  });
});
