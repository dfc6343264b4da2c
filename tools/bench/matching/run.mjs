/**
 * Measures the matching core on seeded instances, each in its own process.
 *
 *   node tools/bench/matching/run.mjs [--shared DIR] [--tmp DIR] [--runs N] [name ...]
 *
 * DIR (or JIEDUI_SHARED, default ../shared) holds bench/gen.mjs and bench/instances.txt. Instances are kept in --tmp between runs.
 * Build first: npx tsc -p libs/matching-core. One line an instance: median wall and user CPU seconds of the solve alone, greatest
 * resident memory of the process (the arcs read included), the optimum, whether the certificate held, and whether it is the known one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../../..');

/** Optima of seed 1 (greatest weight), found by two independent peers. */
const OPTIMA = {
  'j10k': 632169417, 'p10k': 6312128800, 'j100k': 6009725339, 'j100k-r13': 6012998148, 'j100k-d64': 5964266677, 'j100k-tier80': 70462540413,
  'j100k-flat5': 5968247306, 'j100k-mult': 5994756542, 'a100k': 6131886852, 'p100k': 62039397350, 'p100k-r13': 69999009600, 'j1m': 60276604223,
  'j1m-r13': 60450266903, 'j100k-fold': 1217321423801, 'j100k-mult-fold': 1217306687968, 'j1m-fold': 60318664438038,
};
/** Not among the named instances: many arcs a worker, and tiers where places are scarce or plentiful. */
const EXTRA = {
  'j100k-fold-r01': '--kind jobs --L 100000 --R 10000 --d 32 --r 0.1 --seed 1 --fold', 'j100k-fold-r13': '--kind jobs --L 100000 --R 10000 --d 32 --r 1.3 --seed 1 --fold', 'p100k-fold': '--kind produce --L 100000 --R 20000 --d 16 --r 0.9 --seed 1 --fold',
  'j100k-d250': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1', 'j100k-d250-mult': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1 --mult',
  'j100k-d250-fold': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1 --fold',
};
const DEFAULT = ['j10k', 'p10k', 'j100k', 'j100k-r13', 'j100k-d64', 'j100k-tier80', 'j100k-flat5', 'j100k-mult', 'a100k', 'p100k', 'p100k-r13', 'j100k-fold', 'j100k-mult-fold'];

if (process.argv[2] === '--solve') await solveOne(process.argv[3]);
else runAll(process.argv.slice(2));

function readBin(file) {
  const fd = openSync(file, 'r'), bytes = fstatSync(fd).size, data = new Int32Array(bytes / 4), view = new Uint8Array(data.buffer);
  for (let at = 0; at < bytes;) at += readSync(fd, view, at, Math.min(1 << 28, bytes - at), at);
  closeSync(fd);
  const [, L, R, m] = data;
  let at = 4;
  const next = (n) => data.subarray(at, at += n);
  const supplyCapacity = next(L), demandCapacity = next(R), rowStart = next(L + 1), column = next(m), weight = next(m);
  // The bonus is what all arcs of an entry share, so that fits are 16 bits wide: its least weight where that is above a fit.
  const bonus = new Float64Array(L), fit = new Int16Array(m);
  for (let i = 0; i < L; i++) {
    let low = Infinity;
    for (let e = rowStart[i]; e < rowStart[i + 1]; e++) low = Math.min(low, weight[e]);
    bonus[i] = low > 1000 && low < Infinity ? low - 1 : 0;
    for (let e = rowStart[i]; e < rowStart[i + 1]; e++) fit[e] = weight[e] - bonus[i];
  }
  return { supplyCapacity: supplyCapacity.slice(), demandCapacity: demandCapacity.slice(), rowStart: rowStart.slice(), column: column.slice(), fit, bonus };
}

async function solveOne(file) {
  const core = await import(join(root, 'libs/matching-core/dist/index.js'));
  const problem = readBin(file);
  globalThis.gc?.();
  const phases = [], started = performance.now(), cpu = process.cpuUsage();
  const result = core.solve(problem, { onProgress: (phase) => { if (phases.at(-1)?.phase !== phase) phases.push({ phase, at: performance.now() - started }); } });
  const wall = performance.now() - started, user = process.cpuUsage(cpu).user / 1e6, peak = process.resourceUsage().maxRSS / 1024;
  const report = core.verify(problem, result.flow, result.supplyPrice, result.demandPrice);
  console.log(JSON.stringify({ arcs: problem.column.length, wall: wall / 1e3, user, peak, objective: String(report.primalObjective), verified: report.isOptimal, violations: report.violations.slice(0, 2),
    phases: phases.map((p, k) => `${p.phase} ${((phases[k + 1]?.at ?? wall) - p.at).toFixed(0)}`).join(' ') }));
}

function runAll(args) {
  const option = (name, otherwise) => {
    const k = args.indexOf(`--${name}`);
    return k < 0 ? otherwise : args.splice(k, 2)[1];
  };
  const shared = resolve(option('shared', process.env.JIEDUI_SHARED ?? join(root, '../shared')));
  const temp = resolve(option('tmp', join(tmpdir(), 'jiedui-bench-matching'))), runs = Number(option('runs', '1'));
  const generator = join(shared, 'bench/gen.mjs'), listFile = join(shared, 'bench/instances.txt');
  if (!existsSync(generator)) {
    console.error(`No generator at ${generator}. Give --shared DIR or JIEDUI_SHARED.`);
    process.exit(2);
  }
  mkdirSync(temp, { recursive: true });
  const instances = new Map(readFileSync(listFile, 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((l) => [l.split(/\s+/)[0], l.trim().split(/\s+/).slice(1)]));
  for (const [name, text] of Object.entries(EXTRA)) instances.set(name, text.split(' '));
  console.log('instance          arcs      wall s   user s  peak MB  objective        certificate  optimum  phases (ms)');
  for (const name of args.length > 0 ? args : DEFAULT) {
    const parameters = instances.get(name);
    if (parameters === undefined) {
      console.log(`${name.padEnd(17)} unknown instance`);
      continue;
    }
    const file = join(temp, name);
    if (!existsSync(`${file}.bin`)) execFileSync(process.execPath, ['--max-old-space-size=8000', generator, ...parameters, '--out', file, '--bin']);
    const results = [];
    for (let k = 0; k < runs; k++) {
      const child = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--solve', `${file}.bin`], { encoding: 'utf8' });
      if (child.status !== 0) console.log(`${name.padEnd(17)} failed: ${child.stderr.trim().split('\n').slice(0, 6).join(' | ')}`);
      else results.push(JSON.parse(child.stdout));
    }
    if (results.length === 0) continue;
    results.sort((a, b) => a.user - b.user);
    const r = results[results.length >> 1], known = OPTIMA[name];
    console.log(`${name.padEnd(17)} ${String(r.arcs).padEnd(9)} ${r.wall.toFixed(2).padStart(6)}  ${r.user.toFixed(2).padStart(6)}   ${r.peak.toFixed(0).padStart(6)}   ${r.objective.padEnd(16)} ${(r.verified ? 'verified' : 'FAILED').padEnd(11)}  ${(known === undefined ? 'unknown' : String(known) === r.objective ? 'equal' : 'DIFFERS').padEnd(7)}  ${r.phases}${r.verified ? '' : JSON.stringify(r.violations)}`);
  }
}
