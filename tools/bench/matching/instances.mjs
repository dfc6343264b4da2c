import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Seeded instances of the matching benchmarks: made by the shared generator when they are first asked for, read from its binary form. */

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Not among the named instances: many arcs a worker, tiers where places are scarce or plentiful, ties by the million. */
const EXTRA = {
  'j100k-fold-r01': '--kind jobs --L 100000 --R 10000 --d 32 --r 0.1 --seed 1 --fold', 'j100k-fold-r13': '--kind jobs --L 100000 --R 10000 --d 32 --r 1.3 --seed 1 --fold', 'p100k-fold': '--kind produce --L 100000 --R 20000 --d 16 --r 0.9 --seed 1 --fold',
  'j100k-d250': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1', 'j100k-d250-mult': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1 --mult',
  'j100k-d250-fold': '--kind jobs --L 100000 --R 10000 --d 250 --r 0.7 --seed 1 --fold',
  'j1m-mult': '--kind jobs --L 1000000 --R 50000 --d 32 --r 0.7 --seed 1 --mult',
};
/** Takes `--name value` out of the arguments. */
export function optionOf(args, name, otherwise) {
  const k = args.indexOf(`--${name}`);
  return k < 0 ? otherwise : args.splice(k, 2)[1];
}

/** Where the shared generator and peers are: `--shared DIR`, JIEDUI_SHARED, or ../shared. */
export const sharedFolder = (args) => resolve(optionOf(args, 'shared', process.env.JIEDUI_SHARED ?? join(root, '../shared')));

/**
 * Files of the instances named in the arguments (or of `byDefault`), made where they are missing: `--shared DIR` (or JIEDUI_SHARED,
 * default ../shared) holds bench/gen.mjs and bench/instances.txt, `--tmp DIR` keeps them between runs, `--seed N` draws others.
 */
export function* instanceFiles(args, byDefault, shared = sharedFolder(args)) {
  const folder = resolve(optionOf(args, 'tmp', join(tmpdir(), 'jiedui-bench-matching'))), seed = optionOf(args, 'seed', '1');
  const generator = join(shared, 'bench/gen.mjs'), list = join(shared, 'bench/instances.txt');
  if (!existsSync(generator)) {
    console.error(`No generator at ${generator}. Give --shared DIR or JIEDUI_SHARED.`);
    process.exit(2);
  }
  mkdirSync(folder, { recursive: true });
  const instances = new Map(readFileSync(list, 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((l) => [l.split(/\s+/)[0], l.trim().split(/\s+/).slice(1)]));
  for (const [name, text] of Object.entries(EXTRA)) instances.set(name, text.split(' '));
  for (const name of args.length > 0 ? args : byDefault) {
    const parameters = instances.get(name)?.map((word, k, all) => (all[k - 1] === '--seed' ? seed : word));
    if (parameters === undefined) {
      console.log(`${name.padEnd(17)} unknown instance`);
      continue;
    }
    const file = join(folder, seed === '1' ? name : `${name}-s${seed}`);
    if (!existsSync(`${file}.bin`)) execFileSync(process.execPath, ['--max-old-space-size=8000', generator, ...parameters, '--out', file, '--bin']);
    yield { name, file: `${file}.bin`, seed };
  }
}

/** Reads an instance as a problem. */
export function readBin(file) {
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
