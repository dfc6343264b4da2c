import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../index.js';
import type { SolveReport } from './report.js';

let folder: string;
let out: string;
let err: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jiedui-solve-'));
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true; });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => { err += String(text); return true; });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Solves a text; the solution file's text comes along. */
async function run(text: string, ...more: string[]): Promise<{ code: number; report: SolveReport; solution: string }> {
  const file = join(folder, 'instance'), solution = join(folder, 'solution');
  writeFileSync(file, text);
  out = '';
  const code = await main(['solve', file, '-o', solution, ...more]);
  return { code, report: JSON.parse(out.trim().split('\n').at(-1) ?? 'null') as SolveReport, solution: readFileSync(solution, 'utf8') };
}

const twoGaps = '2\n2 3\n4 9 2\n3 1 8\n2 3 4\n3 2 2\n6\n4\n1 2\n5 5\n6 7\n12\n';

describe('jiedui solve', () => {
  it('prints one JSON line for a transportation network, and writes the flow', async () => {
    const { code, report, solution } = await run('p min 4 4\nn 1 3\nn 2 2\nn 3 -4\nn 4 -1\na 1 3 0 3 5\na 1 4 0 3 1\na 2 3 0 2 2\na 2 4 0 2 9\n');
    expect(code).toBe(0);
    expect(report).toMatchObject({ status: 'optimal', objective: 15, certificate: 'verified' });
    expect([typeof report.solveMs, typeof report.solveCpuMs, typeof report.peakMiB]).toEqual(['number', 'number', 'number']);
    expect(solution).toBe('s 15\nf 1 3 2\nf 1 4 1\nf 2 3 2\n');
  });

  it('solves networks that pass through nodes, the sink form and both assignment formats', async () => {
    expect(await run('p min 4 3\nn 1 3\nn 4 -3\na 1 2 0 9 1\na 2 3 1 9 -1\na 3 4 0 9 1\n')).toMatchObject({ report: { status: 'optimal', objective: 3, certificate: 'verified' }, solution: 's 3\nf 1 2 3\nf 2 3 3\nf 3 4 3\n' });
    expect(await run('p min 4 4\nn 1 1\nn 2 1\nn 4 -2\na 1 3 0 1 -7\na 2 3 0 1 -5\na 1 4 0 1 0\na 2 4 0 1 0\n')).toMatchObject({ report: { status: 'optimal', objective: 0 } });
    expect(await run('p min 4 5\nn 1 1\nn 2 1\nn 4 -2\na 1 3 0 1 -7\na 2 3 0 1 -5\na 1 4 0 1 0\na 2 4 0 1 0\na 3 4 0 1 0\n')).toMatchObject({ report: { status: 'optimal', objective: -7, certificate: 'verified' }, solution: 's -7\nf 1 3 1\nf 2 4 1\nf 3 4 1\n' });
    expect(await run('p asn 4 3\nn 1\nn 2\na 1 3 5\na 2 3 1\na 2 4 9\n')).toMatchObject({ report: { objective: 14, certificate: 'verified' }, solution: 's 14\nf 1 3 1\nf 2 4 1\n' });
    expect(await run('2\n7 1\n1 7\n')).toMatchObject({ report: { objective: 2 }, solution: 's 2\nf 1 2 1\nf 2 1 1\n' });
    expect(await run('2\n1 2 4\n2 1 5\n')).toMatchObject({ report: { objective: 9 } });
  });

  it('answers with the best so far and its bound when the time is over', async () => {
    const { code, report, solution } = await run('p min 5 4\nn 1 1\nn 2 1\nn 5 -2\na 1 3 0 1 -7\na 2 4 0 1 -5\na 3 5 0 1 0\na 4 5 0 1 0\n', '--time', '0.000001');
    expect(code).toBe(0);
    expect(report).toMatchObject({ status: 'time-limit', objective: -12, certificate: null });
    expect(Number(report.bound)).toBeLessThanOrEqual(-12);
    expect(solution).toBe('c time-limit: the best flow so far\ns -12\nf 1 3 1\nf 2 4 1\nf 3 5 1\nf 4 5 1\n');
  });

  it('gives an objective past 2^53 as digits', async () => {
    const { report, solution } = await run('p min 4 2\nn 1 2000000000\nn 2 2000000000\nn 3 -2000000000\nn 4 -2000000000\na 1 3 0 2000000000 2000000001\na 2 4 0 2000000000 2000000001\n');
    expect(report).toMatchObject({ status: 'optimal', objective: '8000000004000000000', certificate: 'verified' });
    expect(solution).toContain('s 8000000004000000000\n');
  });

  it('names every status without an objective, and leaves no flow in the solution file', async () => {
    const cases: [string, string][] = [
      ['p min 2 1\nn 1 3\nn 2 -3\na 1 2 0 2 1\n', 'infeasible'],
      ['p min 3 3\nn 1 3\nn 3 -3\na 1 2 0 2 1\na 1 2 0 2 1\na 2 3 0 2 1\n', 'infeasible'],
      ['p min 2 0\nn 1 3\nn 2 -3\n', 'infeasible'],
      ['2\n1 1 5\n2 1 5\n', 'infeasible'],
      ['p min 3 2\nn 1 3\nn 3 -2\na 1 2 0 1 1\na 2 3 0 9 1\n', 'unbalanced'],
      ['p asn 3 2\nn 1\na 1 2 5\na 1 3 5\n', 'unbalanced'],
      ['p min 2 2\na 1 2 0 inf 1\na 2 1 0 -1 -2\n', 'unbounded'],
      ['p min 2 1\nn 1 1\nn 2 -1\na 1 2 0 1 9000000000\n', 'out-of-range'],
      ['p min 2 1\nn 1 9000000000\nn 2 -9000000000\na 1 2 0 inf 1\n', 'out-of-range'],
    ];
    for (const [text, status] of cases) {
      const { code, report, solution } = await run(text);
      expect({ text, code, status: report.status, objective: report.objective }).toEqual({ text, code: 0, status, objective: null });
      expect(report.reason).toMatch(/[a-z]{3}/);
      expect(solution).toBe(`c ${status}: ${report.reason}\n`);
    }
  });

  it('solves generalised assignment by the sense asked for, problem by problem', async () => {
    const least = await run(twoGaps);
    expect(least).toMatchObject({ code: 0, report: { status: 'infeasible', objective: [7, null], sense: 'min', senseFrom: 'numbers', certificate: null, problems: [{ problem: 1, agents: 2, jobs: 3, status: 'optimal', bound: 7, gap: 0 }, { problem: 2, status: 'infeasible', reason: expect.stringContaining('no assignment') }] } });
    expect(least.solution).toBe('c problem 1: optimal\ns 7\nf 1 1 1\nf 2 2 1\nf 1 3 1\nc problem 2: infeasible\n');
    expect((await run(twoGaps, '--sense', 'max')).report).toMatchObject({ objective: [21, null], sense: 'max', senseFrom: 'option' });
    expect((await run('1\n2 1\n20\n15\n9\n9\n10\n10\n', '--time', '5')).report).toMatchObject({ status: 'optimal', objective: 15, sense: 'min' });
    expect(err).toBe('');
  });

  it('maximises what looks like gap1 to gap12 of the OR-Library, and says so', async () => {
    const five = `5\n${'2 1\n20\n15\n9\n9\n10\n10\n'.repeat(5)}`;
    expect((await run(five)).report).toMatchObject({ status: 'optimal', objective: [20, 20, 20, 20, 20], sense: 'max', senseFrom: 'numbers' });
    expect(err).toMatch(/--sense min.*--sense min/);
    expect((await run(five, '--sense', 'min')).report).toMatchObject({ objective: [15, 15, 15, 15, 15], sense: 'min', senseFrom: 'option' });
  });

  it('exits 2 with one sentence in each language for what it cannot read or was not asked well', async () => {
    writeFileSync(join(folder, 'bad'), 'p min 2 1\nn 1 1\nn 2 -1\na 1 2 0 1 1.5\n');
    writeFileSync(join(folder, 'short'), '1\n2 2\n1 2\n');
    const good = join(folder, 'good');
    writeFileSync(good, '1\n5\n');
    const calls: [string[], string][] = [
      [[join(folder, 'missing.min')], 'Cannot read'], [[], 'Usage'], [[folder], 'Cannot read'], [['-x'], 'Usage'], [[good, good], 'Usage'],
      [[join(folder, 'bad')], 'line 4: expected a whole number below 2^53, found "1.5"'],
      [[join(folder, 'short')], 'line 3: problem 1 needs 12 numbers, and the file ends after 4'],
      [[good, '-o', good], 'problem file itself'], [[good, '-o', join(folder, 'no', 'such')], 'refused'], [[good, '--time', '0'], 'seconds above 0'], [[good, '--sense', 'up'], 'min or max'], [[good, '-o'], 'needs a value'],
    ];
    for (const [args, words] of calls) {
      err = '';
      expect({ args, code: await main(['solve', ...args]) }).toEqual({ args, code: 2 });
      expect(err).toContain(words);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).toMatch(/[\u4e00-\u9fff].*[A-Za-z]{4}/);
    }
    expect(out).toBe('');
    expect(readFileSync(good, 'utf8')).toBe('1\n5\n');
  });
});
