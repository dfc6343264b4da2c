import { dearerThan } from '@jiedui/contracts';
import type { UnitPrice } from '@jiedui/contracts';
import { dayNumber, noEnd, noStart } from '../day-number.js';
import { kilometres, nearnessPoints, pairingPoints, pairingStrength } from '../distance.js';
import { productForm } from '../name-form.js';
import { at, byGroup, CandidateLists, mergeAscending, Numbering, rowOfCandidates } from '../pair-scanner.js';
import type { PairScanner } from '../pair-scanner.js';
import type { RuleContext } from '../rule-set.js';
import { certificationPoints, certificationTenths, freshnessPoints, pricePoints } from './points.js';
import { certificationKinds, isInCategory, transitDays } from './produce-terms.js';
import type { Lot, OrderLine } from './produce-terms.js';

// Bit of each hard rule: its place in `produceHardRules`.
const CLOSED = 1 << 0, CATEGORY = 1 << 1, CERTIFICATIONS = 1 << 2, GRADE = 1 << 3, WINDOW = 1 << 4, SHELF_LIFE = 1 << 5,
  COLD_CHAIN = 1 << 6, PRICE_CEILING = 1 << 7, TARGET_UNITS = 1 << 8, MIN_SHIPMENT = 1 << 9;

/** Number of certification kinds. */
const kinds = certificationKinds.length;

/** The produce rules over two whole lists: an order line is a row of numbers, an opened lot a handful of them. */
export class ProduceScanner implements PairScanner {
  readonly demandCount: number;
  readonly supplyCount: number;

  // Order lines, one element each. Days are day numbers.
  private readonly category: Int32Array;
  private readonly product: Int32Array;          // −1 any product
  private readonly ceilingFen: Float64Array;
  private readonly ceilingGrams: Float64Array;
  private readonly required: Uint8Array;         // bit set of certification kinds
  private readonly grade: Int8Array;
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly cold: Uint8Array;
  private readonly quantity: Float64Array;
  private readonly least: Float64Array;
  private readonly region: Int32Array;
  private readonly targetSet: Int32Array;        // 0 is "any origin"
  private readonly supporter: Int32Array;
  private readonly own: Int32Array;

  // Tables between distinct things.
  private readonly orderRegions = new Numbering();
  private readonly lotRegions = new Numbering();
  private readonly orderCategories = new Numbering();
  private readonly orderProducts = new Numbering();
  private readonly km: Int32Array;               // [lot regions x order regions]
  private readonly nearness: Int16Array;         // [lot regions x order regions]
  private readonly transit: Int32Array;          // [lot regions x order regions]
  private readonly target: Uint8Array;           // [lot regions x target sets]
  private readonly pairingScore: Int16Array;     // [lot regions x supporters]
  private readonly targetSets: number;
  private readonly supporters: number;
  private readonly ordersOfCategory: Int32Array[] = [];
  private readonly lists = new CandidateLists();
  private readonly productRows = new Map<string, Uint8Array>();
  private readonly categoryRows = new Map<string, Uint8Array>();
  private readonly exactPrices: boolean;
  private leftOut: Uint8Array | undefined;
  private chosen: Uint8Array | undefined;

  // The opened lot.
  private lot = 0;
  private ownFailures = 0;
  private lotCategory = '';
  private inCategory: Uint8Array = new Uint8Array(0);
  private inProduct: Uint8Array | null = null;   // null: the lot names no product
  private priceFen = 0;
  private priceGrams = 1;
  private readonly validUntil = new Int32Array(kinds);
  private lotGrade = 0;
  private harvestFrom = 0;
  private harvestTo = 0;
  private shelfLife = -1;
  private noCold = false;
  private lotQuantity = 0;
  private lotLeast = 0;
  private regionBase = 0;
  private targetBase = 0;
  private supporterBase = 0;
  // The delivery of the opened lot to the order line last asked about.
  private day = 0;
  private age = 0;

  private readonly asOf: number;
  private readonly rules: RuleContext['policy']['produce'];

  constructor(private readonly orders: readonly OrderLine[], private readonly lots: readonly Lot[], ctx: RuleContext) {
    const n = orders.length;
    this.demandCount = n;
    this.supplyCount = lots.length;
    this.asOf = dayNumber(ctx.asOf);
    this.rules = ctx.policy.produce;
    this.category = new Int32Array(n); this.product = new Int32Array(n);
    this.ceilingFen = new Float64Array(n); this.ceilingGrams = new Float64Array(n);
    this.required = new Uint8Array(n); this.grade = new Int8Array(n);
    this.from = new Int32Array(n); this.to = new Int32Array(n); this.cold = new Uint8Array(n);
    this.quantity = new Float64Array(n); this.least = new Float64Array(n);
    this.region = new Int32Array(n); this.targetSet = new Int32Array(n); this.supporter = new Int32Array(n); this.own = new Int32Array(n);
    const targetKeys = new Numbering();
    const targetUnits: (readonly string[])[] = [[]];
    const supporters = new Numbering();
    const blocks: number[][] = [];
    targetKeys.of('');
    let dearest = 1;
    let heaviest = 1;
    const meet = (price: UnitPrice): void => {
      dearest = Math.max(dearest, price.fen);
      heaviest = Math.max(heaviest, price.grams);
    };
    orders.forEach((order, j) => {
      const f = order.features;
      const category = this.orderCategories.of(f.category);
      this.category[j] = category;
      (blocks[category] ??= []).push(j);
      this.product[j] = f.product === null ? -1 : this.orderProducts.of(productForm(f.product));
      this.ceilingFen[j] = f.priceMax.fen;
      this.ceilingGrams[j] = f.priceMax.grams;
      meet(f.priceMax);
      this.required[j] = certificationKinds.reduce((bits, kind, k) => bits | (f.certifications.includes(kind) ? 1 << k : 0), 0);
      this.grade[j] = f.grade;
      this.from[j] = dayNumber(f.deliverFrom);
      this.to[j] = dayNumber(f.deliverTo);
      this.cold[j] = f.coldChain ? 1 : 0;
      this.quantity[j] = order.capacity;
      this.least[j] = f.minShipmentUnits;
      this.region[j] = this.orderRegions.of(order.region);
      const targetKey = f.targetUnits.join(' ');
      if (targetKeys.find(targetKey) < 0) targetUnits.push(f.targetUnits);
      this.targetSet[j] = targetKeys.of(targetKey);
      this.supporter[j] = supporters.of(f.supporter ?? '');
      this.own[j] = order.status === 'closed' ? CLOSED : 0;
    });
    for (const members of blocks) this.ordersOfCategory.push(Int32Array.from(members));
    for (const lot of lots) {
      this.lotRegions.of(lot.region);
      meet(lot.features.price);
    }
    this.exactPrices = dearest * heaviest <= Number.MAX_SAFE_INTEGER;
    this.targetSets = targetUnits.length;
    this.supporters = Math.max(1, supporters.size);
    const across = this.orderRegions.size;
    const cells = this.lotRegions.size * across;
    this.km = new Int32Array(cells);
    this.nearness = new Int16Array(cells);
    this.transit = new Int32Array(cells);
    this.target = new Uint8Array(this.lotRegions.size * this.targetSets);
    this.pairingScore = new Int16Array(this.lotRegions.size * this.supporters);
    this.lotRegions.names.forEach((home, h) => {
      this.orderRegions.names.forEach((place, r) => {
        const km = kilometres(home, place, ctx);
        this.km[h * across + r] = km;
        this.nearness[h * across + r] = nearnessPoints(this.rules.weights.distance, this.rules.distanceScaleKm, km);
        this.transit[h * across + r] = transitDays(km, this.rules.transitKmPerDay);
      });
      targetUnits.forEach((units, t) => {
        this.target[h * this.targetSets + t] = units.length === 0 || units.some((unit) => ctx.geography.isWithin(home, unit)) ? 1 : 0;
      });
      supporters.names.forEach((supporter, s) => {
        this.pairingScore[h * this.supporters + s] = pairingPoints(this.rules.weights.pairing, pairingStrength(home, supporter === '' ? null : supporter, ctx));
      });
    });
  }

  open(i: number): void {
    const lot = this.lots[i];
    if (!lot) throw new RangeError(`supply index ${i} outside 0..${this.supplyCount - 1}`);
    const f = lot.features;
    this.lot = i;
    this.ownFailures = lot.status === 'closed' ? CLOSED : 0;
    this.lotCategory = f.category;
    this.inCategory = row(this.categoryRows, f.category, this.orderCategories.names, (wanted) => isInCategory(f.category, wanted));
    const product = f.product === null ? null : productForm(f.product);
    this.inProduct = product === null ? null : row(this.productRows, product, this.orderProducts.names, (wanted) => product.includes(wanted));
    this.priceFen = f.price.fen;
    this.priceGrams = f.price.grams;
    this.validUntil.fill(noStart);
    for (const held of f.certifications) {
      const kind = certificationKinds.indexOf(held.kind);
      this.validUntil[kind] = Math.max(at(this.validUntil, kind), held.expiresOn === null ? noEnd : dayNumber(held.expiresOn));
    }
    this.lotGrade = f.grade;
    this.harvestFrom = Math.max(dayNumber(f.harvestFrom), this.asOf);
    this.harvestTo = dayNumber(f.harvestTo);
    this.shelfLife = f.shelfLifeDays ?? -1;
    this.noCold = f.coldChain === false;
    this.lotQuantity = lot.capacity;
    this.lotLeast = f.minShipmentUnits;
    const home = this.lotRegions.find(lot.region);
    this.regionBase = home * this.orderRegions.size;
    this.targetBase = home * this.targetSets;
    this.supporterBase = home * this.supporters;
  }

  candidates(): Int32Array {
    return this.lists.get(this.lotCategory, () => mergeAscending(this.ordersOfCategory.filter((_, category) => this.inCategory[category] === 1)));
  }

  failures(j: number): number {
    this.deliver(j);
    let failed = this.ownFailures | (this.own[j] ?? 0);
    const product = this.product[j] ?? -1;
    if (this.inCategory[this.category[j] ?? 0] === 0) failed |= CATEGORY;
    else if (product >= 0 && this.inProduct !== null && this.inProduct[product] === 0) failed |= CATEGORY;
    if ((this.required[j] ?? 0) !== 0 && ((this.required[j] ?? 0) & ~this.validKinds()) !== 0) failed |= CERTIFICATIONS;
    if (this.lotGrade !== 0 && this.lotGrade < (this.grade[j] ?? 0)) failed |= GRADE;
    if (this.day > (this.to[j] ?? 0)) failed |= WINDOW;
    if (this.shelfLife >= 0 && this.age + this.rules.shelfLifeLeftDays > this.shelfLife) failed |= SHELF_LIFE;
    if (this.noCold && this.cold[j] === 1) failed |= COLD_CHAIN;
    if (this.dearer(j)) failed |= PRICE_CEILING;
    if (this.target[this.targetBase + (this.targetSet[j] ?? 0)] === 0) failed |= TARGET_UNITS;
    const quantity = this.quantity[j] ?? 0;
    const least = this.least[j] ?? 0;
    if (Math.min(quantity, this.lotQuantity) < Math.max(least, this.lotLeast)) failed |= MIN_SHIPMENT;
    return failed;
  }

  fit(j: number): number {
    this.deliver(j);
    const weights = this.rules.weights;
    const cell = this.regionBase + (this.region[j] ?? 0);
    let tenths = 0;
    const valid = this.validKinds();
    for (let k = 0; k < kinds; k++) if ((valid & (1 << k)) !== 0) tenths += certificationTenths[k] ?? 0;
    return pricePoints(weights.price, this.priceFen * (this.ceilingGrams[j] ?? 1), (this.ceilingFen[j] ?? 1) * this.priceGrams)
      + (this.nearness[cell] ?? 0)
      + freshnessPoints(weights.freshness, this.shelfLife, this.age, (this.km[cell] ?? 0) >= 0)
      + certificationPoints(weights.certification, tenths)
      + (this.pairingScore[this.supporterBase + (this.supporter[j] ?? 0)] ?? 0);
  }

  leaveOut(demand: Uint8Array): void {
    this.leftOut = demand;
  }

  choose(demand: Uint8Array): void {
    this.chosen = demand;
  }

  row(column: Int32Array, fit: Int16Array, some = false): number {
    return rowOfCandidates(this, this.leftOut, some ? this.chosen : undefined, column, fit);
  }

  order(): Int32Array {
    const categories = new Numbering(), numbers = this.lots.map((lot) => categories.of(lot.features.category));
    return byGroup(numbers.length, (i) => numbers[i] ?? 0);
  }

  /** `firstDelivery` on numbers. */
  private deliver(j: number): void {
    const transit = this.transit[this.regionBase + (this.region[j] ?? 0)] ?? 0;
    const from = this.from[j] ?? 0;
    const ready = this.harvestFrom + transit;
    this.day = from > ready ? from : ready;
    const dispatch = this.day - transit;
    this.age = this.day - (this.harvestTo < dispatch ? this.harvestTo : dispatch);
  }

  /** Bit set of the kinds valid on the day of delivery. */
  private validKinds(): number {
    let bits = 0;
    for (let k = 0; k < kinds; k++) if ((this.validUntil[k] ?? noStart) >= this.day) bits |= 1 << k;
    return bits;
  }

  private dearer(j: number): boolean {
    if (this.exactPrices) return this.priceFen * (this.ceilingGrams[j] ?? 1) > (this.ceilingFen[j] ?? 1) * this.priceGrams;
    const lot = this.lots[this.lot];
    const order = this.orders[j];
    return lot !== undefined && order !== undefined && dearerThan(lot.features.price, order.features.priceMax);
  }
}

/** Cached 0/1 row over `names` for a key; at most 4,096 distinct keys are kept. */
function row(cache: Map<string, Uint8Array>, key: string, names: readonly string[], holds: (name: string) => boolean): Uint8Array {
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= 4096) cache.clear();
  const made = Uint8Array.from(names, (name) => (holds(name) ? 1 : 0));
  cache.set(key, made);
  return made;
}
