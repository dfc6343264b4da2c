import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';

/** R11: PostgreSQL's disk is full. */
export default {
  id: 'R11', title: 'full disk', goal: 'writes 503 with no half state, reads work, recovers by itself when freed; 0 lost, 0 doubled',
  full: { rate: 30, seconds: 60 }, short: { seconds: 12 }, leavesUnfit: true,
  async run(context, { rate, seconds }) {
    const disk = path.join('/tmp', `jiedui-disk-${process.pid}`);
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m,mode=0711', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      rmSync(disk, { recursive: true });
      return { figure: 'a small disk cannot be mounted by this user', held: null };
    }
    try {
      const stack = await context.stack({}, { postgresFolder: path.join(disk, 'postgres') }), history = new History(path.join(context.folderOf('r11'), 'history.jsonl')), sessions = await signInAll(context);
      const load = new Load({ stack, history, sessions });
      load.start(rate);
      await pause(4000);
      load.reset();
      history.fault('disk full');
      const filler = path.join(disk, 'filler'), { bavail, bsize } = statfsSync(disk);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 64 * 1024));
      await pause(seconds * 1000);
      const full = { statuses: new Map(load.statuses), unanswered: load.unanswered };
      const reads = load.times.read.length;
      rmSync(filler);
      const began = performance.now();
      for (;;) {
        const before = [...history.operations.values()].filter(({ outcome }) => outcome === 'ok').length;
        await load.write('project');
        if ([...history.operations.values()].filter(({ outcome }) => outcome === 'ok').length > before) break;
      }
      const back = (performance.now() - began) / 1000;
      await load.stop();
      await quiesce(context);
      const verdict = await check(context, history), other = [...full.statuses].filter(([status]) => status >= 500 && status !== 503).reduce((sum, [, count]) => sum + count, 0), refused = full.statuses.get(503) ?? 0;
      load.caller.close();
      await history.close();
      return { figure: `full: ${refused} refused with 503, ${other} other 5xx, ${full.unanswered} unanswered, ${reads} reads answered; writes back ${back.toFixed(1)} s after it was freed; ${verdictText(verdict)}`, held: other === 0 && refused > 0 && reads > 0 && back <= 30 && verdict.isClean };
    } finally {
      await context.discard();
      execFileSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  },
};
