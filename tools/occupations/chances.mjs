/** Steps `[share, chance]` that rise: neighbouring observations are pooled until the chance does (isotonic regression), none stands on fewer than `least`. */
export function isotonic(pairs, least = 30) {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  const blocks = [];
  for (let i = 0; i < sorted.length; i += least) {
    const part = sorted.slice(i, sorted.length - i < 2 * least ? sorted.length : i + least);
    blocks.push({ n: part.length, share: part.reduce((s, p) => s + p[0], 0), right: part.reduce((s, p) => s + p[1], 0) });
    if (sorted.length - i < 2 * least) break;
  }
  const pooled = [];
  for (const block of blocks) {
    let last = block;
    while (pooled.length > 0 && pooled.at(-1).right / pooled.at(-1).n >= last.right / last.n) { const before = pooled.pop(); last = { n: before.n + last.n, share: before.share + last.share, right: before.right + last.right }; }
    pooled.push(last);
  }
  const round = (x) => Math.round(x * 1e5) / 1e5;
  let chance = 0;
  return pooled.map(({ n, share, right }) => [round(share / n), chance = Math.max(chance, round((right + 0.5) / (n + 1)))]);
}

/** The least share from which on the greatest shares are right in `precision` of the cases; above 1 when there is none. */
export function shareFor(pairs, precision, least = 50) {
  const sorted = [...pairs].sort((a, b) => b[0] - a[0]);
  let right = 0, found = 1.01;
  sorted.forEach(([share, isRight], i) => { right += isRight; if (i + 1 >= least && right / (i + 1) >= precision) found = share; });
  return found;
}
