import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { services } from '../start/services.mjs';
import { isMain, root, runCheck } from './sources.mjs';

const FILE = 'docker-compose.yml';
/** Durations as compose reads them (`1m30s`); the schema takes any text. */
const DURATION = /^(\d+(\.\d+)?(us|ms|s|m|h))+$/;

/** Violations of the compose file against the Compose Specification's schema and against this workspace, one line each. */
export function checkCompose() {
  let file;
  try {
    file = parse(readFileSync(path.join(root, FILE), 'utf8'), { merge: true });
  } catch (error) {
    return [`${FILE}: ${error.message.split('\n')[0]}`];
  }
  const violations = schemaFaults(file);
  return violations.length > 0 ? violations : [...referenceFaults(file), ...serviceFaults(file)];
}

function schemaFaults(file) {
  const { $schema: _dialect, ...schema } = JSON.parse(readFileSync(path.join(root, 'deploy/compose-spec.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  if (validate(file)) return [];
  return (validate.errors ?? []).map((error) => `${FILE}${error.instancePath}: ${error.message}${error.params.additionalProperty === undefined ? '' : ` (${error.params.additionalProperty})`}`);
}

/** What the schema cannot see: names that nothing declares, files that are not there, passwords written down. */
function referenceFaults({ services: containers = {}, volumes = {}, secrets = {} }) {
  const faults = [];
  for (const [name, container] of Object.entries(containers)) {
    const say = (text) => faults.push(`${FILE}/services/${name}: ${text}`);
    for (const [key, value] of Object.entries({ stop_grace_period: container.stop_grace_period, ...container.healthcheck })) {
      if (/^(interval|timeout|start_period|stop_grace_period)$/.test(key) && value !== undefined && !DURATION.test(String(value))) say(`${key} ${value} is no duration`);
    }
    for (const other of Object.keys(container.depends_on ?? {})) if (containers[other] === undefined) say(`depends on ${other}, which is not there`);
    for (const [other, { condition }] of Object.entries(container.depends_on ?? {})) {
      if (condition === 'service_healthy' && (containers[other]?.healthcheck === undefined || containers[other].healthcheck.disable === true)) say(`waits until ${other} is healthy, which has no health check`);
    }
    for (const secret of container.secrets ?? []) if (secrets[secret] === undefined) say(`uses the secret ${secret}, which is not declared`);
    for (const volume of container.volumes ?? []) {
      const source = String(volume).split(':')[0];
      if (source.startsWith('.') ? !existsSync(path.join(root, source)) : !(source in volumes)) say(`mounts ${source}, which is not there`);
    }
    if (container.build !== undefined && !existsSync(path.join(root, container.build.context, container.build.dockerfile))) say(`is built from ${container.build.dockerfile}, which is not there`);
    for (const [key, value] of Object.entries(container.environment ?? {})) if (/PASSWORD|SECRET|TOKEN/.test(key) && !key.endsWith('_FILE') && !/^\$\{/.test(String(value))) say(`${key} is written into the file`);
  }
  return faults;
}

/** Every service of `npm start` has its container and its own volume, in the compose file and in the image. */
function serviceFaults({ services: containers = {}, volumes = {} }) {
  const faults = [];
  const image = readFileSync(path.join(root, 'deploy/Dockerfile'), 'utf8');
  const wanted = ['gateway', ...services.map((service) => service.name)];
  for (const name of wanted) {
    const container = containers[name];
    if (container?.command?.join(' ') !== `deploy/run-service.mjs ${name}`) faults.push(`${FILE}: no container runs ${name} with deploy/run-service.mjs`);
    else if (!container.volumes?.includes(`${name}:/jiedui/${name}:ro`) || !(name in volumes)) faults.push(`${FILE}/services/${name}: needs its own volume at /jiedui/${name}, read only`);
    if (!containers.prepare?.volumes?.includes(`${name}:/jiedui/${name}`)) faults.push(`${FILE}/services/prepare: does not mount the volume of ${name}`);
    if (!image.includes(`/jiedui/${name}`)) faults.push(`deploy/Dockerfile: makes no /jiedui/${name}`);
  }
  for (const [name, { command }] of Object.entries(containers)) if (command?.[0] === 'deploy/run-service.mjs' && !wanted.includes(name)) faults.push(`${FILE}/services/${name}: tools/start/services.mjs knows no such service`);
  return faults;
}

if (isMain(import.meta.url)) await runCheck('compose', checkCompose);
