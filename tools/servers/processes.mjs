import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import path from 'node:path';
import { say } from '../say.mjs';

/** Start time of a process in clock ticks since boot (field 22 of /proc/pid/stat); null when it is gone. A pid alone may have been given anew. */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19];
  } catch {
    return null; // gone
  }
}

/** How far those who work on requests stand behind who takes them in, on the scale of nice(2). */
const BEHIND = 8;

/**
 * On one machine all processes share its cores: who takes requests in, and turns away what is too much, is not kept waiting by those who work on them.
 * Linux may weigh sessions before processes (sched(7), autogroup); each of ours has a session of its own, so that is told too.
 */
export function standBehind(child) {
  if (child.pid === undefined) return;
  const nice = Math.min(19, getPriority() + BEHIND), group = `/proc/${child.pid}/autogroup`;
  setPriority(child.pid, nice);
  if (existsSync(group)) writeFileSync(group, String(nice));
}

/** What this checkout has running, on disk, so that the next start can end what a killed one left. */
export class ProcessRecord {
  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, 'processes.json');
    this.entries = [];
  }

  read() {
    if (!existsSync(this.file)) return [];
    try {
      return JSON.parse(readFileSync(this.file, 'utf8'));
    } catch {
      return []; // torn by a kill in the middle of writing: nothing to go by
    }
  }

  /** The live launcher of this folder, if there is one. */
  liveLauncher() {
    return this.read().find((entry) => entry.name === 'launcher' && entry.pid !== process.pid && startTimeOf(entry.pid) === entry.startTime) ?? null;
  }

  add(name, pid, more = {}) {
    this.entries.push({ name, pid, startTime: startTimeOf(pid), ...more });
    this.write();
  }

  /** Adds what a running process said of itself. */
  say(pid, more) {
    Object.assign(this.entries.findLast((entry) => entry.pid === pid) ?? {}, more);
    this.write();
  }

  clear() {
    this.entries = [];
    this.write();
  }

  write() {
    const part = `${this.file}.part`;
    try {
      writeFileSync(part, JSON.stringify(this.entries, null, 1));
      renameSync(part, this.file);
    } catch (error) {
      // A full disk ends no launcher: what it keeps running matters more than the list of it.
      say(`the list of processes could not be written: ${error.message}`);
    }
  }

  /** Ends what an earlier launcher left: asks, then kills. Returns the names ended. */
  async endLeftovers() {
    const left = this.read().filter((entry) => entry.pid !== process.pid && startTimeOf(entry.pid) === entry.startTime && entry.startTime !== null);
    // PostgreSQL takes SIGINT as "fast shutdown"; the others end on it too.
    for (const entry of left) signal(entry.pid, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
    const deadline = Date.now() + 15_000;
    while (left.some((entry) => startTimeOf(entry.pid) === entry.startTime) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
    for (const entry of left) if (startTimeOf(entry.pid) === entry.startTime) signal(entry.pid, 'SIGKILL');
    return left.map((entry) => entry.name);
  }
}

export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    return false; // gone already
  }
  return true;
}
