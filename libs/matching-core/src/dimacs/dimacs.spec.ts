import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flowCost, isShipped } from '../network/flow-network.js';
import { verifyNetwork } from '../network/network-certificate.js';
import { reduceNetwork } from '../network/reduce-network.js';
import { sinkForm } from '../network/sink-form.js';
import { solve } from '../solver/solve.js';
import { leastCost as slowLeastCost, slowSolve, smallProblem, type SlowArc } from '../testing/slow-reference.js';
import { DimacsParser, parseDimacs, type DimacsNetwork } from './parse-dimacs.js';
import { writeDimacs } from './write-dimacs.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parse(text: string): DimacsNetwork {
  const result = parseDimacs(bytes(text));
  if (result.status !== 'parsed') throw new Error(`line ${result.line}: ${result.reason}`);
  return result.network;
}

/** Status of a network, or its least cost with a checked proof. */
function answer(text: string): string {
  const network = parse(text), form = sinkForm(network) ?? reduceNetwork(network);
  if (form.status !== 'transport') return form.status;
  const solution = solve(form.problem);
  if (solution.status === 'OUT_OF_RANGE') return 'out-of-range';
  if (!isShipped(form, solution.flow)) return 'infeasible';
  expect(verifyNetwork(network, form, solution)).toBe(true);
  return flowCost(network, form, solution.flow).toString();
}

describe('DimacsParser', () => {
  it('reads comments, blank lines, CR LF, several blanks, parallel arcs and arcs without limit, in chunks of any size', () => {
    const text = 'c one\r\n\r\np  min 2\t3\r\nn 1 +5\r\nc\r\nn 2 -5\r\na 1 2 0 inf -3\r\na 1 2 1 -1 7\n  a 1 2 0 4 0';
    const whole = parse(text);
    expect([...whole.supply, ...whole.from, ...whole.to, ...whole.cost]).toEqual([5, -5, 0, 0, 0, 1, 1, 1, -3, 7, 0]);
    expect([[...whole.capacity], [...whole.low!]]).toEqual([[Infinity, Infinity, 4], [0, 1, 0]]);
    for (let size = 1; size < 20; size++) {
      const parser = new DimacsParser();
      for (let at = 0; at < text.length; at += size) parser.push(bytes(text.slice(at, at + size)));
      expect(parser.finish()).toEqual({ status: 'parsed', network: whole });
    }
  });

  it('tells an assignment file by its p line, whatever its name', () => {
    const network = parse('p asn 4 3\nn 1\nn 2\na 1 3 5\na 2 3 1\na 2 4 9\n');
    expect([network.kind, ...network.supply]).toEqual(['asn', 1, 1, -1, -1]);
    expect(answer('p asn 4 3\nn 1\nn 2\na 1 3 5\na 2 3 1\na 2 4 9\n')).toBe('14');
  });

  it.each([
    ['', 'no "p min" or "p asn" line'],
    ['n 1 2\n', 'a line before the p line'],
    ['p max 3 3\n', 'expected "p min" or "p asn"'],
    ['p min 3\n', 'expected "p min NODES ARCS"'],
    ['p min 2 1\na 1 3 0 1 1\n', 'expected nodes 1..2'],
    ['p min 2 1\na 1 2 0 1\n', 'expected 5 numbers, found 4'],
    ['p min 2 1\na 1 2 0 1 1 1\n', 'expected 5 numbers, found more'],
    ['p min 2 1\na 1 2 0 1 99999999999999999999\n', 'expected a whole number below 2^53'],
    ['p min 2 2\na 1 2 0 1 1\n', 'announces 2 arcs, found 1'],
    ['p min 2 0\na 1 2 0 1 1\n', 'more arcs than the 0'],
    ['p min 2 0\nn 1 1\nn 1 1\n', 'given twice'],
    ['p min 2 0\nx 1 1\n', 'expected a line starting with'],
    ['{"json": true}\n', 'expected a line starting with'],
    ['p min 2 1\na 1 2 -1 1 1\n', 'expected 0 or more'],
    ['p min 2 1\na 1 2 0 -7 1\n', 'capacity -7, expected 0 or more, or -1 or inf'],
  ])('refuses %j', (text, reason) => {
    expect(parseDimacs(bytes(text))).toMatchObject({ status: 'unreadable', reason: expect.stringContaining(reason) });
  });

  it('refuses a binary file without reading it as one line', () => {
    expect(parseDimacs(new Uint8Array(200000).fill(1))).toMatchObject({ status: 'unreadable' });
  });
});

describe('two-sided networks', () => {
  it('reports unbalanced before infeasible, and solves transshipment', () => {
    expect(answer('p min 3 1\nn 1 5\nn 3 -4\na 1 2 0 1 1\n')).toBe('unbalanced');
    expect(answer('p asn 3 2\nn 1\na 1 2 5\na 1 3 5\n')).toBe('unbalanced');
    expect(answer('p min 2 1\nn 1 5\nn 2 -5\na 1 2 0 4 1\n')).toBe('infeasible');
    expect(answer('p min 2 0\nn 1 5\nn 2 -5\n')).toBe('infeasible');
    expect(answer('p min 2 1\nn 2 5\nn 1 -5\na 1 2 0 4 1\n')).toBe('infeasible');
    expect(answer('p min 4 3\nn 1 5\nn 4 -5\na 1 2 0 9 1\na 2 3 0 9 1\na 3 4 0 9 1\n')).toBe('15');
    expect(answer('p min 1 1\na 1 1 0 9 1\n')).toBe('0');
    expect(answer('p min 0 0\n')).toBe('0');
    expect(answer('p min 3 1\nn 1 9000000000\nn 2 -9000000000\na 1 2 0 inf 1\n')).toBe('out-of-range');
  });

  it('equals the slow solver on random transportation networks with lower bounds, limits, parallel arcs and negative costs', () => {
    const arc = fc.record({ u: fc.nat(3), v: fc.nat(3), low: fc.constantFrom(0, 0, 0, 1, 2), room: fc.constantFrom(0, 1, 3, 50), cost: fc.integer({ min: -20, max: 20 }), used: fc.nat(4) });
    let feasible = 0;
    fc.assert(fc.property(fc.array(arc, { maxLength: 22, size: 'max' }), fc.constantFrom(0, 0, 1), (arcs, disturbance) => {
      const supply = [disturbance, 0, 0, 0], demand = [0, 0, 0, disturbance];
      for (const a of arcs) { // balances that some flow meets, unless disturbed
        const units = a.low + Math.min(a.room, a.used);
        supply[a.u]! += units;
        demand[a.v]! += units;
      }
      const nodes = [...supply.map((a, i) => `n ${i + 1} ${a}`), ...demand.map((b, j) => `n ${j + 5} ${-b}`)];
      const text = `p min 8 ${arcs.length}\n${nodes.join('\n')}\n${arcs.map((a) => `a ${a.u + 1} ${a.v + 5} ${a.low} ${a.low + a.room} ${a.cost}`).join('\n')}\n`;
      // A great reward a unit makes the slow solver ship all it can; lower bounds are forced by a greater one on their part of the arc.
      const reward = 1000, lowReward = 100000, slow: SlowArc[] = [];
      for (const a of arcs) slow.push({ from: 2 + a.u, to: 6 + a.v, capacity: a.low, cost: a.cost - reward - lowReward }, { from: 2 + a.u, to: 6 + a.v, capacity: a.room, cost: a.cost - reward });
      supply.forEach((a, i) => slow.push({ from: 0, to: 2 + i, capacity: a, cost: 0 }));
      demand.forEach((b, j) => slow.push({ from: 6 + j, to: 1, capacity: b, cost: 0 }));
      const units = supply.reduce((s, a) => s + a, 0), lows = arcs.reduce((s, a) => s + a.low, 0), best = slowLeastCost(10, slow);
      const sumLow = arcs.reduce((s, _, k) => s + best.flow[2 * k]!, 0);
      const expected = best.amount === units && sumLow === lows ? (best.cost + BigInt(reward * units + lowReward * lows)).toString() : 'infeasible';
      if (expected !== 'infeasible') feasible++;
      expect(answer(text)).toBe(expected);
    }), { numRuns: 1500 });
    expect(feasible).toBeGreaterThan(300);
  });

  it('reads back what it writes: same greatest weight, capacity 0 and limits on arcs included', () => {
    fc.assert(fc.property(smallProblem({ maxSupply: 5, maxDemand: 5, supplyCap: 4, demandCap: 4, maxFit: 9, minFit: -2 }), (problem) => {
      expect(answer([...writeDimacs(problem)].join(''))).toBe((-slowSolve(problem).weight).toString());
    }), { numRuns: 500 });
  });

  it('solves a sink form with limits on arcs, costs of staying out and supplies that must be shipped', () => {
    // 1 and 2 share demand 3 (capacity 3 at cost 1); 1 may stay out at cost 4, 2 may not; the arc 1 -> 3 takes 2 at most.
    const text = 'p min 4 4\nn 1 3\nn 2 2\nn 4 -5\na 1 3 0 2 1\na 2 3 0 9 7\na 3 4 0 3 1\na 1 4 0 3 4\n';
    expect(answer(text)).toBe(String(2 * (7 + 1) + (1 + 1) + 2 * 4));
    expect(answer(text.replace('a 3 4 0 3 1', 'a 3 4 0 1 1'))).toBe('infeasible');
  });
});
