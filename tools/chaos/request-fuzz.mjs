import fc from 'fast-check';

/**
 * Requests as nobody means them, made from a route's own schemas: right values with one or more places broken, and texts that are no JSON
 * at all. Everything comes from the seed.
 */

const hostileTexts = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udc00x', '\ufeff', '\u202e反', '\r\nSet-Cookie: x=1', '%00', '%2e%2e%2f', '../../etc/passwd', "' or 1=1 --", '"; drop table post; --', '{"$gt":""}', '${7*7}', '{{7*7}}', '<svg onload=alert(1)>', 'null', 'NaN',
  '9999-12-31', '0000-00-00', '2026-02-30', '-271821-04-20', '+275760-09-13', '1e3', '0x10', '-0', '١٢٣', '９９', '01a20065-887a-76a2-9f38-de667386197', 'z'.repeat(5000), '界'.repeat(30_000), '😀'.repeat(2000), 'a'.repeat(100_000), '\u0301'.repeat(1000),
];
const hostileNumbers = ['1e308', '-1e308', '1e309', '9007199254740993', '9223372036854775808', '-9223372036854775809', '2147483648', '-1', '-0', '0.1', '1e-7', '99999999999999999999999999', '1E3', '4294967296'];

/** Text of JSON: kept as text so that numbers, doubled keys and depth arrive as written. */
const hostileValues = fc.oneof(
  fc.constantFrom(...hostileTexts).map((text) => JSON.stringify(text)),
  fc.constantFrom(...hostileNumbers),
  fc.constantFrom('null', 'true', 'false', '{}', '[]', '[[]]', '{"a":{"b":[]}}', '["x"]', '{"length":1}', '{"toString":1}', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"toJSON":1}'),
  fc.integer({ min: 5, max: 200 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
  fc.integer({ min: 5, max: 200 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.integer({ min: 300, max: 5000 }).map((length) => `[${Array.from({ length }, (_, i) => i).join(',')}]`),
  fc.integer({ min: 300, max: 5000 }).map((length) => `{${Array.from({ length }, (_, i) => `"k${i}":${i}`).join(',')}}`),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify(text)),
  fc.double().map((number) => (Number.isFinite(number) ? String(number) : '1e400')),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
);

/** A value that a schema allows, as JSON text; patterns are met by the forms in `examples`, so that what lies behind the parse is reached. */
function allowed(schema, examples, name = '') {
  if (examples[name] !== undefined) return fc.constantFrom(...examples[name]).map((value) => JSON.stringify(value));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum).map((value) => JSON.stringify(value));
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const));
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => allowed(one, examples, name)));
  const known = examples[schema.pattern] ?? examples[schema.format];
  switch (schema.type) {
    case 'string': return known !== undefined ? fc.constantFrom(...known).map((value) => JSON.stringify(value)) : fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 60, 60) }).map((text) => JSON.stringify(text));
    case 'integer': case 'number': return fc.integer({ min: Math.max(schema.minimum ?? -5, -2_000_000_000), max: Math.min(schema.maximum ?? 2_000_000_000, 2_000_000_000) }).map(String);
    case 'boolean': return fc.constantFrom('true', 'false');
    case 'null': return fc.constant('null');
    case 'array': return schema.prefixItems !== undefined ? fc.tuple(...schema.prefixItems.map((item) => allowed(item, examples))).map((items) => `[${items.join(',')}]`) : fc.array(allowed(schema.items ?? {}, examples), { minLength: schema.minItems ?? 0, maxLength: Math.max(schema.minItems ?? 0, 4) }).map((items) => `[${items.join(',')}]`);
    case 'object': return members(schema, examples).map(joined);
    default: return hostileValues;
  }
}

/** Pairs of a JSON object's key and value texts. */
function members(schema, examples) {
  const properties = Object.entries(schema.properties ?? {}), required = new Set(schema.required ?? []);
  const own = fc.tuple(...properties.map(([name, inner]) => fc.tuple(allowed(inner, examples, name), required.has(name) ? fc.constant(true) : fc.boolean()).map(([value, isThere]) => (isThere ? [[JSON.stringify(name), value]] : []))));
  if (typeof schema.additionalProperties !== 'object') return own.map((parts) => parts.flat());
  return fc.tuple(own, fc.array(fc.tuple(fc.constantFrom(...(examples.keys ?? ['title', 'name', 'unit', 'externalId', '__proto__', 'x'])), allowed(schema.additionalProperties, examples)), { maxLength: 6 })).map(([parts, more]) => [...parts.flat(), ...more.map(([name, value]) => [JSON.stringify(name), value])]);
}
const joined = (pairs) => `{${pairs.map(([name, value]) => `${name}:${value}`).join(',')}}`;

/** A body: allowed, then broken in one of many ways, as text. */
function bodyText(schema, examples) {
  return fc.tuple(members(schema, examples), fc.constantFrom('right', 'value', 'value', 'value', 'missing', 'unknown', 'doubled', 'cut', 'wrapped', 'text'), fc.nat(), hostileValues, fc.constantFrom('id', 'role', '__proto__', 'constructor', 'version', 'x', '', '\\u0000', 'toString')).map(([pairs, way, at, hostile, name]) => {
    const index = pairs.length === 0 ? 0 : at % pairs.length;
    switch (way) {
      case 'value': return joined(pairs.map((pair, i) => (i === index ? [pair[0], hostile] : pair)));
      case 'missing': return joined(pairs.filter((_, i) => i !== index));
      case 'unknown': return joined([...pairs, [`"${name}"`, hostile]]);
      case 'doubled': return joined([...pairs, [pairs[index]?.[0] ?? '"x"', hostile]]);
      case 'cut': return joined(pairs).slice(0, at % (joined(pairs).length + 1));
      case 'wrapped': return `[${joined(pairs)}]`;
      case 'text': return hostile;
      default: return joined(pairs);
    }
  });
}

const contentTypes = fc.oneof({ weight: 12, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/json; charset=nonsense', 'application/json;;;', '*/*') });
const encodings = fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom('gzip', 'br', 'deflate', 'nonsense') });

/** One request of a route: `{ address, text, headers }`. */
export function requestOf(route, examples) {
  const texts = (parameter) => fc.oneof({ weight: 4, arbitrary: allowed(parameter.schema, examples, parameter.name).map((text) => (text.startsWith('"') ? JSON.parse(text) : text)) }, { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...hostileTexts, ...hostileNumbers).map((text) => text.slice(0, 3000)), fc.string({ unit: 'binary', maxLength: 30 })) });
  const path = fc.tuple(...route.inPath.map((one) => texts(one).map((value) => [one.name, value])));
  const query = fc.tuple(fc.tuple(...route.query.map((one) => fc.tuple(texts(one), one.required ? fc.integer({ min: 0, max: 9 }) : fc.integer({ min: -3, max: 3 })).map(([value, weight]) => (weight > 0 ? [[one.name, value]] : [])))), fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom(['size', '1e9'], ['page', '1e9'], ['sort', 'password'], ['__proto__', 'x'], ['cursor', 'AAAA'], ['size', '5']).map((pair) => [pair]) })).map(([own, more]) => [...own.flat(), ...more]);
  const body = route.body === null ? fc.constant(undefined) : bodyText(route.body, examples);
  return fc.tuple(path, query, body, contentTypes, encodings, fc.nat({ max: 1e9 })).map(([values, pairs, text, contentType, encoding, key]) => {
    const filled = Object.fromEntries(values);
    const address = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encoded(filled[name]) || '%20'), search = pairs.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
    return { address: `${address}${search === '' ? '' : `?${search.slice(0, 12_000)}`}`, text, headers: { 'content-type': contentType, 'idempotency-key': `fuzz-${key}`, ...(encoding === null ? {} : { 'content-encoding': encoding }) } };
  });
}

/** Percent-encoding of anything, halves of characters as what they become on the wire. */
const encoded = (value) => encodeURIComponent(String(value).toWellFormed());

/** A seeded series of requests of one route. */
export function requestsOf(route, examples, { seed, count }) {
  return fc.sample(requestOf(route, examples), { seed, numRuns: count });
}
