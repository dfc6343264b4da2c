import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flowCost } from '../network/flow-network.js';
import { reduceNetwork } from '../network/reduce-network.js';
import { solve } from '../solver/solve.js';
import { parseProblemFile, ProblemFileParser, type ProblemFile } from './problem-file.js';
import { writeSolution } from './write-solution.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string): ProblemFile => parseProblemFile(bytes(text));

/** The solution lines of a network file. */
function solved(text: string): string {
  const file = parse(text);
  if (file.status !== 'parsed' || file.kind !== 'network') throw new Error(JSON.stringify(file));
  const form = reduceNetwork(file.network);
  if (form.status !== 'transport') throw new Error(form.status);
  const solution = solve(form.problem);
  if (solution.status !== 'OPTIMAL') throw new Error(solution.status);
  let out = '';
  writeSolution(file.network, form, solution.flow, flowCost(file.network, form, solution.flow), file, (piece) => { out += piece; });
  return out;
}

describe('problem files', () => {
  it('are told by content: DIMACS, dense and sparse assignment, generalised assignment', () => {
    expect(parse('\n\n  c hello\np min 1 0\n')).toMatchObject({ kind: 'network', network: { nodes: 1 } });
    expect(parse('p asn 2 1\nn 1\na 1 2 3\n')).toMatchObject({ kind: 'network', network: { nodes: 2 } });
    expect(parse(' 2\n 1 2 3\n 4\n')).toMatchObject({ kind: 'network', network: { nodes: 4, cost: Float64Array.of(1, 2, 3, 4) }, tailShift: 1, headShift: -1 });
    expect(parse('2\n1 1 5\n2 2 6\n1 2 -7\n')).toMatchObject({ kind: 'network', network: { from: Int32Array.of(0, 1, 0), to: Int32Array.of(2, 3, 3), cost: Float64Array.of(5, 6, -7) } });
    expect(parse('3\n1 2 3\n3 1 2\n2 3 1\n')).toMatchObject({ kind: 'network', network: { cost: { length: 9 } } });
    expect(parse('2\n1 2\n4 5\n6 7\n8\n1 1\n9\n3\n3\n')).toMatchObject({
      kind: 'generalised-assignment',
      problems: [{ agents: 1, jobs: 2, cost: Float64Array.of(4, 5), use: Float64Array.of(6, 7), capacity: Float64Array.of(8) }, { agents: 1, jobs: 1, capacity: Float64Array.of(3) }],
    });
  });

  it('are the same in chunks of any size', () => {
    for (const text of ['\r\n \n3\r\n-1 2 3 4\n5 6 7\n8 9', '\n c x\r\np asn 2 1\nn 1\na 1 2 -3', '1\n1 2\n4 5\n6 +7\n8\n', '3\n1 2 x\n']) {
      for (let size = 1; size < 9; size++) {
        const parser = new ProblemFileParser();
        for (let at = 0; at < text.length; at += size) parser.push(bytes(text.slice(at, at + size)));
        expect(parser.finish()).toEqual(parse(text));
      }
    }
  });

  it.each([
    ['', 0, 'empty'],
    [' \n\n', 0, 'empty'],
    ['\n\nhello\n', 3, 'expected a line starting with'],
    ['0\n', 1, 'expected a count of 1 or more'],
    ['-3\n1 1 1\n', 1, 'expected a count of 1 or more'],
    ['2\n1 2 3\n4 5\n', 3, 'need 4 costs, found 5'],
    ['4\n1 2 3 4\n5 6 7 8\n9\n', 4, 'need 16 costs, found 9'],
    ['7\n', 1, 'need 49 costs, found 0'],
    ['2\n1 1 5\n2 3 6\n', 3, 'the pair names 3, expected 1..2'],
    ['2\n1 1 5\n2 0 6\n', 3, 'the pair names 0, expected 1..2'],
    ['2\n1 2\n3 4.5\n', 3, 'found the character "."'],
    ['2\n1 2\n3 99999999999999999\n', 3, 'expected a whole number below 2^53'],
    ['2\n1 2\n3 -\n', 3, 'expected a whole number'],
    ['2\n1 2\n4 5\n6 7\n8\n', 5, 'announces 2 problems and ends after 1'],
    ['2\n1 2\n4 5\n6 7\n8\n2 2\n1 1\n', 7, 'problem 2 needs 12 numbers, and the file ends after 4'],
    ['1\n1 2\n4 5\n6 7\n-8\n', 5, 'a use or a capacity is -8'],
    ['1\n1 2\n4 5\n-6 7\n8\n', 4, 'a use or a capacity is -6'],
    ['1\n1 2\n4 5\n6 7\n8 9\n', 5, '1 more numbers after the 1 problems'],
    ['1\n0 2\n4 5\n', 2, 'problem 1 has 0 agents and 2 jobs'],
    ['p min 2 2\nn 1 1\nn 2 -1\na 1 2 0 1 1\n', 4, 'announces 2 arcs, found 1'],
    ['p min 2 1\na 1 2 0 -5 1\n', 2, 'capacity -5'],
    ['p min 2 1\na 1 7 0 5 1\n', 2, 'expected nodes 1..2'],
  ])('refuse %j', (text, line, reason) => {
    expect(parse(text)).toMatchObject({ status: 'unreadable', line, reason: expect.stringContaining(reason), reasonZh: expect.stringMatching(/[\u4e00-\u9fff]/) });
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: fc.constantFrom(...'0123 \n-cpna ') }).map(bytes)), (content) => {
      expect(['parsed', 'unreadable']).toContain(parseProblemFile(content).status);
    }), { numRuns: 2000 });
  });
});

describe('solution lines', () => {
  it('count nodes as the file does: all nodes from 1 in DIMACS, rows and columns apart in the OR-Library', () => {
    expect(solved('p asn 4 3\nn 3\nn 4\na 3 1 5\na 4 1 1\na 4 2 9\n')).toBe('s 14\nf 3 1 1\nf 4 2 1\n');
    expect(solved('2\n7 1\n1 7\n')).toBe('s 2\nf 1 2 1\nf 2 1 1\n');
    expect(solved('2\n1 1 7\n1 1 6\n2 2 5\n')).toBe('s 11\nf 1 1 1\nf 2 2 1\n');
  });

  it('add lower bounds back and give parallel arcs in the order of the file', () => {
    expect(solved('p min 3 5\nn 1 9\nn 3 -9\na 1 2 1 4 3\na 1 2 0 3 1\na 1 2 0 5 2\na 2 3 2 20 0\na 3 1 2 5 1\n')).toBe(`s ${3 + 3 + 2 * 5 + 2 + 2 * 3}\nf 1 2 3\nf 1 2 3\nf 1 2 5\nf 2 3 11\nf 3 1 2\n`);
  });
});
