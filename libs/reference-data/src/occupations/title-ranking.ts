/** Boosted trees in arrays: inner nodes hold a feature and a threshold (left when the value is at most it), leaves a value. */
export interface Trees {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Feature of a node, −1 for a leaf. */
  readonly feature: Int8Array;
  /** Threshold of an inner node, value of a leaf. */
  readonly value: Float32Array;
  /** Left child; the right one follows it. */
  readonly left: Int32Array;
}

/** Sum of the leaves that the values reach. */
export function treeScore(trees: Trees, values: ArrayLike<number>): number {
  let sum = 0;
  for (const root of trees.roots) {
    let node = root;
    let feature = trees.feature[node] ?? -1;
    while (feature >= 0) {
      node = (trees.left[node] ?? 0) + ((values[feature] ?? 0) <= (trees.value[node] ?? 0) ? 0 : 1);
      feature = trees.feature[node] ?? -1;
    }
    sum += trees.value[node] ?? 0;
  }
  return sum;
}
