import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ConsoleClient } from '../start/console-client.mjs';
import { startStack } from '../test/stack.mjs';
import { linksTo } from './link.mjs';

/** Short names of the processes behind the gateway, and the gateway: what a fault can hit. */
export const processNames = ['gateway', 'registry', 'intake', 'employment', 'marketplace', 'matching', 'assessment'];

/**
 * What a row works with: the running system, clients signed in, the processes' ids, the database for the checker. A stack is started when
 * first asked for, on servers that keep what they acknowledge, and shared by rows until one leaves it unfit.
 */
export class ChaosContext {
  #stack = null;
  #stopping = null;
  #clients = new Map();
  #database = null;
  #started = 0;

  constructor({ folder, isShort }) {
    this.folder = folder;
    this.isShort = isShort;
  }

  /** The shared stack; `settings` (environment of the services) differing from the last ones asked for makes a new one. */
  async stack(settings = {}, { replicas = 1, postgresFolder, isLinked = false } = {}) {
    const key = JSON.stringify({ settings, replicas, postgresFolder, isLinked });
    if (this.#stack !== null && this.#stack.key !== key) await this.discard();
    if (this.#stack === null) this.#stack = { key, loads: new Set(), ...(await startStack(`chaos-stack-${process.pid}-${(this.#started += 1)}`, { durable: true, extraEnv: { LOG_LEVEL: 'warn', ...settings }, replicas, postgresFolder, ...(isLinked ? { between: throughLinks } : {}) })) };
    return this.#stack;
  }

  /** A client signed in as one of the sample accounts, the same for all rows on one stack. */
  async client(account) {
    const stack = await this.same();
    const known = this.#clients.get(account);
    if (known !== undefined) return known;
    const client = new ConsoleClient(stack.url);
    await client.signIn(account, stack.accounts.passwordOf(account));
    this.#clients.set(account, client);
    return client;
  }

  /** Rows of a statement as the database's superuser: for checks at rest, never for what a row does. */
  async sql(text, values = []) {
    const stack = await this.same();
    if (this.#database === null) {
      this.#database = new pg.Pool({ connectionString: stack.servers.databaseUrl, max: 2 });
      this.#database.on('error', () => undefined); // faults of the server are what rows are about
      this.#database.on('connect', (client) => client.on('error', () => undefined));
    }
    return (await this.#database.query(text, values)).rows;
  }

  /** The process as it was recorded last: one that ended is recorded again when it is started again. */
  pidOf(name) {
    const recorded = JSON.parse(readFileSync(path.join(this.#stack.folder, 'processes.json'), 'utf8'));
    return recorded.filter((entry) => entry.name === name).at(-1)?.pid;
  }

  /** The stack as it was last asked for. */
  same() {
    const { settings, ...more } = this.#stack === null ? { settings: {} } : JSON.parse(this.#stack.key);
    return this.stack(settings, more);
  }

  /** After a row: one that says it leaves the stack unfit, broken or with lists far longer than the sample, costs the next a new one. */
  async settle(row) { if (row.leavesUnfit === true) await this.discard(); }

  async discard() {
    // What a row that failed had begun ends with the stack it worked on.
    for (const load of this.#stack?.loads ?? []) load.abandon();
    await this.#database?.end();
    this.#database = null;
    this.#clients.clear();
    const stack = this.#stack;
    this.#stack = null;
    // Asked to end in the middle of a row, the row's own end comes upon this: nobody leaves before the stack is down.
    const stopping = Promise.all([this.#stopping, stack?.stop()]).then(() => { for (const link of Object.values(stack?.links ?? {})) link.close(); });
    this.#stopping = stopping;
    await stopping;
  }

  async end() {
    await this.discard();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A folder for a row's history and files. */
  folderOf(row) {
    const folder = path.join(this.folder, row);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** Services reach the servers through links that can be made bad; whoever looks at rest does not. */
async function throughLinks(servers) {
  const { links, urls } = await linksTo(servers);
  return { urls, held: { links } };
}

/** Longest time of a row in its small and in its full form, in minutes. */
const MINUTES = { short: 15, full: 180 };

/** What a row finds; one that waits for ever for something is not held either. */
export async function withinTime(work, isShort) {
  const minutes = isShort ? MINUTES.short : MINUTES.full;
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`no end after ${minutes} minutes`)), minutes * 60_000); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
