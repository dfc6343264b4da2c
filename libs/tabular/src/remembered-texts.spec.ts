import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { integerCell, textCell } from './cell-parsers.js';
import { valueOf, type ListDefinition } from './columns.js';
import { parseRow } from './parse-row.js';
import { rememberingTexts } from './remembered-texts.js';

interface Cells { number: string; name: string; years: number }

let read = 0;
const list: ListDefinition<Cells, Cells, { day: string }> = {
  code: 'people', title: { zh: '人员', en: 'People' },
  columns: {
    number: { header: '编号', example: '1', note: { zh: '', en: '' }, whenEmpty: { value: '' }, parse: (text, { day }) => { read += 1; return valueOf(`${day} ${text}`); } },
    name: { header: '姓名', personal: true, example: '样例', note: { zh: '', en: '' }, whenEmpty: 'required', parse: textCell(3) },
    years: { header: '工龄', example: '1', note: { zh: '', en: '' }, whenEmpty: { value: 0 }, parse: integerCell(0, 60) },
  },
  rowChecks: [], finish: (row) => ({ row, assumed: [] }), keyOf: (row) => row.number,
};

describe('rememberingTexts', () => {
  it('reads every row as the list itself does, good and bad cells alike', () => {
    const text = fc.constantFrom('', '1', '7', '61', '甲', '样例乙', '太长的姓名');
    fc.assert(fc.property(fc.array(fc.record({ number: text, name: text, years: text }), { maxLength: 40 }), (rows) => {
      const remembering = rememberingTexts(list);
      for (const row of rows) expect(parseRow(remembering, row, { day: 'd' })).toEqual(parseRow(list, row, { day: 'd' }));
    }));
  });
  it('reads a text once, stops where texts do not come again, and reads those right all the same', () => {
    const remembering = rememberingTexts(list);
    const number = (text: string): unknown => parseRow(remembering, { number: text, name: '甲', years: '' }, { day: 'd' }).row?.number;
    read = 0;
    for (let i = 0; i < 100; i += 1) number('A');
    expect(read).toBe(1);
    for (let i = 0; i < 5000; i += 1) expect(number(`N${i}`)).toBe(`d N${i}`);
    expect(number('A')).toBe('d A');
  });
});
