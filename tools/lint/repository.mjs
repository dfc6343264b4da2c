import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isMain, root, runCheck } from './sources.mjs';

const run = promisify(execFile);

/** Patterns are put together from pieces, so that this file does not hold what it looks for. */
const word = (...pieces) => pieces.join('');
const CODE = /\.(ts|tsx|mjs|js)$/;
const RULES = [
  { name: 'private key', pattern: new RegExp(word('-----BEGIN ', '[A-Z0-9 ]*', 'PRIVATE KEY', '-----'), 'g'), say: 'holds a private key; keys are made at installation' },
  { name: 'machine path', pattern: new RegExp(word('(?<![\\w.~/:-])/(?:', 'wor', 'k|ro', 'ot|ho', 'me)/[\\w.-]'), 'g'), say: 'names an absolute path of one machine' },
  { name: 'registry host', pattern: new RegExp(word('\\b(?:registry\\.(?:', 'npmjs|yarnpkg|npmmirror)|', 'deb\\.', 'debian|files\\.python', 'hosted|', 'pypi\\.', 'org|proxy\\.', 'golang)'), 'gi'), say: 'names a package registry; the machine\'s own configuration says where packages come from' },
  { name: 'focused test', files: CODE, pattern: new RegExp(word('\\b(?:it|test|describe)\\.', 'only\\b|^\\s*(?:f', 'it|f', 'describe)\\([\'"`]'), 'gm'), say: 'runs only some of the tests' },
  { name: 'unfinished', pattern: new RegExp(word('\\b(?:TO', 'DO|FIX', 'ME|X', 'XX)\\b'), 'g'), say: 'notes unfinished work; finish it or file an issue' },
  { name: 'conflict', pattern: new RegExp(word('^(?:<<', '<<<<<|>>', '>>>>>) '), 'gm'), say: 'holds a merge conflict' },
];

/** Violations of what tracked text files may hold, one line each; empty when there are none. */
export async function checkRepository() {
  const { stdout } = await run('git', ['ls-files', '-z'], { cwd: root, maxBuffer: 32 * 1024 * 1024 });
  return stdout.split('\0').filter(Boolean).flatMap((file) => {
    const text = textOf(file);
    return text === null ? [] : faultsOf(file, text);
  });
}

/** A file's text; null for binary files and for files that are gone from the work tree. */
function textOf(file) {
  try {
    const bytes = readFileSync(path.join(root, file));
    return bytes.subarray(0, 8192).includes(0) ? null : bytes.toString('utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return null;
    throw error;
  }
}

/** What is wrong with one file's text. */
export function faultsOf(file, text) {
  const faults = [];
  const at = (index) => `${file}:${text.slice(0, index).split('\n').length}`;
  for (const { pattern, files, say } of RULES) {
    if (files !== undefined && !files.test(file)) continue;
    for (const match of text.matchAll(pattern)) faults.push(`${at(match.index)}: ${say}`);
  }
  for (const match of text.matchAll(/(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g)) {
    if (isResidentIdNumber(match[0])) faults.push(`${at(match.index)}: holds what looks like a resident ID number; make test numbers at run time`);
  }
  if (path.basename(file) === 'package-lock.json') {
    for (const match of text.matchAll(/"resolved":\s*"[a-z+]+:\/\//g)) faults.push(`${at(match.index)}: the lock file says where a package comes from; keep omit-lockfile-registry-resolved in .npmrc`);
  }
  return faults;
}

/** GB 11643-1999: province, a day that exists, and the check character of ISO 7064 MOD 11-2. */
function isResidentIdNumber(text) {
  const province = Number(text.slice(0, 2));
  if (province < 11 || province > 91) return false;
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || year > 2100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  const sum = [...text.slice(0, 17)].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);
  return '10X98765432'[sum % 11] === text[17].toUpperCase();
}

if (isMain(import.meta.url)) await runCheck('repository', checkRepository);
