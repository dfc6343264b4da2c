import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { type Actor, projects, type ProjectView } from '@jiedui/contracts';
import { reachOf, scopeOf } from '@jiedui/access';
import { allowLongStatements, createDataSource, EVERY_ROW, inTransaction, withRowReach } from '@jiedui/persistence';
import { as, close, sql, stack, unique } from '../arrange.js';

/** PostgreSQL keeps to the caller's scope by itself (reliability D10): what a service's own condition would forget is still not seen. */

let service: DataSource;
let here: ProjectView;
let there: ProjectView;

beforeAll(async () => {
  const url = new URL(stack.databaseUrl), roles = JSON.parse(process.env['JIEDUI_TEST_ROLES'] ?? '{}') as Record<string, { rw: string }>;
  Object.assign(url, { username: 'jiedui_intake_rw', password: roles['intake']?.rw ?? '' });
  service = await createDataSource({ url: url.href, schema: 'intake', guardedTables: ['project', 'project_event', 'milestone', 'payment'] }).initialize();
  const client = await as('yangli');
  const file = (unit: string, supporter: string): Promise<ProjectView> => client.call(projects.create, { programme: 'three-gorges', unit, supporter, name: unique('项目'), field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 100_000_00, grantFen: 60_000_00, startOn: '2024-03-01', endOn: '2027-03-01' });
  [here, there] = [await file('422823', '110000'), await file('420506', '310000')];
});
afterAll(async () => { await service.destroy(); await close(); });

const person = (...grants: Partial<Actor['grants'][number]>[]): Actor => ({ kind: 'person', id: 'p1', displayName: '某人', organisationName: null, grants: grants.map((grant) => ({ role: 'supporter-office', programme: 'three-gorges', region: null, organisation: null, ...grant })) });
const within = <T>(actor: Actor, work: () => Promise<T>): Promise<T> => withRowReach(reachOf(scopeOf(actor, 'project.read'), actor), work);
const seen = async (): Promise<string[]> => (await service.query<{ id: string }[]>('select id from project where id = any($1::uuid[])', [[here.id, there.id]])).map(({ id }) => id).sort();

describe('rows of projects', () => {
  it('are not seen at all by whoever does not say for whom he asks', async () => {
    expect(await seen()).toEqual([]);
    expect(await service.query('select 1 from project_event limit 1')).toEqual([]);
  });

  it('are seen as far as the caller reaches, each with what belongs to it', async () => {
    expect(await within(person({ region: '110000' }), seen)).toEqual([here.id]);
    expect(await within(person({ region: '310000' }), seen)).toEqual([there.id]);
    expect(await within(person({ region: '110000' }, { region: '310000' }), seen)).toEqual([here.id, there.id].sort());
    expect(await within(person({ role: 'receiving-office', region: '420000' }), seen)).toEqual([here.id, there.id].sort());
    expect(await within(person({ role: 'programme-administrator' }), seen)).toEqual([here.id, there.id].sort());
    expect(await within(person({ role: 'programme-administrator', programme: 'danjiangkou' }), seen)).toEqual([]);
    expect(await withRowReach(EVERY_ROW, seen)).toEqual([here.id, there.id].sort());
    const events = (): Promise<{ id: string }[]> => service.query('select project_id as id from project_event where project_id = any($1::uuid[])', [[here.id, there.id]]);
    expect(await within(person({ region: '110000' }), events)).toEqual([{ id: here.id }]);
  });

  it('say what a single statement fails on, and the next one on its connection sees no further than its own caller', async () => {
    const office = person({ region: '110000' }), failing = (text: string): Promise<unknown> => within(office, () => service.query(text, []));
    for (let i = 0; i < 20; i += 1) await expect(failing('select 1 / (count(*) - count(*)) from project')).rejects.toMatchObject({ code: '22012' });
    await expect(failing('select no_such_column from project')).rejects.toMatchObject({ code: '42703' });
    expect(await Promise.all(Array.from({ length: 20 }, () => seen()))).toEqual(Array.from({ length: 20 }, () => []));
    expect(await within(person({ region: '310000' }), seen)).toEqual([there.id]);
  });

  it('are not changed, moved or added out of reach', async () => {
    const rename = (id: string): Promise<unknown> => inTransaction(service, (manager) => manager.query('update project set site = $2 where id = $1 returning id', [id, '改']));
    expect(await within(person({ region: '110000' }), () => rename(there.id))).toEqual([[], 0]);
    await expect(within(person({ region: '110000' }), () => inTransaction(service, (manager) => manager.query(`update project set unit = '420506', supporter = '310000' where id = $1`, [here.id])))).rejects.toMatchObject({ code: '42501' });
    const copy = `insert into project select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'supporter', '310000', 'unit', '420506', 'created_by', 'x'))).* from project p where id = $1`;
    await expect(within(person({ region: '110000' }), () => inTransaction(service, (manager) => manager.query(copy, [here.id])))).rejects.toMatchObject({ code: '42501' });
    expect(await sql('select site from intake.project where id = any($1::uuid[])', [[here.id, there.id]])).toEqual([{ site: '样例地点' }, { site: '样例地点' }]);
  });

  it('are read on connections that wait as short for a silent server after long work as before it', async () => {
    const patience = async (during: (manager: EntityManager) => Promise<void>): Promise<(number | undefined)[]> => {
      const seen: (number | undefined)[] = [], look = async (manager: EntityManager): Promise<void> => { const client: unknown = await manager.queryRunner?.connect(); if (client instanceof pg.Client && client.connection.stream instanceof Socket) seen.push(client.connection.stream.timeout); };
      await inTransaction(service, async (manager) => { await during(manager); await look(manager); });
      // The pool gives the connection that came back last.
      await inTransaction(service, look);
      return seen;
    };
    const [usual] = await patience(async () => undefined);
    expect(usual).toBeLessThan(60_000);
    expect(await patience((manager) => allowLongStatements(manager, 300))).toEqual([300_000, usual]);
  });

  it('are guarded from the owner too, and the guard is on every table of projects', async () => {
    const tables = await sql<{ relname: string; relforcerowsecurity: boolean }>(`select relname, relforcerowsecurity from pg_class where relnamespace = 'intake'::regnamespace and relrowsecurity order by 1`);
    expect(tables).toEqual(['milestone', 'payment', 'project', 'project_event'].map((relname) => ({ relname, relforcerowsecurity: true })));
  });
});
