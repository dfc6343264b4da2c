/**
 * How well free job titles are coded, by nested cross-validation: five outer parts; in each, everything (classifier, neighbours, order of candidates, chances,
 * thresholds) is fitted anew on the other four with parts of their own, and the fifth is coded once.
 *
 *   npx tsc -p libs/reference-data && node tools/bench/occupations/measure.mjs [--split normal|title|both]
 *
 * `normal` keeps titles of one normal form together (焊工 and 急聘焊工8000 never stand on both sides); `title` splits as an unseen half of the same advertisements
 * would be. Beside it in the same run: looking the title up among the names of the classification, the classifier alone, the nearest coded title. Last:
 * bytes of the shipped model, milliseconds a title and memory of a process that has coded all titles. About eight minutes a split.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../lint/sources.mjs';

class Tally {
  count = 0; code = 0; code3 = 0; family = 0; ofBest = 0; family3 = 0;
  add(rank, familyRank, bestInFamily) {
    this.count++;
    if (rank === 0) this.code++;
    if (rank >= 0 && rank < 3) this.code3++;
    if (familyRank === 0) this.family++;
    if (bestInFamily) this.ofBest++;
    if (familyRank >= 0 && familyRank < 3) this.family3++;
  }
  line() { const p = (n) => (100 * n / Math.max(1, this.count)).toFixed(1); return `职业 ${p(this.code)} (top 3 ${p(this.code3)})  小类 ${p(this.family)} (top 3 ${p(this.family3)}; of the best code ${p(this.ofBest)})  n ${this.count}`; }
}

if (process.argv[2] === '--speed') await speed();
else {
  const at = process.argv.indexOf('--split'), split = at < 0 ? 'both' : process.argv[at + 1];
  for (const one of split === 'both' ? ['normal', 'title'] : [split]) await measure(one);
  console.log(spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--speed'], { encoding: 'utf8' }).stdout.trim());
}

async function measure(split) {
  const { families, fitFirst, fitTrust, hash, knowledge, ranked, unseenCandidates } = await import('../../occupations/coder-fit.mjs');
  const { evidenceNames } = await import(path.join(root, 'libs/reference-data/dist/occupations/title-evidence.js'));
  const { chanceOf } = await import(path.join(root, 'libs/reference-data/dist/occupations/code-occupation.js')), { namesFirst } = await import(path.join(root, 'libs/reference-data/dist/occupations/title-names.js'));
  const titles = knowledge.coded, familyOf = (code) => knowledge.codes[code].slice(0, 7), part = titles.map((t) => hash(split === 'normal' ? t.normal : t.text, 'outer') % 5);
  const byNormal = new Map();
  for (const one of knowledge.own) if (!byNormal.has(one.normal)) byNormal.set(one.normal, one.code);
  const names = [...byNormal].sort((a, b) => b[0].length - a[0].length);
  /** The whole title as a name, else the longest name it ends in or holds. */
  const lookedUp = ({ normal }) => byNormal.get(normal) ?? names.find(([name]) => name.length >= 2 && normal.endsWith(name))?.[1] ?? names.find(([name]) => name.length >= 2 && normal.includes(name))?.[1] ?? -1;

  const total = new Tally(), unseen = new Tally(), look = new Tally(), alone = new Tally(), nearest = new Tally();
  const decided = { code: [0, 0], family: [0, 0] }, share = (n, of) => `${(100 * n / Math.max(1, of)).toFixed(1)} %`;
  const report = (say) => {
    say(`split by ${split}: ${total.count} titles`);
    for (const [name, tally] of [['looked up among names', look], ['nearest coded title', nearest], ['classifier alone', alone], ['coder', total], ['coder, codes without a coded title', unseen]]) say(`  ${name.padEnd(36)} ${tally.line()}`);
    say(`  coded by itself: 职业 ${share(decided.code[0], total.count)} at a precision of ${share(decided.code[1], decided.code[0])}; 小类 ${share(decided.family[0], total.count)} at ${share(decided.family[1], decided.family[0])}`);
  };
  for (let outer = 0; outer < 5; outer++) {
    const coded = titles.filter((_, i) => part[i] !== outer), known = new Set(coded.map((t) => t.code));
    const { trees, facts } = fitTrust(unseenCandidates(coded)), first = fitFirst(coded);
    titles.forEach((title, i) => {
      if (part[i] !== outer) return;
      const candidates = first.candidates(title), byModel = ranked(trees, candidates), { order, named } = namesFirst(title.form, byModel, chanceOf(facts.chances, byModel[0].share)), isOfficial = named?.by === 'official';
      const byShare = families(order), ofNamed = named === null ? undefined : byShare.find(([family]) => family === familyOf(named.code)), familyOrder = ofNamed === undefined ? byShare : [ofNamed, ...byShare.filter((one) => one !== ofNamed)], found = order.map((one) => one.code), foundFamilies = familyOrder.map(([family]) => family);
      const wanted = title.code, wantedFamily = familyOf(wanted);
      total.add(found.indexOf(wanted), foundFamilies.indexOf(wantedFamily), familyOf(found[0]) === wantedFamily);
      if (!known.has(wanted)) unseen.add(found.indexOf(wanted), foundFamilies.indexOf(wantedFamily), familyOf(found[0]) === wantedFamily);
      const by = (name) => [...candidates].sort((a, b) => b.values[evidenceNames.indexOf(name)] - a.values[evidenceNames.indexOf(name)]).map((one) => one.code);
      for (const [tally, list] of [[alone, by('log-probability')], [nearest, by('nearest coded')], [look, [lookedUp(title)]]]) {
        const groups = [...new Set(list.map((code) => (code < 0 ? '' : familyOf(code))))];
        tally.add(list.indexOf(wanted), groups.indexOf(wantedFamily), groups[0] === wantedFamily);
      }
      if (isOfficial || (named === null && order[0].share >= facts.sureShare)) { decided.code[0]++; if (found[0] === wanted) decided.code[1]++; }
      if (isOfficial || familyOrder[0][1] >= facts.sureFamilyShare) { decided.family[0]++; if (foundFamilies[0] === wantedFamily) decided.family[1]++; }
    });
    if (outer < 4) report((line) => process.stderr.write(`so far, ${outer + 1} of 5 parts: ${line}\n`));
  }
  report(console.log);
}

/** Codes every title in a process of its own. */
async function speed() {
  const { codeOccupation } = await import(path.join(root, 'libs/reference-data/dist/index.js'));
  const { readFileSync } = await import('node:fs');
  const titles = readFileSync(path.join(root, 'libs/reference-data/data/coded-titles.csv'), 'utf8').split('\n').slice(1, -1).map((line) => line.slice(0, line.lastIndexOf(',')));
  const began = performance.now();
  codeOccupation('电工');
  const loaded = performance.now(), times = [];
  for (const title of titles) { const at = performance.now(); codeOccupation(title); times.push(performance.now() - at); }
  times.sort((a, b) => a - b);
  const file = path.join(root, 'libs/reference-data/data/title-model.bin');
  console.log(`model ${statSync(file).size} bytes; first title ${(loaded - began).toFixed(0)} ms; then median ${times[times.length >> 1].toFixed(2)} ms, p99 ${times[Math.floor(times.length * 0.99)].toFixed(2)} ms a title; process ${(process.memoryUsage.rss() / 1048576).toFixed(0)} MiB, at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}
