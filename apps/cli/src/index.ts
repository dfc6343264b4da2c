import { helpText } from './help.js';
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
      case 'solve': return await runSolve(rest);
      case 'help': case '--help': case '-h': case undefined:
        process.stdout.write(helpText);
        return command === undefined ? 2 : 0;
      default:
        throw new Refusal(`没有「${command}」这个命令；请看 jiedui help。`, `There is no command "${command}"; see jiedui help.`);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(error.line);
    return 2;
  }
}
