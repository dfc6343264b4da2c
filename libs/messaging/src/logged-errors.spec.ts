import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { z } from 'zod';
import { createLog, nestLogger } from '@jiedui/observability';

const person = { name: '样例金丝雀', idNumber: '500235199001011234', phone: '13812345678' };
const values = Object.values(person);

/** The lines that `write` leaves in a log, as text. */
function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('test', { write: (line: string) => { lines.push(line); } }));
  expect(lines).not.toHaveLength(0);
  return lines.join('');
}

/** As the driver throws it: what PostgreSQL says, with the row's values in `detail` and `where`. */
function refusedByDatabase(code: string, message: string): Error {
  const cause = Object.assign(new Error(message), { severity: 'ERROR', code, detail: `Failing row contains (${values.join(', ')}).`, where: `COPY worker, line 1: "${values.join()}"`, hint: person.name, table: 'worker', constraint: 'worker_id_number_key' });
  return new QueryFailedError('insert into worker (name, id_number, phone) values ($1, $2, $3)', values, cause);
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const errors: readonly (readonly [string, unknown, string])[] = [
  ['a duplicate', refusedByDatabase('23505', 'duplicate key value violates unique constraint "worker_id_number_key"'), 'worker_id_number_key'],
  ['a value of another type', refusedByDatabase('22P02', `invalid input syntax for type integer: "${person.name} ${person.idNumber}"`), '22P02'],
  ['a schema', thrownBy(() => z.strictObject({ name: z.number() }).parse({ name: person.name, [person.name]: 1, [person.phone]: 2 })), 'name: invalid_type'],
  ['a record of a schema', thrownBy(() => z.record(z.string(), z.number()).parse({ [person.name]: person.phone })), 'invalid_type'],
  ['a body that is no JSON', Object.assign(new SyntaxError(`Unexpected token '样', "${person.name}"... is not valid JSON`), { body: JSON.stringify(person), status: 400 }), 'SyntaxError'],
  ['an error with the request on it', Object.assign(new Error('request failed'), { body: person, request: { headers: { cookie: person.name } }, parameters: values }), 'request failed'],
  ['numbers in its words', new Error(`no worker ${person.idNumber}, called ${person.phone}`), 'no worker [number]'],
  ['a cause', new Error('import failed', { cause: refusedByDatabase('22001', `value too long: ${person.name}`) }), 'import failed'],
  ['something that is no error', person, 'not an error'],
];

describe('what an error leaves in the log', () => {
  it.each(errors)('of %s is no person', (_, error, expected) => {
    const line = logged((log) => log.error({ err: error, correlationId: 'c-1' }, 'operation failed'));
    for (const value of values) expect(line).not.toContain(value);
    expect(line).toContain(expected);
    expect(line).toContain('"correlationId":"c-1"');
  });

  it.each(errors)('said by the framework, of %s, is no person', (_, error) => {
    const line = logged((log) => nestLogger(log).error(error, error instanceof Error ? error.stack : String(error)));
    for (const value of values) expect(line).not.toContain(value);
  });

  it('keeps the places in the code', () => {
    expect(logged((log) => log.error({ err: new Error('here') }))).toMatch(/at .*logged-errors\.spec/);
  });
});
