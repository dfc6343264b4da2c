import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { root } from '../../start/workspace.mjs';

const LENGTH = 50 * 1024, LIMIT_MS = 50;

/** Every regular expression of the source against long texts made to have it try every way to match. */
export default {
  id: 'S5', title: 'regular expressions', goal: 'every expression × 50 KB adversarial texts, ≤ 50 ms each', full: {}, short: {},
  async run() {
    const found = new Map();
    for (const file of sources(path.join(root, 'apps')).concat(sources(path.join(root, 'libs')))) for (const [text, line] of expressionsOf(file)) if (!found.has(text)) found.set(text, `${path.relative(root, file)}:${line}`);
    const faults = [];
    let slowest = { ms: 0, text: '' }, tried = 0;
    const all = [...found.keys()];
    for (let at = 0; at < all.length;) {
      const { done, results, stuck } = await inThread(all.slice(at));
      for (const { text, ms, input } of results) {
        tried += 1;
        if (ms > slowest.ms) slowest = { ms, text };
        if (ms > LIMIT_MS) faults.push(`${found.get(text)} ${text}: ${Math.round(ms)} ms on ${input}`);
      }
      at += done;
      if (stuck !== null) { faults.push(`${found.get(all[at])} ${all[at]}: did not end on ${stuck}`); at += 1; }
    }
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `${all.length} expressions, ${tried} measured, slowest ${slowest.ms.toFixed(1)} ms (${slowest.text.slice(0, 40).replaceAll('|', '\\|')}), ${faults.length} over ${LIMIT_MS} ms`, held: faults.length === 0 && tried === all.length };
  },
};

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sources(full);
    return /\.tsx?$/.test(entry.name) && !/\.(spec|d)\.tsx?$/.test(entry.name) ? [full] : [];
  });
}

/** Literals, and constructors with a text, as they stand in a file. */
function expressionsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true), found = [];
  const keep = (text, node) => found.push([text, source.getLineAndCharacterOfPosition(node.getStart()).line + 1]);
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) keep(node.text, node);
    else if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp' && node.arguments?.[0] !== undefined && ts.isStringLiteralLike(node.arguments[0])) {
      const flags = node.arguments[1] !== undefined && ts.isStringLiteralLike(node.arguments[1]) ? node.arguments[1].text : '';
      keep(String(new RegExp(node.arguments[0].text, flags)), node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Tries expressions in a thread that is ended when one does not come back; how many were done, and on what it stuck. */
function inThread(texts) {
  return new Promise((resolve, reject) => {
    const results = [];
    let now = null, timer = null;
    const worker = new Worker(new URL('../expression-thread.mjs', import.meta.url), { workerData: { texts, length: LENGTH } });
    const end = (stuck) => { clearTimeout(timer); worker.terminate().then(() => resolve({ done: results.length, results, stuck })); };
    const arm = () => { clearTimeout(timer); timer = setTimeout(() => end(now ?? 'its first text'), 20_000); };
    arm();
    worker.on('message', (message) => {
      arm();
      if (message.now !== undefined) now = message.now;
      else if (message.end === true) end(null);
      else results.push(message);
    });
    worker.once('error', reject);
  });
}
