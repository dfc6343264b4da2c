import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startTimeOf } from '../servers/processes.mjs';
import { pause } from './load.mjs';

/** Kills a process at once; gives the pid that was killed. */
export function kill(context, name) {
  const pid = context.pidOf(name);
  process.kill(pid, 'SIGKILL');
  return pid;
}

/** Waits until the process named was started again after `killed` and its port answers; gives the milliseconds since the call. */
export async function untilRestarted(context, name, killed, isBack, timeoutMs = 90_000) {
  const began = performance.now();
  while (performance.now() - began < timeoutMs) {
    const pid = context.pidOf(name);
    if (pid !== killed && startTimeOf(pid) !== null && await isBack()) return Math.round(performance.now() - began);
    await pause(50);
  }
  throw new Error(`${name} did not come back within ${timeoutMs / 1000} s`);
}

/** Stops a process, and a server's children with it, without ending it; the returned function lets it go on. */
export function freeze(context, name) {
  const pid = context.pidOf(name), pids = [pid, ...childrenOf(pid)];
  for (const one of pids) process.kill(one, 'SIGSTOP');
  return () => {
    for (const one of pids) {
      try {
        process.kill(one, 'SIGCONT');
      } catch {
        continue; // a child that ended meanwhile
      }
    }
  };
}

/** Process ids below a process. */
export function childrenOf(pid) {
  const found = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(entry), ...childrenOf(Number(entry)));
    } catch {
      continue; // it ended while we looked
    }
  }
  return found;
}

/** Kills a server and takes its files before it is started again. */
export function wipe(context, stack, name) {
  const pid = kill(context, name);
  rmSync(path.join(stack.folder, name), { recursive: true, force: true });
  return pid;
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid) {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
}
