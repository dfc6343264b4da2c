/** `jiedui match employment|produce`: two files in, a proved result folder out; no server is involved. */
import { readFile } from 'node:fs/promises';
import { defaultPolicy, MatchingPolicy } from '@jiedui/contracts';
import type { Market } from '@jiedui/contracts';
import { writeDimacs } from '@jiedui/matching-core';
import { runMatching } from '@jiedui/matching-run';
import type { FinishedRun, RunInput } from '@jiedui/matching-run';
import { geography, programmes } from '@jiedui/reference-data';
import { parseArguments } from '../arguments.js';
import { gapWords } from '../gap-words.js';
import { Refusal } from '../refusal.js';
import type { RowEntry } from '../result/entry-table.js';
import { prepareFolder, writePieces } from '../result/result-folder.js';
import { jsonInteger, writeResult } from '../result/write-result.js';
import { combinedProblem } from './combined-problem.js';
import { readLots, readOrderLines, readPosts, readWorkers } from './read-list.js';
import type { ReadList } from './read-list.js';

const listOptions: Record<Market, { demand: string; supply: string }> = {
  employment: { demand: 'posts', supply: 'workers' }, produce: { demand: 'orders', supply: 'lots' },
};

/** Runs the command; the result is the exit code: 0 done, 1 when the certificate fails. */
export async function runMatch(args: readonly string[]): Promise<number> {
  const [market, ...rest] = args;
  if (market !== 'employment' && market !== 'produce') throw new Refusal('请写明市场：jiedui match employment 或 jiedui match produce。', 'Name the market: jiedui match employment or jiedui match produce.');
  const names = listOptions[market];
  const { words, options } = parseArguments(rest, [names.demand, names.supply, 'demand', 'supply', 'policy', 'out', 'instance', 'programme', 'as-of']);
  if (words.length > 0) throw new Refusal(`多出的参数「${words[0] ?? ''}」。`, `Unexpected argument "${words[0] ?? ''}".`);
  const file = (side: 'demand' | 'supply'): string => {
    const given = options.get(names[side]) ?? options.get(side);
    if (given === undefined) throw new Refusal(`缺少 --${names[side]} 文件。`, `--${names[side]} FILE is missing.`);
    if (options.has(names[side]) && options.has(side)) throw new Refusal(`--${names[side]} 与 --${side} 只能写一个。`, `Give --${names[side]} or --${side}, not both.`);
    return given;
  };
  const files = { demand: file('demand'), supply: file('supply') };
  const out = options.get('out');
  if (out === undefined) throw new Refusal('缺少 --out 文件夹。', '--out DIR is missing.');
  const policy = await readPolicy(options.get('policy'), options.get('as-of'));
  const programme = knownProgramme(options.get('programme'));
  const began = performance.now();
  const { demand, supply } = await readBoth(market, files, policy, programme);
  const reading = performance.now() - began;
  await prepareFolder(out);
  const input: RunInput = { market, entries: entriesOf(demand.entries, supply.entries), policy, asOf: policy.asOf, geography, withoutMarginals: true };
  const run = await runMatching(input);
  if (run.status === 'cancelled' || run.status === 'out-of-range') throw new Refusal(`无法求解：${run.status}。`, `Not solved: ${run.status === 'out-of-range' ? run.reason : run.status}.`);
  await writeResult(out, { market, policy, demand: demand.entries, supply: supply.entries, errors: [...demand.errors, ...supply.errors], run, seconds: { reading } });
  const instance = options.get('instance');
  if (instance !== undefined) await writePieces(instance, writeDimacs(combinedProblem(input), `jiedui ${market}, weight of the pairs ${run.objective}; groups, minimums and unsplittable lines are not in it`));
  const [first, second, third, fourth] = run.vector.placedByTier;
  process.stdout.write([
    `读入 ${demand.entries.length} + ${supply.entries.length} 条，错误 ${demand.errors.length + supply.errors.length} 处，取定 ${demand.assumptions + supply.assumptions} 处；可配对 ${run.counts.eligiblePairs} / entries read, errors, assumed values, eligible pairs`,
    `配对 ${run.counts.proposals} 对；各优先级数量 ${first} / ${second} / ${third} / ${fourth}，匹配度合计 ${run.vector.totalFit}，目标值 ${jsonInteger(run.objective)} / pairs, placed by tier, total fit, objective`,
    ...gapLines(run),
    `证明 ${run.certificate.isVerified ? '通过 verified' : '未通过 FAILED'}，求解 ${(run.timings.solve / 1000).toFixed(2)} 秒，结果在 ${out} / certificate, seconds, folder`,
    '',
  ].join('\n'));
  return run.certificate.isVerified ? 0 : 1;
}

/** How far the result is from the bound, where conditions keep it away; nothing where the prices prove it. */
function gapLines({ gap, status }: FinishedRun): string[] {
  if (gap.tierSteps === 0n && gap.fit === 0n) return [];
  const proof = status === 'optimal' ? '整数模型已证明最优 / the integer model proved it the best' : '未证明最优 / not proved the best';
  const { zh, en } = gapWords(gap);
  return [`附整组或最小量条件：与上界至多差${zh} / with conditions: at most ${en} below the bound；${proof}`];
}

export function entriesOf(demand: readonly RowEntry[], supply: readonly RowEntry[]): RunInput['entries'] {
  return [...demand, ...supply].map(({ entry }) => entry);
}

/** A policy with its day filled in: `--as-of`, else the policy's own, else today in Asia/Shanghai. */
export type DatedPolicy = MatchingPolicy & { asOf: string };

async function readPolicy(path: string | undefined, asOf: string | undefined): Promise<DatedPolicy> {
  if (asOf !== undefined && !MatchingPolicy.shape.asOf.safeParse(asOf).success) throw new Refusal(`--as-of 须为 YYYY-MM-DD，而不是「${asOf}」。`, `--as-of has to be YYYY-MM-DD, not "${asOf}".`);
  let policy = defaultPolicy;
  if (path !== undefined) {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch {
      throw new Refusal(`无法打开政策文件 ${path}。`, `Cannot open the policy file ${path}.`);
    }
    policy = parsePolicy(text, path);
  }
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return { ...policy, asOf: asOf ?? policy.asOf ?? today };
}

function parsePolicy(text: string, path: string): MatchingPolicy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(`政策文件 ${path} 不是有效的 JSON。`, `The policy file ${path} is no valid JSON.`);
  }
  const parsed = MatchingPolicy.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(`政策文件 ${path} 有误：${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}。`, `The policy file ${path} is wrong at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`);
}

function knownProgramme(code: string | undefined): string | null {
  if (code === undefined) return null;
  const codes = programmes().map((programme) => programme.code);
  if (!codes.includes(code)) throw new Refusal(`没有项目「${code}」；可用：${codes.join('、')}。`, `There is no programme "${code}"; known: ${codes.join(', ')}.`);
  return code;
}

/**
 * Reads the supply list first: where no `--programme` is given and all its units lie in one programme, rows of the demand list
 * that name none are taken as of that programme, and it is said so.
 */
async function readBoth(market: Market, files: { demand: string; supply: string }, policy: DatedPolicy, programme: string | null): Promise<{ demand: ReadList; supply: ReadList }> {
  const options = { asOf: policy.asOf, monitoredShare: policy.produce.monitoredShare };
  const supply = await (market === 'employment' ? readWorkers : readLots)({ ...options, file: files.supply, programme });
  const found = new Set(supply.entries.map(({ entry }) => entry.programme));
  const [only] = found;
  const inferred = programme ?? (found.size === 1 && only !== undefined ? only : null);
  if (programme === null && inferred !== null) process.stderr.write(`未写项目的行按 ${inferred} 处理 / rows that name no programme are taken as of ${inferred}\n`);
  const demand = await (market === 'employment' ? readPosts : readOrderLines)({ ...options, file: files.demand, programme: inferred });
  return { demand, supply };
}
