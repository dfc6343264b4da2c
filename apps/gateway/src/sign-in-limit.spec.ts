import { describe, expect, it } from '@jest/globals';
import { addressKey } from './sign-in-limit.js';

describe('addressKey', () => {
  it('is an IPv4 address, also one written as IPv6', () => {
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:10.1.2.3'].map(addressKey)).toEqual(['10.1.2.3', '10.1.2.3', '10.1.2.3']);
  });

  it('is the /64 of an IPv6 address however it is written', () => {
    const one = ['2001:db8:0:1:aaaa::1', '2001:0DB8:0000:0001:1:2:3:4', '2001:db8:0:1::', '2001:db8:0:1::9%eth0'].map(addressKey);
    expect(new Set(one)).toEqual(new Set(['2001:db8:0:1::/64']));
    expect(addressKey('2001:db8:0:2::1')).not.toBe(one[0]);
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    expect(addressKey('fe80::1')).toBe('fe80:0:0:0::/64');
  });
});
