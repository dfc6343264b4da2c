import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';

/** Sends one request over kept connections; gives status, headers, the parsed body (null where it is `unread`) and how long it waited for a connection of ours; throws when there is no answer. */
export class Caller {
  constructor(url, { connections = 256 } = {}) {
    this.url = new URL(url);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections, timeout: 70_000 });
  }

  ask(method, path, { body, cookie, key, timeoutMs = 15_000, unread = false } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const began = performance.now();
    let waited = 0;
    return new Promise((resolve, reject) => {
      const request = http.request({
        host: this.url.hostname, port: this.url.port, method, path, agent: this.agent, timeout: timeoutMs,
        headers: { 'x-jiedui': 'driver', ...(cookie === undefined ? {} : { cookie }), ...(key === undefined ? {} : { 'idempotency-key': key }), ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) },
      }, (response) => {
        const parts = [];
        // What reading every page costs is taken from the machine that is measured.
        if (unread) response.resume();
        else response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const answer = Buffer.concat(parts);
          const isJson = String(response.headers['content-type']).includes('json');
          try {
            resolve({ waitedMs: waited, status: response.statusCode, headers: response.headers, json: isJson && answer.length > 0 ? JSON.parse(answer) : null, bytes: answer.length });
          } catch (error) {
            reject(error);
          }
        });
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('the answer broke off')));
      });
      // A request that waits for one of our own connections is nobody's slowness but ours.
      request.on('socket', (socket) => {
        const go = () => { waited = performance.now() - began; };
        if (socket.connecting) socket.once('connect', go);
        else go();
      });
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', reject);
      request.end(text);
    });
  }

  close() { this.agent.destroy(); }
}

const digits = '10X98765432', weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** An ID number made on the spot, with its check digit (GB 11643-1999). */
function idNumber() {
  const random = randomBytes(6), body = `5002${30 + (random[0] % 10)}${1970 + (random[1] % 30)}0${1 + (random[2] % 9)}1${random[3] % 10}${String(random.readUInt16BE(4) % 1000).padStart(3, '0')}`;
  return body + digits[weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0) % 11];
}

/** What is written: who writes it, where, and a body whose thing is found again by `name`. */
export const writes = {
  post: { account: 'qiye', path: '/api/employment/posts', body: (name) => ({ programme: 'three-gorges', cells: { externalId: name, title: '电焊工', headcount: '3', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', wageMin: '5000', wageMax: '7000' } }) },
  worker: { account: 'yunyang', path: '/api/employment/workers', body: (name) => ({ cells: { externalId: name, name: '样例辛', idNumber: idNumber(), phone: `139${String(randomBytes(4).readUInt32BE() % 1e8).padStart(8, '0')}`, unit: '云阳县', education: '高中', wishes: '电焊工', wageWish: '5000', consent: '是' } }) },
  order: { account: 'chaoshi', path: '/api/marketplace/order-lines', body: (name) => ({ programme: 'three-gorges', cells: { externalId: name, buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1000', unit: '公斤', priceMax: '8', deliverFrom: '2026-11-15', deliverTo: '2026-12-31', region: '北京市丰台区' } }) },
  lot: { account: 'hezuoshe', path: '/api/marketplace/lots', body: (name) => ({ programme: 'three-gorges', cells: { externalId: name, producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', product: '奉节脐橙', quantity: '1000', unit: '公斤', price: '5.33', harvestFrom: '2026-11-01', harvestTo: '2026-12-31' } }) },
  project: { account: 'hubei', path: '/api/intake/projects', body: (name) => ({ programme: 'three-gorges', unit: '422823', supporter: '110000', name, field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 10_000_000, grantFen: 6_000_000, startOn: '2024-03-01', endOn: '2027-03-01' }) },
};

/** What is read, searched and exported, and by whom. */
const reads = [
  ['qiye', '/api/employment/posts?size=20'], ['yunyang', '/api/employment/workers?size=20'], ['yunyang', '/api/employment/proposals?size=20'], ['chaoshi', '/api/marketplace/order-lines?size=20'],
  ['hezuoshe', '/api/marketplace/lots?size=20'], ['hubei', '/api/intake/projects?size=20'], ['admin', '/api/intake/projects/board?programme=three-gorges'], ['admin', '/api/matching/runs?size=20'],
  ['admin', '/api/registry/programmes/three-gorges/pairing-table'], [null, '/api/registry/units?programme=three-gorges'],
];
const searches = [['admin', '/api/employment/posts?size=20&search=电焊'], ['yunyang', '/api/employment/workers?size=20&search=样例'], ['admin', '/api/marketplace/lots?size=20&search=脐橙'], ['hubei', '/api/intake/projects?size=20&search=项目']];
const exports_ = [['qiye', '/api/employment/posts/export.xlsx?search=电焊工'], ['hezuoshe', '/api/marketplace/lots/export.xlsx?search=奉节']];

/** Of the pages looked at, those that are read too: enough to notice one that is not JSON. */
const READ_SHARE = 0.05;

/** A repetition waits this long, or as long as the answer says, at most. */
const REPEAT_MS = 500;

/**
 * Open-loop load: requests go out when they are due whether or not earlier ones were answered, and an answer's time counts from when it was due.
 * Mix of reliability R1: 70 % reads, 20 % writes, 8 % searches, 2 % exports, by six roles. A write without an answer, or told to come later, is repeated
 * under its key until `patienceMs` is over, as the console does.
 */
export class Load {
  /** Milliseconds of every answered request since the last `reset`, by kind; statuses by number. */
  times = { read: [], write: [], search: [], export: [] };
  statuses = new Map();
  unanswered = 0;
  /** Every request since the beginning: when it went out, how long it was waited for, its status or null. */
  asked = [];
  #going = new Set();
  #stopped = false;
  #timer = null;

  constructor({ stack, history, sessions, patienceMs = 60_000, mix = { read: 70, write: 20, search: 8, export: 2 }, kinds = Object.keys(writes), prefix = randomBytes(3).toString('hex'), timeoutMs = 15_000, connections = 256 }) {
    Object.assign(this, { history, sessions, patienceMs, mix, kinds, prefix, timeoutMs });
    this.caller = new Caller(stack.url, { connections });
    stack.loads.add(this);
    this.made = 0;
  }

  /** Sends `rate` requests a second until stopped. */
  start(rate) {
    const began = performance.now();
    let sent = 0;
    this.#stopped = false;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - began) / 1000) * rate);
      for (; sent < due; sent += 1) this.#track(this.one(began + (sent / rate) * 1000));
    }, 5);
  }

  /** No further requests, and none is repeated: what they worked on is gone. */
  abandon() {
    clearInterval(this.#timer);
    this.#stopped = true;
    this.patienceMs = 0;
    this.caller.close();
  }

  /** No further requests; waits for those under way. */
  async stop() {
    clearInterval(this.#timer);
    this.#stopped = true;
    await Promise.all(this.#going);
  }

  async close() {
    await this.stop();
    this.caller.close();
  }

  reset() {
    this.times = { read: [], write: [], search: [], export: [] };
    this.statuses = new Map();
    this.unanswered = 0;
  }

  #track(work) {
    this.#going.add(work);
    void work.finally(() => this.#going.delete(work));
  }

  one(dueAt) {
    const at = Math.random() * 100, { read, write, search } = this.mix;
    if (at < read) return this.look('read', pick(reads), dueAt);
    if (at < read + write) return this.write(pick(this.kinds), dueAt);
    if (at < read + write + search) return this.look('search', pick(searches), dueAt);
    return this.look('export', pick(exports_), dueAt);
  }

  /** One request; what becomes of it is kept. */
  async #ask(...request) {
    const at = performance.now(), one = { at, what: request[1], ms: null, status: null };
    this.asked.push(one);
    try {
      const answer = await this.caller.ask(...request);
      one.status = answer.status;
      return answer;
    } finally {
      one.ms = performance.now() - at;
    }
  }

  async look(kind, [account, path], dueAt) {
    try {
      const answer = await this.#ask('GET', encodeURI(path), { cookie: account === null ? undefined : this.sessions[account], timeoutMs: this.timeoutMs, unread: Math.random() >= READ_SHARE });
      this.#count(kind, answer.status, performance.now() - dueAt);
    } catch {
      this.unanswered += 1;
    }
  }

  /** One thing made, under one key, asked until it is answered. */
  async write(kind, dueAt = performance.now()) {
    const { account, path, body } = writes[kind], name = `${kind.slice(0, 1).toUpperCase()}${this.prefix}${(this.made += 1)}`.toUpperCase(), key = randomUUID();
    const number = this.history.invoke(kind, { key, name }), content = body(name), began = performance.now();
    if (kind === 'worker') for (const value of [content.cells.idNumber, content.cells.phone]) this.history.canaries.add(value);
    for (let attempt = 1; ; attempt += 1) {
      let answer = null;
      try {
        answer = await this.#ask('POST', path, { body: content, cookie: this.sessions[account], key, timeoutMs: this.timeoutMs });
        this.#count('write', answer.status, performance.now() - dueAt, attempt === 1);
      } catch {
        this.unanswered += 1;
      }
      const ms = performance.now() - dueAt, status = answer?.status ?? null, code = answer?.json?.code ?? null;
      if (status !== null && status < 300) return this.history.end(number, 'ok', { id: answer.json.id, ...callOf(answer), ms, status });
      // 409 under one's own key: the first of it is still under way.
      const isLater = answer === null || status >= 500 || status === 429 || (status === 409 && code === 'IDEMPOTENCY_KEY_IN_USE') || (answer.json?.retryable === true);
      if (!isLater) return this.history.end(number, 'fail', { ms, status, code });
      if (performance.now() > began + this.patienceMs || (this.#stopped && attempt > 40)) return this.history.end(number, 'info', { ms, status, code });
      await pause(Math.min(REPEAT_MS * attempt, 2000) * (0.5 + Math.random()));
    }
  }

  #count(kind, status, ms, isFirst = true) {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (isFirst) this.times[kind].push(ms);
  }

  /**
   * A step with something that was made, asked under one key until it is decided; the answer. Not by the clock: for rows that race or walk.
   * `mayBeRefused` says whether a rule may speak against it.
   */
  async step(method, path, account, body, { key = randomUUID(), mayBeRefused = true, onAnswer = () => undefined } = {}) {
    const number = this.history.invoke('step', { key, mayBeRefused });
    for (;;) {
      const answer = await this.caller.ask(method, path, { body, cookie: this.sessions[account], timeoutMs: 60_000, ...(method === 'POST' ? { key } : {}) });
      onAnswer(answer);
      const { status, json } = answer, isLater = status >= 500 || status === 429 || (status === 409 && json?.retryable === true);
      if (isLater) { await pause(300); continue; }
      this.history.end(number, status < 300 ? 'ok' : 'fail', { id: status < 300 ? json?.id ?? null : null, ...callOf(answer), status, code: json?.code ?? null });
      return answer;
    }
  }

  /** Answers with a status of 500 and above. */
  get faults() { return [...this.statuses].filter(([status]) => status >= 500).reduce((total, [, count]) => total + count, 0); }
  /** Refusals: every request of the mix is right, so each is a fault of somebody's. */
  get refusals() { return [...this.statuses].filter(([status]) => status >= 400 && status < 500 && status !== 429 && status !== 409).reduce((total, [, count]) => total + count, 0); }
  get answered() { return [...this.statuses.values()].reduce((total, count) => total + count, 0); }
  /** Milliseconds below which this share of the answers came. */
  percentile(share, kinds = Object.keys(this.times)) {
    const all = kinds.flatMap((kind) => this.times[kind]).sort((a, b) => a - b);
    return all.length === 0 ? 0 : Math.round(all[Math.min(all.length - 1, Math.ceil(all.length * share) - 1)]);
  }
}

/** Session cookies of the sample accounts that the load acts as. */
export async function signInAll(context) {
  const accounts = new Set([...Object.values(writes).map(({ account }) => account), ...[...reads, ...searches, ...exports_].map(([account]) => account), 'beijing', 'fengjie']);
  const sessions = {};
  for (const account of accounts) if (account !== null) sessions[account] = (await context.client(account)).cookie;
  return sessions;
}

/** Under which id an answer came, and whether it was given before: what the history keeps of it. */
export function callOf({ headers }) { return { call: headers['x-correlation-id'] ?? null, isReplayed: headers['idempotency-replayed'] === 'true' }; }

function pick(list) { return list[Math.floor(Math.random() * list.length)]; }
export function pause(ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }
