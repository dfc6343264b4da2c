import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../start/workspace.mjs';
import { until } from '../../start/console-client.mjs';

const run = promisify(execFile), tables = ['audit_entry', 'audit_chain', 'audit_head', 'audit_pending'];

/** S9: the database's superuser changes one entry among many, in each of five ways; the command that an auditor runs finds each. */
export default {
  id: 'S9', title: 'audit tampering', goal: 'edited, deleted, inserted, reordered and cut found, the row named, ≤ 60 s each',
  full: { rows: 100_000 }, short: { rows: 10_000 }, leavesUnfit: true,
  async run(context, { rows }) {
    const stack = await context.stack({ JIEDUI_ANCHOR_SECONDS: '2' });
    await context.sql(`with entry as (insert into registry.audit_entry (id, actor_kind, actor_id, roles, action, subject_kind, subject_id, programme, result, details)
      select gen_random_uuid(), 'person', 'a' || n, '{labour-office}', 'operation.workers.update', 'workers', gen_random_uuid()::text, 'three-gorges', 'done', jsonb_build_object('n', n) from generate_series(1, ${rows}) n returning id)
      insert into registry.audit_pending select id from entry`);
    await until(() => context.sql('select count(*)::int as waiting from registry.audit_pending'), ([{ waiting }]) => waiting === 0, 300_000);
    await until(() => context.sql('select (select max(seq) from registry.audit_chain) = (select max(seq) from registry.audit_head) as anchored'), ([{ anchored }]) => anchored, 60_000);
    // Nobody writes meanwhile: what is put back afterwards must be what was.
    await stack.services.stop();
    for (const table of tables) await context.sql(`create table public.kept_${table} as table registry.${table}`);
    const verify = async () => {
      const began = performance.now();
      const result = await run(process.execPath, [path.join(root, 'apps/cli/bin/jiedui.mjs'), 'audit', 'verify', '--database', stack.servers.databaseUrl, '--anchors', path.join(stack.folder, 'anchors'), '--service', 'registry'], { cwd: root }).then(({ stdout }) => ({ code: 0, text: stdout }), (error) => ({ code: error.code, text: `${error.stdout}${error.stderr}` }));
      return { ...result, seconds: (performance.now() - began) / 1000 };
    };
    const at = Math.floor(rows / 2), some = `(select entry_id from registry.audit_chain where seq = ${at})`;
    const tamperings = {
      edited: `update registry.audit_entry set actor_id = 'x' where id = ${some}`,
      deleted: `delete from registry.audit_entry where id = ${some}`,
      inserted: `insert into registry.audit_entry (id, actor_kind, actor_id, action, result) values (gen_random_uuid(), 'person', 'x', 'y', 'done')`,
      reordered: `update registry.audit_chain c set entry_id = o.entry_id from registry.audit_chain o where c.seq in (${at}, ${at + 1}) and o.seq = ${2 * at + 1} - c.seq`,
      cut: `with gone as (delete from registry.audit_chain where seq > (select max(seq) from registry.audit_chain) - 5 returning entry_id) delete from registry.audit_entry where id in (select entry_id from gone)`,
    };
    const whole = await verify(), found = {};
    let slowest = whole.seconds;
    for (const [kind, statement] of Object.entries(tamperings)) {
      await context.sql(`set session_replication_role = replica; ${kind === 'reordered' ? 'alter table registry.audit_chain drop constraint if exists audit_chain_entry_id_key; ' : ''}${statement}`);
      const verdict = await verify();
      slowest = Math.max(slowest, verdict.seconds);
      found[kind] = verdict.code === 1 && verdict.text.trim().length > 0;
      if (!found[kind]) process.stdout.write(`  ${kind}: ${verdict.code} ${verdict.text.slice(0, 300)}\n`);
      for (const table of tables) await context.sql(`set session_replication_role = replica; truncate registry.${table} cascade`);
      for (const table of tables) await context.sql(`set session_replication_role = replica; insert into registry.${table} select * from public.kept_${table}`);
    }
    const missed = Object.entries(found).filter(([, is]) => !is).map(([kind]) => kind);
    return { figure: `${rows} entries, whole ${whole.code === 0 ? 'verifies' : 'DOES NOT VERIFY'}, ${Object.keys(found).length - missed.length} of ${Object.keys(found).length} found${missed.length > 0 ? `, missed ${missed.join(', ')}` : ''}, slowest ${slowest.toFixed(1)} s`, held: whole.code === 0 && missed.length === 0 && slowest <= 60 };
  },
};
