import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { main, say } from '../say.mjs';
import { Caller, writes } from '../chaos/load.mjs';
import { ConsoleClient } from '../start/console-client.mjs';
import { startStack } from '../test/stack.mjs';

/**
 * What the ground under every service costs a write: projects made through gateway, bus, service, outbox, audit trail and idempotency key, against the
 * same row put into the same PostgreSQL by a bare NestJS service, in turns of the same run: `node tools/bench/write-path.mjs [seconds]`.
 */
main(async () => {
  const seconds = Number(process.argv[2] ?? 10), connections = 64, stack = await startStack(`bench-${process.pid}`, { durable: true, extraEnv: { LOG_LEVEL: 'warn' } });
  const bare = fork(fileURLToPath(new URL('bare-nest-service.mjs', import.meta.url)), [stack.servers.databaseUrl], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const port = await new Promise((resolve, reject) => { bare.once('message', resolve); bare.once('exit', () => reject(new Error('the bare service ended'))); });
    const client = new ConsoleClient(stack.url);
    await client.signIn('hubei', stack.accounts.passwordOf('hubei'));
    const ours = new Caller(stack.url, { connections }), theirs = new Caller(`http://127.0.0.1:${port}`, { connections });
    let n = 0;
    const measure = async (ask) => {
      let done = 0, failed = 0;
      const until = performance.now() + seconds * 1000;
      await Promise.all(Array.from({ length: connections }, async () => { while (performance.now() < until) { const { status } = await ask(writes.project.body(`B${(n += 1)}`)); if (status < 300) done += 1; else failed += 1; } }));
      return { perSecond: done / seconds, failed };
    };
    const jiedui = (body) => ours.ask('POST', writes.project.path, { body, cookie: client.cookie, key: randomUUID() }), nest = (body) => theirs.ask('POST', '/projects', { body });
    await measure(jiedui);
    await measure(nest);
    const rounds = [];
    for (let round = 0; round < 3; round += 1) rounds.push([await measure(jiedui), await measure(nest)]);
    for (const [a, b] of rounds) say(`Jiedui ${a.perSecond.toFixed(0)}/s (${a.failed} refused), bare NestJS ${b.perSecond.toFixed(0)}/s: ${(a.perSecond / b.perSecond).toFixed(2)}`);
    say(`median ratio ${rounds.map(([a, b]) => a.perSecond / b.perSecond).sort((a, b) => a - b)[1].toFixed(2)}`);
    ours.close();
    theirs.close();
  } finally {
    bare.kill();
    await stack.stop();
  }
});
