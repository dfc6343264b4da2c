import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import type { Actor, employmentImports, ImportView, ListCode, marketplaceImports, Market, matchingRuns as Runs, Operation, Problem, ReplyOf, RequestInputOf, RunView } from '@jiedui/contracts';
import { matchingRuns } from '@jiedui/contracts';
import { readTable, writeCsv, writeXlsx } from '@jiedui/tabular';

/**
 * What the suites on a running stack share: typed clients of the gateway, waiting for conditions, rows and files with names
 * of their own. Every request goes over HTTP, as a browser's would; the database is read only where no reader can look.
 */

function need(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the suites with "npm test -- integration"`);
  return value;
}

export const stack = {
  url: need('JIEDUI_TEST_URL'),
  databaseUrl: need('JIEDUI_TEST_DATABASE_URL'),
  natsUrl: need('JIEDUI_TEST_NATS_URL'),
  /** Where the start command records the processes it started: beside the accounts. */
  processes: path.join(path.dirname(need('JIEDUI_TEST_ACCOUNTS')), 'processes.json'),
  /** Passwords of each service's roles, by service. */
  roles: JSON.parse(need('JIEDUI_TEST_ROLES')) as Record<string, { rw: string; ro: string }>,
};

const accounts = JSON.parse(readFileSync(need('JIEDUI_TEST_ACCOUNTS'), 'utf8')) as { account: string; password: string; displayName: string; grants: Actor['grants'] }[];

/** Password of a sample account. */
export function passwordOf(account: string): string {
  const found = accounts.find((one) => one.account === account);
  if (found === undefined) throw new Error(`no sample account ${account}`);
  return found.password;
}

/** An answer of the gateway as it came. */
export interface Answer { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: unknown }

/** A request that was expected to end well and did not. */
export class Refused extends Error {
  constructor(what: string, readonly status: number, readonly problem: Problem) {
    super(`${what}: ${status} ${problem.code} ${problem.message?.en ?? ''} ${(problem.fields ?? []).map((field) => `${field.field}: ${field.message.en}`).join('; ')}`);
  }
}

/** A client with a session of its own; calls operations by their declarations. */
export class Client {
  cookie = '';

  async signIn(account: string, password = passwordOf(account)): Promise<Answer> {
    return this.raw('POST', '/api/session', { body: { account, password } });
  }

  /** Sends anything; keeps the session cookie it is given. */
  async raw(method: string, path: string, options: { body?: unknown; text?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
    const body = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const response = await fetch(`${stack.url}${path}`, {
      method, headers: { 'x-jiedui': 'test', ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...options.headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const cookie = response.headers.get('set-cookie');
    if (cookie !== null) this.cookie = cookie.split(';', 1)[0] ?? '';
    return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : null };
  }

  /** Calls an operation and gives its reply; throws {@link Refused} when it was refused. */
  async call<O extends Operation>(op: O, request: RequestInputOf<O>): Promise<ReplyOf<O>> {
    const answer = await this.ask(op, request);
    if (answer.status !== 200) throw new Refused(`${op.service}.${op.name}`, answer.status, answer.json as Problem);
    return answer.json as ReplyOf<O>;
  }

  /** Calls an operation that must be refused and gives the problem. */
  async refused<O extends Operation>(op: O, request: RequestInputOf<O>): Promise<Problem> {
    const answer = await this.ask(op, request);
    if (answer.status === 200) throw new Error(`${op.service}.${op.name} was expected to be refused`);
    return answer.json as Problem;
  }

  /** Calls an operation and gives the answer whatever it is. */
  async ask<O extends Operation>(op: O, request: RequestInputOf<O>, headers: Record<string, string> = {}): Promise<Answer> {
    const { method, path } = addressOf(op, request as Record<string, unknown>);
    return this.raw(method, path.address, method === 'GET' ? { headers } : { body: path.rest, headers });
  }

  /** Downloads a file. */
  async download<O extends Operation>(op: O, request: RequestInputOf<O>): Promise<{ bytes: Buffer; name: string }> {
    const { path } = addressOf(op, request as Record<string, unknown>);
    const response = await fetch(`${stack.url}${path.address}`, { headers: { cookie: this.cookie } });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Refused(op.name, response.status, JSON.parse(bytes.toString('utf8')) as Problem);
    return { bytes, name: decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '') };
  }

  /** States pushed to a watcher of a live address until `wanted` holds of one; that one is the last. */
  async watch<T>(address: string, wanted: (state: T) => boolean): Promise<T[]> {
    const ending = new AbortController();
    const response = await fetch(`${stack.url}${address}`, { headers: { cookie: this.cookie, accept: 'text/event-stream' }, signal: ending.signal });
    if (response.body === null || !response.ok) throw new Error(`${address}: ${response.status}`);
    const states: T[] = [];
    let text = '';
    try {
      for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
        text += part;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          if (!event.startsWith('data: ')) continue;
          const state = JSON.parse(event.slice('data: '.length)) as T;
          states.push(state);
          if (wanted(state)) return states;
        }
      }
      throw new Error(`${address} ended before it showed what was waited for`);
    } finally {
      ending.abort();
    }
  }
}

function addressOf(op: Operation, request: Record<string, unknown>): { method: string; path: { address: string; rest: Record<string, unknown> } } {
  if (op.http === null) throw new Error(`${op.name} has no route`);
  const rest = { ...request };
  let address = op.http.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (op.http.method === 'GET') {
    const query = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
    if (query.size > 0) address += `?${query.toString()}`;
  }
  return { method: op.http.method, path: { address, rest } };
}

const signedIn = new Map<string, Promise<Client>>();

/** The client of a sample account, signed in once a suite. */
export function as(account: string): Promise<Client> {
  const known = signedIn.get(account);
  if (known !== undefined) return known;
  const opening = (async () => {
    const client = new Client();
    const answer = await client.signIn(account);
    if (answer.status !== 200) throw new Error(`${account} could not sign in: ${answer.text}`);
    return client;
  })();
  signedIn.set(account, opening);
  return opening;
}

/** Asks until the answer is as wanted. The limit only ends a test that would never end. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, what = 'the condition'): Promise<T> {
  const deadline = Date.now() + 100_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; it stands at ${JSON.stringify(answer)?.slice(0, 400)}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** A word of letters and digits that no other test uses; a search finds it whole. */
export function unique(prefix = 'T'): string {
  return `${prefix}${randomBytes(5).toString('hex')}`.toUpperCase();
}

const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 4 });

/** Looks into the database as its owner: for what no reader of a page can see. */
export async function sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
  return (await pool.query<R>(text, [...values])).rows;
}

/** Ends what a suite holds open. */
export async function close(): Promise<void> {
  await pool.end();
  await (await nats)?.close();
}

/** A resident ID number made on the spot: 1970–1999, any place of Chongqing, right check digit (GB 11643-1999). */
export function idNumber(): string {
  const random = randomBytes(4);
  const digits = `5002${String(30 + ((random[0] ?? 0) % 10))}${1970 + ((random[1] ?? 0) % 30)}0${1 + ((random[2] ?? 0) % 9)}1${(random[3] ?? 0) % 10}${String(randomBytes(2).readUInt16BE() % 1000).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return digits + '10X98765432'[sum % 11];
}

/** A mobile number made on the spot. */
export function phone(): string {
  return `139${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')}`;
}

/** A table of texts by header, as somebody fills in a sheet. */
export interface Sheet { readonly headers: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** Rows given as objects by header; every row has the headers of the first. */
export function sheetOf(rows: readonly Readonly<Record<string, string>>[]): Sheet {
  const headers = Object.keys(rows[0] ?? {});
  return { headers, rows: rows.map((row) => headers.map((header) => row[header] ?? '')) };
}

async function gathered(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** The forms a spreadsheet arrives in. */
export const fileForms: Record<'utf8' | 'utf8-bom' | 'gb18030' | 'xlsx', { readonly extension: string; readonly write: (sheet: Sheet) => Promise<Buffer> }> = {
  'utf8-bom': { extension: 'csv', write: (sheet) => gathered(writeCsv(sheet.headers, sheet.rows)) },
  utf8: { extension: 'csv', write: async (sheet) => (await gathered(writeCsv(sheet.headers, sheet.rows))).subarray(3) },
  gb18030: { extension: 'csv', write: async (sheet) => gb18030((await gathered(writeCsv(sheet.headers, sheet.rows))).subarray(3).toString('utf8')) },
  xlsx: { extension: 'xlsx', write: (sheet) => gathered(writeXlsx([{ name: '清单', columns: sheet.headers.map((header) => ({ header })), rows: sheet.rows }])) },
};

let gbk: Map<string, number> | null = null;

/** Encodes by the decoder's own table of two-byte characters; anything outside it is refused. */
function gb18030(text: string): Buffer {
  if (gbk === null) {
    gbk = new Map();
    const decoder = new TextDecoder('gb18030');
    for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) gbk.set(decoder.decode(Uint8Array.of(lead, trail)), lead * 256 + trail);
  }
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const pair = gbk.get(letter);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 255);
    else throw new Error(`${letter} is not in the two-byte part of GB 18030`);
  }
  return Buffer.from(bytes);
}

/** Rows of a file as texts, the header first. */
export async function rowsOf(bytes: Buffer): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of readTable(bytes)) rows.push([...row.cells]);
  return rows;
}

export type ImportOperations = typeof employmentImports | typeof marketplaceImports;
type Busy = Extract<ImportView['state'], 'staging' | 'committing'>;

/** Uploads a file whole and asks for its preview; does not wait for it. */
export async function upload(client: Client, imports: ImportOperations, list: ListCode, bytes: Buffer, options: { fileName?: string; programme?: string; mapping?: Record<string, string> } = {}): Promise<ImportView> {
  const begun = await client.call(imports.begin, { list, fileName: options.fileName ?? 'list.csv', size: bytes.length, ...(options.programme === undefined ? {} : { programme: options.programme }) });
  for (let seq = 0; seq < begun.chunks; seq += 1) {
    await client.call(imports.chunk, { id: begun.id, seq, base64: bytes.subarray(seq * begun.chunkBytes, (seq + 1) * begun.chunkBytes).toString('base64') });
  }
  return client.call(imports.parse, { id: begun.id, ...(options.mapping === undefined ? {} : { mapping: options.mapping }) });
}

/** Waits until an import has left a state that is work. */
export function settled(client: Client, imports: ImportOperations, id: string, busy: Busy): Promise<ImportView> {
  return until(() => client.call(imports.get, { id }), (view) => view.state !== busy, `the import to leave ${busy}`);
}

/** Uploads and waits for the preview. */
export async function preview(client: Client, imports: ImportOperations, list: ListCode, bytes: Buffer, options: { fileName?: string; programme?: string } = {}): Promise<ImportView> {
  const { id } = await upload(client, imports, list, bytes, options);
  return settled(client, imports, id, 'staging');
}

/** Commits a preview and waits for its end. */
export async function commit(client: Client, imports: ImportOperations, id: string): Promise<ImportView> {
  await client.call(imports.commit, { id });
  return settled(client, imports, id, 'committing');
}

/** Uploads, previews and commits; fails when that is not how it goes. */
export async function imported(client: Client, imports: ImportOperations, list: ListCode, rows: readonly Readonly<Record<string, string>>[], programme?: string): Promise<ImportView> {
  const staged = await preview(client, imports, list, await fileForms.utf8.write(sheetOf(rows)), programme === undefined ? {} : { programme });
  if (staged.state !== 'staged' || staged.counts.wrong > 0) throw new Error(`not staged as meant: ${JSON.stringify([staged.state, staged.counts, staged.errors, staged.rejection])}`);
  return commit(client, imports, staged.id);
}

/** Waits until the engine knows a row in this version or a later one. */
export async function knownToEngine(id: string, version = 1): Promise<void> {
  await until(() => sql<{ version: number }>('select version from matching.entry where id = $1', [id]), (rows) => (rows[0]?.version ?? 0) >= version, 'the row to reach the engine');
}

let nats: Promise<NatsConnection> | null = null;

/** A connection to the bus of the stack. */
export function bus(): Promise<NatsConnection> {
  const { username, password, host } = new URL(stack.natsUrl);
  nats ??= connect({ servers: host, name: 'test', ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }) });
  return nats;
}

const consumers = [['EVT_EMPLOYMENT', 'matching-from-employment'], ['EVT_MARKETPLACE', 'matching-from-marketplace'], ['EVT_MATCHING', 'employment-from-matching'], ['EVT_MATCHING', 'marketplace-from-matching']] as const;

/** Waits until every fact written so far was published and handled by the engine and by those who follow the engine. */
export async function factsSettled(): Promise<void> {
  const manager = await jetstreamManager(await bus());
  for (const service of ['employment', 'marketplace', 'matching'] as const) {
    await until(() => sql<{ waiting: number }>(`select count(*)::int as waiting from ${service}.outbox where published_at is null`), (rows) => rows[0]?.waiting === 0, `the outbox of ${service} to be empty`);
    for (const [stream, consumer] of consumers) {
      if (stream !== `EVT_${service.toUpperCase()}`) continue;
      await until(() => manager.consumers.info(stream, consumer), (info) => info.num_pending === 0 && info.num_ack_pending === 0, `${consumer} to have handled everything`);
    }
  }
}

/** Starts a run and waits for its end and for its proposals to be taken in. */
export async function matched(client: Client, market: Market, programme: string): Promise<ReplyOf<typeof Runs.get>> {
  await factsSettled();
  const { id } = await client.call(matchingRuns.start, { market, programme });
  const run = await ended(client, id);
  await factsSettled();
  return run;
}

/** Waits until a run has ended. */
export function ended(client: Client, id: string): Promise<RunView> {
  return until(() => client.call(matchingRuns.get, { id }), (run) => run.state !== 'waiting' && run.state !== 'running', 'the run to end');
}
