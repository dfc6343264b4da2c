/**
 * Times single edits of a solved market kept optimal (`LiveMatching`), on seeded instances, each in its own process.
 *
 *   node tools/bench/matching/updates.mjs [--shared DIR] [--tmp DIR] [--edits N] [name ...]
 *
 * Edits, drawn from a seeded sequence: a worker goes and another comes with like arcs, a post's places rise or fall by one, a pair is
 * excluded, a fit changes. One line an instance: median, p99 and worst milliseconds of an edit, and whether the objective after all
 * of them equals a fresh solve's.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instanceFiles, optionOf, readBin, root } from './instances.mjs';

const DEFAULT = ['j100k', 'j100k-tier80', 'j100k-mult', 'p100k'];

if (process.argv[2] === '--one') await updateOne(process.argv[3], Number(process.argv[4]));
else {
  const args = process.argv.slice(2), edits = optionOf(args, 'edits', '2500');
  console.log('instance          edits   median ms     p99 ms   worst ms   take-over ms   equal to a fresh solve');
  for (const { name, file } of instanceFiles(args, DEFAULT)) {
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--one', file, edits], { encoding: 'utf8', maxBuffer: 1 << 26 });
    console.log(child.status === 0 ? `${name.padEnd(17)} ${child.stdout.trim()}` : `${name.padEnd(17)} failed: ${child.stderr.trim().split('\n').slice(0, 6).join(' | ')}`);
  }
}

async function updateOne(file, count) {
  const { flowWeight, LiveMatching, solve } = await import(join(root, 'libs/matching-core/dist/index.js'));
  const problem = readBin(file), L = problem.supplyCapacity.length, R = problem.demandCapacity.length;
  const began = performance.now(), live = new LiveMatching(problem, solve(problem)), solved = performance.now() - began;
  let seed = 1;
  const below = (n) => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0), Math.floor((seed / 4294967296) * n));
  const arcsOf = (i) => Array.from({ length: problem.rowStart[i + 1] - problem.rowStart[i] }, (_, k) => ({ demand: problem.column[problem.rowStart[i] + k], fit: problem.fit[problem.rowStart[i] + k] }));
  const places = problem.demandCapacity.slice(), times = [];
  let supplies = L;
  for (let k = 0; k < count; k++) {
    const i = below(L), j = below(R), kind = below(4);
    let edits;
    if (kind === 0) {
      edits = [{ kind: 'supply', supply: i, capacity: 0 }, { kind: 'supply', supply: supplies, capacity: problem.supplyCapacity[i], bonus: problem.bonus[i] }, ...arcsOf(i).map((arc) => ({ kind: 'pair', supply: supplies, ...arc, fit: Math.max(0, arc.fit + below(21) - 10) }))];
      supplies += 1;
    } else if (kind === 1) {
      places[j] = Math.max(0, places[j] + (below(2) === 0 ? 1 : -1));
      edits = [{ kind: 'demand', demand: j, capacity: places[j] }];
    } else {
      const arcs = arcsOf(i);
      if (arcs.length === 0) continue;
      const arc = arcs[below(arcs.length)];
      edits = [{ kind: 'pair', supply: i, demand: arc.demand, fit: kind === 2 ? null : Math.max(0, arc.fit + below(201) - 100) }];
    }
    const at = performance.now();
    live.update(edits);
    times.push(performance.now() - at);
  }
  const now = live.problem(), fresh = solve(now), isEqual = flowWeight(now, live.flow()) === flowWeight(now, fresh.flow);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(3).padStart(10);
  console.log(`${String(times.length).padEnd(6)} ${at(0.5)} ${at(0.99)} ${at(1)}     ${solved.toFixed(0).padStart(8)}       ${isEqual ? 'equal' : 'DIFFERS'}`);
}
