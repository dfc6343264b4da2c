import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator, nkeyAuthenticator, PermissionViolationError } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import pg from 'pg';
import { processNames } from '../context.mjs';

const services = processNames.filter((name) => name !== 'gateway');
/** Whose facts each service reads, and what services ask of each other: docs/architecture.md, "The bus". */
const reads = { matching: ['employment', 'marketplace'], employment: ['matching'], marketplace: ['matching'], assessment: ['employment', 'marketplace', 'matching', 'intake'] };

/** Every process's key × what every other process says, hears and keeps; and those who come without a key, or with another's, to the bus, Redis and the database. */
export default {
  id: 'S10', title: 'bus isolation', goal: 'every key × subject as declared, anonymous refused everywhere', full: {}, short: {},
  async run(context) {
    const stack = await context.stack(), faults = [], url = `nats://${new URL(stack.servers.natsUrl).host}`;
    let cells = 0;
    const cell = (what, is, wanted) => { cells += 1; if (is !== wanted) faults.push(`${what}: ${is}, not ${wanted}`); };
    for (const name of processNames) {
      const { natsSeed } = JSON.parse(readFileSync(stack.secrets.identity(name), 'utf8')), probe = await Probe.of(url, name, natsSeed);
      for (const other of services) {
        const stream = `EVT_${other.toUpperCase()}`;
        cell(`${name} publishes facts of ${other}`, await probe.maySay(`evt.${other}.probe.v1`), other === name);
        cell(`${name} asks ${other}`, await probe.maySay(`rpc.${other}.probe`), name === 'gateway');
        for (const act of ['STREAM.DELETE', 'STREAM.PURGE', 'STREAM.MSG.GET', 'STREAM.MSG.DELETE', 'STREAM.UPDATE']) cell(`${name} ${act} ${stream}`, await probe.maySay(`$JS.API.${act}.${stream}`), false);
        cell(`${name} makes another's consumer on ${stream}`, await probe.maySay(`$JS.API.CONSUMER.CREATE.${stream}.spy`), false);
        cell(`${name} takes the consumer of ${other} away`, await probe.maySay(`$JS.API.CONSUMER.DELETE.${stream}.matching-from-${other}`), false);
        cell(`${name} reads ${stream}`, await probe.maySay(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}-from-${other}`), reads[name]?.includes(other) === true);
        cell(`${name} hears what ${other} is asked`, await probe.mayHear(`rpc.${other}.probe`), false);
        cell(`${name} answers for ${other}`, await probe.mayHear(`rpc.${other}.probe`, other), other === name);
        cell(`${name} hears facts of ${other}`, await probe.mayHear(`evt.${other}.>`), false);
      }
      for (const other of processNames) cell(`${name} hears answers to ${other}`, await probe.mayHear(`_INBOX_${other}.probe`), other === name);
      for (const subject of ['>', '*.>', '_INBOX.>', '$SYS.>', '$JS.>', 'rpc.>', 'evt.>']) cell(`${name} hears ${subject}`, await probe.mayHear(subject), false);
      await probe.connection.close();
    }
    const gateway = JSON.parse(readFileSync(stack.secrets.identity('gateway'), 'utf8')).natsSeed;
    const refused = (options) => connect({ servers: url, reconnect: false, timeout: 5000, ...options }).then((connection) => connection.close().then(() => false), () => true);
    cell('the bus without a key', await refused({}), true);
    cell('the bus with a name and a wrong password', await refused({ user: 'jiedui', pass: 'jiedui' }), true);
    cell('the bus with a token', await refused({ token: gateway }), true);
    cell('the bus with a key it does not know', await refused({ authenticator: nkeyAuthenticator(new TextEncoder().encode('SUAIBDPBAUTWCWBKIO6XHQNINK5FWJW4OHLXC3HQ2KFE4PEJUA44CNHTAM')) }), true);
    cell('the bus with broken credentials', await refused({ authenticator: credsAuthenticator(new TextEncoder().encode('-----BEGIN NATS USER JWT-----\nx\n------END NATS USER JWT------\n')) }), true);
    const redis = async (address) => {
      const client = new Redis(address, { lazyConnect: true, retryStrategy: null, enableOfflineQueue: false });
      client.on('error', () => undefined);
      const answer = await client.connect().then(() => client.keys('*')).then(() => 'let in', () => 'refused');
      client.disconnect();
      return answer;
    };
    cell('Redis without a password', await redis(`redis://${new URL(stack.servers.redisUrl).host}`), 'refused');
    cell('Redis with a wrong password', await redis(`redis://:wrong@${new URL(stack.servers.redisUrl).host}`), 'refused');
    const database = new URL(stack.servers.databaseUrl);
    const login = async (user, password) => {
      const client = new pg.Client({ host: database.hostname, port: Number(database.port), database: database.pathname.slice(1), user, password, connectionTimeoutMillis: 5000 });
      const answer = await client.connect().then(() => 'let in', () => 'refused');
      await client.end().catch(() => undefined);
      return answer;
    };
    for (const user of ['postgres', 'jiedui', ...services.flatMap((name) => [`jiedui_${name}_rw`, `jiedui_${name}_ro`, `jiedui_${name}_owner`])]) for (const password of ['', 'wrong', user]) cell(`the database as ${user}`, await login(user, password), 'refused');
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `${processNames.length} keys × ${services.length} services, ${cells} cells, ${faults.length} not as declared`, held: faults.length === 0 };
  },
};

/** One process's own connection, and what the broker held against it. */
class Probe {
  #violations = new Set();

  constructor(connection) {
    this.connection = connection;
    void (async () => { for await (const status of connection.status()) if (status.type === 'error' && status.error instanceof PermissionViolationError) this.#violations.add(`${status.error.operation} ${status.error.subject}`); })();
  }

  static async of(url, name, seed) { return new Probe(await connect({ servers: url, inboxPrefix: `_INBOX_${name}`, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) })); }

  /** The broker answers in order: what it held against a message is here before the flush's answer. */
  async maySay(subject) {
    this.connection.publish(subject, 'probe');
    return this.#passed(`publish ${subject}`);
  }

  async mayHear(subject, queue) {
    const subscription = this.connection.subscribe(subject, { ...(queue === undefined ? {} : { queue }), callback: () => undefined });
    const passed = await this.#passed(`subscription ${subject}`);
    subscription.unsubscribe();
    return passed;
  }

  async #passed(violation) {
    await this.connection.flush();
    await new Promise((resolve) => setImmediate(resolve));
    const passed = !this.#violations.has(violation);
    this.#violations.delete(violation);
    return passed;
  }
}
