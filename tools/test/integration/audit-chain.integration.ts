import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { generateIdentities, importPublicKeys, loadIdentity, signStatement, type Identity } from '@jiedui/access';
import { ANCHOR_STREAM, anchorSubject } from '@jiedui/contracts';
import { AuditSequencer } from '@jiedui/messaging';
import { createLog } from '@jiedui/observability';
import { type Anchor, AuditTables1763700010000, type ChainedEntry, chainedColumns, headStatement, linkHash, readAnchors, type TrailVerdict, verifyTrail } from '@jiedui/protection';
import { bus, close, sql, stack, unique, until } from '../arrange.js';

/**
 * Goal S9: a trail of many rows, chained and anchored by the sequencer itself in a database of its own, then tampered with by the database's
 * superuser. Every class of tampering has to be found, named and placed.
 */

const ROWS = Number(process.env['JIEDUI_AUDIT_ROWS'] ?? 10_000), FIRST = Math.floor(ROWS * 0.4);
const database = unique('audit_').toLowerCase(), folder = mkdtempSync(path.join(tmpdir(), 'jiedui-anchors-')), url = new URL(stack.databaseUrl);
url.pathname = `/${database}`;
let source: DataSource, client: pg.Client, keys: Identity['publicKeys'], identity: Identity;

const link = async (seq: number): Promise<{ entry_id: string; hash: string; prev_hash: string }> => (await client.query('select entry_id, hash, prev_hash from audit_chain where seq = $1', [seq])).rows[0];
const entryOf = async (id: string): Promise<ChainedEntry> => (await client.query(`select ${chainedColumns} from audit_entry e where id = $1`, [id])).rows[0];
const anchors = (): Anchor[] => readFileSync(path.join(folder, 'registry.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Anchor);
const somewhere = (): number => FIRST + 2 + Math.floor(Math.random() * (ROWS - FIRST - 10));

async function fill(rows: number): Promise<void> {
  await client.query(
    `with entry as (insert into audit_entry (id, actor_kind, actor_id, roles, action, subject_kind, subject_id, programme, result, details)
       select gen_random_uuid(), 'person', 'a' || n, '{labour-office,auditor}', 'operation.workers.update', 'workers', gen_random_uuid()::text, 'three-gorges', 'done', jsonb_build_object('fields', array['version', '姓名'], 'n', n) from generate_series(1, $1) n returning id)
     insert into audit_pending select id from entry`, [rows]);
  const connection = await bus(), manager = await jetstreamManager(connection);
  const sequencer = new AuditSequencer('registry', source, connection, manager, 1, identity, { anchorFolder: folder, anchorEveryMs: 60_000, suite: 'sha256', keptDays: 1096 }, createLog('test'));
  sequencer.start();
  await until(async () => (await client.query<{ waiting: number }>('select count(*)::int as waiting from audit_pending')).rows, (found) => found[0]?.waiting === 0, 'the entries to be chained');
  await sequencer.stop();
}

/** What a verification says after a tampering, which is undone again. */
async function after(tampering: () => Promise<unknown>, with_: readonly Anchor[] = anchors()): Promise<TrailVerdict> {
  await client.query('begin');
  try {
    await tampering();
    return await verifyTrail({ service: 'registry', anchors: with_, publicKeys: [keys], query: async <R>(text: string, values: unknown[]) => (await client.query(text, values)).rows as R[] });
  } finally {
    await client.query('rollback');
  }
}

/** Makes room in the chain, or closes a gap, as someone would who wants no number missing. */
async function shift(from: number, by: 1 | -1): Promise<void> {
  await client.query('update audit_chain set seq = -(seq + $2) where seq >= $1', [from, by]);
  await client.query('update audit_chain set seq = -seq where seq < 0');
}

/** Writes the chain anew from a place on, each hash right. */
async function rechain(from: number): Promise<void> {
  let previous = (await link(from)).prev_hash;
  for (const { seq, entry_id: id } of (await client.query<{ seq: string; entry_id: string }>('select seq, entry_id from audit_chain where seq >= $1 order by seq', [from])).rows) {
    const hash = linkHash('sha256', previous, await entryOf(id));
    await client.query('update audit_chain set prev_hash = $2, hash = $3 where seq = $1', [seq, previous, hash]);
    previous = hash;
  }
}

beforeAll(async () => {
  await sql(`create database ${database}`);
  client = new pg.Client({ connectionString: url.href, options: '-c search_path=registry' });
  await client.connect();
  await client.query('create schema registry');
  source = await new DataSource({ type: 'postgres', url: url.href, schema: 'registry', migrations: [AuditTables1763700010000], extra: { options: '-c search_path=registry' } }).initialize();
  await source.runMigrations();
  const [file] = await generateIdentities(['registry']);
  if (file === undefined) throw new Error('no identity');
  identity = await loadIdentity(file);
  keys = await importPublicKeys(file.publicJwks);
  writeFileSync(path.join(folder, 'public-keys.json'), JSON.stringify([file.publicJwks]));
  await fill(FIRST);
  await fill(ROWS - FIRST);
});
afterAll(async () => {
  await client?.end();
  await source?.destroy();
  await sql(`drop database ${database} with (force)`);
  rmSync(folder, { recursive: true, force: true });
  await close();
});

describe('a trail as it was written', () => {
  it('is whole, and its heads stand in the file, in the database and on a stream that deletes nothing', async () => {
    const verdict = await after(async () => undefined);
    expect(verdict).toMatchObject({ entries: ROWS, fault: null, waiting: 0, anchorsMet: 2 });
    expect(anchors().map((anchor) => anchor.seq)).toEqual([FIRST, ROWS]);
    expect((await client.query('select seq::int from audit_head order by seq')).rows.map((row) => row.seq)).toEqual([FIRST, ROWS]);
    const manager = await jetstreamManager(await bus()), info = await manager.streams.info(ANCHOR_STREAM);
    expect(info.config).toMatchObject({ deny_delete: true, deny_purge: true });
    const last = await manager.streams.getMessage(ANCHOR_STREAM, { last_by_subj: anchorSubject('registry') });
    expect(last?.json<Anchor>().service).toBe('registry');
  });

  it('with an entry that just came is whole still, and the entry is counted as waiting; one that waits too long is named', async () => {
    const add = (at: string): Promise<unknown> => client.query(`with e as (insert into audit_entry (id, at, actor_kind, actor_id, action, result) values (gen_random_uuid(), ${at}, 'person', 'x', 'y', 'done') returning id) insert into audit_pending select id from e`);
    expect(await after(() => add('now()'))).toMatchObject({ fault: null, waiting: 1 });
    expect((await after(() => add(`now() - interval '1 hour'`))).fault).toMatchObject({ kind: 'unchained' });
  });
});

describe('the superuser of the database', () => {
  it.each([
    ['the actor', `actor_id = 'somebody else'`], ['the time', `at = at + interval '1 microsecond'`], ['the details', `details = details || '{"n": 0}'`], ['a role', `roles = '{labour-office}'`], ['the result', `result = 'denied'`],
  ])('who edits %s of an entry is found at that entry', async (_, change) => {
    const seq = somewhere(), { entry_id: id } = await link(seq);
    expect((await after(() => client.query(`update audit_entry set ${change} where id = $1`, [id]))).fault).toMatchObject({ kind: 'edited', seq, entryId: id });
  });

  it('who edits an entry and makes its hash fit is found at that entry', async () => {
    const seq = somewhere(), { entry_id: id, prev_hash: previous } = await link(seq);
    const verdict = await after(async () => {
      await client.query(`update audit_entry set actor_id = 'x' where id = $1`, [id]);
      await client.query('update audit_chain set hash = $2 where seq = $1', [seq, linkHash('sha256', previous, await entryOf(id))]);
    });
    expect(verdict.fault).toMatchObject({ kind: 'edited', seq, entryId: id });
  });

  it('who deletes an entry is found there, also when its link goes too and the rest moves up', async () => {
    const seq = somewhere(), { entry_id: id } = await link(seq);
    const entry = (): Promise<unknown> => client.query('delete from audit_entry where id = $1', [id]), chain = (): Promise<unknown> => client.query('delete from audit_chain where seq = $1', [seq]);
    expect((await after(entry)).fault).toMatchObject({ kind: 'deleted', seq, entryId: id });
    expect((await after(async () => { await entry(); await chain(); })).fault).toMatchObject({ kind: 'deleted', seq });
    expect((await after(async () => { await entry(); await chain(); await shift(seq, -1); })).fault).toMatchObject({ kind: 'deleted', seq });
  });

  it('who deletes all up to a signed head is found, as long as that is to be kept', async () => {
    const begin = async (): Promise<void> => { await client.query('with gone as (delete from audit_chain where seq <= $1 returning entry_id) delete from audit_entry where id in (select entry_id from gone)', [FIRST]); };
    expect((await after(begin)).fault).toMatchObject({ kind: 'deleted', seq: 1 });
  });

  it('who inserts an entry is found at it, beside the chain or within it', async () => {
    const seq = somewhere(), forged = '01939999-0000-7000-8000-000000000001';
    const entry = (): Promise<unknown> => client.query(`insert into audit_entry (id, actor_kind, actor_id, action, result) values ('${forged}', 'person', 'x', 'operation.workers.update', 'done')`);
    expect((await after(entry)).fault).toMatchObject({ kind: 'inserted', entryId: forged });
    const within = async (): Promise<void> => {
      await entry();
      const { hash: previous } = await link(seq - 1);
      await shift(seq, 1);
      await client.query('insert into audit_chain (seq, entry_id, suite, prev_hash, hash) values ($1, $2, $3, $4, $5)', [seq, forged, 'sha256', previous, linkHash('sha256', previous, await entryOf(forged))]);
    };
    expect((await after(within)).fault).toMatchObject({ kind: 'inserted', seq, entryId: forged });
  });

  it('who changes the order is found at the first of the two, whichever columns are exchanged', async () => {
    const seq = somewhere(), other = seq + 5, [a, b] = [await link(seq), await link(other)];
    const places = async (): Promise<void> => {
      await client.query('update audit_chain set seq = case seq when $1 then -$2 else -$1 end where seq in ($1, $2)', [seq, other]);
      await client.query('update audit_chain set seq = -seq where seq < 0');
    };
    expect((await after(places)).fault).toMatchObject({ kind: 'reordered', seq });
    const contents = async (): Promise<void> => {
      const id = '00000000-0000-7000-8000-000000000000', rename = (from: string, to: string): Promise<unknown> => client.query('update audit_entry set id = $2 where id = $1', [from, to]);
      await rename(a.entry_id, id);
      await rename(b.entry_id, a.entry_id);
      await rename(id, b.entry_id);
    };
    expect((await after(contents)).fault).toMatchObject({ kind: 'reordered', seq });
  });

  it('who cuts the end off is found where it ends, heads in the database or not', async () => {
    const cut = ROWS - 7;
    const verdict = await after(async () => {
      await client.query('delete from audit_entry where id in (select entry_id from audit_chain where seq > $1)', [cut]);
      await client.query('delete from audit_chain where seq > $1', [cut]);
      await client.query('delete from audit_head where seq > $1', [cut]);
    });
    expect(verdict.fault).toMatchObject({ kind: 'tail-cut', seq: cut + 1 });
  });

  it('who writes the whole chain anew after an edit differs from the anchors outside', async () => {
    const seq = ROWS - 50, { entry_id: id } = await link(seq);
    const verdict = await after(async () => {
      await client.query(`update audit_entry set actor_id = 'x' where id = $1`, [id]);
      await rechain(seq);
    });
    expect(verdict.fault).toMatchObject({ kind: 'edited', seq: FIRST + 1 });
  });

  it('who takes anchors out of their file is found by the heads the database knows, and a head put there by hand keeps none from being signed', async () => {
    const aged = (): Promise<unknown> => client.query(`update audit_head set at = at - interval '1 hour'`), [first] = anchors() as [Anchor];
    for (const [left, to] of [[[], 0], [[first], FIRST]] as const) expect((await after(aged, left)).fault).toMatchObject({ kind: 'anchor-missing', seq: ROWS, en: expect.stringContaining(`end at ${to},`) });
    expect((await after(aged, anchors())).fault).toBeNull();
    const future = ROWS * 100;
    await client.query(`insert into audit_head (seq, at, hash, signature) values ($1, now() - interval '1 hour', 'x', 'x')`, [future]);
    try {
      expect((await after(async () => undefined)).fault).toMatchObject({ kind: 'anchor-missing', seq: future });
      await fill(3);
      expect(anchors().map((anchor) => anchor.seq)).toEqual([FIRST, ROWS, ROWS + 3]);
    } finally {
      await client.query('delete from audit_head where seq = $1', [future]);
    }
  });

  it('who has keys that were replaced signs nothing behind what the new ones signed', async () => {
    const [old] = await generateIdentities(['registry']);
    if (old === undefined) throw new Error('no identity');
    const [first, last] = anchors() as [Anchor, Anchor], replaced = await loadIdentity(old), signed = async (anchor: Anchor, by: Identity): Promise<Anchor> => ({ ...anchor, signature: await signStatement(by, headStatement(anchor)) });
    const verdict = async (...heads: Anchor[]): Promise<TrailVerdict> => verifyTrail({ service: 'registry', anchors: heads, publicKeys: [await importPublicKeys(old.publicJwks), keys], query: async <R>(text: string, values: unknown[]) => (await client.query(text, values)).rows as R[] });
    expect((await verdict(await signed(first, replaced), ...anchors().slice(1))).fault).toBeNull();
    expect((await verdict(first, await signed(last, replaced), ...anchors().slice(2))).fault).toMatchObject({ kind: 'anchor-forged', seq: last.seq });
  });

  it('who writes an anchor cannot sign it', async () => {
    const [first, last] = anchors() as [Anchor, Anchor];
    for (const forged of [{ ...last, hash: 'f'.repeat(64) }, { ...last, seq: ROWS - 1 }, { ...last, signature: first.signature }, { ...last, service: 'intake' }]) {
      expect((await after(async () => undefined, [first, forged])).fault).toMatchObject({ kind: 'anchor-forged', seq: forged.seq });
    }
  });
});

describe('jiedui audit verify', () => {
  const run = (): Promise<{ code: number; out: string }> => new Promise((resolve) => {
    execFile(process.execPath, ['apps/cli/bin/jiedui.mjs', 'audit', 'verify', '--database', url.href, '--anchors', folder, '--service', 'registry'], (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out: out + err }));
  });

  it('ends with 0 on a whole trail and with 1 on a changed bit, which it names', async () => {
    const whole = await run();
    expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(new RegExp(`registry: 完整 whole; ${ROWS + 3} .*3/3 .*anchors`))]);
    const seq = somewhere(), { entry_id: id } = await link(seq), { details } = await entryOf(id);
    // One bit of one letter of the stored text.
    await client.query('update audit_entry set details = $2::jsonb where id = $1', [id, details.replace('version', 'versioo')]);
    const changed = await run();
    expect([changed.code, changed.out]).toEqual([1, expect.stringMatching(new RegExp(`WRONG edited[\\s\\S]*link ${seq} 记录 entry ${id}`))]);
    await client.query('update audit_entry set details = $2::jsonb where id = $1', [id, details]);
    expect((await run()).code).toBe(0);
  });
});

describe('what is past the time of keeping', () => {
  const run = (verb: string, ...more: string[]): Promise<{ code: number; out: string }> => new Promise((resolve) => {
    execFile(process.execPath, ['apps/cli/bin/jiedui.mjs', 'audit', verb, '--database', url.href, '--anchors', folder, '--service', 'registry', ...more], (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out: out + err }));
  });

  it('goes up to a signed head of that age; the chain that is left is whole, and nothing more can be taken from it', async () => {
    expect(await run('drop', '--days', '30')).toMatchObject({ code: 2, out: expect.stringContaining('183') });
    expect(await run('drop')).toMatchObject({ code: 0, out: expect.stringContaining('nothing is older') });
    const [first, ...later] = anchors() as [Anchor, ...Anchor[]], head = { service: first.service, seq: first.seq, hash: first.hash, at: new Date(Date.now() - 1100 * 86_400_000).toISOString() };
    writeFileSync(path.join(folder, 'registry.jsonl'), [{ ...head, signature: await signStatement(identity, headStatement(head)) }, ...later].map((anchor) => `${JSON.stringify(anchor)}\n`).join(''));
    expect(await run('drop')).toMatchObject({ code: 0, out: expect.stringContaining(`begins at ${FIRST + 1}`) });
    expect((await client.query('select count(*)::int as links, min(seq)::int as first from audit_chain')).rows).toEqual([{ links: ROWS + 3 - FIRST, first: FIRST + 1 }]);
    expect((await client.query(`select details from audit_entry where action = 'audit.dropped'`)).rows).toEqual([{ details: { links: FIRST, upTo: FIRST, keptDays: 1096 } }]);
    expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`whole; ${ROWS + 3 - FIRST} `)) });
    expect(await run('verify', '--days', '2000')).toMatchObject({ code: 1, out: expect.stringContaining('WRONG deleted') });
    await fill(2);
    const { fault, entries } = await after(async () => undefined);
    expect([fault, entries]).toEqual([null, ROWS + 6 - FIRST]);
    expect((await after(async () => { await client.query('delete from audit_entry where id = $1', [(await link(FIRST + 1)).entry_id]); await client.query('delete from audit_chain where seq = $1', [FIRST + 1]); })).fault).toMatchObject({ kind: 'deleted', seq: 1 });
  });
});

describe('a disk that was full', () => {
  it('leaves half a head, which stops neither the chain nor the heads after it', async () => {
    const file = path.join(folder, 'registry.jsonl'), before = anchors();
    appendFileSync(file, '{"service":"registry","seq":');
    await fill(3);
    expect((await readAnchors(file)).map((anchor) => anchor.seq).slice(before.length)).toEqual([(before.at(-1)?.seq ?? 0) + 3]);
    expect(await after(async () => undefined, await readAnchors(file))).toMatchObject({ fault: null, waiting: 0 });
  });
});
