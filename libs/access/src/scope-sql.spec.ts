import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anonymousActor } from '@jiedui/contracts';
import type { Scope } from './scope.js';
import { Parameters, regionSql, type ScopeColumns, scopeSql } from './scope-sql.js';

const everywhere = { programme: null, region: null, organisation: null, own: false };
const columns: ScopeColumns = { programme: 'programme', regions: ['unit', 'supporter'], organisations: ['buyer', 'seller'], createdBy: 'created_by' };
const bare: ScopeColumns = { programme: 'programme', regions: [], organisations: [], createdBy: null };

function written(scope: Scope, of = columns): readonly [string, readonly unknown[]] {
  const parameters = new Parameters();
  return [scopeSql(scope, anonymousActor, of, parameters), parameters.values];
}

describe('regionSql', () => {
  const holds = (region: string, code: string): boolean => {
    const parameters = new Parameters();
    expect(regionSql('r', region, parameters)).toBe('(r >= $1 and r < $2)');
    const [from = '', to = ''] = parameters.values.map(String);
    return code >= from && code < to;
  };

  it('is a province by two digits, a prefecture by four, a county with what lies in it', () => {
    for (const code of ['420000', '420100', '420381', '420381450', '429021']) expect(holds('420000', code)).toBe(true);
    for (const code of ['410000', '430000', '500235', '4', '']) expect(holds('420000', code)).toBe(false);
    expect(['420300', '420381', '420381450', '420400', '420200'].map((code) => holds('420300', code))).toEqual([true, true, true, false, false]);
    expect(['420381', '420381450', '420382', '420300'].map((code) => holds('420381', code))).toEqual([true, true, false, false]);
    expect(['420381450', '420381', '420381451'].map((code) => holds('420381450', code))).toEqual([true, false, false]);
    // Nine digits that end in zeros are a county's own, not a prefecture.
    expect(holds('420381000', '420382')).toBe(false);
  });
});

describe('scopeSql', () => {
  it('is nowhere without an area, everywhere with an open one whatever stands beside it', () => {
    expect(written([])).toEqual(['false', []]);
    expect(written([everywhere])).toEqual(['true', []]);
    expect(written([{ ...everywhere, region: '420000' }, everywhere])).toEqual(['true', []]);
  });

  it('joins what an area is bound by, and the areas as alternatives', () => {
    expect(written([{ ...everywhere, programme: 'p', region: '420000' }, { ...everywhere, own: true }])).toEqual([
      '((programme = $1 and ((unit >= $2 and unit < $3) or (supporter >= $4 and supporter < $5))) or (created_by = $6))', ['p', '42', '42a', '42', '42a', anonymousActor.id]]);
    expect(written([{ ...everywhere, organisation: 'o' }])).toEqual(['(((buyer = $1 or seller = $2)))', ['o', 'o']]);
  });

  it('reaches no row by what the rows do not tell', () => {
    for (const area of [{ ...everywhere, region: '420000' }, { ...everywhere, organisation: 'o' }, { ...everywhere, own: true }]) expect(written([area], bare)).toEqual(['((false))', []]);
  });

  it('never holds a caller\'s text, and uses every parameter it is given', () => {
    const word = fc.option(fc.string(), { nil: null });
    fc.assert(fc.property(fc.array(fc.record({ programme: word, region: word, organisation: word, own: fc.boolean() })), fc.constantFrom(columns, bare), (scope, of) => {
      const [text, values] = written(scope, of);
      expect(text).toMatch(/^[a-z_ ()<>=$\d]*$/);
      expect(new Set(text.match(/\$\d+/g))).toEqual(new Set(values.map((_, i) => `$${i + 1}`)));
    }));
  });
});
