import { describe, expect, it } from '@jest/globals';
import { filterQuery, searchQuery, searchTokens } from './search-tokens.js';

/** Whether a row of these texts holds every word of a search. */
function found(texts: readonly string[], search: string): boolean {
  const tokens = new Set(searchTokens(texts));
  const words = [...(searchQuery(search) ?? '').matchAll(/'((?:[^']|'')*)'/gu)].map(([, word = '']) => word);
  return words.length > 0 && words.every((word) => tokens.has(word));
}

describe('search tokens', () => {
  it.each([['5G通信工程师', '工程师'], ['5G通信工程师', '5G'], ['CNC操作工', '操作'], ['A座客服专员B岗', '客服'], ['电话客服专员', '客服'], ['PLC 编程', 'plc'], ['３Ｄ打印员', '3d打印']])('find %s by %s', (text, search) => {
    expect(found([text], search)).toBe(true);
  });

  it('cut no character in two, however long the word', () => {
    for (let before = 0; before < 4; before += 1) {
      const word = `${'a'.repeat(before)}${'𐌰'.repeat(60)}`;
      expect(searchTokens([word]).every((token) => token.isWellFormed())).toBe(true);
      expect(found([word], word)).toBe(true);
    }
  });

  it('leave nothing of a search but words, and quote what a filter holds', () => {
    expect(searchQuery(`=p:x #abc ' \\ : & | ! * <-> \0 \ud800`)).toBe(`('p' & 'x' & 'abc')`);
    expect(searchQuery(`' | '=t:1`)).toBe(`('t' & '1')`);
    expect(filterQuery({ organisation: `O'Neill \\ | '=t:1` })).toBe(`'=o:O''Neill \\\\ | ''=t:1'`);
  });
});
