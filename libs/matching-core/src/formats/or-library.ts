/**
 * The three assignment formats of the OR-Library, told apart by how many numbers there are and how they stand in lines:
 *
 *   dense                   n, then n * n costs row by row, wrapped anywhere
 *   sparse                  n, then lines "i j cost", counted from 1; a missing pair is not allowed; a pair given twice counts at its least
 *   generalised assignment  number of problems; each: m n, m * n cost (or profit), m * n use, m capacities; rows are agents, columns jobs
 *
 * Lines of three numbers are read as sparse, except 9 numbers after a 3, which are a dense 3 * 3. What fits none of the three is
 * refused as what it looks most like.
 *
 * Source: J. E. Beasley, OR-Library: distributing test problems by electronic mail, J. Oper. Res. Soc. 41 (1990) 1069-1072.
 */
import type { FlowNetwork } from '../network/flow-network.js';
import { NumberList } from './number-list.js';
import type { Unreadable } from './unreadable.js';

/** Agents with capacities; every job goes to exactly one agent. */
export interface GeneralisedAssignment {
  readonly agents: number;
  readonly jobs: number;
  /** [agents x jobs] row-major: cost or profit, and what the job takes of the agent's capacity. */
  readonly cost: Float64Array;
  readonly use: Float64Array;
  /** [agents] */
  readonly capacity: Float64Array;
}

/** Rows are nodes 0..n-1, columns n..2n-1. */
export interface AssignmentFile { readonly status: 'parsed'; readonly kind: 'assignment'; readonly size: number; readonly network: FlowNetwork }

export interface GeneralisedAssignmentFile { readonly status: 'parsed'; readonly kind: 'generalised-assignment'; readonly problems: readonly GeneralisedAssignment[] }

const MAX_SIZE = 1 << 27;

/** Reads a finished list of numbers. */
export function readOrLibrary(list: NumberList): AssignmentFile | GeneralisedAssignmentFile | Unreadable {
  const failure = list.finish();
  if (failure !== undefined) return failure;
  const n = list.at(0), after = list.length - 1;
  if (list.length === 0) return { status: 'unreadable', line: 0, reasonZh: '文件是空的', reason: 'the file is empty' };
  if (n < 1 || n > MAX_SIZE) return unreadable(list, 0, `第一个数是 ${n}，应为 1 或更大的个数`, `the first number is ${n}, expected a count of 1 or more`);
  const isTriples = after > 0 && list.isInLinesOf(3, 1) && !(n === 3 && after === 9);
  if (isTriples) return readSparse(list, n);
  if (after === n * n) return readDense(list, n);
  const problems = readProblems(list, n);
  if (problems.status === 'parsed' || looksGeneralised(list)) return problems;
  return unreadable(list, list.length, `声明 ${n} 行 ${n} 列，应有 ${n * n} 个成本，实有 ${after} 个`, `${n} rows and columns need ${n * n} costs, found ${after}: mend the first number or the costs`);
}

function unreadable(list: NumberList, at: number, reasonZh: string, reason: string): Unreadable {
  return { status: 'unreadable', line: list.lineOf(at), reasonZh, reason };
}

function network(n: number, arcs: number, arc: (e: number) => { from: number; to: number; cost: number }): AssignmentFile {
  const from = new Int32Array(arcs), to = new Int32Array(arcs), cost = new Float64Array(arcs);
  for (let e = 0; e < arcs; e++) {
    const one = arc(e);
    from[e] = one.from;
    to[e] = n + one.to;
    cost[e] = one.cost;
  }
  const supply = new Float64Array(2 * n).fill(1, 0, n).fill(-1, n);
  return { status: 'parsed', kind: 'assignment', size: n, network: { nodes: 2 * n, supply, from, to, low: undefined, capacity: new Float64Array(arcs).fill(1), cost } };
}

function readDense(list: NumberList, n: number): AssignmentFile {
  return network(n, n * n, (e) => ({ from: Math.floor(e / n), to: e % n, cost: list.at(1 + e) }));
}

function readSparse(list: NumberList, n: number): AssignmentFile | Unreadable {
  for (let k = 1; k < list.length; k++) {
    const index = list.at(k);
    if (k % 3 !== 0 && (index < 1 || index > n)) return unreadable(list, k, `编号 ${index} 超出 1 到 ${n}`, `the pair names ${index}, expected 1..${n}`);
  }
  return network(n, (list.length - 1) / 3, (e) => ({ from: list.at(1 + 3 * e) - 1, to: list.at(2 + 3 * e) - 1, cost: list.at(3 + 3 * e) }));
}

/** A first line of one number and a second of two: the head of a generalised assignment file. */
function looksGeneralised(list: NumberList): boolean {
  return list.length > 3 && list.lineOf(0) < list.lineOf(1) && list.lineOf(1) === list.lineOf(2) && list.lineOf(2) < list.lineOf(3);
}

function readProblems(list: NumberList, count: number): GeneralisedAssignmentFile | Unreadable {
  const problems: GeneralisedAssignment[] = [];
  let at = 1;
  for (let p = 1; p <= count; p++) {
    const m = list.at(at), n = list.at(at + 1), cells = m * n, end = at + 2 + 2 * cells + m;
    if (at + 2 > list.length) return unreadable(list, list.length, `声明 ${count} 个问题，只有 ${p - 1} 个`, `the file announces ${count} problems and ends after ${p - 1}`);
    if (m < 1 || n < 1 || cells > MAX_SIZE) return unreadable(list, at, `第 ${p} 个问题的大小为 ${m} 与 ${n}，应为 1 或更大`, `problem ${p} has ${m} agents and ${n} jobs, expected 1 or more`);
    if (end > list.length) return unreadable(list, list.length, `第 ${p} 个问题应有 ${end - at} 个数，文件提前结束`, `problem ${p} needs ${end - at} numbers, and the file ends after ${list.length - at}`);
    for (let k = at + 2 + cells; k < end; k++) {
      if (list.at(k) < 0) return unreadable(list, k, `用量或容量为 ${list.at(k)}，应为 0 或更大`, `a use or a capacity is ${list.at(k)}, expected 0 or more`);
    }
    problems.push({ agents: m, jobs: n, cost: list.slice(at + 2, at + 2 + cells), use: list.slice(at + 2 + cells, at + 2 + 2 * cells), capacity: list.slice(end - m, end) });
    at = end;
  }
  if (at !== list.length) return unreadable(list, at, `${count} 个问题之后还有 ${list.length - at} 个数`, `${list.length - at} more numbers after the ${count} problems`);
  return { status: 'parsed', kind: 'generalised-assignment', problems };
}
