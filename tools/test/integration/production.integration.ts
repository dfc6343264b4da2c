import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client, close, sql, stack } from '../arrange.js';

/** What a production installation begins with: no start on what was made for trying out, and one link for the first administrator. */

const run = promisify(execFile), root = path.resolve(import.meta.dirname, '../../..'), folder = path.dirname(stack.processes);
afterAll(close);

const registryUrl = (): string => {
  const url = new URL(stack.databaseUrl);
  url.username = 'jiedui_registry_rw';
  url.password = stack.roles['registry']?.rw ?? '';
  return url.href;
};

/** What a process that does not start says; fails when it starts. */
async function refusal(script: string, env: Record<string, string>): Promise<string> {
  return run(process.execPath, [script], { cwd: root, timeout: 60_000, env: { ...process.env, NODE_OPTIONS: '', JIEDUI_MODE: 'production', ...env } }).then(() => { throw new Error('it started'); }, (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? ''}`);
}

describe('production mode', () => {
  it('does not start without secure cookies, nor beside sample accounts, nor with a second factor that is only offered', async () => {
    const secrets = path.join(folder, 'secrets');
    const common = { NATS_URL: `nats://${new URL(stack.natsUrl).host}`, REDIS_URL: process.env['JIEDUI_TEST_REDIS_URL'] ?? '', JIEDUI_PROTECTION_FILE: path.join(secrets, 'protection.json') };
    expect(await refusal('apps/gateway/dist/main.js', { ...common, JIEDUI_IDENTITY_FILE: path.join(secrets, 'identity-gateway.json'), PORT: '1', JIEDUI_CONSOLE_FOLDER: folder })).toContain('JIEDUI_SECURE_COOKIES is not 1');
    const registry = { ...common, DATABASE_URL: registryUrl(), JIEDUI_IDENTITY_FILE: path.join(secrets, 'identity-registry.json') };
    expect(await refusal('apps/registry/dist/main.js', { ...registry, JIEDUI_SAMPLE_ACCOUNTS_FILE: 'x.json' })).toContain('JIEDUI_SAMPLE_ACCOUNTS_FILE is set');
    expect(await refusal('apps/registry/dist/main.js', { ...registry, JIEDUI_SECOND_FACTOR: 'offered' })).toContain('JIEDUI_SECOND_FACTOR=offered is not for production');
    expect(await refusal('apps/registry/dist/main.js', registry)).toContain('sample accounts exist');
  });

  it('the first security administrator comes by one link, as long as there is none', async () => {
    const invite = async (account: string): Promise<string> => (await run(process.execPath, ['apps/registry/dist/first-administrator.js', account], { cwd: root, env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: registryUrl() } })).stdout;
    expect(await invite('erste')).toBe('');
    await sql(`update registry.account set disabled = true where id in (select account_id from registry.role_grant where role = 'security-administrator')`);
    try {
      const codes = [await invite('erste'), await invite('erste')].map((text) => /\/invitation#([\w-]{43})/.exec(text)?.[1] ?? '');
      const accept = (code: string) => new Client().raw('POST', '/api/invitation/accept', { body: { code, password: 'seven lamps on the river' } });
      expect((await accept(codes[0] ?? '')).status).toBe(404);
      expect((await accept(codes[1] ?? '')).status).toBe(200);
      const client = new Client();
      await client.signIn('erste', 'seven lamps on the river');
      expect((await client.raw('GET', '/api/registry/accounts')).status).toBe(200);
      expect(await invite('zweite')).toBe('');
    } finally {
      await sql(`update registry.account set disabled = (account <> 'anquan') where id in (select account_id from registry.role_grant where role = 'security-administrator')`);
    }
  });
});
