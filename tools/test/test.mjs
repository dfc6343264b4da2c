import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { main, say, Stop } from '../say.mjs';
import { ProcessRecord } from '../servers/processes.mjs';
import { build, ensurePackages, root } from '../start/workspace.mjs';

/**
 * Everything that says whether Jiedui is well: lint, types, boundaries, unit, integration on real servers, journeys in a real
 * browser, and rows of the drivers. Arguments narrow it: `npm test -- unit`, `lint`, `types`, `integration`, `journeys`, `rows`; further words go to Jest.
 */
const parts = ['lint', 'types', 'unit', 'integration', 'journeys', 'rows'];
/** Rows of reliability and security (docs/reliability.md) that end within some minutes together and judge no times. */
const quickRows = ['R10', 'R14', 'R15', 'R16', 'R17', 'S1', 'S2', 'S7', 'S10', 'S9'];
const totals = { passed: 0, failed: 0, skipped: 0 };
const stacks = new Set();
let rowsRunning = null;

main(async () => {
  const words = process.argv.slice(2);
  const chosen = words.filter((word) => parts.includes(word));
  const wanted = (part) => chosen.length === 0 || chosen.includes(part);
  const rest = words.filter((word) => !parts.includes(word));
  const results = path.join(root, '.jiedui', `test-results-${process.pid}`);
  mkdirSync(results, { recursive: true });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
    rowsRunning?.kill('SIGTERM');
    void Promise.all([...stacks].map((stack) => stack.stop())).finally(() => process.exit(130));
  });
  try {
    await ensurePackages();
    await endLeftovers();
    await build();
    if (wanted('lint')) await lint();
    if (wanted('types')) await check('types', () => shown(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.eslint.json']));
    if (wanted('unit')) await jest('unit', ['-c', 'jest.config.mjs', ...rest], results);
    if (wanted('integration') || wanted('journeys')) await onStacks(wanted, rest, results);
    if (wanted('rows')) await rows(rest.length > 0 ? rest : quickRows, results);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  process.exit(totals.failed === 0 ? 0 : 1);
});

async function lint() {
  await check('eslint', () => shown(process.execPath, ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0']));
  const checks = [['boundaries', '../lint/boundaries.mjs', 'checkBoundaries'], ['repository', '../lint/repository.mjs', 'checkRepository'], ['compose', '../lint/compose.mjs', 'checkCompose'], ['migrations', '../lint/migrations.mjs', 'checkMigrations']];
  for (const [name, module, member] of checks) {
    await check(name, async () => {
      const found = await (await import(module))[member]();
      for (const line of found) process.stdout.write(`  ${line}\n`);
      return found.length === 0;
    });
  }
}

/**
 * Integration and journeys on two stacks at once where all of them run: a suite waits for much of its time (for facts, imports, a service that starts again).
 * The second takes a third of the integration suites and the journeys (suite-order.cjs); what narrows the run leaves one.
 */
async function onStacks(wanted, rest, results) {
  say('starting servers and services for the tests');
  const integration = (env, more = []) => jest('integration', ['-c', 'tools/test/jest.config.mjs', '--testPathPatterns', rest[0] ?? '\\.integration\\.ts$', ...more], results, env);
  const journeys = async (env) => {
    const { findChromium } = await import('../servers/find-servers.mjs');
    const chromium = await findChromium();
    await jest('journeys', ['-c', 'tools/test/jest.config.mjs', '--testPathPatterns', rest[0] ?? '\\.journey\\.ts$'], results, { ...env, JIEDUI_CHROMIUM: chromium.file, JIEDUI_CHROMIUM_FONTS: chromium.fonts ?? '', JIEDUI_CHROMIUM_LIBRARIES: chromium.env.LD_LIBRARY_PATH ?? '' });
  };
  if (rest.length === 0 && wanted('integration') && wanted('journeys')) {
    const ended = await Promise.allSettled([
      onStack(`test-${process.pid}`, (env) => integration(env, ['--shard=1/2'])),
      onStack(`test-${process.pid}-2`, async (env) => { await journeys(env); await integration(env, ['--shard=2/2']); }),
    ]);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return;
  }
  await onStack(`test-${process.pid}`, async (env) => {
    if (wanted('integration')) await integration(env);
    if (wanted('journeys')) await journeys(env);
  });
}

/** Brings a stack up for as long as `work` takes, which gets the variables its tests find it by. */
async function onStack(name, work) {
  const { startStack } = await import('./stack.mjs');
  const stack = await startStack(name);
  stacks.add(stack);
  try {
    await work({
      JIEDUI_TEST_URL: stack.url, JIEDUI_TEST_ACCOUNTS: stack.accounts.file, JIEDUI_TEST_DATABASE_URL: stack.servers.databaseUrl, JIEDUI_TEST_NATS_URL: stack.servers.natsOperatorUrl, JIEDUI_TEST_SECRETS: path.join(stack.folder, 'secrets'),
      JIEDUI_TEST_REDIS_URL: stack.servers.redisUrl, JIEDUI_TEST_ROLES: JSON.stringify(stack.secrets.databaseRoles),
    });
  } finally {
    await stack.stop();
    stacks.delete(stack);
  }
}

/** Loads, faults and abuse against a stack of their own. */
async function rows(ids, results) {
  say('rows');
  const report = path.join(results, 'rows.json');
  rowsRunning = spawn(process.execPath, ['tools/chaos/built-rows.mjs', ...ids, '--report', report], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  await new Promise((resolve) => { rowsRunning.once('close', resolve); });
  rowsRunning = null;
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  for (const key of Object.keys(totals)) totals[key] += counts[key];
}

async function check(name, work) {
  say(name);
  const ok = await work().catch((error) => { process.stdout.write(`${error.stack}\n`); return false; });
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) say(`${name} failed`);
}

async function jest(name, args, results, env = {}) {
  say(name);
  const file = path.join(results, `${name}-${randomUUID()}.json`);
  await shown(process.execPath, ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args, '--json', `--outputFile=${file}`], env);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    totals.skipped += report.numPendingTests + report.numTodoTests;
    if (report.numTotalTests === 0) totals.failed += 1;
  } catch (error) {
    throw new Stop(`Jest left no report for ${name}: ${error.message}`);
  }
}

/** Runs a program with its output shown (Jest's JSON on stdout is kept out: it goes to a file); true when it ended well. */
function shown(file, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', args.includes('--json') ? 'ignore' : 'inherit', 'inherit'] });
    child.once('close', (code) => resolve(code === 0));
  });
}

/** Ends what a killed test run left in this checkout; runs that are alive keep theirs. */
async function endLeftovers() {
  const base = path.join(root, '.jiedui');
  for (const name of readdirSync(base).filter((entry) => /^(test|chaos|chaos-stack|mutant)-\d+(-\d+)?$/.test(entry))) {
    const owner = Number(/\d+/.exec(name)?.[0]);
    if (processLives(owner)) continue;
    await new ProcessRecord(path.join(base, name)).endLeftovers();
    rmSync(path.join(base, name), { recursive: true, force: true });
  }
}

function processLives(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false; // gone
  }
}
