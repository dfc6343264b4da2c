/**
 * Gradient boosting of small regression trees on candidates grouped by title. `groups` are arrays of value rows; `target` gives for a
 * group and its current scores the gradient and the curvature of each candidate.
 */
export function boost(groups, features, target, { rounds, depth, rate, leaf, lambda, bins = 48 }) {
  const rows = groups.flat(), n = rows.length;
  const edges = Array.from({ length: features }, (_, f) => {
    const sorted = Float32Array.from(rows, (r) => r[f]).sort(), out = [];
    for (let b = 1; b < bins; b++) { const v = sorted[Math.floor(b * n / bins)]; if (out.length === 0 || v > out.at(-1)) out.push(v); }
    if (out.length > 0 && out.at(-1) >= sorted[n - 1]) out.pop();
    return out;
  });
  const binned = Array.from({ length: features }, (_, f) => Uint8Array.from(rows, (r) => { let b = 0; while (b < edges[f].length && r[f] > edges[f][b]) b++; return b; }));
  const score = new Float64Array(n), g = new Float64Array(n), h = new Float64Array(n);
  const trees = { roots: [], feature: [], value: [], left: [] };
  const add = () => { trees.feature.push(-1); trees.value.push(0); trees.left.push(0); return trees.feature.length - 1; };
  const sumG = new Float64Array(64), sumH = new Float64Array(64), sumN = new Int32Array(64);
  for (let round = 0; round < rounds; round++) {
    let at = 0;
    groups.forEach((group, i) => { target(i, score, g, h, at, group.length); at += group.length; });
    const root = add();
    trees.roots.push(root);
    const grow = (node, members, level) => {
      let G = 0, H = 0;
      for (const i of members) { G += g[i]; H += h[i]; }
      let best = null;
      if (level < depth && members.length >= 2 * leaf) {
        for (let f = 0; f < features; f++) {
          const E = edges[f].length;
          if (E === 0) continue;
          sumG.fill(0, 0, E + 1); sumH.fill(0, 0, E + 1); sumN.fill(0, 0, E + 1);
          const column = binned[f];
          for (const i of members) { const b = column[i]; sumG[b] += g[i]; sumH[b] += h[i]; sumN[b]++; }
          let gl = 0, hl = 0, nl = 0;
          for (let b = 0; b < E; b++) {
            gl += sumG[b]; hl += sumH[b]; nl += sumN[b];
            if (nl < leaf || members.length - nl < leaf) continue;
            const gain = gl * gl / (hl + lambda) + (G - gl) ** 2 / (H - hl + lambda) - G * G / (H + lambda);
            if (gain > (best?.gain ?? 1e-6)) best = { gain, f, b };
          }
        }
      }
      if (best === null) {
        const value = -rate * G / (H + lambda);
        trees.value[node] = Math.fround(value);
        for (const i of members) score[i] += trees.value[node];
        return;
      }
      const column = binned[best.f], left = [], right = [];
      for (const i of members) (column[i] <= best.b ? left : right).push(i);
      trees.feature[node] = best.f;
      trees.value[node] = edges[best.f][best.b];
      trees.left[node] = add();
      add();
      const l = trees.left[node];
      grow(l, left, level + 1);
      grow(l + 1, right, level + 1);
    };
    grow(root, Array.from({ length: n }, (_, i) => i), 0);
  }
  return { roots: Int32Array.from(trees.roots), feature: Int8Array.from(trees.feature), value: Float32Array.from(trees.value), left: Int32Array.from(trees.left) };
}

/** Gradient of the chance that the right candidate comes first; groups without a right one do not count. */
export function firstOf(rightOf, weightOf = () => 1) {
  return (i, score, g, h, at, length) => {
    const right = rightOf(i);
    let top = -Infinity, sum = 0;
    for (let k = at; k < at + length; k++) top = Math.max(top, score[k]);
    for (let k = at; k < at + length; k++) sum += Math.exp(score[k] - top);
    for (let k = at; k < at + length; k++) {
      const p = Math.exp(score[k] - top) / sum, w = right < 0 ? 0 : weightOf(i);
      g[k] = w * (p - (k - at === right ? 1 : 0));
      h[k] = w * Math.max(p * (1 - p), 1e-6);
    }
  };
}
