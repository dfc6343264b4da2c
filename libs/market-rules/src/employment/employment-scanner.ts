import { dayNumber, noEnd, noStart } from '../day-number.js';
import { kilometres, pairingPoints, pairingStrength } from '../distance.js';
import { Kept, MaskedList } from '../masked-list.js';
import { at, byGroup, mergeAscending } from '../pair-scanner.js';
import type { PairScanner } from '../pair-scanner.js';
import type { RuleContext } from '../rule-set.js';
import { samePlace } from './employment-terms.js';
import type { Post, Worker } from './employment-terms.js';
import { distancePoints, housingPoints, skillPoints, stabilityPoints, wagePoints } from './points.js';
import { PostColumns } from './post-columns.js';
import { KNOWS_DATE, NEEDLESS, NEEDS_HOUSING, NO_CONSENT, WORKER_CLOSED, WorkerColumns } from './worker-columns.js';
import type { HeldCertificates } from './worker-columns.js';

// Each hard rule by its place in `employmentHardRules`; its bit is 1 << rule.
const CONSENT = 0, CLOSED = 1, LEGAL_AGE = 2, OCCUPATION = 3, CERTIFICATES = 4, EDUCATION = 5, EXPERIENCE = 6, REGION_EXCLUDED = 7,
  START_DATE = 8, WAGE_FLOOR = 9, MINIMUM_WAGE = 10, HOUSING = 11, TARGET_UNITS = 12, NEAR_HOME = 13;

/** The rules that depend on both sides, within the worker's candidates. */
const pairRules = [LEGAL_AGE, CERTIFICATES, EDUCATION, EXPERIENCE, REGION_EXCLUDED, START_DATE, WAGE_FLOOR, HOUSING, TARGET_UNITS, NEAR_HOME];

/** Stands among the rules for the mask of the chosen posts; its value counts the choices. */
const CHOSEN = 14;

/** Value of a rule that no post can fail with the opened worker. */
const FREE = -1;

/** Distance points of excluded regions in a worker's row of the region table. */
const excluded = -1;

/** Candidates of workers with the same wished families, with what the fit needs of each post beside it. */
interface PostList {
  readonly masked: MaskedList;
  readonly offer: Int32Array;
  readonly place: Int32Array;
  readonly terms: Int32Array;
  readonly trade: Int32Array;   // place in `trades`
  readonly trades: Int32Array;  // the distinct trade classes of the list
  readonly points: Int16Array;  // of the trades, for the opened worker
}

/**
 * The employment rules over two whole lists, both as columns of numbers; nothing of the entries is kept. `failures` and `fit` answer
 * for one pair; `row` for all pairs of a worker at once: which posts pass, from bit masks of the wished families' posts by rule and
 * value (`MaskedList`), and the fit as the sum of four points looked up by class of post (offer; place; terms; trade).
 */
export class EmploymentScanner implements PairScanner {
  readonly demandCount: number;
  readonly supplyCount: number;
  private readonly posts: PostColumns;
  private readonly workers: WorkerColumns;

  // Tables between homes of workers and places of posts.
  private readonly km: Int32Array;               // [homes x regions]
  private readonly near: Uint8Array;             // [homes x regions] same place
  private readonly target: Uint8Array;           // [homes x target sets]
  private readonly pairingScore: Int16Array;     // [homes x supporters]
  private readonly supporters: number;
  private readonly targetSets: number;

  private readonly lists = new Kept<PostList>();           // by family set; counts the masks too
  private readonly regionRows = new Kept<Int16Array>();    // by place profile: points by region, or excluded
  private readonly placeRows = new Kept<Int16Array>();     // by place profile: points by class of place, pairing included
  private readonly wageRows = new Kept<Int16Array>();      // by wished amount: points by class of offer
  private readonly termsRows = new Kept<Int16Array>();     // by years and need: points by class of terms
  private readonly within = new Map<string, Uint8Array>();
  private leftOut: Uint8Array | undefined;
  private chosen: Uint8Array = new Uint8Array(0);
  private choices = 0;

  // The opened worker.
  private worker = -1;
  private reach: Int16Array = new Int16Array(0);
  private home = 0;
  private flags = 0;
  private availableOn = noStart;
  private legalDay = noStart;
  private schoolingHeld = -1;
  private yearsHeld = -1;
  private wageFloor = -1;
  private held: HeldCertificates | undefined;
  private readonly wishedFamily: Int32Array;     // worker + 1 by whom the family (0 is uncoded) was last wished
  private readonly wishedOccupation: Int32Array; // the same; 0 is no occupation, which nobody wishes
  private readonly skillOwner: Int32Array;
  private readonly setEnd: Int32Array;           // by certificate set, worked out on first use by the opened worker
  private readonly setEndOwner: Int32Array;
  private readonly setHeld: Int32Array;          // by skill set
  private readonly setHeldOwner: Int32Array;

  private readonly asOf: number;
  private readonly earliestLatest: number;
  private readonly rules: RuleContext['policy']['employment'];

  constructor(posts: readonly Post[], workers: readonly Worker[], private readonly ctx: RuleContext) {
    this.asOf = dayNumber(ctx.asOf);
    this.rules = ctx.policy.employment;
    const columns = this.posts = new PostColumns(posts, ctx), { homes } = this.workers = new WorkerColumns(workers, columns, ctx);
    this.demandCount = columns.count;
    this.supplyCount = this.workers.count;
    this.targetSets = columns.targetUnits.length;
    this.supporters = Math.max(1, columns.supporters.size);
    const across = columns.regions.size;
    this.km = new Int32Array(homes.size * across);
    this.near = new Uint8Array(homes.size * across);
    this.target = new Uint8Array(homes.size * this.targetSets);
    this.pairingScore = new Int16Array(homes.size * this.supporters);
    homes.names.forEach((home, h) => {
      columns.regions.names.forEach((place, r) => {
        this.km[h * across + r] = kilometres(home, place, ctx);
        this.near[h * across + r] = samePlace(home, place, ctx) ? 1 : 0;
      });
      columns.targetUnits.forEach((units, t) => {
        this.target[h * this.targetSets + t] = units.length === 0 || units.some((unit) => ctx.geography.isWithin(home, unit)) ? 1 : 0;
      });
      columns.supporters.names.forEach((supporter, s) => {
        this.pairingScore[h * this.supporters + s] = pairingPoints(this.rules.weights.pairing, pairingStrength(home, supporter === '' ? null : supporter, ctx));
      });
    });
    this.earliestLatest = columns.latest.reduce((least, day) => Math.min(least, day), noEnd);
    this.wishedFamily = new Int32Array(columns.families.size + 1);
    this.wishedOccupation = new Int32Array(columns.occupations.size + 1);
    this.skillOwner = new Int32Array(columns.skillNames.size);
    this.setEnd = new Int32Array(columns.certificateSets.length);
    this.setEndOwner = new Int32Array(columns.certificateSets.length);
    this.setHeld = new Int32Array(columns.skillSets.length);
    this.setHeldOwner = new Int32Array(columns.skillSets.length);
  }

  open(i: number): void {
    const { workers } = this, mark = i + 1;
    const wish = workers.wishes[at(workers.wish, i)];
    this.worker = i;
    for (const family of wish?.families ?? []) this.wishedFamily[family + 1] = mark;
    for (const occupation of wish?.occupations ?? []) this.wishedOccupation[occupation + 1] = mark;
    const skills = workers.skillSets[workers.skills[i]!];
    if (skills !== undefined) for (let k = 0; k < skills.length; k++) this.skillOwner[skills[k]!] = mark;
    this.flags = workers.flags[i]!;
    this.home = workers.home[i]!;
    this.reach = this.regionRow(workers.place[i]!);
    this.held = workers.held[workers.certificates[i]!];
    this.availableOn = workers.availableOn[i]!;
    this.legalDay = workers.legalDay[i]!;
    this.schoolingHeld = workers.schooling[i]!;
    this.yearsHeld = workers.amounts.names[workers.years[i]!]!;
    this.wageFloor = workers.amounts.names[workers.wageFloor[i]!]!;
  }

  candidates(): Int32Array {
    return this.list().masked.members;
  }

  failures(j: number): number {
    const { posts } = this;
    let failed = ((this.flags & NO_CONSENT) === 0 ? 0 : 1 << CONSENT)
      | ((this.flags & WORKER_CLOSED) === 0 && posts.isClosed[j] === 0 ? 0 : 1 << CLOSED)
      | (posts.isBelowMinimum[j] === 0 ? 0 : 1 << MINIMUM_WAGE)
      | (this.wishedFamily[posts.family[j]! + 1] === this.worker + 1 ? 0 : 1 << OCCUPATION);
    for (const rule of pairRules) if (this.fails(rule, j)) failed |= 1 << rule;
    return failed;
  }

  fit(j: number): number {
    const { posts, workers, worker } = this;
    return this.wageRow(workers.wageWish[worker]!)[posts.offerClass[j]!]!
      + this.placeRow(workers.place[worker]!)[posts.placeClass[j]!]!
      + this.termsRow(workers.years[worker]!)[posts.termsClass[j]!]!
      + this.tradePoints(posts.tradeClass[j]!);
  }

  leaveOut(demand: Uint8Array): void {
    this.leftOut = demand;
    this.lists.clear();
  }

  choose(demand: Uint8Array): void {
    this.chosen = demand;
    this.choices++;
  }

  order(): Int32Array {
    const { wish, wishes } = this.workers;
    return byGroup(this.supplyCount, (i) => wishes[wish[i]!]!.familySet);
  }

  row(column: Int32Array, fit: Int16Array, some = false): number {
    const { workers, worker } = this;
    if ((this.flags & (NO_CONSENT | WORKER_CLOSED)) !== 0) return 0;
    const list = this.list(), { masked, trades, points } = list, masks: Int32Array[] = [];
    if (some) {
      const chosen = masked.find(CHOSEN, this.choices) ?? masked.replace(CHOSEN, this.choices, (j) => this.chosen[j] === 1);
      if (!chosen.some((bits) => bits !== 0)) return 0;
      masks.push(chosen);
    }
    for (const rule of pairRules) {
      const value = this.valueOf(rule);
      if (value !== FREE) masks.push(masked.find(rule, value) ?? this.newMask(masked, rule, value));
    }
    for (let k = 0; k < trades.length; k++) points[k] = this.tradePoints(trades[k]!);
    return writeRow(list, masks, this.wageRow(workers.wageWish[worker]!), this.placeRow(workers.place[worker]!), this.termsRow(workers.years[worker]!), column, fit);
  }

  /** Whether a rule of both sides fails for the opened worker and post `j`. */
  private fails(rule: number, j: number): boolean {
    const { posts } = this, { targetSet, region } = posts;
    switch (rule) {
      case LEGAL_AGE: return Math.max(posts.startsOn[j]!, this.availableOn) < this.legalDay;
      case CERTIFICATES: return posts.certificateSet[j] !== 0 && this.validUntil(posts.certificateSet[j]!) < Math.max(posts.startsOn[j]!, this.availableOn);
      case EDUCATION: return this.schoolingHeld < posts.schooling[j]!;
      case EXPERIENCE: return this.rules.experienceHard && this.yearsHeld >= 0 && this.yearsHeld < posts.yearsAsked[j]!;
      case REGION_EXCLUDED: return this.reach[region[j]!] === excluded;
      case START_DATE: return (this.flags & KNOWS_DATE) !== 0 && this.availableOn > posts.latest[j]!;
      case WAGE_FLOOR: return posts.wageTop[j]! >= 0 && posts.wageTop[j]! < this.wageFloor;
      case HOUSING: return this.rules.housingHard && (this.flags & NEEDS_HOUSING) !== 0 && posts.lodging[j] === 0;
      case TARGET_UNITS: return this.target[this.home * this.targetSets + targetSet[j]!] === 0;
      case NEAR_HOME: return posts.ordinary[j] === 0 && this.near[this.home * posts.regions.size + region[j]!] === 0;
      default: throw new RangeError(`rule ${rule} is none of both sides`);
    }
  }

  /** Number of what `fails` looks at in the opened worker: workers of one number fail the rule with the same posts. `FREE` when it fails with none. */
  private valueOf(rule: number): number {
    const { workers, worker } = this;
    switch (rule) {
      case LEGAL_AGE: return this.legalDay <= this.asOf || this.availableOn >= this.legalDay ? FREE : this.legalDay;
      // Profiles hold only what is valid on the day the worker is available, so that day has no say beside them.
      case CERTIFICATES: return this.setEnd.length === 1 ? FREE : workers.certificates[worker]!;
      case EDUCATION: return this.schoolingHeld;
      case EXPERIENCE: return this.rules.experienceHard && this.yearsHeld >= 0 ? workers.years[worker]! : FREE;
      case REGION_EXCLUDED: return workers.exclusion[worker]!;
      case START_DATE: return (this.flags & KNOWS_DATE) === 0 || this.availableOn <= this.earliestLatest ? FREE : this.availableOn;
      case WAGE_FLOOR: return this.wageFloor < 0 ? FREE : workers.wageFloor[worker]!;
      case HOUSING: return this.rules.housingHard && (this.flags & NEEDS_HOUSING) !== 0 ? 1 : FREE;
      case TARGET_UNITS: return this.home;
      case NEAR_HOME: return this.home;
      default: throw new RangeError(`rule ${rule} is none of both sides`);
    }
  }

  private newMask(masked: MaskedList, rule: number, value: number): Int32Array {
    const mask = masked.make(rule, value, (j) => !this.fails(rule, j));
    this.lists.grow(mask.length);
    return mask;
  }

  private list(): PostList {
    const wish = this.workers.wishes[this.workers.wish[this.worker]!];
    if (wish === undefined) throw new RangeError(`worker ${this.worker} has no wishes`);
    const known = this.lists.get(wish.familySet);
    if (known) return known;
    const { posts } = this, none = new Int32Array(0);
    const members = wish.families.length === 0 ? none : mergeAscending(wish.families.map((family) => posts.ofFamily.get(family) ?? none));
    const trades = Int32Array.from(new Set(members.map((j) => posts.tradeClass[j]!))), place = new Map<number, number>();
    trades.forEach((trade, k) => place.set(trade, k));
    return this.lists.set(wish.familySet, {
      masked: new MaskedList(members, (j) => posts.isClosed[j] === 0 && posts.isBelowMinimum[j] === 0 && this.leftOut?.[j] !== 1),
      offer: members.map((j) => posts.offerClass[j]!), place: members.map((j) => posts.placeClass[j]!), terms: members.map((j) => posts.termsClass[j]!),
      trade: members.map((j) => place.get(posts.tradeClass[j]!)!), trades, points: new Int16Array(trades.length),
    }, 5 * members.length + 2 * trades.length);
  }

  /** Last day on which the opened worker holds every certificate of the set; `noStart` when one is missing. */
  private validUntil(set: number): number {
    const mark = this.worker + 1;
    if (this.setEndOwner[set] === mark) return this.setEnd[set]!;
    let end = noEnd;
    for (const name of this.posts.certificateSets[set] ?? []) {
      const place = this.held?.name.indexOf(name) ?? -1;
      end = Math.min(end, place < 0 ? noStart : at(this.held?.end ?? [], place));
    }
    this.setEnd[set] = end;
    this.setEndOwner[set] = mark;
    return end;
  }

  private tradePoints(trade: number): number {
    const { occupation, skillSet } = this.posts.trades[trade]!, mark = this.worker + 1;
    const exact = this.wishedOccupation[occupation + 1] === mark, listed = this.posts.skillSets[skillSet]!.length;
    return skillPoints(this.rules.weights.skills, exact, listed === 0 ? 0 : this.skillsHeld(skillSet), listed);
  }

  private skillsHeld(set: number): number {
    const mark = this.worker + 1;
    if (this.setHeldOwner[set] === mark) return this.setHeld[set]!;
    let held = 0;
    for (const name of this.posts.skillSets[set] ?? []) if (this.skillOwner[name] === mark) held++;
    this.setHeld[set] = held;
    this.setHeldOwner[set] = mark;
    return held;
  }

  private wageRow(wish: number): Int16Array {
    const known = this.wageRows.get(wish);
    if (known) return known;
    const weight = this.rules.weights.wage, wished = this.workers.amounts.names[wish]!;
    const row = Int16Array.from(this.posts.offers.names, (offer) => wagePoints(weight, wished, offer));
    return this.wageRows.set(wish, row, row.length);
  }

  /** Housing and stability by class of terms for the opened worker, who has the years of this number. */
  private termsRow(years: number): Int16Array {
    const needless = (this.flags & NEEDLESS) !== 0, key = 2 * years + (needless ? 1 : 0), known = this.termsRows.get(key);
    if (known) return known;
    const { weights } = this.rules;
    const row = Int16Array.from(this.posts.terms, (terms) => housingPoints(weights.housing, needless, terms.housing) + stabilityPoints(weights.stability, terms.insurance, this.yearsHeld, terms.years));
    return this.termsRows.set(key, row, row.length);
  }

  /** Distance and pairing by class of place; of excluded regions, which no pair asks for, a meaningless number. */
  private placeRow(profile: number): Int16Array {
    const known = this.placeRows.get(profile);
    if (known) return known;
    const points = this.reach, base = this.home * this.supporters;
    const row = Int16Array.from(this.posts.places, ({ region, supporter }) => points[region]! + this.pairingScore[base + supporter]!);
    return this.placeRows.set(profile, row, row.length);
  }

  /** Distance points by region for a home and wishes, `excluded` where the worker will not go. */
  private regionRow(profile: number): Int16Array {
    const known = this.regionRows.get(profile);
    if (known) return known;
    const { region: code, features: f } = this.workers.places[profile]!, home = this.workers.homes.find(code), across = this.posts.regions.size;
    const province = this.provinceRow(code);
    const wishes = f.regionsWished.map((wished) => this.withinRow(wished));
    if (f.wishesSameProvince) wishes.push(province);
    if (f.wishesNearby) wishes.push(this.near.subarray(home * across, (home + 1) * across));
    const exclusions = f.regionsExcluded.map((one) => this.withinRow(one));
    const row = new Int16Array(across);
    for (let r = 0; r < across; r++) {
      if ((f.excludesOtherProvinces && province[r] === 0) || exclusions.some((places) => places[r] === 1)) {
        row[r] = excluded;
        continue;
      }
      const wished = wishes.length === 0 ? 0 : wishes.some((places) => places[r] === 1) ? 1 : 2;
      row[r] = distancePoints(this.rules.weights.distance, this.rules.distanceScaleKm, at(this.km, home * across + r), wished);
    }
    return this.regionRows.set(profile, row, across);
  }

  /** 1 by region of posts that lies in `ancestor`. */
  private withinRow(ancestor: string): Uint8Array {
    return this.regionFlags(`in ${ancestor}`, (place) => this.ctx.geography.isWithin(place, ancestor));
  }

  /** 1 by region of posts in the province of `home`. */
  private provinceRow(home: string): Uint8Array {
    const province = this.ctx.geography.provinceOf(home);
    return this.regionFlags(`province ${province}`, (place) => this.ctx.geography.provinceOf(place) === province);
  }

  private regionFlags(key: string, holds: (place: string) => boolean): Uint8Array {
    const known = this.within.get(key);
    if (known) return known;
    const flags = Uint8Array.from(this.posts.regions.names, (place) => (holds(place) ? 1 : 0));
    this.within.set(key, flags);
    return flags;
  }
}

/** The members that pass all masks, with the sum of their points. The hot loop of a scan: a few nanoseconds a pair. */
function writeRow(list: PostList, masks: readonly Int32Array[], wage: Int16Array, place: Int16Array, terms: Int16Array, column: Int32Array, fit: Int16Array): number {
  const { members, base } = list.masked, { points, offer: offerOf, place: placeOf, terms: termsOf, trade: tradeOf } = list;
  let count = 0;
  for (let w = 0; w < base.length; w++) {
    let bits = base[w]!;
    for (let m = 0; m < masks.length && bits !== 0; m++) bits &= masks[m]![w]!;
    while (bits !== 0) {
      const k = 32 * w + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      column[count] = members[k]!;
      fit[count++] = wage[offerOf[k]!]! + place[placeOf[k]!]! + terms[termsOf[k]!]! + points[tradeOf[k]!]!;
    }
  }
  return count;
}
