import { runAudit } from './audit/audit-command.js';
import { runCodeTitle } from './code-title/code-title-command.js';
import { helpText } from './help.js';
import { runKeys } from './keys/keys-command.js';
import { runMatch } from './match/match-command.js';
import { Refusal } from './refusal.js';
import { runSolve } from './solve/solve.js';
import { runVerify } from './verify/verify-command.js';

/** Runs `jiedui` with the words after its name; the result is the exit code of the process. */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'match': return await runMatch(rest);
      case 'verify': return await runVerify(rest);
      case 'audit': return await runAudit(rest);
      case 'keys': return await runKeys(rest);
      case 'solve': return await runSolve(rest);
      case 'code-title': return await runCodeTitle(rest);
      case 'help': case '--help': case '-h': case undefined:
        process.stdout.write(helpText);
        return command === undefined ? 2 : 0;
      default:
        throw new Refusal(`没有「${command}」这个命令；请看 jiedui help。`, `There is no command "${command}"; see jiedui help.`);
    }
  } catch (error) {
    const refusal = error instanceof Refusal ? error : ofSystem(error);
    if (refusal === null) throw error;
    process.stderr.write(refusal.line);
    return 2;
  }
}

/** A full disk, a missing folder, a forbidden file: what the operating system refused, in one sentence; null for anything else. */
function ofSystem(error: unknown): Refusal | null {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error)) return null;
  const path = 'path' in error ? ` ${String(error.path)}` : '';
  if (error.code === 'ENOSPC') return new Refusal('磁盘已满，请腾出空间后重试。', 'The disk is full; make room and try again.');
  return new Refusal(`系统拒绝访问${path}（${String(error.code)}）。`, `The system refused access to${path} (${String(error.code)}).`);
}
