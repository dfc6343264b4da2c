import { afterAll, describe, expect, it } from '@jest/globals';
import { createDataSource, keepConnections } from '@jiedui/persistence';
import { serviceNames } from '@jiedui/contracts';
import { close, sql, stack, unique, until } from '../arrange.js';

/** Connections to PostgreSQL that stand before somebody asks for something. */

interface Connection { readonly name: string; readonly pid: number }
/** Of one service, or of all: those that have stood for longer than a pool by itself leaves an idle one. */
const standing = (name: string, forSeconds: number): Promise<Connection[]> => sql<Connection>(
  `select application_name as name, pid from pg_stat_activity where application_name like $1 and backend_start < now() - make_interval(secs => $2)`, [name, forSeconds]);

afterAll(close);

describe('connections of a service', () => {
  it('stand once it has started, and again when the server had ended them', async () => {
    const schema = unique('kept').toLowerCase(), dataSource = await createDataSource({ url: stack.databaseUrl, schema }).initialize();
    const letGo = await keepConnections(dataSource);
    try {
      const first = await standing(`jiedui-${schema}`, 0);
      expect(first).toHaveLength(8);
      await sql('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [first.map(({ pid }) => pid)]);
      const again = await until(() => standing(`jiedui-${schema}`, 0), (now) => now.length === 8, 'the connections to be back');
      expect(again.filter(({ pid }) => first.some((one) => one.pid === pid))).toEqual([]);
    } finally {
      letGo();
      await dataSource.destroy();
    }
    await until(() => standing(`jiedui-${schema}`, 0), (now) => now.length === 0, 'the connections to be gone');
  });

  it('stand in every service, however long nobody asked it anything', async () => {
    await until(() => standing('jiedui-%', 15), (now) => serviceNames.every((service) => now.filter(({ name }) => name === `jiedui-${service}`).length >= 8), 'every service to keep its connections');
  });
});
