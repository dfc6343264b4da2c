import { defaultPolicy } from '@jiedui/contracts';
import type {
  CertificationKind, EntryOf, Features, Geography, Housing, LotFeatures, Market, MatchingPolicy, OrderLineFeatures, PostFeatures,
  PostKind, ProtectionTier, Side, WorkerFeatures,
} from '@jiedui/contracts';
import { calendarDay, dayNumber } from './day-number.js';
import type { RuleContext } from './rule-set.js';

/** Seeded source of random choices (mulberry32): the same seed gives the same market everywhere. For tests and benchmarks. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 up to, not including, 1. */
  share(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Whole number from `from` up to and including `to`. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.share() * (to - from + 1));
  }

  one<T>(values: readonly [T, ...T[]]): T {
    return values[this.whole(0, values.length - 1)] ?? values[0];
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  /** Null with the given share, else a value. */
  maybe<T>(missing: number, value: () => T): T | null {
    return this.chance(missing) ? null : value();
  }

  /** Zero to `most` values, repeats possible. */
  some<T>(values: readonly [T, ...T[]], most: number): T[] {
    return Array.from({ length: this.whole(0, most) }, () => this.one(values));
  }
}

/** How a random market looks: `families` and `regions` set how many pairs are eligible. */
export interface MarketShape {
  seed: number;
  demand: number;
  supply: number;
  families: number;
  /** Counties of the receiving side, and cities of the supporting side, to draw from. */
  units: number;
  places: number;
  /** Share of entries that carry awkward features (unknowns, expiries, exclusions, closings); 0.5 in tests. */
  awkward: number;
  policy?: MatchingPolicy;
}

const asOf = '2026-03-01';

/** Geography by arithmetic: four-province map, distances from the codes, some of them unknown. */
export const gridGeography: Geography = {
  distanceKm(a, b) {
    if (a.endsWith('99') || b.endsWith('99')) return null;
    return a === b ? 0 : Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4))) * 0.7 + Math.abs(Number(a.slice(4, 6)) - Number(b.slice(4, 6))) * 9.5;
  },
  provinceOf: (code) => `${code.slice(0, 2)}0000`,
  isWithin: (code, ancestor) => code === ancestor || (ancestor.endsWith('0000') ? code.startsWith(ancestor.slice(0, 2)) : ancestor.endsWith('00') && code.startsWith(ancestor.slice(0, 4))),
  pairing: (_programme, unit, supporter) => (unit.slice(0, 2) === supporter.slice(0, 2) ? 'in-province' : (Number(unit) + Number(supporter.slice(0, 2))) % 5 === 0 ? 'key' : 'programme'),
  nameOf: (code) => code,
};

/** Standards of every county and district on that map whose code does not end in 02. */
const gridWages: Record<string, number> = Object.fromEntries(['5001', '4205', ...['31', '32', '44', '50'].flatMap((province) => Array.from({ length: 20 }, (_, k) => `${province}${String(1 + k).padStart(2, '0')}`))]
  .flatMap((prefecture) => Array.from({ length: 99 }, (_, k) => `${prefecture}${String(1 + k).padStart(2, '0')}`)).filter((region) => !region.endsWith('02')).map((region) => [region, 200_000 + (Number(region.slice(0, 2)) % 5) * 10_000]));

/** The policy of the random markets: the first policy of a programme, with minimum wages. */
export const gridPolicy: MatchingPolicy = { ...defaultPolicy, minimumWages: gridWages };

const unitCode = (k: number): string => `${k % 2 === 0 ? '5001' : '4205'}${String(1 + (k % 99)).padStart(2, '0')}`;
const placeCode = (k: number): string => `${['31', '32', '44', '50'][k % 4] ?? '31'}${String(1 + (Math.floor(k / 4) % 20)).padStart(2, '0')}${String(k % 7).padStart(2, '0')}`;
const familyCode = (k: number): string => `6-${String(1 + Math.floor(k / 50)).padStart(2, '0')}-${String(k % 50).padStart(2, '0')}`;
const uuid = (side: Side, k: number): string => `0190${side === 'demand' ? 'd' : 'a'}000-0000-7000-8000-${k.toString(16).padStart(12, '0')}`;

const certificateNames: readonly [string, ...string[]] = ['电工证', '焊工证书', '叉车操作证', '健康证', '保安员证', '驾照', '护士执业资格证'];
const skillNames: readonly [string, ...string[]] = ['电脑', '普通话', '机床', '缝纫', '烹饪', '收银', 'CAD', '客服', '驾驶', '仓储'];
const housings: readonly [Housing, ...Housing[]] = ['board-and-lodging', 'lodging', 'board', 'none'];
const postKinds: readonly [PostKind, ...PostKind[]] = ['ordinary', 'ordinary', 'ordinary', 'ordinary', 'near-home', 'work-for-relief'];
const kinds: readonly [CertificationKind, ...CertificationKind[]] = ['green-food', 'organic', 'geographical-indication', 'conformity'];
const products: readonly [string, ...string[]] = ['脐橙', '纽荷尔脐橙', '血橙', '脆李', '茶叶'];

function entry<F extends Features>(market: Market, side: Side, k: number, region: string, capacity: number, tier: ProtectionTier, features: F, open: boolean): EntryOf<F> {
  return {
    market, side, programme: 'three-gorges', id: uuid(side, k), version: 1, externalId: `${side === 'demand' ? 'D' : 'S'}${k}`,
    label: `${side} ${k}`, organisation: `organisation ${k % 17}`, capacity, tier, region, features, status: open ? 'open' : 'closed',
  };
}

const someTier = (dice: Dice): ProtectionTier => {
  const share = dice.share();
  return share < 0.04 ? 1 : share < 0.12 ? 2 : share < 0.35 ? 3 : 4;
};

const someDay = (dice: Dice, from: number, to: number): string => calendarDay(dayNumber(asOf) + dice.whole(from, to));

/** Context of the random markets. */
export function randomContext(shape: MarketShape): RuleContext {
  return { geography: gridGeography, policy: shape.policy ?? gridPolicy, asOf, programme: 'three-gorges' };
}

/** Random posts and workers. */
export function randomEmployment(shape: MarketShape): { demand: EntryOf<PostFeatures>[]; supply: EntryOf<WorkerFeatures>[] } {
  const dice = new Dice(shape.seed);
  const odd = shape.awkward;
  const occupationCode = (): string => `${familyCode(dice.whole(0, shape.families - 1))}-0${dice.whole(1, 3)}`;
  const unit = (): string => unitCode(dice.whole(0, shape.units - 1));
  const place = (): string => (dice.chance(0.1) ? unit() : placeCode(dice.whole(0, shape.places - 1)));
  const demand = Array.from({ length: shape.demand }, (_, k) => {
    const wage = dice.whole(15, 80) * 10_000;
    return entry('employment', 'demand', k, place(), dice.whole(1, 12), 4, {
      kind: 'post', title: `岗位 ${k % 23}`, occupation: dice.maybe(odd * 0.1, occupationCode),
      wageMinFen: dice.maybe(odd * 0.3, () => wage), wageMaxFen: dice.maybe(odd * 0.3, () => wage + dice.whole(0, 20) * 10_000),
      education: dice.maybe(odd * 0.2, () => dice.whole(0, 5)), experienceYears: dice.maybe(odd * 0.3, () => dice.whole(0, 5)),
      certificates: dice.chance(odd * 0.6) ? dice.some(certificateNames, 2) : [], skills: dice.some(skillNames, 4),
      housing: dice.maybe(odd * 0.3, () => dice.one(housings)), insurance: dice.maybe(odd * 0.3, () => dice.chance(0.6)),
      startOn: dice.maybe(odd * 0.5, () => someDay(dice, -20, 90)), closesOn: dice.maybe(odd, () => someDay(dice, -2, 120)),
      targetUnits: dice.chance(odd * 0.2) ? dice.some([unit(), unit(), '500000'], 3) : [],
      postKind: dice.one(postKinds), employerKey: `E${k % 31}`, supporter: dice.maybe(odd * 0.3, () => `${dice.one(['31', '32', '44', '50'])}0000`),
    } satisfies PostFeatures, !dice.chance(odd * 0.04));
  });
  const supply = Array.from({ length: shape.supply }, (_, k) => {
    const wish = dice.whole(20, 70) * 10_000;
    return entry('employment', 'supply', k, unit(), 1, someTier(dice), {
      kind: 'worker', wishes: dice.chance(odd * 0.1) ? dice.some(['杂工', occupationCode()], 2) : [occupationCode(), occupationCode(), occupationCode()].slice(0, dice.whole(1, 3)),
      education: dice.maybe(odd * 0.2, () => dice.whole(0, 6)), experienceYears: dice.maybe(odd * 0.2, () => dice.whole(0, 12) / 2),
      certificates: dice.some(certificateNames, 2).map((name) => ({ name, expiresOn: dice.maybe(0.5, () => someDay(dice, -30, 200)) })),
      skills: dice.some(skillNames, 4),
      wageWishFen: dice.maybe(odd * 0.3, () => wish), wageMinFen: dice.maybe(0.5, () => Math.floor(wish * 0.8)),
      regionsWished: dice.chance(0.4) ? dice.some([place(), `${place().slice(0, 4)}00`, '310000'], 2) : [],
      regionsExcluded: dice.chance(odd * 0.3) ? dice.some([place(), '440000'], 2) : [],
      wishesSameProvince: dice.chance(0.1), wishesNearby: dice.chance(0.1), excludesOtherProvinces: dice.chance(odd * 0.1),
      needsHousing: dice.maybe(odd * 0.3, () => dice.chance(0.5)), availableOn: dice.maybe(odd * 0.3, () => someDay(dice, -30, 100)),
      legalAgeFrom: dice.chance(odd * 0.1) ? dice.one(['2026-01', '2026-03', '2026-05', '2027-01']) : null,
      travelGroup: dice.chance(odd * 0.04) ? `G${k % 5}` : null, consent: !dice.chance(odd * 0.06), tierEnds: null,
    } satisfies WorkerFeatures, !dice.chance(odd * 0.04));
  });
  return { demand, supply };
}

/** Random order lines and lots, quantities in units of 500 g. */
export function randomProduce(shape: MarketShape): { demand: EntryOf<OrderLineFeatures>[]; supply: EntryOf<LotFeatures>[] } {
  const dice = new Dice(shape.seed);
  const odd = shape.awkward;
  const leaf = (): string => `${String(1 + dice.whole(0, Math.ceil(shape.families / 10) - 1)).padStart(2, '0')}${String(dice.whole(1, 10)).padStart(2, '0')}`;
  const unit = (): string => unitCode(dice.whole(0, shape.units - 1));
  const place = (): string => placeCode(dice.whole(0, shape.places - 1));
  const least = (): number => (dice.chance(odd * 0.3) ? dice.whole(0, 300) : 0);
  const demand = Array.from({ length: shape.demand }, (_, k) => {
    const from = dice.whole(-10, 60);
    const category = leaf();
    return entry('produce', 'demand', k, place(), dice.whole(1, 400) * 10, 4, {
      kind: 'orderLine', category: dice.chance(0.2) ? category.slice(0, 2) : category, product: dice.chance(0.25) ? dice.one(products) : null,
      priceMax: dice.chance(0.5) ? { fen: dice.whole(200, 900), grams: 500 } : { fen: dice.whole(400, 1800), grams: 1000 },
      certifications: dice.chance(odd * 0.5) ? dice.some(kinds, 2) : [], grade: dice.chance(odd) ? dice.whole(0, 3) : 0,
      deliverFrom: someDay(dice, from, from), deliverTo: someDay(dice, from + 3, from + 60), coldChain: dice.chance(odd * 0.4),
      minShipmentUnits: least(), splittable: !dice.chance(odd * 0.1), targetUnits: dice.chance(odd * 0.2) ? dice.some([unit(), '500000'], 2) : [],
      supporter: dice.maybe(odd * 0.3, () => `${dice.one(['31', '32', '44', '50'])}0000`),
    } satisfies OrderLineFeatures, !dice.chance(odd * 0.04));
  });
  const supply = Array.from({ length: shape.supply }, (_, k) => {
    const from = dice.whole(-30, 50);
    return entry('produce', 'supply', k, unit(), dice.whole(1, 400) * 10, someTier(dice), {
      kind: 'lot', category: leaf(), product: dice.maybe(0.2, () => dice.one(products)),
      price: dice.chance(0.5) ? { fen: dice.whole(150, 800), grams: 500 } : { fen: dice.whole(3000, 20000), grams: 12_500 },
      certifications: dice.some(kinds, 3).map((kind) => ({ kind, expiresOn: dice.maybe(0.5, () => someDay(dice, -30, 200)) })),
      grade: dice.whole(0, 3), harvestFrom: someDay(dice, from, from), harvestTo: someDay(dice, from, from + 60),
      shelfLifeDays: dice.maybe(odd * 0.3, () => dice.whole(2, 90)), coldChain: dice.maybe(odd * 0.2, () => dice.chance(0.6)), minShipmentUnits: least(),
    } satisfies LotFeatures, !dice.chance(odd * 0.04));
  });
  return { demand, supply };
}
