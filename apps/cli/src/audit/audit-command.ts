import path from 'node:path';
import pg from 'pg';
import { serviceNames } from '@jiedui/contracts';
import { AUDIT_KEPT_DAYS, AUDIT_KEPT_DAYS_LEAST, dropExpired, PUBLIC_KEYS_FILE, readAnchors, readPublicKeys, verifyTrail } from '@jiedui/protection';
import { parseArguments } from '../arguments.js';
import { Refusal } from '../refusal.js';

/**
 * `jiedui audit verify`: checks every service's audit trail against its chain, and the chain against the heads kept outside the database.
 * `jiedui audit drop`: checks likewise, and takes away what is past the time of keeping.
 *
 * @returns 0 when all of it holds, 1 when something was done to it.
 * @throws Refusal for a wrong call, a folder or a database that cannot be read.
 */
export async function runAudit(args: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(args, ['database', 'anchors', 'service', 'keys', 'wait', 'days']), [verb] = words;
  const url = options.get('database') ?? process.env['DATABASE_URL'], folder = options.get('anchors'), only = options.get('service'), wait = Number(options.get('wait') ?? 600);
  const keptDays = Number(options.get('days') ?? process.env['JIEDUI_AUDIT_KEPT_DAYS'] ?? AUDIT_KEPT_DAYS);
  if (words.length !== 1 || (verb !== 'verify' && verb !== 'drop') || folder === undefined || url === undefined) throw new Refusal('用法：jiedui audit verify|drop --database URL --anchors 文件夹 [--service 服务] [--keys 文件] [--days 天数]', 'usage: jiedui audit verify|drop --database URL --anchors FOLDER [--service NAME] [--keys FILE] [--days DAYS]');
  if (!Number.isInteger(keptDays) || keptDays < AUDIT_KEPT_DAYS_LEAST) throw new Refusal(`审计记录至少保存 ${AUDIT_KEPT_DAYS_LEAST} 天。`, `Audit entries are kept ${AUDIT_KEPT_DAYS_LEAST} days at least.`);
  const services = serviceNames.filter((service) => only === undefined || service === only);
  if (services.length === 0) throw new Refusal(`没有「${only}」这个服务；可用：${serviceNames.join(' ')}。`, `There is no service "${only}"; known: ${serviceNames.join(' ')}.`);
  if (!Number.isFinite(wait) || wait < 0) throw new Refusal('--wait 应为秒数。', '--wait has to be a number of seconds.');
  const publicKeys = await readPublicKeys(options.get('keys') ?? path.join(folder, PUBLIC_KEYS_FILE));
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => { throw new Refusal(`无法连接数据库：${String(error)}`, `The database cannot be reached: ${String(error)}`); });
  let isWhole = true;
  try {
    for (const service of services) {
      const began = performance.now();
      // Read before the snapshot: an anchor is never ahead of the rows that are looked at.
      const anchors = await readAnchors(path.join(folder, `${service}.jsonl`)).catch((error: Error) => { throw new Refusal(`锚点文件无效：${error.message}`, `The anchor file is not valid: ${error.message}`); });
      await client.query('begin isolation level repeatable read read only');
      const verdict = await verifyTrail({ service, anchors, publicKeys, keptDays, waitSeconds: wait, query: async <R>(sql: string, values: unknown[]) => (await client.query(sql, values)).rows as R[] });
      await client.query('commit');
      const seconds = ((performance.now() - began) / 1000).toFixed(1), { fault } = verdict;
      isWhole &&= fault === null;
      process.stdout.write(`${service}: ${fault === null ? '完整 whole' : `有误 WRONG ${fault.kind}`}; ${verdict.entries} 条 links, ${verdict.anchorsMet}/${anchors.length} 锚点 anchors, ${verdict.waiting} 待入链 waiting, ${seconds} s\n`);
      if (fault !== null) process.stdout.write(`  ${fault.seq === null ? '' : `第 ${fault.seq} 条 link ${fault.seq} `}${fault.entryId === null ? '' : `记录 entry ${fault.entryId} `}${fault.zh} / ${fault.en}\n`);
      else if (anchors.length === 0) process.stdout.write('  没有锚点：链本身完整，但无法排除整链被重写 / no anchors: the chain fits itself, but nothing outside says it was not written anew\n');
      if (verb !== 'drop' || fault !== null) continue;
      await client.query(`select set_config('search_path', $1, false)`, [service]);
      const gone = await dropExpired({ service, anchors, keptDays, query: async <R>(sql: string, values: unknown[]) => (await client.query(sql, values)).rows as R[] });
      process.stdout.write(gone === null ? `  没有超过 ${keptDays} 天的记录 / nothing is older than ${keptDays} days\n` : `  已删除 ${gone.links} 条超过 ${keptDays} 天的记录，链从第 ${gone.upTo + 1} 条开始 / ${gone.links} entries older than ${keptDays} days are gone; the chain begins at ${gone.upTo + 1}\n`);
    }
  } finally {
    await client.end();
  }
  return isWhole ? 0 : 1;
}
