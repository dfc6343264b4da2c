import { readFileSync } from 'node:fs';
import { once } from '../data-files.js';
import type { Trees } from './title-ranking.js';

/** Groups and codes that the classifier weighs: a code's score is the sum over its 大类, 中类, 小类 and itself. */
export interface CodeNodes {
  readonly names: readonly string[];
  /** Four nodes a code. */
  readonly paths: Int32Array;
}

/** The nodes of a sorted list of codes, in the order the codes first need them. */
export function codeNodes(codes: readonly string[]): CodeNodes {
  const ids = new Map<string, number>();
  const node = (name: string): number => {
    const found = ids.get(name) ?? ids.size;
    ids.set(name, found);
    return found;
  };
  const paths = Int32Array.from(codes.flatMap((code) => [node(code.slice(0, 1)), node(code.slice(0, 4)), node(code.slice(0, 7)), node(code)]));
  return { names: [...ids.keys()], paths };
}

/** What a model file says of itself. */
export interface ModelFacts {
  /** `knowledgeChecksum` of the files it was trained on. */
  readonly trainedOn: string;
  /** Steps of a share of trust and the chance of being right that goes with each, rising. */
  readonly chances: readonly (readonly [share: number, chance: number])[];
  readonly familyChances: readonly (readonly [share: number, chance: number])[];
  /** From this share on a title is coded by itself: a code, a 小类. */
  readonly sureShare: number;
  readonly sureFamilyShare: number;
}

/** Weights of pieces for nodes: multinomial logistic regression. */
export interface Classifier {
  /** Value of a row of length 1 before weighing. */
  readonly scale: number;
  /** Piece to row. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Start of each row in `nodes` and `weights`. */
  readonly starts: Uint32Array;
  readonly nodes: Uint16Array;
  readonly weights: Int8Array;
  /** Unit of a row's weights. */
  readonly units: Float32Array;
  readonly bias: Float32Array;
}

/** The trained parts, as read from the model file. */
export interface TitleModel {
  readonly facts: ModelFacts;
  /** From coded titles and names; from names alone. */
  readonly all: Classifier;
  readonly names: Classifier;
  readonly trees: Trees;
}

/** Reads bytes in the order the trainer wrote them; numbers are little-endian. */
class Reader {
  private at = 0;
  private readonly view: DataView;
  constructor(private readonly bytes: Uint8Array) { this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); }
  byte(): number { return this.view.getUint8(this.at++); }
  signed(): number { return this.view.getInt8(this.at++); }
  float(): number { this.at += 4; return this.view.getFloat32(this.at - 4, true); }
  varint(): number {
    let value = 0, shift = 0, b: number;
    do { b = this.byte(); value |= (b & 0x7f) << shift; shift += 7; } while (b >= 0x80);
    return value >>> 0;
  }
  text(length: number): string { this.at += length; return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at)); }
}

/** Decodes a model file. Throws when it is none: the package is broken then. */
export function decodeModel(bytes: Uint8Array): TitleModel {
  const reader = new Reader(bytes);
  if (reader.text(8) !== 'JDTITLE1') throw new Error('this is no title model');
  const facts = readFacts(reader.text(reader.varint()));
  const all = readClassifier(reader), names = readClassifier(reader);
  const roots = Int32Array.from({ length: reader.varint() }, () => reader.varint()), treeNodes = reader.varint();
  const trees = { roots, feature: new Int8Array(treeNodes), value: new Float32Array(treeNodes), left: new Int32Array(treeNodes) };
  for (let i = 0; i < treeNodes; i++) { trees.feature[i] = reader.signed(); trees.value[i] = reader.float(); trees.left[i] = reader.varint(); }
  return { facts, all, names, trees };
}

function readClassifier(reader: Reader): Classifier {
  const scale = reader.float(), size = reader.varint(), total = reader.varint(), nodeCount = reader.varint();
  const vocabulary = new Map<string, number>(), starts = new Uint32Array(size + 1), nodes = new Uint16Array(total), weights = new Int8Array(total), units = new Float32Array(size);
  let last = '', place = 0;
  for (let row = 0; row < size; row++) {
    const kept = reader.varint();
    last = last.slice(0, kept) + reader.text(reader.varint());
    vocabulary.set(last, row);
    units[row] = reader.float();
    const count = reader.varint();
    let node = -1;
    for (let k = 0; k < count; k++) { node += reader.varint() + 1; nodes[place + k] = node; }
    for (let k = 0; k < count; k++) weights[place + k] = reader.signed();
    place += count;
    starts[row + 1] = place;
  }
  return { scale, vocabulary, starts, nodes, weights, units, bias: Float32Array.from({ length: nodeCount }, () => reader.float()) };
}

function readFacts(text: string): ModelFacts {
  const facts: ModelFacts = JSON.parse(text);
  return facts;
}

/** The shipped model, read once a process. */
export const titleModel = once(() => decodeModel(readFileSync(new URL('../../data/title-model.bin', import.meta.url))));

/** Rows and values of a title's pieces, scaled to length 1 over all pieces, known or not. */
export function rowOf(grams: ReadonlyMap<string, number>, vocabulary: ReadonlyMap<string, number>): { ids: Int32Array; values: Float32Array } {
  const ids: number[] = [], values: number[] = [];
  let norm = 0;
  for (const [gram, value] of grams) {
    norm += value * value;
    const id = vocabulary.get(gram);
    if (id !== undefined) { ids.push(id); values.push(value); }
  }
  norm = Math.sqrt(norm) || 1;
  return { ids: Int32Array.from(ids), values: Float32Array.from(values, (value) => value / norm) };
}

/** Probability of every code by the classifier alone. */
export function codeProbabilities(model: Classifier, grams: ReadonlyMap<string, number>, { paths }: CodeNodes): Float64Array {
  const row = rowOf(grams, model.vocabulary), score = model.bias.slice();
  row.ids.forEach((id, k) => {
    const value = (row.values[k] ?? 0) * model.scale * (model.units[id] ?? 0);
    for (let i = model.starts[id] ?? 0, to = model.starts[id + 1] ?? 0; i < to; i++) {
      const node = model.nodes[i] ?? 0;
      score[node] = (score[node] ?? 0) + value * (model.weights[i] ?? 0);
    }
  });
  const out = new Float64Array(paths.length / 4);
  let top = -Infinity, sum = 0;
  for (let code = 0; code < out.length; code++) {
    let s = 0;
    for (let level = 0; level < 4; level++) s += score[paths[4 * code + level] ?? 0] ?? 0;
    out[code] = s;
    if (s > top) top = s;
  }
  for (let code = 0; code < out.length; code++) sum += out[code] = Math.exp((out[code] ?? 0) - top);
  for (let code = 0; code < out.length; code++) out[code] = (out[code] ?? 0) / sum;
  return out;
}

/** Pieces of a title that speak most for a code against the mean of its rivals, the weightiest first. */
export function weightiestPieces(model: Classifier, grams: ReadonlyMap<string, number>, { paths }: CodeNodes, code: number, rivals: readonly number[]): string[] {
  // What a node's weight counts for: for the code, against each rival alike.
  const share = new Float32Array(model.bias.length);
  const add = (one: number, part: number): void => { for (const node of paths.subarray(4 * one, 4 * one + 4)) share[node] = (share[node] ?? 0) + part; };
  add(code, 1);
  for (const rival of rivals) add(rival, -1 / rivals.length);
  const found: { gram: string; weight: number }[] = [];
  for (const [gram, value] of grams) {
    const id = model.vocabulary.get(gram);
    if (id === undefined) continue;
    let weight = 0;
    for (let i = model.starts[id] ?? 0, to = model.starts[id + 1] ?? 0; i < to; i++) weight += (share[model.nodes[i] ?? 0] ?? 0) * (model.weights[i] ?? 0);
    weight *= model.units[id] ?? 0;
    if (weight * value > 0) found.push({ gram: gram.replace(/^[$^(<](?=.)/u, ''), weight: weight * value });
  }
  const sums = new Map<string, number>();
  for (const { gram, weight } of found) sums.set(gram, (sums.get(gram) ?? 0) + weight);
  const ordered = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([gram]) => gram);
  // A piece inside a weightier one says nothing new.
  return ordered.filter((gram, i) => [...gram].length > 1 && !ordered.slice(0, i).some((other) => other.includes(gram) || gram.includes(other))).slice(0, 3);
}
