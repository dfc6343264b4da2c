import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { jetstream, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource, QueryRunner } from 'typeorm';
import { ANCHOR_STREAM, anchorSubject, type ServiceName } from '@jiedui/contracts';
import { signStatement, type Identity } from '@jiedui/access';
import type { Logger } from '@jiedui/observability';
import { type Anchor, type ChainedEntry, chainedColumns, chainOrigin, type ChainHead, type ChainSuite, headStatement, linkHash, readAnchors } from '@jiedui/protection';
import { Leader } from './leader.js';
import { isStreamMissing } from './streams.js';

const BATCH = 500;
const POLL_MS = 500;
/** More than a head takes in the file. */
const TAIL_BYTES = 4096;

/** Where heads go, how often, the hash of new links, and how many days entries are kept at least. */
export interface AuditSettings { readonly anchorFolder: string | null; readonly anchorEveryMs: number; readonly suite: ChainSuite; readonly keptDays: number }

/** Makes the anchors' stream when it is missing. */
async function ensureAnchorStream(manager: JetStreamManager, replicas: number): Promise<void> {
  const isMissing = await manager.streams.info(ANCHOR_STREAM).then(() => false, (error: unknown) => { if (isStreamMissing(error)) return true; throw error; });
  if (isMissing) await manager.streams.add({ name: ANCHOR_STREAM, subjects: ['audit.anchor.*'], storage: 'file', retention: 'limits', discard: 'new', deny_delete: true, deny_purge: true, num_replicas: replicas });
}

/**
 * Gives the entries of a service's trail their places in its chain, and anchors the chain's head (reliability D14). One leader among replicas by
 * an advisory lock. Every five minutes and at the end the head is signed and kept in three places: the database, a file on another disk, a stream.
 */
export class AuditSequencer {
  private readonly leader: Leader;

  constructor(
    private readonly service: ServiceName, dataSource: DataSource, private readonly connection: NatsConnection, private readonly manager: JetStreamManager, private readonly replicas: number,
    private readonly identity: Identity, private readonly settings: AuditSettings, private readonly log: Logger,
  ) {
    this.leader = new Leader(`audit-${service}`, dataSource, log);
  }

  start(): void { this.leader.start((runner) => this.lead(runner)); }

  /** Ends after the last entries are chained and their head is anchored. */
  stop(): Promise<void> { return this.leader.stop(); }

  private async lead(runner: QueryRunner): Promise<void> {
    await this.compareWithAnchors(runner);
    for (let anchored = performance.now(); ;) {
      const isEnding = this.leader.isStopping, chained = await this.chain(runner);
      if (isEnding || performance.now() - anchored >= this.settings.anchorEveryMs) {
        await this.anchor(runner);
        anchored = performance.now();
      }
      if (chained === BATCH) continue;
      if (isEnding) return;
      await pause(Math.min(POLL_MS, this.settings.anchorEveryMs));
    }
  }

  /** Links the oldest waiting entries, in one transaction; how many. */
  private async chain(runner: QueryRunner): Promise<number> {
    await runner.startTransaction();
    try {
      const entries: ChainedEntry[] = await runner.query(`select ${chainedColumns} from audit_pending p join audit_entry e on e.id = p.entry_id order by e.id limit ${BATCH}`);
      if (entries.length > 0) {
        const { seq, hash } = await tailOf(runner, this.service), { suite } = this.settings;
        let previous = hash;
        const links = entries.map((entry, i) => {
          const link = { seq: seq + 1 + i, entry_id: entry.id, suite, prev_hash: previous, hash: linkHash(suite, previous, entry) };
          previous = link.hash;
          return link;
        });
        await runner.query('insert into audit_chain (seq, entry_id, suite, prev_hash, hash) select * from json_to_recordset($1::json) as l(seq bigint, entry_id uuid, suite text, prev_hash text, hash text)', [JSON.stringify(links)]);
        await runner.query('delete from audit_pending where entry_id = any($1::uuid[])', [entries.map((entry) => entry.id)]);
      }
      await runner.commitTransaction();
      return entries.length;
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    }
  }

  /** Signs the head and keeps it in all three places. A place that cannot be reached gets a later head; that is said in the log. */
  private async anchor(runner: QueryRunner): Promise<void> {
    const { seq, hash } = await tailOf(runner, this.service);
    // Asked for this very head: one of a number yet to come, put there by hand, must not keep all others from being signed.
    const [known]: { seq: string }[] = await runner.query('select seq from audit_head where seq = $1 and hash = $2', [seq, hash]);
    if (seq === 0 || known !== undefined) return;
    const head: ChainHead = { service: this.service, seq, hash, at: new Date().toISOString() };
    const anchor: Anchor = { ...head, signature: await signStatement(this.identity, headStatement(head)) }, line = JSON.stringify(anchor);
    const outside = await Promise.allSettled([this.toFile(line), this.toStream(line, seq, hash)]);
    for (const one of outside) if (one.status === 'rejected') this.log.error({ err: one.reason, seq }, 'an audit anchor could not be kept outside the database');
    // Kept nowhere outside: the next round tries with a newer head.
    if (outside.every((one) => one.status === 'rejected')) return;
    await runner.query('insert into audit_head (seq, at, hash, signature) values ($1, $2, $3, $4)', [seq, head.at, hash, anchor.signature]);
  }

  private async toFile(line: string): Promise<void> {
    const { anchorFolder } = this.settings;
    if (anchorFolder === null) return;
    await mkdir(anchorFolder, { recursive: true });
    const file = await open(path.join(anchorFolder, `${this.service}.jsonl`), 'a+', 0o640);
    try {
      await cutTornLine(file);
      await file.appendFile(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async toStream(line: string, seq: number, hash: string): Promise<void> {
    await ensureAnchorStream(this.manager, this.replicas);
    await jetstream(this.connection).publish(anchorSubject(this.service), line, { msgID: `${this.service}-${seq}-${hash}`, timeout: 5000 });
  }

  /** A database older than its anchors (a backup put over today) or another than theirs: said at once, since links written from here on hide nothing but also mend nothing. */
  private async compareWithAnchors(runner: QueryRunner): Promise<void> {
    if (this.settings.anchorFolder === null) return;
    // Unreadable heads are a matter for whoever verifies: entries get their places all the same.
    const anchors = await readAnchors(path.join(this.settings.anchorFolder, `${this.service}.jsonl`)).catch((error: unknown) => { this.log.error({ err: error }, 'the anchors cannot be read: run "jiedui audit verify"'); return []; });
    const last = anchors.at(-1);
    if (last === undefined) return;
    const { seq, hash } = last;
    const [link]: { hash: string }[] = await runner.query('select hash from audit_chain where seq = $1', [seq]);
    if (link?.hash !== hash) this.log.error({ seq }, 'the audit trail differs from its last anchor: run "jiedui audit verify"');
  }
}

/** Takes away what a full disk or a fall left of a line: it is no head, and what is written behind it would be none either. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat(), from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(TAIL_BYTES), position: from }), end = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
  if (end < bytesRead) await file.truncate(from + end);
}

/** The last link, or what the first one will follow. */
async function tailOf(runner: QueryRunner, service: ServiceName): Promise<{ seq: number; hash: string }> {
  const [tail]: { seq: string; hash: string }[] = await runner.query('select seq, hash from audit_chain order by seq desc limit 1');
  return tail === undefined ? { seq: 0, hash: chainOrigin(service) } : { seq: Number(tail.seq), hash: tail.hash };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
