import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The workspace's projects: folder from the top, name of the folder. */
export function projectFolders() {
  return ['apps', 'libs'].flatMap((base) => readdirSync(path.join(root, base), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && holds(path.join(root, base, entry.name), 'package.json'))
    .map((entry) => ({ name: entry.name, folder: `${base}/${entry.name}` })));
}

function holds(folder, file) { return readdirSync(folder).includes(file); }

/** TypeScript files of a project's `src`, from the top, sorted. */
export function sourceFiles(folder) {
  const at = path.join(root, folder, 'src');
  let entries;
  try {
    entries = readdirSync(at, { recursive: true, withFileTypes: true });
  } catch {
    return []; // a project without sources yet
  }
  return entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')).sort();
}

const IMPORT = /(?:^|;)\s*(?:import|export)\s+(type\s)?(?:[\w$*{}\s,]*?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport\s*\(\s*['"]([^'"\n]+)['"]\s*\)|\bnew URL\(\s*['"](\.[^'"\n]+)['"]/gm;

/** What a file imports: the specifier, its line, and whether only types are taken. */
export function importsOf(file) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = [];
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[2] ?? match[3] ?? match[4];
    const line = text.slice(0, match.index + match[0].length).split('\n').length;
    found.push({ specifier, line, isType: match[1] !== undefined, isDeferred: match[2] === undefined });
  }
  return found;
}

/** Prints what a check found and sets the exit code: for checks that are run by themselves. */
export async function runCheck(name, check) {
  const began = Date.now();
  const violations = await check();
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  process.stdout.write(`${name}: ${violations.length === 0 ? 'clean' : `${violations.length} violations`}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  if (violations.length > 0) process.exitCode = 1;
}

export const isMain = (url) => process.argv[1] !== undefined && fileURLToPath(url) === path.resolve(process.argv[1]);
