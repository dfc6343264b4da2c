import net from 'node:net';

/**
 * A TCP proxy before a server, whose link can be made bad (faults F10): `slow` adds two seconds to a question and its answer, `reset` breaks three
 * of ten connections off every second, `silent` carries nothing more and says nothing of it: connections of that time stay as they are for ever.
 */
export class Link {
  #server = net.createServer((client) => this.#carry(client));
  #pairs = new Set();
  #mode = 'whole';
  #timer = null;
  /** Questions to the server since the beginning. */
  asked = 0;

  /** `countOf` gives the questions in what a client sends. */
  constructor(port, countOf) {
    this.port = port;
    this.countOf = countOf;
  }

  /** Port to be used instead of the server's. */
  listen() { return new Promise((resolve) => { this.#server.listen(0, '127.0.0.1', () => resolve(this.#server.address().port)); }); }

  become(mode) {
    clearInterval(this.#timer);
    this.#mode = mode;
    if (mode === 'silent') for (const pair of this.#pairs) pair.isSilent = true;
    if (mode === 'reset') this.#timer = setInterval(() => { for (const pair of this.#pairs) if (Math.random() < 0.3) pair.reset(); }, 1000);
  }

  /** Connections that stand now. */
  get open() { return this.#pairs.size; }

  #carry(client) {
    const server = net.connect(this.port, '127.0.0.1'), pair = { isSilent: this.#mode === 'silent', reset: () => { client.resetAndDestroy(); server.resetAndDestroy(); } };
    this.#pairs.add(pair);
    const pass = (from, to) => {
      // In order, each piece as late as the link was when it came.
      let last = Promise.resolve();
      from.on('data', (piece) => {
        if (from === client) this.asked += this.countOf(piece);
        if (pair.isSilent) return;
        if (this.#mode !== 'slow') {
          const before = last;
          last = before.then(() => { if (!pair.isSilent && !to.destroyed) to.write(piece); });
          return;
        }
        const due = new Promise((resolve) => { setTimeout(resolve, 1000).unref(); });
        last = Promise.all([last, due]).then(() => { if (!pair.isSilent && !to.destroyed) to.write(piece); });
      });
      from.on('close', () => {
        this.#pairs.delete(pair);
        if (!pair.isSilent) to.destroy();
      });
      from.on('error', () => undefined);
    };
    pass(client, server);
    pass(server, client);
  }

  close() {
    clearInterval(this.#timer);
    for (const pair of this.#pairs) pair.reset();
    this.#server.close();
  }
}

const occurrences = (pattern) => (piece) => (piece.toString('latin1').match(pattern) ?? []).length;

/** Links before the three servers; the URLs by which the services reach them. */
export async function linksTo(servers) {
  // A message begins a line of NATS, a command one of Redis; a statement of PostgreSQL is parsed or asked outright, its length being less than 16 MB.
  const counting = { nats: occurrences(/(?:^|\n)H?PUB rpc\./g), redis: occurrences(/(?:^|\n)\*\d/g), postgres: occurrences(/[PQ]\0[^]{3}(?:\0\s*)?(?:select|insert|update|delete|with|start|begin|commit|rollback)/gi) };
  const links = {}, urls = { ...servers };
  for (const [name, field] of [['postgres', 'databaseUrl'], ['nats', 'natsUrl'], ['redis', 'redisUrl']]) {
    const url = new URL(servers[field]);
    links[name] = new Link(Number(url.port), counting[name]);
    url.port = String(await links[name].listen());
    urls[field] = url.href.replace(/\/$/, '');
  }
  return { links, urls };
}
