import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, pause, signInAll } from '../load.mjs';
import { writesBack } from './r07-kill-servers.mjs';

const FEW = 20, HANG_MS = 6000, BACK_MS = 20_000, WELL_MS = 3000, GIVE_UP_MS = 60_000, MORE_CALLS = 1.3;
const isOther = ({ status }) => status !== null && status >= 500 && status !== 503 && status !== 504;

/** Milliseconds from `since` to the first stretch of {@link WELL_MS} in which everybody who asked was served: that one write goes through says nothing of the rest. */
async function wellAfter(load, since) {
  for (let from = since; performance.now() < since + GIVE_UP_MS; await pause(250)) {
    const asked = load.asked.filter(({ at }) => at >= from), bad = asked.findLast(({ status, ms }) => ms !== null && (status === null || status >= 500));
    if (bad !== undefined) from = bad.at + 1;
    const now = performance.now(), stretch = asked.filter(({ at }) => at >= from && at < from + WELL_MS);
    if (now > from + WELL_MS && stretch.length > 0 && stretch.every(({ ms }) => ms !== null)) return from - since;
  }
  return Infinity;
}

/** F10: the link between the processes and a server is slow, breaks, or goes without a word; the server is well. */
export default {
  id: 'F10', title: 'bad links to PostgreSQL, NATS and Redis: 2 s late, three of ten connections reset each second, silent', goal: 'nobody waits > 6 s, the servers are asked ≤ 1.3 times as often, all answered as before ≤ 20 s after the link is whole, nothing fails without Redis, 0 lost, 0 doubled',
  full: { rate: 40, seconds: 30 }, short: { seconds: 6 }, leavesUnfit: true,
  async run(context, { rate, seconds }) {
    const stack = await context.stack({}, { isLinked: true }), history = new History(path.join(context.folderOf('f10'), 'history.jsonl')), sessions = await signInAll(context);
    // Without exports, which have a time limit of their own of a minute. Nothing is repeated: what is asked more often then is asked by the system itself.
    const load = new Load({ stack, history, sessions, patienceMs: 0, timeoutMs: 30_000, connections: 2000, mix: { read: 72, write: 20, search: 8, export: 0 } }), probe = new Load({ stack, history, sessions, timeoutMs: 30_000 });
    const found = [], counted = () => Object.values(stack.links).reduce((sum, { asked }) => sum + asked, 0);
    load.start(rate);
    await pause(4000);
    for (const name of ['redis', 'nats', 'postgres']) {
      for (const mode of ['slow', 'reset', 'silent']) {
        const link = stack.links[name], calmFrom = link.asked;
        await pause(4000);
        const calm = (link.asked - calmFrom) / 4, from = performance.now(), asked = link.asked;
        history.fault(`${name} ${mode}`);
        link.become(mode);
        await pause(seconds * 1000);
        const during = (link.asked - asked) / seconds, to = performance.now();
        link.become('whole');
        const back = await writesBack(probe);
        found.push({ what: `${name} ${mode}`, from, to, calm, during, back, well: await wellAfter(load, to) });
      }
    }
    await load.stop();
    await probe.stop();
    // Services that nobody asked anything meanwhile find out now.
    await pause(BACK_MS);
    await quiesce(context, { limitMs: 180_000 });
    for (const one of found) {
      const here = load.asked.filter(({ at }) => at >= one.from - 500 && at < one.to + BACK_MS);
      // Of a few calls more or less nobody takes harm.
      Object.assign(one, { more: one.during < one.calm + FEW ? Math.min(1, one.during / Math.max(one.calm, 1)) : one.during / Math.max(one.calm, 1), longest: Math.max(0, ...here.map(({ ms }) => ms)), failed: here.filter(({ status, at }) => at < one.to && (status === null || status >= 500)).length, hung: here.filter(({ status }) => status === null).length, other: here.filter(isOther).length });
      for (const { what, ms, status } of here.filter((each) => each.status === null || each.ms > HANG_MS || isOther(each)).slice(0, 3)) process.stdout.write(`    ${what}: ${status ?? 'no answer'} after ${Math.round(ms)} ms\n`);
      process.stdout.write(`  ${one.what}: longest ${(one.longest / 1000).toFixed(1)} s, ${one.failed} of ${here.length} failed, ${one.hung} without an answer, ${one.other} other than 503 and 504; ${Math.round(one.calm)} calls a second before, ${Math.round(one.during)} then; the first write after ${(one.back / 1000).toFixed(1)} s, all well after ${(one.well / 1000).toFixed(1)} s\n`);
    }
    const verdict = await check(context, history);
    load.caller.close();
    probe.caller.close();
    await history.close();
    const most = (field) => found.toSorted((a, b) => b[field] - a[field])[0], sum = (field, of = found) => of.reduce((total, one) => total + one[field], 0);
    const withoutRedis = sum('failed', found.filter(({ what }) => what.startsWith('redis')));
    return {
      figure: `longest answer ${(most('longest').longest / 1000).toFixed(1)} s (${most('longest').what}), ${sum('hung')} without one, ${sum('other')} other than 503 and 504, ${withoutRedis} failed for Redis; ${most('more').more.toFixed(2)} times as many calls at most (${most('more').what}); all well after ${(most('well').well / 1000).toFixed(1)} s at most (${most('well').what}); ${verdictText(verdict)}`,
      held: most('longest').longest <= HANG_MS && sum('hung') === 0 && sum('other') === 0 && withoutRedis === 0 && most('more').more <= MORE_CALLS && most('well').well <= BACK_MS && verdict.isClean && counted() > 0,
    };
  },
};
