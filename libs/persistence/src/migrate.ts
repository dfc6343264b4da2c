import { DataSource, type MigrationInterface } from 'typeorm';

/** A schema to prepare: its service's short name, the passwords of its two login roles, its migrations in order. */
export interface SchemaPlan {
  readonly service: string;
  readonly rwPassword: string;
  readonly roPassword: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** Login role a service connects as: `jiedui_<service>_rw`. */
export function rwRole(service: string): string { return `jiedui_${service}_rw`; }

/**
 * Makes each service's schema and its roles (owner without login, rw, ro) and runs its migrations as the owner, under an
 * advisory lock so that two installers wait for each other. `url` is the migrator's; service roles cannot read other schemas.
 */
export async function prepareDatabase(url: string, plans: readonly SchemaPlan[], onSchema: (service: string, applied: number) => void = () => undefined): Promise<void> {
  const admin = await new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize();
  const runner = admin.createQueryRunner();
  try {
    await runner.query(`select pg_advisory_lock(hashtext('jiedui-migrations'))`);
    await runner.query('revoke create on schema public from public');
    for (const plan of plans) await prepareSchema((sql) => runner.query(sql), plan);
    for (const plan of plans) onSchema(plan.service, await runMigrations(url, plan));
    await runner.query(`select pg_advisory_unlock(hashtext('jiedui-migrations'))`);
  } finally {
    await runner.release();
    await admin.destroy();
  }
}

async function prepareSchema(query: (sql: string) => Promise<unknown>, plan: SchemaPlan): Promise<void> {
  const { service } = plan;
  const owner = `jiedui_${service}_owner`;
  const roles: readonly [string, string | null][] = [[owner, null], [rwRole(service), plan.rwPassword], [`jiedui_${service}_ro`, plan.roPassword]];
  for (const [role, password] of roles) {
    const login = password === null ? 'nologin' : `login password '${password.replaceAll("'", "''")}'`;
    await query(`do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if; end $$`);
    await query(`alter role ${role} nosuperuser nobypassrls nocreatedb nocreaterole ${login}`);
  }
  // PostgreSQL 16 asks for membership with SET before `set role`; a superuser has it already and is not hurt by the grant.
  await query(`grant ${owner} to current_user`);
  await query(`create schema if not exists ${service} authorization ${owner}`);
  await query(`grant usage on schema ${service} to ${rwRole(service)}, jiedui_${service}_ro`);
  await query(`alter default privileges for role ${owner} in schema ${service} grant select, insert, update, delete on tables to ${rwRole(service)}`);
  await query(`alter default privileges for role ${owner} in schema ${service} grant usage, select on sequences to ${rwRole(service)}`);
  await query(`alter default privileges for role ${owner} in schema ${service} grant select on tables to jiedui_${service}_ro`);
}

async function runMigrations(url: string, plan: SchemaPlan): Promise<number> {
  const source = await new DataSource({
    type: 'postgres', url, schema: plan.service, poolSize: 1, migrations: [...plan.migrations], migrationsTableName: 'migration',
    extra: { options: `-c role=jiedui_${plan.service}_owner -c search_path=${plan.service},public -c lock_timeout=2000` },
  }).initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).length;
  } finally {
    await source.destroy();
  }
}
