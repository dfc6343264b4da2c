import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passwordFaults } from './password-rules.js';

const codes = (password: string, account = 'wang.li'): string[] => passwordFaults(password, account).map((fault) => fault.code);

describe('passwordFaults', () => {
  it('asks for length, not for kinds of characters', () => {
    expect(codes('elf zeichen')).toEqual(['PASSWORD_TOO_SHORT']);
    for (const password of ['seven lamps on the river', '春风又绿江南岸明月何时照我还', 'correcthorsebattery', 'x7!kq2p#vv9z']) expect([password, codes(password)]).toEqual([password, []]);
    // A character outside the basic plane is one character.
    expect(codes('𠮷'.repeat(11))).toEqual(['PASSWORD_TOO_SHORT']);
  });

  it('refuses the account in any dress', () => {
    for (const password of ['wang.li-wang.li', 'WangLi WangLi 1', 'wangli.wangli', 'wangli123!!!!!']) expect([password, codes(password)]).toEqual([password, ['PASSWORD_IS_ACCOUNT']]);
    expect(codes('wangli likes seven lamps')).toEqual([]);
    // A name of two letters is in too many words.
    expect(codes('lighting lamps at night', 'li')).toEqual([]);
  });

  it('refuses what everybody takes, and what only repeats or counts', () => {
    for (const password of ['Password 1234', 'p@ssw0rd1234', 'ADMIN-1234567', '1qaz2wsx3edc', 'woaini 1314520', '１２３４５６７８９０１２', 'aaaaaaaaaaaa', 'abcabcabcabcab', '一二一二一二一二一二一二', 'abcdefghijklmn']) expect([password, codes(password)]).toEqual([password, ['PASSWORD_COMMON']]);
  });

  it('answers any text, with one fault at most', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 40 }), (password, account) => passwordFaults(password, account).length <= 1));
  });
});
