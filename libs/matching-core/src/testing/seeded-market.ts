/**
 * Markets of a few thousand entries from a seed, for tests that need more than one phase of everything: entries have a place and a
 * kind, arcs lead to posts near by of the same kind, fits mix quality, distance and chance.
 */
import { tierBonuses } from '../lexicographic-weights.js';
import { problemFromArcs, type ArcInput, type TransportProblem } from '../problem.js';

export interface MarketShape {
  readonly seed: number;
  readonly supply: number;
  readonly demand: number;
  readonly degree: number;
  /** Demand capacity over supply capacity. */
  readonly ratio: number;
  readonly isLots: boolean;
  /** sum = sums of parts; product = skill x quality, the hard one; few = five values. */
  readonly fits: 'sum' | 'product' | 'few';
  readonly isTiered: boolean;
}

/** xorshift32, uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let s = seed | 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 4294967296;
  };
}

export function seededMarket(shape: MarketShape): TransportProblem {
  const { supply: L, demand: R, degree, ratio, isLots, fits } = shape, random = seededRandom(shape.seed), kinds = 1 + Math.floor(Math.sqrt(R) / 2);
  const quality = Float64Array.from({ length: R }, random), place = Float64Array.from({ length: R }, (_, j) => j / R), arcs: ArcInput[] = [];
  const supplyCapacity = Array.from({ length: L }, () => isLots ? 1 + Math.floor(100 / (random() + 0.01)) : 1);
  const total = supplyCapacity.reduce((s, a) => s + a, 0);
  const demandCapacity = Array.from({ length: R }, () => Math.floor(2 * random() * ratio * total / R));
  for (let i = 0; i < L; i++) {
    const home = random(), kind = Math.floor(random() * kinds), skill = random(), met = new Set<number>();
    for (let k = 0; k < degree; k++) {
      const near = home + (random() - 0.5) * (random() < 0.8 ? 0.1 : 1), j = (Math.floor(Math.abs(near) * R / kinds) * kinds + kind) % R;
      if (met.has(j)) continue;
      met.add(j);
      const fit = fits === 'product' ? 1 + 999 * skill * quality[j]! : 400 * skill * quality[j]! + 300 / (1 + 20 * Math.abs(home - place[j]!)) + 299 * random();
      arcs.push({ supply: i, demand: j, fit: fits === 'few' ? Math.floor(fit / 200) : Math.floor(fit) });
    }
  }
  const bonus = shape.isTiered ? tierBonuses(Array.from({ length: L }, () => { const u = random(); return u < 0.04 ? 1 : u < 0.12 ? 2 : u < 0.35 ? 3 : 4; }), R, 1000) : undefined;
  return problemFromArcs(supplyCapacity, demandCapacity, arcs, bonus);
}
