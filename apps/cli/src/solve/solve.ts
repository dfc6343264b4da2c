/**
 * `jiedui solve FILE [-o SOL]`: the matching core on a published problem file, no servers and no lists.
 *
 * Formats are told by their content: DIMACS minimum-cost flow (`p min`) and assignment (`p asn`), OR-Library assignment (dense and sparse)
 * and generalised assignment. The last line on standard output is one JSON object (`report.ts`). `-o` writes the solution in DIMACS
 * solution lines, nodes as the file counts them.
 *
 * Exit code 0 for every answered status, 1 for a failed check, 2 for a file that cannot be read or a wrong call.
 */
import { closeSync, createReadStream, existsSync, openSync, realpathSync, writeSync } from 'node:fs';
import { ProblemFileParser, type ProblemFile } from '@jiedui/matching-core';
import { startLookThread } from '@jiedui/matching-run';
import { parseArguments } from '../arguments.js';
import { Refusal } from '../refusal.js';
import type { SolveReport } from './report.js';
import { solveGeneralised, type Sense } from './solve-generalised.js';
import { solveNetwork, type Write } from './solve-network.js';

interface Call {
  readonly file: string;
  readonly solution: string | undefined;
  readonly sense: Sense | undefined;
  /** Seconds a problem; undefined when none was given. */
  readonly timeLimit: number | undefined;
  readonly threads: number;
}

/** Seconds a generalised assignment problem may take unless told otherwise; networks take what they need. */
const TIME_LIMIT = 60;

/**
 * Runs the command; the result is the exit code of the process.
 *
 * @throws Refusal on a wrong call or a file that cannot be read.
 */
export async function runSolve(args: readonly string[]): Promise<number> {
  const call = callOf(args), parsed = await readProblem(call.file);
  if (parsed.status === 'unreadable') throw new Refusal(`文件 ${call.file} 第 ${parsed.line} 行：${parsed.reasonZh}。`, `${call.file}, line ${parsed.line}: ${parsed.reason}.`);
  const report = await withSolutionFile(call, (write) => parsed.kind === 'network' ? solveNetwork(parsed, { timeBudgetMs: call.timeLimit === undefined ? undefined : call.timeLimit * 1000, startThread: call.threads > 1 ? startLookThread : undefined }, write) : solveGeneralised(parsed.problems, call.sense, call.timeLimit ?? TIME_LIMIT, write));
  if (report.sense === 'max' && report.senseFrom === 'numbers') process.stderr.write('这些数与 OR-Library 的 gap1 至 gap12 相似，已按收益求最大；要求最小请加 --sense min。 / The numbers look like gap1 to gap12 of the OR-Library, so profit was maximised; for least cost add --sense min.\n');
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.status === 'failed' || report.certificate === 'failed' ? 1 : 0;
}

function callOf(args: readonly string[]): Call {
  const { words, options } = parseArguments(args.map((word) => word === '-o' ? '--output' : word), ['output', 'sense', 'time', 'threads']);
  const file = words[0], sense = options.get('sense'), time = options.get('time'), solution = options.get('output'), threads = Number(options.get('threads') ?? 1);
  if (words.length !== 1 || file === undefined || file.startsWith('-')) throw new Refusal('用法：jiedui solve 文件 [-o 解文件] [--time 秒] [--threads 数] [--sense min|max]。', 'Usage: jiedui solve FILE [-o SOLUTION] [--time SECONDS] [--threads N] [--sense min|max].');
  if (sense !== undefined && sense !== 'min' && sense !== 'max') throw new Refusal(`--sense 应为 min 或 max，却是「${sense}」。`, `--sense takes min or max, not "${sense}".`);
  const timeLimit = time === undefined ? undefined : Number(time);
  if (timeLimit !== undefined && !(timeLimit > 0 && timeLimit < Infinity)) throw new Refusal(`--time 应为大于 0 的秒数，却是「${time ?? ''}」。`, `--time takes a number of seconds above 0, not "${time ?? ''}".`);
  if (!Number.isInteger(threads) || threads < 1) throw new Refusal(`--threads 应为大于 0 的整数，却是「${options.get('threads') ?? ''}」。`, `--threads takes a whole number above 0, not "${options.get('threads') ?? ''}".`);
  if (solution !== undefined && existsSync(solution) && existsSync(file) && realpathSync(solution) === realpathSync(file)) throw new Refusal('-o 不能写到题目文件本身，请换一个文件名。', '-o names the problem file itself; choose another name.');
  return { file, solution, sense, timeLimit, threads };
}

async function readProblem(file: string): Promise<ProblemFile> {
  const parser = new ProblemFileParser();
  const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) parser.push(chunk);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Refusal(`无法读取文件 ${file}：${cause}。`, `Cannot read ${file}: ${cause}.`);
  }
  return parser.finish();
}

/** Opens the solution file before the solve, so that a path that cannot be written costs no time. */
async function withSolutionFile(call: Call, work: (write?: Write) => Promise<SolveReport>): Promise<SolveReport> {
  if (call.solution === undefined) return work();
  const handle = openSync(call.solution, 'w');
  try {
    return await work((piece) => { writeSync(handle, piece); });
  } finally {
    closeSync(handle);
  }
}
