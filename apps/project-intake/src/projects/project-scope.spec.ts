import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anonymousActor } from '@jiedui/contracts';
import { isWithin, units } from '@jiedui/reference-data';
import { regionPrefix, scopeCondition, SqlCondition } from './project-scope.js';

const everywhere = { programme: null, region: null, organisation: null, own: false };

describe('scope as SQL', () => {
  it('reads regions as the region tree does', () => {
    const codes = units().map((unit) => unit.code);
    const ancestors = codes.flatMap((code) => [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]);
    fc.assert(fc.property(fc.constantFrom(...codes), fc.constantFrom(...ancestors), (code, ancestor) => {
      expect(code.startsWith(regionPrefix(ancestor))).toBe(isWithin(code, ancestor));
    }), { numRuns: 500 });
  });

  it('is nowhere without an area, everywhere with an open one, and never text of the caller', () => {
    const condition = new SqlCondition();
    expect(scopeCondition([], anonymousActor, condition)).toBe('false');
    expect(scopeCondition([everywhere], anonymousActor, condition)).toBe('(true)');
    expect(scopeCondition([{ ...everywhere, programme: `x' or true --` }], anonymousActor, condition)).toBe('(p.programme = $1)');
    expect(condition.parameters).toEqual([`x' or true --`]);
    expect(scopeCondition([{ ...everywhere, organisation: 'o' }], anonymousActor, condition)).toBe('(false)');
  });
});
