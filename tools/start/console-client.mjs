import { randomUUID } from 'node:crypto';

/** A signed-in client of the gateway, for tools: the same routes the browser uses. */
export class ConsoleClient {
  constructor(url) {
    this.url = url;
    this.cookie = '';
  }

  /** `key` is what the request is known by when it is repeated; each POST has one of its own. */
  async request(method, path, body, key = randomUUID()) {
    const response = await fetch(`${this.url}${path}`, {
      method, headers: { 'x-jiedui': 'tool', ...(method === 'POST' ? { 'idempotency-key': key } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.cookie === '' ? {} : { cookie: this.cookie }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? null : JSON.parse(text);
    if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status} ${parsed?.message?.en ?? text.slice(0, 200)}`), { status: response.status, problem: parsed });
    const cookie = response.headers.get('set-cookie');
    if (cookie !== null) this.cookie = cookie.split(';', 1)[0];
    return parsed;
  }

  get(path) { return this.request('GET', path); }
  post(path, body = {}) { return this.request('POST', path, body); }
  put(path, body) { return this.request('PUT', path, body); }
  signIn(account, password) { return this.post('/api/session', { account, password }); }

  /** Uploads a file in chunks, waits for the preview. `onState` sees each state on the way. */
  async upload(service, list, file, { programme, onState = () => undefined } = {}) {
    const { readFile } = await import('node:fs/promises');
    const path = await import('node:path');
    const bytes = Buffer.isBuffer(file) ? file : await readFile(file);
    const begun = await this.post(`/api/${service}/imports`, { list, fileName: Buffer.isBuffer(file) ? `${list}.csv` : path.basename(file), size: bytes.length, ...(programme === undefined ? {} : { programme }) });
    let next = 0;
    const send = async () => {
      for (let seq = next; seq < begun.chunks; seq = next) {
        next += 1;
        await this.put(`/api/${service}/imports/${begun.id}/chunks/${seq}`, { base64: bytes.subarray(seq * begun.chunkBytes, (seq + 1) * begun.chunkBytes).toString('base64') });
      }
    };
    await Promise.all([send(), send(), send()]);
    await this.post(`/api/${service}/imports/${begun.id}/parse`);
    return this.settled(service, begun.id, ['staging'], onState);
  }

  commit(service, id, onState = () => undefined) {
    return this.post(`/api/${service}/imports/${id}/commit`).then(() => this.settled(service, id, ['committing'], onState));
  }

  /** Waits until an import leaves the states given. */
  settled(service, id, busy, onState) {
    return until(() => this.get(`/api/${service}/imports/${id}`), (state) => { onState(state); return !busy.includes(state.state); });
  }

  /** Starts a run and waits for its end. */
  async match(market, programme, onState = () => undefined) {
    const run = await this.post('/api/matching/runs', { market, programme });
    return until(() => this.get(`/api/matching/runs/${run.id}`), (state) => { onState(state); return !['waiting', 'running'].includes(state.state); });
  }
}

/** Asks until the answer is as wanted; gives up after ten minutes. */
export async function until(ask, wanted, timeoutMs = 600_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
