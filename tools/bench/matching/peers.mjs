import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../servers/cache-folder.mjs';
import { unpackDebianPackages } from '../../servers/debian-packages.mjs';

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
