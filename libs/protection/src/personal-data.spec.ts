import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CipherSuite, SEAL_BYTES } from './cipher-suite.js';
import { KeyEncryption, kekVersionOf, generateKeyEncryption, WRAPPED_BYTES } from './key-encryption.js';
import { generateProtectionKeys, loadProtection, Protection } from './personal-data.js';

const keys = generateProtectionKeys();
const suites = ['international', 'sm'] as const;
const cells = fc.dictionary(fc.string(), fc.string()).map((texts) => ({ ...texts }));

describe.each(suites)('seals of the suite %s', (suite: CipherSuite) => {
  const protection = new Protection(keys, suite), other = new Protection(generateProtectionKeys(), suite);

  it('open to what was sealed, with either suite configured, and with their length', () => {
    fc.assert(fc.property(cells, fc.string(), (value, place) => {
      const sealed = protection.seal(value, place);
      for (const configured of suites) expect(new Protection(keys, configured).open(sealed, place)).toEqual(value);
    }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      const sealed = protection.sealBytes(bytes, 'file');
      expect(sealed).toHaveLength(bytes.length + SEAL_BYTES);
      expect(protection.openBytes(sealed, 'file').equals(bytes)).toBe(true);
    }));
  });

  it('do not open with any bit changed, cut, at another place or with another key', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, at, bit) => {
      const sealed = protection.sealBytes(bytes, 'worker|personal|1'), changed = Buffer.from(sealed), i = at % sealed.length;
      changed[i] = (changed[i] ?? 0) ^ (1 << bit);
      expect(() => protection.openBytes(changed, 'worker|personal|1')).toThrow();
      expect(() => protection.openBytes(sealed.subarray(0, i), 'worker|personal|1')).toThrow();
      expect(() => protection.openBytes(sealed, 'worker|personal|2')).toThrow();
      expect(() => other.openBytes(sealed, 'worker|personal|1')).toThrow();
    }));
  });

  it('hide what they hold, also from one who sees the same sealed twice', () => {
    const [one, two] = [protection.seal({ name: '样例甲' }, 'p'), protection.seal({ name: '样例甲' }, 'p')];
    expect(one.equals(two)).toBe(false);
    for (const sealed of [one, two]) expect(sealed.includes(Buffer.from('样例甲'))).toBe(false);
  });
});

describe('a blind index', () => {
  it.each(suites)('of the suite %s is equal for equal values of one kind and of no use without the key', (suite) => {
    const [mine, again, other] = [new Protection({ ...keys, digest: suite }), new Protection({ ...keys, digest: suite }, 'sm'), new Protection({ ...generateProtectionKeys(), digest: suite })];
    fc.assert(fc.property(fc.string({ minLength: 1 }), (value) => {
      expect(mine.blind('phone', value)).toBe(again.blind('phone', ` ${value} `));
      expect(mine.blind('phone', value)).not.toBe(mine.blind('idNumber', value));
      expect(mine.blind('phone', value)).not.toBe(other.blind('phone', value));
    }));
    expect(new Protection({ ...keys, digest: 'sm' }).blind('phone', '1')).not.toBe(new Protection({ ...keys, digest: 'international' }).blind('phone', '1'));
  });
});

describe('a person’s own key', () => {
  it.each(suites)('opens what it sealed, for its person alone, and nothing opens without it (%s)', (suite) => {
    const protection = new Protection(keys, suite), one = protection.newPersonKey('1'), two = protection.newPersonKey('2');
    if (one === null || two === null) throw new Error('no key was made');
    expect(one.wrapped).toHaveLength(WRAPPED_BYTES);
    expect(one.key.equals(two.key)).toBe(false);
    const sealed = protection.seal({ name: '样例甲' }, 'worker|personal|1', one.key);
    expect(protection.open(sealed, 'worker|personal|1', protection.personKey(one.wrapped, '1'))).toEqual({ name: '样例甲' });
    expect(() => protection.personKey(one.wrapped, '2')).toThrow();
    expect(() => protection.open(sealed, 'worker|personal|1', two.key)).toThrow();
    expect(() => protection.open(sealed, 'worker|personal|1')).toThrow();
  });

  it('is none where the file is from before there were any', () => {
    const { field, index, manifest } = keys, old = new Protection({ field, index, manifest });
    expect(old.newPersonKey('1')).toBeNull();
    expect(new Protection(keys).open(old.seal({ name: '样例甲' }, 'p'), 'p')).toEqual({ name: '样例甲' });
  });

  it('keeps opening through a rotation that a running process only meets, and does not need the old version then', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-keys-')), file = path.join(folder, 'protection.json');
    try {
      writeFileSync(file, JSON.stringify(keys));
      const running = await loadProtection(file), before = running.newPersonKey('1');
      if (before === null) throw new Error('no key was made');
      const next = { current: 2, keys: { ...keys.keyEncryption.keys, 2: generateKeyEncryption().keys['1'] ?? '' } };
      writeFileSync(file, JSON.stringify({ ...keys, keyEncryption: next }));
      const wrapped = new KeyEncryption(next, 'international').rewrap(before.wrapped, 'person_key|wrapped|1');
      expect([kekVersionOf(before.wrapped), kekVersionOf(wrapped)]).toEqual([1, 2]);
      for (const form of [before.wrapped, wrapped]) expect(running.personKey(form, '1').equals(before.key)).toBe(true);
      const dropped = new Protection({ ...keys, keyEncryption: { current: 2, keys: { 2: next.keys[2] } } });
      expect(dropped.personKey(wrapped, '1').equals(before.key)).toBe(true);
      expect(() => dropped.personKey(before.wrapped, '1')).toThrow('key-encryption key 1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
