import { describe, expect, it } from '@jest/globals';
import { isRightAnswer, questionOf } from './link-question.js';

describe('the question of a worker’s link', () => {
  it('asks for what is stored, the ID number first, and for nothing where nothing is', () => {
    expect(questionOf({ idNumber: '50023519900307123X', birthMonth: '1990-03' })).toBe('id-number');
    expect(questionOf({ birthMonth: '1990年3月' })).toBe('birth-month');
    expect([questionOf({}), questionOf({ idNumber: '12' }), questionOf({ birthMonth: '不详' }), questionOf({ birthMonth: '1990-13' })]).toEqual([null, null, null, null]);
  });

  it('takes the last four characters, also in the letters of a phone’s keyboard, and nothing shorter or longer', () => {
    const personal = { idNumber: '50023519900307123x' };
    for (const answer of ['123X', '123x', ' 12 3X', '１２３Ｘ']) expect([answer, isRightAnswer(personal, 'id-number', answer)]).toEqual([answer, true]);
    for (const answer of ['', 'X', '23X', '7123X', '1234', '0000', '50023519900307123X']) expect([answer, isRightAnswer(personal, 'id-number', answer)]).toEqual([answer, false]);
    expect(isRightAnswer({}, 'id-number', '')).toBe(false);
  });

  it('takes year and month of birth in any usual form', () => {
    for (const answer of ['1990-03', '1990年3月', '199003', '1990.3', '1990/03/07']) expect([answer, isRightAnswer({ birthMonth: '1990-03' }, 'birth-month', answer)]).toEqual([answer, true]);
    for (const answer of ['1990', '03', '1990-04', '1991-03', '19903', '']) expect([answer, isRightAnswer({ birthMonth: '1990-03' }, 'birth-month', answer)]).toEqual([answer, false]);
    expect(isRightAnswer({}, 'birth-month', '')).toBe(false);
  });
});
