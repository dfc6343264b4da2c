import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../servers/cache-folder.mjs';
import { unpackDebianPackages } from '../../servers/debian-packages.mjs';
import { readBin, root } from './instances.mjs';

/** What the matching core is measured against in the same run. */

/**
 * LEMON's NetworkSimplex (C++), compiled once into the cache folder; null, with a line that says why, where it cannot be.
 * Returns user CPU seconds and the greatest weight of an instance.
 */
export async function lemonPeer(shared) {
  const source = join(shared, 'bench/lemon_peer.cpp'), binary = join(cacheFolder(), 'lemon_peer');
  if (!existsSync(binary)) {
    try {
      const lemon = await unpackDebianPackages('lemon', ['liblemon-dev']);
      execFileSync('g++', ['-O3', '-march=native', '-DNDEBUG', '-std=c++17', '-w', `-I${join(lemon, 'usr/include')}`, source, '-o', binary, `-L${join(lemon, 'usr/lib/x86_64-linux-gnu')}`, '-l:liblemon.a'], { stdio: 'pipe' });
    } catch (error) {
      console.log(`without LEMON: ${String(error.message).split('\n')[0]}`);
      return null;
    }
  }
  return (file) => {
    const child = spawnSync(binary, [file, 'ns'], { encoding: 'utf8' });
    if (child.status !== 0) return null;
    const { ucpu, obj } = JSON.parse(child.stdout);
    return { user: ucpu, objective: String(obj) };
  };
}

/** Weight that is reached by taking the best pair left over and over; null above eight million arcs. */
export function greedyWeight({ supplyCapacity, demandCapacity, rowStart, column, fit, bonus }) {
  const m = column.length;
  if (m > 8_000_000) return null;
  const row = new Int32Array(m), key = new Float64Array(m);
  for (let i = 0; i < supplyCapacity.length; i++) for (let e = rowStart[i]; e < rowStart[i + 1]; e++) {
    row[e] = i;
    key[e] = (fit[e] + bonus[i]) * m + (m - 1 - e); // position in the fraction: one sort of plain numbers
  }
  key.sort();
  const supply = supplyCapacity.slice(), demand = demandCapacity.slice();
  let total = 0n;
  for (let k = m - 1; k >= 0; k--) {
    const weight = Math.floor(key[k] / m), e = m - 1 - (key[k] - weight * m);
    if (weight <= 0) break;
    const units = Math.min(supply[row[e]], demand[column[e]]);
    if (units === 0) continue;
    supply[row[e]] -= units;
    demand[column[e]] -= units;
    total += BigInt(units) * BigInt(weight);
  }
  return total;
}

/** Arcs up to which HiGHS is asked: beyond it its memory in WebAssembly ends. */
const HIGHS_ARCS = 1_000_000;
/** Seconds it may take. */
const HIGHS_SECONDS = 300;

/** HiGHS on the linear programme, in a process of its own: user CPU seconds and the greatest weight; null when the instance is too large or the time is over. */
export function highsPeer(file) {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--highs', file], { encoding: 'utf8' });
  return child.status === 0 ? JSON.parse(child.stdout) : null;
}

async function highsSolve(file) {
  const { solveIntegerModel } = await import(join(root, 'libs/integer-model/dist/index.js'));
  const { supplyCapacity, demandCapacity, rowStart, column, fit, bonus } = readBin(file), m = column.length, L = supplyCapacity.length, R = demandCapacity.length;
  if (m > HIGHS_ARCS) return null;
  const objective = new Float64Array(m), starts = new Int32Array(L + R + 1), columns = new Int32Array(2 * m);
  starts.set(rowStart);
  for (const j of column) starts[L + j + 1] += 1;
  for (let j = 0; j < R; j++) starts[L + j + 1] += starts[L + j];
  const next = starts.slice(L, L + R);
  for (let i = 0; i < L; i++) for (let e = rowStart[i]; e < rowStart[i + 1]; e++) {
    objective[e] = fit[e] + bonus[i];
    columns[e] = columns[next[column[e]]++] = e;
  }
  const cpu = process.cpuUsage(), result = await solveIntegerModel({
    sense: 'max', objective, lower: new Float64Array(m), upper: new Float64Array(m).fill(Infinity), isInteger: new Uint8Array(m), rowLower: new Float64Array(L + R),
    rowUpper: Float64Array.of(...supplyCapacity, ...demandCapacity), rowStart: starts, column: columns, coefficient: new Float64Array(2 * m).fill(1), timeLimit: HIGHS_SECONDS,
  });
  return result.status === 'optimal' ? { user: process.cpuUsage(cpu).user / 1e6, objective: String(Math.round(result.objective)) } : null;
}

if (process.argv[2] === '--highs') console.log(JSON.stringify(await highsSolve(process.argv[3])));
