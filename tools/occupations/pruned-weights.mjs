/** Bytes that grow as they are written; numbers little-endian, as `title-model.ts` reads them. */
export class Writer {
  constructor() { this.bytes = Buffer.alloc(1 << 16); this.at = 0; }
  room(n) { if (this.at + n > this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(Math.max(this.bytes.length, n))]); }
  byte(v) { this.room(1); this.bytes[this.at++] = v & 0xff; }
  float(v) { this.room(4); this.bytes.writeFloatLE(v, this.at); this.at += 4; }
  varint(v) { let rest = v >>> 0; while (rest >= 0x80) { this.byte(rest | 0x80); rest >>>= 7; } this.byte(rest); }
  text(text) { const b = Buffer.from(text); this.varint(b.length); this.raw(b); }
  raw(b) { this.room(b.length); b.copy(this.bytes, this.at); this.at += b.length; }
  done() { return this.bytes.subarray(0, this.at); }
}

/**
 * The `keep` greatest weights of a classifier in one byte each, by rows: what the shipped model holds, and what the second stage is trained
 * behind. Shaped as `Classifier` of libs/reference-data wants it.
 */
export function pruned({ W, bias }, vocabulary, nodeCount, scale, keep) {
  const counts = new Uint32Array(4096);
  const bin = (w) => Math.min(4095, Math.floor(Math.abs(w) * 512));
  for (const w of W) if (w !== 0) counts[bin(w)]++;
  let least = 4095, held = counts[4095];
  while (least > 1 && held + counts[least - 1] <= keep) held += counts[--least];
  const threshold = least / 512, size = vocabulary.size;
  const starts = new Uint32Array(size + 1), nodes = [], weights = [], units = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const base = row * nodeCount;
    let top = 0;
    for (let j = 0; j < nodeCount; j++) top = Math.max(top, Math.abs(W[base + j]));
    const unit = Math.fround(top / 127);
    units[row] = unit;
    for (let j = 0; j < nodeCount; j++) {
      const w = W[base + j], q = unit === 0 ? 0 : Math.round(w / unit);
      if (Math.abs(w) < threshold || q === 0) continue;
      nodes.push(j);
      weights.push(q);
    }
    starts[row + 1] = nodes.length;
  }
  return { scale, vocabulary, starts, nodes: Uint16Array.from(nodes), weights: Int8Array.from(weights), units, bias };
}

/** The bytes of a model file. Rows without weights are left out; `vocabulary` is sorted, so each word is written as what it adds to the one before. */
export function encodeModel({ facts, all, names, trees }) {
  const writer = new Writer();
  writer.raw(Buffer.from('JDTITLE1'));
  writer.text(JSON.stringify(facts));
  encodeClassifier(writer, all);
  encodeClassifier(writer, names);
  writer.varint(trees.roots.length);
  for (const root of trees.roots) writer.varint(root);
  writer.varint(trees.feature.length);
  for (let i = 0; i < trees.feature.length; i++) { writer.byte(trees.feature[i]); writer.float(trees.value[i]); writer.varint(trees.left[i]); }
  return writer.done();
}

function encodeClassifier(writer, { scale, vocabulary, starts, nodes, weights, units, bias }) {
  writer.float(scale);
  const rows = [...vocabulary].filter(([, row]) => starts[row + 1] > starts[row]);
  writer.varint(rows.length);
  writer.varint(nodes.length);
  writer.varint(bias.length);
  let last = '';
  for (const [word, row] of rows) {
    let kept = 0;
    while (kept < last.length && kept < word.length && last[kept] === word[kept]) kept++;
    // A pair of surrogates is never cut apart.
    if (kept > 0 && /[\ud800-\udbff]/.test(word[kept - 1])) kept--;
    writer.varint(kept);
    writer.text(word.slice(kept));
    last = word;
    writer.float(units[row]);
    writer.varint(starts[row + 1] - starts[row]);
    let node = -1;
    for (let i = starts[row]; i < starts[row + 1]; i++) { writer.varint(nodes[i] - node - 1); node = nodes[i]; }
    for (let i = starts[row]; i < starts[row + 1]; i++) writer.byte(weights[i]);
  }
  for (const b of bias) writer.float(b);
}
