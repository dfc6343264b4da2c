import { request } from 'node:http';
import { afterAll, describe, expect, it } from '@jest/globals';
import { allOperations, workers } from '@jiedui/contracts';
import { as, Client, close, idNumber, phone, stack, unique } from '../arrange.js';

/** The system seen from outside: what its routes are under other names, what its answers carry, what they give away (reliability A2, A3, A12, A21). */

afterAll(close);
const anyId = '01a20065-887a-76a2-9f38-de6673861972';
const addressOf = (path: string): string => path.replaceAll(':programme', 'three-gorges').replaceAll(':seq', '0').replaceAll(':code', '500235').replaceAll(/:\w+/g, anyId);

interface Raw { readonly status: number; readonly headers: Record<string, string | string[] | undefined>; readonly text: string }
/** Sends the address as it is written: `fetch` would tidy it. */
function raw(method: string, address: string, headers: Record<string, string> = {}): Promise<Raw> {
  const { hostname, port } = new URL(stack.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path: address, headers, setHost: !('host' in headers) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.on('error', reject).end();
  });
}

describe('routes under other names (A3)', () => {
  it('never let in whom they keep out: what is not the route itself shows no data', async () => {
    const [enterprise, county] = [await as('qiye'), await as('yunyang')];
    const worker = await county.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique(), name: '样例巳', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是' } });
    for (const plain of ['/api/employment/workers', `/api/employment/workers/${worker.id}`, '/api/registry/accounts', '/api/registry/audit']) {
      const [first = '', ...rest] = plain.slice('/api/'.length).split('/'), tail = rest.join('/');
      const written = [
        `/api//${first}/${tail}`, `//api/${first}/${tail}`, `/api/./${first}/${tail}`, `/api/x/../${first}/${tail}`, `/api/%2e%2e/api/${first}/${tail}`, `/api/%2e/${first}/${tail}`, `/api/..;/api/${first}/${tail}`, `/api/${first};x=1/${tail}`, `/api/${first}%2f${tail}`, `/api%2f${first}/${tail}`, `/%61pi/${first}/${tail}`,
        `/API/${first.toUpperCase()}/${tail}`, `${plain}/`, `${plain}.`, `${plain}.json`, `${plain}%00`, `${plain}%20`, `${plain}?`, `${plain}#`, `${plain}/..`, `${plain}/%2e%2e/${tail.split('/')[0] ?? ''}`, `${plain}\\`, `${stack.url}${plain}`, `/live${plain}`, `/assets/..${plain}`, `/assets/%2e%2e${plain}`,
      ];
      for (const address of written) {
        const answer = await raw('GET', address, { cookie: enterprise.cookie });
        expect([address, answer.status < 500, answer.text.includes(worker.id), /"account"|"hash"/.test(answer.text)]).toEqual([address, true, false, false]);
        // A page of the console for an address that is none of its own is no answer of the interface.
        if (answer.status === 200) expect([address, String(answer.headers['content-type'])]).toEqual([address, expect.stringMatching(/^text\/html/)]);
      }
    }
  });

  it('are not reached by a method that is called another', async () => {
    const enterprise = await as('qiye');
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      for (const method of ['PUT', 'DELETE', 'GET']) expect([header, method, (await enterprise.raw('POST', `/api/employment/posts/${anyId}`, { headers: { [header]: method }, body: { version: 1, cells: {} } })).status]).toEqual([header, method, 404]);
    }
    for (const method of ['TRACE', 'OPTIONS', 'PATCH', 'PROPFIND', 'SEARCH']) {
      const answer = await raw(method, '/api/employment/posts', { cookie: enterprise.cookie, 'x-jiedui': 'x', 'x-secret': 'echo-me' });
      expect([method, answer.status >= 400 && answer.status < 500, answer.text.includes('echo-me')]).toEqual([method, true, false]);
    }
    for (const header of ['x-original-url', 'x-rewrite-url', 'x-forwarded-path']) expect((await raw('GET', '/api/nothing', { cookie: enterprise.cookie, [header]: '/api/employment/posts' })).status).toBe(404);
    for (const header of ['x-forwarded-user', 'x-user', 'remote-user', 'actor', 'authorization']) expect((await raw('GET', '/api/employment/workers', { [header]: 'yunyang' })).status).toBe(401);
  });
});

describe('what every answer carries (A12)', () => {
  it('no permission for other origins, no frame, no guessing, no cache for what is the interface’s', async () => {
    const nobody = new Client(), county = await as('yunyang');
    const addresses = [...new Set(allOperations.flatMap((op) => (op.http?.method === 'GET' ? [addressOf(op.http.path)] : []))), '/api/session', '/api/openapi.json', '/api/nothing', '/', '/live', '/favicon.svg', '/no/such/page'];
    for (const client of [nobody, county]) {
      for (const address of addresses) {
        const { headers } = await client.raw('GET', address, { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
        expect([address, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials'), headers.get('x-content-type-options'), headers.get('x-frame-options'), headers.get('x-powered-by'), headers.get('server')]).toEqual([address, null, null, 'nosniff', 'SAMEORIGIN', null, null]);
        expect([address, headers.get('content-security-policy')]).toEqual([address, expect.stringContaining("frame-ancestors 'none'")]);
        expect([address, headers.get('referrer-policy')]).toEqual([address, 'no-referrer']);
        if (address.startsWith('/api/')) expect([address, headers.get('cache-control')]).toEqual([address, 'no-store']);
      }
    }
    for (const origin of ['https://evil.example', 'null', `${stack.url}.evil.example`]) {
      const preflight = await raw('OPTIONS', '/api/employment/posts', { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-jiedui,content-type' });
      expect([origin, preflight.headers['access-control-allow-origin'], preflight.headers['access-control-allow-headers']]).toEqual([origin, undefined, undefined]);
    }
  });

  it('a host that is not ours changes nothing in an answer', async () => {
    const answer = await raw('GET', '/', { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    expect(answer.text).not.toContain('evil.example');
    expect(String(answer.headers.location ?? '')).toBe('');
  });
});

describe('what is not told (A21)', () => {
  it('files of the machine, of the source and of the build', async () => {
    const home = await raw('GET', '/');
    for (const address of ['/.git/config', '/.env', '/package.json', '/.jiedui/sample-accounts.json', '/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/assets/../../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/metrics', '/docs', '/swagger', '/api-docs', '/debug', '/server-status', '/api/metrics', '/api/docs', '/graphql', '/actuator/health', '/%', '/%c0%ae%c0%ae/']) {
      const answer = await raw('GET', address);
      // Either refused, or the console's own page, which is the same for every address.
      expect([address, answer.status >= 400 || answer.text === home.text]).toEqual([address, true]);
    }
    const script = /assets\/[\w-]+\.js/.exec(home.text)?.[0] ?? '';
    expect(script).not.toBe('');
    expect((await raw('GET', `/${script}`)).text).not.toMatch(/sourceMappingURL/);
    expect((await raw('GET', `/${script}.map`)).text).toBe(home.text);
  });

  it('the inside of the system: errors name a code and an id, no place in the code, no statement, no library', async () => {
    const county = await as('yunyang');
    const asked: [string, string, string | undefined][] = [['GET', '/api/employment/workers/%00', undefined], ['GET', '/api/employment/workers?cursor=%FF%FE', undefined], ['GET', `/api/employment/workers?cursor=${Buffer.from('{"value":{},"id":"x"}').toString('base64url')}`, undefined], ['POST', '/api/employment/workers', '{'], ['POST', '/api/employment/workers', '{"cells":{"name":"\\u0000"}}'], ['PUT', `/api/employment/workers/${anyId}`, '{"version":9007199254740991,"cells":{}}'], ['POST', '/api/session', '{"account":"\\u0000","password":"x"}'], ['GET', '/api/%', undefined]];
    for (const [method, address, text] of asked) {
      const answer = await county.raw(method, address, text === undefined ? {} : { text });
      expect([address, text, answer.status >= 400 && answer.status < 500, answer.headers.get('content-type')]).toEqual([address, text, true, expect.stringMatching(/^application\/problem\+json/)]);
      expect(answer.text).not.toMatch(/node_modules|at \w+ \(|\.(js|ts):\d|select |insert |typeorm|postgres|zod|nestjs|express|\/tmp\/|\/work\//i);
    }
  });

  it('whether something is there: outside and absent are the same answer (A2)', async () => {
    const [county, other] = [await as('yunyang'), await as('yunyangqu')];
    const worker = await county.call(workers.create, { programme: 'three-gorges', cells: { externalId: unique(), name: '样例午', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是' } });
    const answers = [];
    for (const id of [worker.id, anyId]) {
      for (const [method, address, body] of [['GET', '', undefined], ['PUT', '', { version: 1, cells: {} }], ['POST', '/withdraw', { version: 1, reason: 'x' }], ['POST', '/restore', { version: 1 }]] as const) {
        const { status, text } = await other.raw(method, `/api/employment/workers/${id}${address}`, body === undefined ? {} : { body });
        answers.push(`${status} ${text.replaceAll(/"correlationId":"[^"]*"/g, '')}`);
      }
    }
    expect(answers.slice(0, 4)).toEqual(answers.slice(4));
    expect(new Set(answers.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['404']));
  });
});
