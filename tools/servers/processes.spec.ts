import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

describe('the list of what runs', () => {
  it('that cannot be written ends nobody, and is written again when it can', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'jiedui-record-'));
    const script = `import { mkdirSync, rmSync } from 'node:fs';
      const { ProcessRecord } = await import(process.argv[1]);
      const record = new ProcessRecord(process.argv[2]);
      rmSync(process.argv[2], { recursive: true });
      record.add('nats', process.pid);
      mkdirSync(process.argv[2]);
      record.add('redis', process.pid);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, path.resolve('tools/servers/processes.mjs'), folder], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect((JSON.parse(readFileSync(path.join(folder, 'processes.json'), 'utf8')) as { name: string }[]).map(({ name }) => name)).toEqual(['nats', 'redis']);
    rmSync(folder, { recursive: true });
  });
});
