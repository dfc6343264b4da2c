import { execFile, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { isRoot } from '../../servers/cache-folder.mjs';
import { findPostgres } from '../../servers/find-servers.mjs';
import { freePort } from '../../servers/ports.mjs';
import { stopProcess } from '../../servers/private-servers.mjs';
import { root } from '../../start/workspace.mjs';
import { quiesce } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

const run = promisify(execFile);
const NOBODY = { uid: 65534, gid: 65534 };

/** R20: a base backup and the stream of changes after it, restored to a chosen second on another server. */
export default {
  id: 'R20', title: 'restore to a chosen second', goal: 'acknowledged until 5 s before it all there, back ≤ 15 min, sums and audit chain verify',
  full: { rate: 60, seconds: 120 }, short: { rate: 40, seconds: 15 },
  async run(context, { rate, seconds }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r20'), 'history.jsonl')), found = await findPostgres();
    const [receive, backup] = ['pg_receivewal', 'pg_basebackup'].map((name) => [found.bin, ...(process.env.PATH ?? '').split(':')].map((folder) => path.join(folder, name)).find((file) => existsSync(file)));
    if (receive === undefined || backup === undefined) return { figure: 'PostgreSQL’s client programs are not here', held: null };
    // Where the server's user can reach it.
    const folder = path.join('/tmp', `jiedui-restore-${process.pid}`), base = path.join(folder, 'base'), wal = path.join(folder, 'wal');
    for (const one of [folder, base, wal]) { mkdirSync(one, { mode: 0o700 }); if (isRoot) chownSync(one, NOBODY.uid, NOBODY.gid); }
    const env = { ...process.env, ...found.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' }, as = isRoot ? NOBODY : {}, url = new URL(stack.servers.databaseUrl), dsn = `host=127.0.0.1 port=${url.port} user=jiedui password=${url.password}`;
    const receiver = spawn(receive, ['-D', wal, '-d', dsn, '--synchronous'], { env, cwd: '/', stdio: 'ignore', ...as });
    const load = new Load({ stack, history, sessions: await signInAll(context) });
    let restored = null;
    try {
      load.start(rate);
      await run(backup, ['-D', base, '-d', dsn, '-X', 'none', '-c', 'fast'], { env, cwd: '/', ...as });
      await pause(seconds * 1000);
      const [{ target }] = await context.sql('select clock_timestamp()::text as target'), chosen = Date.now();
      // The heads kept outside the database as they were then: those signed later speak of what is not restored.
      cpSync(path.join(stack.folder, 'anchors'), path.join(folder, 'anchors'), { recursive: true });
      await pause(5000);
      await load.stop();
      await quiesce(context);
      // The last segment is not full: the receiver keeps it as partial.
      await stopProcess(receiver.pid, 'SIGINT');
      for (const file of readdirSync(wal)) if (file.endsWith('.partial')) renameSync(path.join(wal, file), path.join(wal, file.replace('.partial', '')));
      const began = performance.now(), port = await freePort();
      writeFileSync(path.join(base, 'recovery.signal'), '');
      const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', restore_command: `cp "${wal}/%f" "%p"`, recovery_target_time: target, recovery_target_action: 'promote', max_connections: 200 };
      restored = spawn(path.join(found.bin, 'postgres'), ['-D', base, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])], { env, cwd: '/', detached: true, stdio: 'ignore', ...as });
      url.port = String(port);
      const client = await connected(url.href, restored);
      const backAfter = (performance.now() - began) / 1000;
      const due = [...history.operations.values()].filter(({ outcome, kind, at, ms }) => outcome === 'ok' && kind === 'project' && performance.timeOrigin + at + ms < chosen - 5000).map(({ name }) => name);
      const { rows: [{ there }] } = await client.query('select count(*)::int as there from intake.project where name = any($1)', [due]);
      const { rows: [{ wrong }] } = await client.query('select count(*)::int as wrong from (select p.id from intake.project p left join intake.payment y on y.project_id = p.id group by p.id having p.paid_fen <> coalesce(sum(y.amount_fen), 0)) x');
      await client.end();
      const audit = await run(process.execPath, [path.join(root, 'apps/cli/bin/jiedui.mjs'), 'audit', 'verify', '--database', url.href, '--anchors', path.join(folder, 'anchors')], { cwd: root }).then(() => 'verifies', (error) => `does not verify: ${String(error.stdout || error.stderr).trim().split('\n').at(-1)}`);
      return { figure: `${due.length - there} of ${due.length} acknowledged 5 s before are missing, ${wrong} sums wrong, back after ${backAfter.toFixed(0)} s, audit chain ${audit}`, held: due.length > 0 && there === due.length && wrong === 0 && backAfter <= 900 && audit === 'verifies' };
    } finally {
      await load.close();
      await history.close();
      receiver.kill('SIGKILL');
      if (restored !== null) await stopProcess(restored.pid, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function connected(url, server) {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      const { rows: [{ recovering }] } = await client.query('select pg_is_in_recovery() as recovering');
      if (!recovering) return client;
      await client.end();
    } catch (error) {
      if (attempt > 1200 || server.exitCode !== null) throw error;
    }
    await pause(200);
  }
}
