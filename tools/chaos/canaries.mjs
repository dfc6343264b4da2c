import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';

/** Finds known numbers of people, and a name that nobody has, in any text, also as bytes in hex. */
export class Canaries {
  constructor(numbers, name = null) {
    this.numbers = new Set(numbers);
    this.name = name;
  }

  in(text) {
    if (this.name !== null && text.includes(this.name)) return this.name;
    for (const [run] of text.matchAll(/\d{11,}X?/g)) for (let at = 0; at + 11 <= run.length; at += 1) for (const length of [11, 18]) if (this.numbers.has(run.slice(at, at + length))) return run.slice(at, at + length);
    for (const [, hex] of text.matchAll(/\\x([\da-f]{22,})/g)) {
      const found = this.in(Buffer.from(hex, 'hex').toString('utf8').replaceAll('\\x', ''));
      if (found !== null) return found;
    }
    return null;
  }
}

/** Searches all that the system keeps outside people's own pages (reliability D15, I11): logs, streams, Redis, every column of every table. Gives the places that were hit and how much was searched. */
export async function searchKept(context, canaries) {
  const stack = await context.same(), hits = [], searched = { files: 0, bytes: 0, tables: 0, rows: 0 };
  const redis = new Redis(stack.servers.redisUrl);
  await redis.save();
  await redis.quit();
  for (const name of filesUnder(stack.folder)) {
    searched.files += 1;
    let rest = '';
    for await (const part of createReadStream(name, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
      searched.bytes += part.length;
      const text = rest + part, found = canaries.in(Buffer.from(text, 'latin1').toString('utf8'));
      if (found !== null) { hits.push(`${path.relative(stack.folder, name)}: ${found === canaries.name ? 'a name' : 'a number'}`); break; }
      rest = text.slice(-64);
    }
  }
  const tables = await context.sql(`select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  for (const { schema, name } of tables) {
    searched.tables += 1;
    for (const { row } of await context.sql(`select t::text as row from ${schema}.${name} t`)) {
      searched.rows += 1;
      const found = canaries.in(row);
      if (found !== null) { hits.push(`table ${schema}.${name}: ${found === canaries.name ? 'a name' : 'a number'}`); break; }
    }
  }
  return { hits, searched };
}

/** All but secrets and PostgreSQL's pages, which are searched as rows; its log is a file like any other. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? (['postgres', 'secrets'].includes(entry.name) ? [] : filesUnder(path.join(folder, entry.name))) : entry.isFile() ? [path.join(folder, entry.name)] : []));
}
