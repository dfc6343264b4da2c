/**
 * Trains the model that codes free job titles, from the shipped files alone, and writes `libs/reference-data/data/title-model.bin`; the same files give the
 * same bytes. After a change of those files or of this folder:
 *
 *   npx tsc -p libs/reference-data && node tools/occupations/train.mjs            about two minutes
 *   node tools/occupations/train.mjs --check                                      compares with the shipped model, writes nothing; exit code 1 when they differ
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lint/sources.mjs';
import { checksum, fitFirst, fitTrust, knowledge, SETTINGS, unseenCandidates } from './coder-fit.mjs';
import { encodeModel } from './pruned-weights.mjs';

const file = path.join(root, 'libs/reference-data/data/title-model.bin');
const say = (line) => process.stderr.write(`${line}\n`);
const groups = unseenCandidates(knowledge.coded, SETTINGS, say);
const { trees, facts } = fitTrust(groups);
say('order of candidates fitted');
const { all, names } = fitFirst(knowledge.coded);
const bytes = encodeModel({ all, names, trees, facts: { trainedOn: checksum, ...facts } });
if (process.argv.includes('--check')) {
  const same = readFileSync(file).equals(bytes);
  say(same ? `the shipped model is what these files give (${bytes.length} bytes)` : 'the shipped model is NOT what these files give');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(file, bytes);
  say(`${path.relative(root, file)}: ${bytes.length} bytes, ${all.weights.length} and ${names.weights.length} weights, ${trees.roots.length} trees, sure from a share of ${facts.sureShare} (小类 ${facts.sureFamilyShare})`);
}
