/** A seeded sequence of numbers in [0, 1): mulberry32. */
export function sequence(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6D2B79F5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Pieces that stand in at least `least` of the examples `{ grams }`, sorted, each with its row. */
export function vocabularyOf(examples, least) {
  const seen = new Map();
  for (const { grams } of examples) for (const gram of grams.keys()) seen.set(gram, (seen.get(gram) ?? 0) + 1);
  const words = [...seen].filter(([, n]) => n >= least).map(([gram]) => gram).sort();
  return new Map(words.map((gram, i) => [gram, i]));
}

/**
 * Multinomial logistic regression over summed nodes, by stochastic gradient descent with a step a row of weights (AdaGrad over rows)
 * and decay of touched rows. Returns a function from a row to log-probabilities of codes, and the weights.
 */
export function trainSoftmax(rows, labels, weights, size, { names, paths }, codeCount, options) {
  const { epochs, rate, decay, seed = 1, scale = 8 } = options;
  const N = names.length, W = new Float32Array(size * N), bias = new Float32Array(N), squares = new Float64Array(size).fill(1e-3);
  const next = sequence(seed), order = Int32Array.from(rows.keys());
  const nodeScore = new Float32Array(N), delta = new Float32Array(N), probability = new Float64Array(codeCount);
  const score = (row) => {
    nodeScore.set(bias);
    for (let k = 0; k < row.ids.length; k++) {
      const v = row.values[k] * scale, base = row.ids[k] * N, w = W.subarray(base, base + N);
      for (let j = 0; j < N; j++) nodeScore[j] += v * w[j];
    }
    let top = -Infinity, sum = 0;
    for (let c = 0; c < codeCount; c++) {
      const s = nodeScore[paths[4 * c]] + nodeScore[paths[4 * c + 1]] + nodeScore[paths[4 * c + 2]] + nodeScore[paths[4 * c + 3]];
      probability[c] = s;
      if (s > top) top = s;
    }
    for (let c = 0; c < codeCount; c++) sum += (probability[c] = Math.exp(probability[c] - top));
    for (let c = 0; c < codeCount; c++) probability[c] /= sum;
    return probability;
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) { const j = Math.floor(next() * (i + 1)); [order[i], order[j]] = [order[j], order[i]]; }
    const step = rate * (1 - epoch / epochs * 0.9);
    for (const e of order) {
      const row = rows[e], p = score(row);
      delta.fill(0);
      const touched = [];
      for (let c = 0; c < codeCount; c++) {
        const g = p[c] - (c === labels[e] ? 1 : 0);
        if (g < 2e-4 && g > -1e-6) continue;
        for (let l = 0; l < 4; l++) { const j = paths[4 * c + l]; if (delta[j] === 0) touched.push(j); delta[j] += g * weights[e]; }
      }
      let square = 0;
      for (const j of touched) square += delta[j] * delta[j];
      for (const j of touched) bias[j] -= 0.02 * step * delta[j];
      for (let k = 0; k < row.ids.length; k++) {
        const v = row.values[k] * scale, f = row.ids[k], base = f * N;
        squares[f] += square * v * v;
        const lr = step / Math.sqrt(squares[f]);
        if (decay > 0) { const keep = 1 - Math.min(0.5, lr * decay); for (let j = base, to = base + N; j < to; j++) W[j] *= keep; }
        for (const j of touched) W[base + j] -= lr * v * delta[j];
      }
    }
  }
  return { score, W, bias };
}
