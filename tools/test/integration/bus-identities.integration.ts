import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuthorizationError, connect, createInbox, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { serviceNames, type ProcessName } from '@jiedui/contracts';
import { generateIdentities } from '@jiedui/access';
import { connectNats } from '@jiedui/messaging';

const { JIEDUI_TEST_NATS_URL: operatorUrl = '', JIEDUI_TEST_SECRETS: secrets = '' } = process.env;
const url = `nats://${new URL(operatorUrl).host}`;
const processes: readonly ProcessName[] = ['gateway', ...serviceNames];

/** Who reads whose facts: docs/architecture.md, "The bus". */
const reads: Partial<Record<ProcessName, readonly string[]>> = {
  matching: ['employment', 'marketplace'], employment: ['matching'], marketplace: ['matching'], assessment: ['employment', 'marketplace', 'matching', 'intake'],
};
/** Operations that services ask of each other, by who asks. */
const asks: Partial<Record<ProcessName, readonly string[]>> = {
  matching: ['rpc.employment.entries.snapshot', 'rpc.marketplace.entries.snapshot'],
  employment: ['rpc.matching.explanations.pair'], marketplace: ['rpc.matching.explanations.pair'],
  assessment: ['rpc.employment.entries.snapshot', 'rpc.marketplace.entries.snapshot', 'rpc.employment.placements.list', 'rpc.intake.projects.snapshot', 'rpc.matching.runs.list'],
};

/** One process's own connection, and what the broker held against it. */
class Probe {
  private readonly violations = new Set<string>();
  private constructor(readonly name: ProcessName, readonly connection: NatsConnection) {
    void (async () => {
      for await (const status of connection.status()) if (status.type === 'error' && status.error instanceof PermissionViolationError) this.violations.add(`${status.error.operation} ${status.error.subject}`);
    })();
  }

  static async of(name: ProcessName): Promise<Probe> {
    const { natsSeed } = JSON.parse(readFileSync(path.join(secrets, `identity-${name}.json`), 'utf8'));
    return new Probe(name, await connectNats({ url, name, seed: natsSeed }));
  }

  /** Whether the broker takes a message on the subject. The broker answers in order: what it held against us is here before the flush's answer. */
  async maySay(subject: string): Promise<boolean> {
    this.connection.publish(subject, 'probe');
    await this.connection.flush();
    await new Promise((resolve) => setImmediate(resolve));
    return !this.violations.has(`publish ${subject}`);
  }

  async mayHear(subject: string, queue?: string): Promise<boolean> {
    const subscription = this.connection.subscribe(subject, { ...(queue === undefined ? {} : { queue }), callback: () => undefined });
    await this.connection.flush();
    await new Promise((resolve) => setImmediate(resolve));
    subscription.unsubscribe();
    return !this.violations.has(`subscription ${subject}`);
  }
}

describe('on the bus every process has its own key and its own subjects (reliability D12, S10)', () => {
  const probes: Probe[] = [];
  beforeAll(async () => { for (const name of processes) probes.push(await Probe.of(name)); });
  afterAll(async () => { for (const probe of probes) await probe.connection.close(); });

  it('refuses who names no key, and who names one it does not know', async () => {
    await expect(connect({ servers: url, reconnect: false })).rejects.toThrow(AuthorizationError);
    const [stranger] = await generateIdentities(['employment']);
    // An error of authorization is final here: the product itself tries for ever.
    await expect(connect({ servers: url, reconnect: false, user: 'employment', pass: stranger?.natsSeed ?? '' })).rejects.toThrow(AuthorizationError);
  });

  it.each(processes)('%s says and hears what is its own', async (name) => {
    const probe = probes.find((one) => one.name === name);
    if (probe === undefined) throw new Error('no probe');
    const said: Record<string, boolean> = {}, expected: Record<string, boolean> = {};
    const say = async (subject: string, may: boolean): Promise<void> => { said[subject] = await probe.maySay(subject); expected[subject] = may; };
    const hear = async (subject: string, may: boolean, queue?: string): Promise<void> => { said[`hear ${subject}`] = await probe.mayHear(subject, queue); expected[`hear ${subject}`] = may; };
    for (const other of serviceNames) {
      await say(`evt.${other}.probe.v1`, other === name);
      await say(`rpc.${other}.probe`, name === 'gateway');
      await say(`$JS.API.STREAM.DELETE.EVT_${other.toUpperCase()}`, false);
      await say(`$JS.API.STREAM.PURGE.EVT_${other.toUpperCase()}`, false);
      await say(`$JS.API.STREAM.MSG.GET.EVT_${other.toUpperCase()}`, false);
      await say(`$JS.API.CONSUMER.CREATE.EVT_${other.toUpperCase()}.spy`, false);
      await say(`$JS.API.CONSUMER.INFO.EVT_${other.toUpperCase()}.${name}-from-${other}`, reads[name]?.includes(other) === true);
      await hear(`rpc.${other}.probe`, other === name, other);
      await hear(`evt.${other}.>`, false);
    }
    for (const other of processes) await hear(`_INBOX_${other}.probe`, other === name);
    for (const subject of new Set(Object.values(asks).flat())) await say(subject, (name === 'gateway' && !subject.endsWith('snapshot') && !subject.endsWith('pair')) || asks[name]?.includes(subject) === true);
    await hear('>', false);
    await hear('live.>', name === 'gateway');
    await hear(createInbox(), false);
    expect(said).toEqual(expected);
  });
});
