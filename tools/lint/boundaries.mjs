import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { importsOf, isMain, projectFolders, root, runCheck, sourceFiles } from './sources.mjs';

const run = promisify(execFile);
const SCOPE = '@jiedui/';
const LAYERS = ['contracts', 'core', 'platform'];
/** What a pure layer may take from Node: hashing. No files, no network, no clock. */
const PURE_NODE = new Set(['node:crypto']);
/** npm packages a layer may use at all; layers not named here may use what their package.json declares. */
const LAYER_PACKAGES = { core: [], contracts: ['zod'] };
/** A service's frameworks, which the browser never sees, and the browser's, which a service never sees. */
const SERVER_PACKAGES = /^(@nestjs\/|@nats-io\/|typeorm$|pg$|bullmq$|ioredis$|express$|node:)/;
const BROWSER_PACKAGES = /^(react|react-dom|react-router|antd|echarts|@ant-design\/|@tanstack\/)(\/|$)/;

/**
 * Violations of the borders that DESIGN draws, one line each; empty when there are none. Project edges come from the Nx
 * graph, tags from project.json, and single imports from the sources, so that a line can be named.
 */
export async function checkBoundaries() {
  const graph = await projectGraph();
  const projects = new Map(projectFolders().map(({ folder }) => [folder, projectOf(folder)]));
  const byPackage = new Map([...projects.values()].map((project) => [project.packageName, project]));
  const violations = [...projects.values()].flatMap(tagFaults);
  const edges = new Map([...projects.values()].map((project) => [project.name, new Set()]));

  for (const [source, dependencies] of Object.entries(graph.dependencies)) {
    for (const { target } of dependencies) if (edges.has(source) && edges.has(target) && source !== target) edges.get(source).add(target);
  }
  const named = new Set();
  const undeclared = new Map();
  for (const project of projects.values()) {
    for (const file of sourceFiles(project.folder)) {
      for (const one of importsOf(file)) {
        const place = `${file}:${one.line}`;
        if (one.specifier.startsWith('.')) {
          const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), one.specifier));
          if (!target.startsWith(`${project.folder}/`)) violations.push(`${place}: relative import across projects (${one.specifier}); import the package by its name`);
          continue;
        }
        violations.push(...packageFaults(project, file, one.specifier).map((fault) => `${place}: ${fault}`));
        const missing = undeclaredPackage(project, file, one.specifier);
        if (missing !== null) undeclared.set(`${project.folder}/package.json: ${missing} is not among the dependencies`, place);
        if (!one.specifier.startsWith(SCOPE)) continue;
        const packageName = one.specifier.split('/').slice(0, 2).join('/');
        const target = byPackage.get(packageName);
        if (target === undefined) {
          violations.push(`${place}: ${packageName} is no project of this workspace`);
        } else if (target === project) {
          violations.push(`${place}: ${project.name} imports itself by its package name`);
        } else {
          if (one.specifier !== packageName && !target.entries.includes(`.${one.specifier.slice(packageName.length)}`)) violations.push(`${place}: ${one.specifier} reaches into ${target.name}; import ${packageName}`);
          edges.get(project.name)?.add(target.name);
          named.add(`${project.name} ${target.name}`);
          violations.push(...edgeFaults(project, target).map((fault) => `${place}: ${fault}`));
        }
      }
    }
  }
  // Edges that only package.json makes: no line to name, the same rules.
  const byName = new Map([...projects.values()].map((project) => [project.name, project]));
  for (const [source, targets] of edges) {
    for (const target of targets) if (!named.has(`${source} ${target}`)) violations.push(...edgeFaults(byName.get(source), byName.get(target)).map((fault) => `${byName.get(source).folder}/package.json: ${fault}`));
  }
  violations.push(...cycles(edges).map((cycle) => `projects import each other in a circle: ${cycle.join(' -> ')}`));
  violations.push(...[...projects.values()].flatMap((project) => cycles(fileEdges(project))).map((cycle) => `files import each other in a circle: ${cycle.join(' -> ')}`));
  violations.push(...[...undeclared].map(([fault, place]) => `${fault}, but ${place} imports it`));
  return [...new Set(violations)];
}

async function projectGraph() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jiedui-graph-'));
  try {
    const file = path.join(folder, 'graph.json');
    await run(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'graph', `--file=${file}`], { cwd: root, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', FORCE_COLOR: '0' } });
    return JSON.parse(readFileSync(file, 'utf8')).graph;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function projectOf(folder) {
  const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const described = path.join(root, folder, 'project.json');
  const { name, tags = [] } = existsSync(described) ? JSON.parse(readFileSync(described, 'utf8')) : { name: path.posix.basename(folder) };
  const layer = tags.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length) ?? null;
  return {
    folder, name, tags, layer, packageName: manifest.name, kind: folder.startsWith('apps/') ? 'app' : 'lib',
    entries: Object.keys(manifest.exports ?? {}), dependencies: new Set(Object.keys(manifest.dependencies ?? {})), testDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
  };
}

function tagFaults({ folder, kind, tags, layer, packageName, name }) {
  const faults = [];
  if (!tags.includes(`type:${kind}`)) faults.push(`${folder}/project.json: lacks the tag type:${kind}`);
  if (tags.includes(`type:${kind === 'app' ? 'lib' : 'app'}`)) faults.push(`${folder}/project.json: is tagged as the other kind`);
  if (kind === 'lib' && !LAYERS.includes(layer)) faults.push(`${folder}/project.json: a library needs one of the tags ${LAYERS.map((one) => `layer:${one}`).join(', ')}`);
  if (kind === 'app' && layer !== null && layer !== 'console') faults.push(`${folder}/project.json: layer:${layer} is for libraries`);
  if (packageName !== `${SCOPE}${name}`) faults.push(`${folder}/package.json: is named ${packageName}, not ${SCOPE}${name}`);
  return faults;
}

/** What the kinds and layers of two projects forbid. */
function edgeFaults(from, to) {
  const faults = [];
  if (to.kind === 'app') faults.push(from.kind === 'lib' ? `library ${from.name} imports the app ${to.name}` : `app ${from.name} imports the app ${to.name}; apps meet in contracts`);
  if (from.layer === 'core' && to.layer !== 'core' && to.layer !== 'contracts') faults.push(`core ${from.name} imports ${to.name}; core may import core and contracts only`);
  if (from.layer === 'contracts') faults.push(`contracts import ${to.name}; contracts may import no project`);
  if (from.layer === 'console' && to.layer !== 'contracts') faults.push(`the console imports ${to.name}; it may import contracts only`);
  return faults;
}

const isTest = (file) => /\.(spec|journey)\.tsx?$/.test(file) || file.includes('/src/testing/');
const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
const isBuiltin = (specifier) => specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier));

/** What a layer may not take from npm or Node. */
function packageFaults(project, file, specifier) {
  const faults = [];
  if (specifier.startsWith(SCOPE)) return faults;
  if (project.layer === 'console' && SERVER_PACKAGES.test(specifier)) faults.push(`the console may not use ${specifier}`);
  if (project.layer !== 'console' && BROWSER_PACKAGES.test(specifier)) faults.push(`only the console may use ${specifier}`);
  const allowed = isTest(file) ? undefined : LAYER_PACKAGES[project.layer];
  if (allowed !== undefined && !(isBuiltin(specifier) ? PURE_NODE.has(specifier) : allowed.includes(packageOf(specifier)))) faults.push(`${project.layer} library ${project.name} may not use ${specifier}`);
  return faults;
}

/** The package of an import that package.json does not name; tests may also use its devDependencies and the top's. Null when it does. */
function undeclaredPackage(project, file, specifier) {
  const name = packageOf(specifier);
  if (isBuiltin(specifier) || specifier.startsWith('virtual:') || name === project.packageName || project.dependencies.has(name)) return null;
  return isTest(file) && (project.testDependencies.has(name) || topDependencies.has(name)) ? null : name;
}

const topDependencies = new Set(Object.keys(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).devDependencies ?? {}));

/** Imports between a project's own files that run when the module is loaded: type-only and deferred ones cannot close a circle. */
function fileEdges(project) {
  const files = sourceFiles(project.folder);
  const known = new Set(files);
  return new Map(files.map((file) => [file, new Set(importsOf(file).filter((one) => !one.isType && !one.isDeferred && one.specifier.startsWith('.')).map(({ specifier }) => {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    return [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'), `${target}.ts`, `${target}.tsx`, `${target}/index.ts`].find((name) => known.has(name));
  }).filter(Boolean))]));
}

/** A circle for each edge that closes one on a walk in the order of names. */
function cycles(edges) {
  const state = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    state.set(node, 'open');
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (state.get(next) === 'open') found.push([...stack.slice(stack.indexOf(next)), next]);
      else if (!state.has(next)) visit(next);
    }
    stack.pop();
    state.set(node, 'done');
  };
  for (const node of [...edges.keys()].sort()) if (!state.has(node)) visit(node);
  return found;
}

if (isMain(import.meta.url)) await runCheck('boundaries', checkBoundaries);
