import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { employmentImports, posts, SYSTEM_HEALTH_PATH, SystemHealth, workers } from '@jiedui/contracts';
import { z } from 'zod';
import { as, close, idNumber, phone, sql, stack, unique, until } from '../arrange.js';
import { restarted } from '../interrupt.js';

/** One request can be followed through every process that it reaches; and on its way leaves nobody's name behind. */

const Attributes = z.array(z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) })).default([]);
const Traces = z.object({ resourceSpans: z.array(z.object({
  resource: z.object({ attributes: Attributes }),
  scopeSpans: z.array(z.object({ spans: z.array(z.object({ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().default(''), name: z.string(), attributes: Attributes })) })),
})) });
interface Span { readonly process: string; readonly trace: string; readonly id: string; readonly parent: string; readonly name: string; readonly attributes: z.infer<typeof Attributes> }

const spans: Span[] = [];
let text = '';

/** Takes what the processes send, as a collector of OpenTelemetry does. */
const collector = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => { body += part; }).on('end', () => {
    text += body;
    for (const { resource, scopeSpans } of Traces.parse(JSON.parse(body)).resourceSpans) {
      const process = resource.attributes.find((one) => one.key === 'service.name')?.value.stringValue ?? '';
      for (const one of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ process, trace: one.traceId, id: one.spanId, parent: one.parentSpanId, name: one.name, attributes: one.attributes });
    }
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
});

const logs = (): string => {
  const folder = path.join(path.dirname(stack.processes), 'logs');
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8')).join('');
};

const traced = ['gateway', 'employment', 'matching'] as const;

/** Starts them again with these settings, and waits until all of them answer. */
async function restartedWith(settings: Readonly<Record<string, string>>): Promise<void> {
  const system = await as('xitong');
  for (const name of traced) await restarted(name, settings);
  const silent = async (): Promise<readonly string[]> => {
    const answer = await system.raw('GET', SYSTEM_HEALTH_PATH).catch(() => null);
    return answer?.status === 200 ? SystemHealth.parse(answer.json).services.filter((one) => one.health === null).map((one) => one.service) : ['gateway'];
  };
  await until(silent, (names) => names.length === 0, 'every process to answer');
}

describe('traces', () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => { collector.listen(0, '127.0.0.1', resolve); });
    const { port } = collector.address() as AddressInfo;
    await restartedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_BSP_SCHEDULE_DELAY: '100' });
  });
  afterAll(async () => {
    await restartedWith({});
    collector.close();
    await close();
  });

  it('one write is one trace: browser, gateway, service, statements, fact, consumer', async () => {
    const enterprise = await as('qiye'), trace = randomBytes(16).toString('hex'), browser = randomBytes(8).toString('hex');
    const answer = await enterprise.raw('POST', posts.create.http?.path ?? '', { body: { programme: 'three-gorges', cells: { externalId: unique(), title: '电焊工', headcount: '3', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区' } }, headers: { traceparent: `00-${trace}-${browser}-01` } });
    expect(answer.status).toBe(200);
    const mine = () => spans.filter((span) => span.trace === trace);
    await until(async () => mine(), (now) => now.some((span) => span.process === 'jiedui-matching' && span.name.startsWith('sql ')), 'the consumer to be traced');
    await until(async () => mine(), (now) => now.some((span) => span.process === 'jiedui-gateway' && span.name.startsWith('POST ')), 'the gateway to be traced');
    const found = mine(), named = (process: string, name: string) => found.find((span) => span.process === process && span.name === name);
    expect(named('jiedui-gateway', `POST ${posts.create.http?.path}`)?.parent).toBe(browser);
    const handler = named('jiedui-employment', 'rpc.employment.posts.create');
    expect(handler?.parent).toBe(named('jiedui-gateway', 'ask rpc.employment.posts.create')?.id);
    const consumer = named('jiedui-matching', 'evt.employment.entries.changed.v1');
    expect(consumer).toBeDefined();
    const known = new Set([browser, ...found.map((span) => span.id)]);
    expect(found.filter((span) => !known.has(span.parent))).toEqual([]);
    const statements = found.filter((span) => span.name.startsWith('sql ')).map((span) => span.attributes.find((one) => one.key === 'db.query.text')?.value.stringValue ?? '');
    expect(statements.some((statement) => statement.includes('insert into outbox'))).toBe(true);
    const rows = await sql<{ trace: string }>('select trace from employment.outbox where trace like $1', [`00-${trace}-%`]);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('what the system writes down of a person on the way is no name, number or phone', async () => {
    const clerk = await as('yunyang');
    const person = { name: `金丝雀${unique()}`, idNumber: idNumber(), phone: phone() };
    const create = (cells: Record<string, string>) => clerk.ask(workers.create, { programme: 'three-gorges', cells: { externalId: unique('T'), unit: '云阳县', wishes: '保洁员', consent: '是', ...person, ...cells } });
    expect((await create({})).status).toBe(200);
    expect((await create({ wageWish: person.name })).status).toBe(400);
    for (const cells of [{ name: `${person.name}\u0000` }, { externalId: `${person.phone}\u0000` }, { [person.name]: person.phone }, { wageWish: '9'.repeat(40) }]) await create(cells);
    for (const sent of [`{"name":"${person.name}`, `"${person.name}"`, `{"name":"${person.name}","phone":${person.phone}}`]) expect((await clerk.raw('POST', workers.create.http?.path ?? '', { text: sent })).status).toBeGreaterThanOrEqual(400);
    await clerk.ask(workers.list, { programme: 'three-gorges', search: `${person.name}\u0000` });
    await clerk.ask(employmentImports.begin, { programme: 'three-gorges', list: 'worker', fileName: person.name, size: -1 });
    await until(async () => text, (now) => now.includes('rpc.employment.workers.create'), 'the traces of it');
    for (const value of Object.values(person)) {
      expect(text).not.toContain(value);
      expect(logs()).not.toContain(value);
    }
  });

  it('a line of the log leads to its trace', async () => {
    const trace = randomBytes(16).toString('hex'), buyer = await as('chaoshi');
    const answer = await buyer.raw('GET', posts.list.http?.path ?? '', { headers: { traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01` } });
    expect(answer.status).toBe(403);
    const line = await until(async () => logs().split('\n').find((one) => one.includes(trace)), (found) => found !== undefined, 'the line');
    expect(JSON.parse(line ?? '{}')).toMatchObject({ trace, correlationId: answer.headers.get('x-correlation-id') });
  });
});
