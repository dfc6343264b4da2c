/** `jiedui verify DIR`: integrity and optimality of a result folder, reported apart. Nothing of the solver is used. */
import { stat } from 'node:fs/promises';
import { parseArguments } from '../arguments.js';
import { gapWords } from '../gap-words.js';
import { Refusal } from '../refusal.js';
import { checkIntegrity } from './integrity.js';
import { checkOptimality, type OptimalityCheck } from './optimality.js';

/** Runs the command; the result is the exit code: 0 when both hold, else 1. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const { words } = parseArguments(args, []);
  const [folder] = words;
  if (folder === undefined || words.length > 1) throw new Refusal('用法：jiedui verify 结果文件夹。', 'Usage: jiedui verify DIR.');
  const isFolder = await stat(folder).then((found) => found.isDirectory(), () => false);
  if (!isFolder) throw new Refusal(`没有文件夹 ${folder}。`, `There is no folder ${folder}.`);
  const integrity = await checkIntegrity(folder);
  report('完整性 integrity', integrity);
  const { findings, gap } = await checkOptimality(folder).catch((error: unknown): OptimalityCheck => {
    if (error instanceof Refusal) return { findings: [error.line.trim()], gap: { tierSteps: 0n, fit: 0n } };
    throw error;
  });
  report('最优性 optimality', findings, withinGap(gap));
  return integrity.length === 0 && findings.length === 0 ? 0 : 1;
}

/** What the prices prove where conditions of rows (groups, minimums, unsplittable lines) stand between them and the result. */
function withinGap(gap: OptimalityCheck['gap']): string {
  if (gap.tierSteps === 0n && gap.fit === 0n) return '';
  const { zh, en } = gapWords(gap);
  return `：条件均遵守，与上界至多差${zh} / all conditions kept, at most ${en} below the bound`;
}

/** At most so many findings are printed a check. */
const shown = 20;

function report(name: string, findings: readonly string[], within = ''): void {
  process.stdout.write(`${name}: ${findings.length === 0 ? `成立 holds${within}` : '不成立 FAILS'}\n`);
  for (const finding of findings.slice(0, shown)) process.stdout.write(`  - ${finding}\n`);
  if (findings.length > shown) process.stdout.write(`  … ${findings.length - shown}\n`);
}
