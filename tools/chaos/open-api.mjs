import { randomUUID } from 'node:crypto';

/**
 * What rows know of the system's routes: its published OpenAPI page, nothing else. A route is tested because it is on that page, so a new
 * one is covered, or fails the row that has no expectation of it.
 */

/** Every route: method, path with `{names}`, permission, parameters, schemas of body and reply (null where there is none). */
export async function routesOf(url) {
  const page = await (await fetch(`${url}/api/openapi.json`)).json();
  const routes = Object.entries(page.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, about]) => ({
    id: about.operationId, method: method.toUpperCase(), path, permission: about['x-permission'],
    inPath: about.parameters.filter((one) => one.in === 'path'), query: about.parameters.filter((one) => one.in === 'query'),
    body: about.requestBody?.content['application/json']?.schema ?? null,
    reply: about.responses[200].content['application/json']?.schema ?? null, isDownload: about.responses[200].content['application/octet-stream'] !== undefined,
    creates: about.parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'),
  })));
  return { routes, problem: page.components.schemas.Problem };
}

/** The address of a route; names without a value stay out of it and fail. */
export function addressOf(route, values) {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined) throw new Error(`${route.id}: nothing for ${name}`);
    return encodeURIComponent(values[name]);
  });
}

/** An answer as it came: `{ status, headers, text, ms }`, status 0 and the reason when there was none within `limitMs`. */
export async function send(url, { method, address, cookie = '', body, text = body === undefined ? undefined : JSON.stringify(body), headers = {}, limitMs = 30_000 }) {
  const began = performance.now();
  try {
    const response = await fetch(`${url}${address}`, {
      method, redirect: 'manual', signal: AbortSignal.timeout(limitMs),
      headers: { 'x-jiedui': 'row', ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...(text === undefined || method === 'GET' ? {} : { 'content-type': 'application/json' }), ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(text === undefined || method === 'GET' ? {} : { body: text }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8'), ms: performance.now() - began };
  } catch (error) {
    return { status: 0, headers: new Headers(), bytes: Buffer.alloc(0), text: String(error.cause?.message ?? error.message), ms: performance.now() - began };
  }
}

const forms = {
  '^[a-z][a-z0-9-]{1,40}$': 'three-gorges', '^\\d{6}(\\d{3})?$': '500235', '^[a-z0-9]{1,10}(-\\d{1,2}){1,2}$': 's3-4-4', '^([A-T]|[A-T]?\\d{2,4})$': '1373', '^\\d{4}-(0[1-9]|1[0-2])$': '2026-01',
  '^([01]\\d|2[0-3]):[0-5]\\d$': '07:30', '^\\d[\\d-]{4,17}\\d$': '023-55120000',
};
const formats = { uuid: '01a20065-887a-76a2-9f38-de6673861972', date: '2026-06-01', 'date-time': '2026-06-01T00:00:00Z', base64: 'eA==', email: 'a@example.org' };

/** The least value a schema allows, so that a request reaches what lies behind the parse. `version` is one that nothing has. */
export function leastOf(schema, name = '') {
  if (name === 'version') return 999_999;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return leastOf(schema.anyOf[0]);
  if (schema.allOf !== undefined) return leastOf(schema.allOf[0]);
  switch (schema.type) {
    case 'string': return forms[schema.pattern] ?? formats[schema.format] ?? 'x'.repeat(Math.max(schema.minLength ?? 0, 1));
    case 'integer': case 'number': return schema.minimum > 0 ? schema.minimum : schema.exclusiveMinimum >= 0 ? schema.exclusiveMinimum + 1 : 1;
    case 'boolean': return true;
    case 'array': return schema.prefixItems !== undefined ? schema.prefixItems.map((item) => leastOf(item)) : Array.from({ length: schema.minItems ?? 0 }, () => leastOf(schema.items));
    case 'object': return Object.fromEntries((schema.required ?? []).map((key) => [key, leastOf(schema.properties[key], key)]));
    default: return null;
  }
}
