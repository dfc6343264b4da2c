import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseInput, Refusal, type FieldProblem } from './problem.js';

const schema = z.strictObject({ name: z.string().max(3).optional(), cells: z.record(z.string(), z.string().max(3)).optional() });
function fieldsOf(value: unknown): readonly FieldProblem[] {
  try {
    parseInput(schema, value);
  } catch (error) {
    if (error instanceof Refusal) return error.problem.fields;
    throw error;
  }
  throw new Error('was taken');
}

describe('parseInput', () => {
  it('names the fields that are wrong, and those it does not know', () => {
    expect(fieldsOf({ name: 'abcd', role: 'x', createdBy: 'y', cells: { title: 'abcd' } }).map(({ field }) => field)).toEqual(['name', 'cells.title', 'role, createdBy']);
  });

  it.each(['500235199001011234', '13912345678', '样例甲', 'a13912345678', 'x'.repeat(61), '', 'a b'])('gives back no key that is no name of a field: %s', (key) => {
    for (const value of [{ [key]: 1 }, { cells: { [key]: 'abcd' } }, { cells: { [key]: 1 } }]) {
      const fields = fieldsOf(value), text = JSON.stringify(fields);
      expect(fields[0]?.field).toMatch(/^(cells\.)?…$/);
      if (key !== '') expect(text).not.toContain(key);
      expect(fields[0]?.message.en.length).toBeGreaterThan(5);
    }
  });
});
