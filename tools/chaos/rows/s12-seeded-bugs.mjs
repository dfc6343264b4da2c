import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../start/workspace.mjs';
import { mutations } from '../mutations.mjs';

/** A copy of the built workspace, whose own packages are its own; everything else is found above it. */
function copyOfWorkspace(folder) {
  rmSync(folder, { recursive: true, force: true });
  const scope = path.join(folder, 'node_modules/@jiedui');
  mkdirSync(scope, { recursive: true });
  for (const kind of ['libs', 'apps']) {
    for (const name of readdirSync(path.join(root, kind))) {
      const from = path.join(root, kind, name), to = path.join(folder, kind, name);
      if (!existsSync(path.join(from, 'dist'))) continue;
      mkdirSync(to, { recursive: true });
      for (const part of ['package.json', 'dist', 'data', 'bin']) if (existsSync(path.join(from, part))) cpSync(path.join(from, part), path.join(to, part), { recursive: true });
      symlinkSync(to, path.join(scope, name));
    }
  }
  cpSync(path.join(root, 'tools'), path.join(folder, 'tools'), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
}

/** Each text stands once in what is built; otherwise a fault would not be where it is thought to be. */
function mutate(folder, { id, changes }) {
  for (const [file, from, to] of changes) {
    const name = path.join(folder, file), pieces = readFileSync(name, 'utf8').split(from);
    if (pieces.length !== 2) throw new Error(`${id}: ${file} has «${from}» ${pieces.length - 1} times; mend tools/chaos/mutations.mjs`);
    writeFileSync(name, pieces.join(to));
  }
}

/** Runs one row in the copy; true when it held. */
function rowHolds(folder, row) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['tools/chaos/built-rows.mjs', row], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (piece) => { output += piece; });
    child.once('close', (code) => resolve({ held: code === 0, figure: output.split('\n').find((line) => line.startsWith(`${row} `)) ?? '' }));
  });
}

/** S12: faults put into the built code one at a time; each must be noticed. */
export default {
  id: 'S12', title: 'seeded bugs', goal: 'each is noticed by its row, by the words of its figure',
  full: { chosen: mutations }, short: { chosen: mutations.filter(({ short }) => short === true) }, leavesUnfit: false,
  async run(context, { chosen }) {
    const folder = path.join(root, '.jiedui', `mutant-${process.pid}`), missed = [], noticed = [];
    await context.discard();
    try {
      copyOfWorkspace(folder);
      for (const mutation of mutations) mutate(folder, mutation); // all of them, so that none rots unseen
      for (const mutation of chosen) {
        copyOfWorkspace(folder);
        mutate(folder, mutation);
        const { held, figure } = await rowHolds(folder, mutation.row);
        const isNoticed = !held && mutation.sign.test(figure);
        (isNoticed ? noticed : missed).push(`${mutation.id} (${mutation.row})`);
        process.stdout.write(`  ${mutation.id}: ${isNoticed ? 'noticed' : held ? 'MISSED' : 'NOT HELD FOR ANOTHER REASON'} by ${mutation.row}: ${figure.slice(0, 200)}\n`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return { figure: `${noticed.length} of ${chosen.length} noticed${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`, held: missed.length === 0 };
  },
};
