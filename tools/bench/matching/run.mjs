/**
 * Measures the matching core on seeded instances, each in its own process.
 *
 *   node tools/bench/matching/run.mjs [--shared DIR] [--tmp DIR] [--seed N] [--runs N] [--peers] [name ...]
 *
 * `--peers` prints LEMON's NetworkSimplex (compiled on first use) with the ratio of user CPU, HiGHS where its memory bears the
 * instance, and greedy beside it. The check column is the share of the solve that verifying the certificate took.
 * Build first: npx tsc -p libs/matching-core. One line an instance: median wall and user CPU seconds of the solve alone, greatest
 * resident memory of the process (the arcs read included), the optimum, whether the certificate held, and whether it is the known one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instanceFiles, optionOf, readBin, root, sharedFolder } from './instances.mjs';
import { greedyWeight, highsPeer, lemonPeer } from './peers.mjs';

/** Optima of seed 1 (greatest weight), found by two independent peers. */
const OPTIMA = {
  'j10k': 632169417, 'p10k': 6312128800, 'j100k': 6009725339, 'j100k-r13': 6012998148, 'j100k-d64': 5964266677, 'j100k-tier80': 70462540413,
  'j100k-flat5': 5968247306, 'j100k-mult': 5994756542, 'a100k': 6131886852, 'p100k': 62039397350, 'p100k-r13': 69999009600, 'j1m': 60276604223,
  'j1m-r13': 60450266903, 'j100k-fold': 1217321423801, 'j100k-mult-fold': 1217306687968, 'j1m-fold': 60318664438038,
};
const DEFAULT = ['j10k', 'p10k', 'j100k', 'j100k-r13', 'j100k-d64', 'j100k-tier80', 'j100k-flat5', 'j100k-mult', 'a100k', 'p100k', 'p100k-r13', 'j100k-fold', 'j100k-mult-fold'];

if (process.argv[2] === '--solve') await solveOne(process.argv[3]);
else await runAll(process.argv.slice(2));

async function solveOne(file) {
  const core = await import(join(root, 'libs/matching-core/dist/index.js'));
  const problem = readBin(file);
  globalThis.gc?.();
  const phases = [], started = performance.now(), cpu = process.cpuUsage();
  const result = core.solve(problem, { onProgress: (phase) => { if (phases.at(-1)?.phase !== phase) phases.push({ phase, at: performance.now() - started }); } });
  const wall = performance.now() - started, user = process.cpuUsage(cpu).user / 1e6, peak = process.resourceUsage().maxRSS / 1024;
  const checking = process.cpuUsage(), report = core.verify(problem, result.flow, result.supplyPrice, result.demandPrice), check = process.cpuUsage(checking).user / 1e6 / user;
  console.log(JSON.stringify({ arcs: problem.column.length, wall: wall / 1e3, user, check, peak, objective: String(report.primalObjective), verified: report.isOptimal, greedy: process.argv[4] === '--greedy' ? String(greedyWeight(problem)) : 'null', violations: report.violations.slice(0, 2),
    phases: phases.map((p, k) => `${p.phase} ${((phases[k + 1]?.at ?? wall) - p.at).toFixed(0)}`).join(' ') }));
}

/** LEMON's user CPU seconds, the ratio to them, HiGHS's, and the share of the weight that greedy misses. */
function beside(result, peer, highs) {
  const loss = result.greedy === 'null' ? '' : `${((1 - Number(result.greedy) / Number(result.objective)) * 100).toFixed(2)} %`;
  return `${(peer?.user.toFixed(2) ?? '-').padStart(7)}  ${(peer === null ? '-' : (result.user / peer.user).toFixed(3)).padStart(5)}  ${(highs === null ? '-' : `${highs.user.toFixed(1)}${highs.objective === result.objective ? '' : ' DIFFERS'}`).padStart(7)}   ${loss}`;
}

async function runAll(args) {
  const runs = Number(optionOf(args, 'runs', '1')), withPeers = args.includes('--peers'), shared = sharedFolder(args);
  if (withPeers) args.splice(args.indexOf('--peers'), 1);
  const lemon = withPeers ? await lemonPeer(shared) : null;
  console.log('instance          arcs      wall s   user s  check  peak MB  objective        certificate  optimum  ' + (withPeers ? 'LEMON s  ratio  HiGHS s   greedy loses' : 'phases (ms)'));
  for (const { name, file, seed } of instanceFiles(args, DEFAULT, shared)) {
    const results = [];
    for (let k = 0; k < runs; k++) {
      const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--solve', file, ...(withPeers ? ['--greedy'] : [])], { encoding: 'utf8' });
      if (child.status !== 0) console.log(`${name.padEnd(17)} failed: ${child.stderr.trim().split('\n').slice(0, 6).join(' | ')}`);
      else results.push(JSON.parse(child.stdout));
    }
    if (results.length === 0) continue;
    results.sort((a, b) => a.user - b.user);
    const r = results[results.length >> 1], peer = name.startsWith('j1m') ? null : lemon?.(file) ?? null, known = peer?.objective ?? (seed === '1' ? OPTIMA[name] : undefined);
    console.log(`${name.padEnd(17)} ${String(r.arcs).padEnd(9)} ${r.wall.toFixed(2).padStart(6)}  ${r.user.toFixed(2).padStart(6)}  ${r.check.toFixed(2).padStart(5)}   ${r.peak.toFixed(0).padStart(6)}   ${r.objective.padEnd(16)} ${(r.verified ? 'verified' : 'FAILED').padEnd(11)}  ${(known === undefined ? 'unknown' : String(known) === r.objective ? 'equal' : 'DIFFERS').padEnd(7)}  ${withPeers ? beside(r, peer, highsPeer(file)) : r.phases}${r.verified ? '' : JSON.stringify(r.violations)}`);
  }
}
