import { root } from '../lint/sources.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { trainSoftmax, vocabularyOf } from './softmax.mjs';
import { isotonic, shareFor } from './chances.mjs';
import { pruned } from './pruned-weights.mjs';
import { boost, firstOf } from './trees.mjs';

const built = (file) => import(pathToFileURL(path.join(root, 'libs/reference-data/dist/occupations', file)).href);
const { codeTable, describedGrams, describedWeights, knowledgeChecksum, readTitleKnowledge } = await built('title-knowledge.js');
const { NeighbourIndex } = await built('title-neighbours.js');
const { partGrams, titleGrams } = await built('title-grams.js');
const { titleForm } = await built('title-form.js');
const { evidence, evidenceNames } = await built('title-evidence.js');
const { treeScore } = await built('title-ranking.js');
const { codeNodes, codeProbabilities, rowOf } = await built('title-model.js');

export const SETTINGS = {
  softmax: { epochs: 6, rate: 0.2, decay: 0, scale: 8, name: 0.3, alias: 0.4, least: 2 },
  /** Weights kept; with vocabulary and trees below 5 MB. */
  keep: 1_500_000,
  keepNames: 300_000,
  trees: { rounds: 70, depth: 4, rate: 0.12, leaf: 20, lambda: 3 },
};

/** FNV-1a with a mix, for folds that do not depend on the order of the file. */
export const hash = (s, salt = '') => { let h = 2166136261; for (const c of s + salt) { h ^= c.codePointAt(0); h = Math.imul(h, 16777619); h ^= h >>> 13; } return h >>> 0; };

export const knowledge = readTitleKnowledge();
export const checksum = knowledgeChecksum();
export const nodes = codeNodes(knowledge.codes);
const descriptions = new NeighbourIndex(knowledge.described.map((text, code) => ({ text, code, own: true, normal: '' })), ({ text }) => describedWeights(text));
/** Pieces of every known text, kept: training asks for them again and again. */
const pieces = new Map([...knowledge.own, ...knowledge.coded].map((known) => [known, titleGrams(titleForm(known.text))]));
const gramsOf = (known) => pieces.get(known);
const firstNames = new Set(knowledge.names.map(([name]) => name));

const nameExamples = ({ name, alias }) => knowledge.own.map((o) => ({ grams: gramsOf(o), code: o.code, weight: firstNames.has(o.text) ? name : alias }));

function fitClassifier(examples, s, keep) {
  const vocabulary = vocabularyOf(examples, s.least);
  const softmax = trainSoftmax(examples.map((e) => rowOf(e.grams, vocabulary)), examples.map((e) => e.code), examples.map((e) => e.weight), vocabulary.size, nodes, knowledge.codes.length, s);
  return pruned(softmax, vocabulary, nodes.names.length, s.scale, keep);
}

/** Knows no coded title, so it is the same in every part of a cross-validation. */
let fromNames;
export const namesClassifier = (settings = SETTINGS) => (fromNames ??= fitClassifier(nameExamples({ name: 1, alias: 1 }), { ...settings.softmax, least: 1 }, settings.keepNames));

/** The first stage: classifiers, neighbours and descriptions; gives the candidates of a title with their evidence. */
export function fitFirst(coded, settings = SETTINGS) {
  const all = fitClassifier([...nameExamples(settings.softmax), ...coded.map((t) => ({ grams: gramsOf(t), code: t.code, weight: 1 }))], settings.softmax, settings.keep), names = namesClassifier(settings);
  const texts = [...knowledge.own, ...coded], index = new NeighbourIndex(texts, gramsOf), table = codeTable(knowledge, coded);
  return {
    all, names,
    candidates: (title) => {
      const grams = gramsOf(title);
      return evidence(title.form, {
        texts, likeness: index.likeness(grams), probability: codeProbabilities(all, grams, nodes), byNames: codeProbabilities(names, grams, nodes), described: descriptions.likeness(describedGrams(title.form)),
        ofParts: partGrams(title.form).map((part) => codeProbabilities(all, part, nodes)),
      }, table);
    },
  };
}

/** The second stage: order of the candidates, from titles that the first stage had not seen. */
export function fitSecond(groups, settings = SETTINGS) {
  return boost(groups.map((g) => g.candidates.map((c) => c.values)), evidenceNames.length, firstOf((i) => groups[i].candidates.findIndex((c) => c.code === groups[i].code)), settings.trees);
}

/** Candidates with their share of the trust, greatest first. */
export function ranked(trees, candidates) {
  const scores = candidates.map((c) => treeScore(trees, c.values)), top = Math.max(...scores), e = scores.map((s) => Math.exp(s - top)), sum = e.reduce((a, b) => a + b, 0);
  return candidates.map((c, i) => ({ code: c.code, share: e[i] / sum, values: c.values })).sort((a, b) => b.share - a.share || a.code - b.code);
}

const INNER = 5;
/** Parts behind which the chances are counted. */
const COUNTED = 3;
export const PRECISION = 0.92;
const familyOf = (code) => knowledge.codes[code].slice(0, 7);

/** 小类 and their shares, greatest first. */
export function families(order) {
  const shares = new Map();
  for (const { code, share } of order) shares.set(familyOf(code), (shares.get(familyOf(code)) ?? 0) + share);
  return [...shares].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Candidates of each coded title from a first stage that had not seen it: one fit for each of five parts. */
export function unseenCandidates(coded, settings = SETTINGS, say = () => {}) {
  const part = coded.map((t) => hash(t.text, 'inner') % INNER), groups = new Array(coded.length);
  for (let k = 0; k < INNER; k++) {
    const first = fitFirst(coded.filter((_, i) => part[i] !== k), settings);
    coded.forEach((t, i) => { if (part[i] === k) groups[i] = { code: t.code, candidates: first.candidates(t) }; });
    say(`part ${k + 1} of ${INNER}`);
  }
  return groups;
}

/** Second stage with its chances: these are counted on titles that the trees counted had not seen either. */
export function fitTrust(groups, settings = SETTINGS) {
  const trees = fitSecond(groups, settings), pairs = [], best = [], family = [];
  for (let k = 0; k < COUNTED; k++) {
    const partly = fitSecond(groups.filter((_, i) => i % COUNTED !== k), settings);
    groups.forEach((group, i) => {
      if (i % COUNTED !== k) return;
      const order = ranked(partly, group.candidates), [[first, share]] = families(order);
      for (const one of order) pairs.push([one.share, one.code === group.code ? 1 : 0]);
      best.push([order[0].share, order[0].code === group.code ? 1 : 0]);
      family.push([share, first === familyOf(group.code) ? 1 : 0]);
    });
  }
  return { trees, facts: { chances: isotonic(pairs), familyChances: isotonic(family), sureShare: shareFor(best, PRECISION), sureFamilyShare: shareFor(family, PRECISION) } };
}
