import { at, CandidateLists, mergeAscending, Numbering } from '../pair-scanner.js';
import type { PairScanner } from '../pair-scanner.js';
import { dayAfterMonth, dayNumber, noEnd, noStart } from '../day-number.js';
import { kilometres, pairingPoints, pairingStrength } from '../distance.js';
import { certificateForm, skillForm } from '../name-form.js';
import type { RuleContext } from '../rule-set.js';
import {
  hasUncodedWish, isOccupationCode, latestAvailability, occupationFamily, offersLodging, samePlace, schoolingRank,
  wageOfferFen, wageTopFen,
} from './employment-terms.js';
import type { Post, Worker } from './employment-terms.js';
import { housingNumber } from './fit.js';
import { distancePoints, housingPoints, skillPoints, stabilityPoints, wagePoints } from './points.js';

// Bit of each hard rule: its place in `employmentHardRules`.
const CONSENT = 1 << 0, CLOSED = 1 << 1, LEGAL_AGE = 1 << 2, OCCUPATION = 1 << 3, CERTIFICATES = 1 << 4, EDUCATION = 1 << 5,
  EXPERIENCE = 1 << 6, REGION_EXCLUDED = 1 << 7, START_DATE = 1 << 8, WAGE_FLOOR = 1 << 9, MINIMUM_WAGE = 1 << 10,
  HOUSING = 1 << 11, TARGET_UNITS = 1 << 12, NEAR_HOME = 1 << 13;

/** Distance points of excluded regions in a worker's row of the region table. */
const excluded = -1;

/**
 * The employment rules over two whole lists. A post becomes a row of numbers; a worker, once opened, a handful of numbers
 * and one row of points by work region. Sets of certificates and skills are compared once a worker and distinct set.
 */
export class EmploymentScanner implements PairScanner {
  readonly demandCount: number;
  readonly supplyCount: number;

  // Posts, one element each. Fen and days; −1 unknown unless said otherwise.
  private readonly family: Int32Array;           // −1 uncoded
  private readonly occupation: Int32Array;
  private readonly wageTop: Float64Array;
  private readonly wageOffer: Float64Array;
  private readonly schooling: Int8Array;         // 0 asks nothing or unknown
  private readonly yearsAsked: Float64Array;     // 0 asks nothing or unknown
  private readonly certificateSet: Int32Array;   // 0 is the empty set
  private readonly skillSet: Int32Array;
  private readonly housing: Int8Array;
  private readonly lodging: Uint8Array;
  private readonly insurance: Int8Array;
  private readonly startsOn: Int32Array;
  private readonly latest: Int32Array;
  private readonly region: Int32Array;
  private readonly targetSet: Int32Array;        // 0 is "all units"
  private readonly ordinary: Uint8Array;
  private readonly supporter: Int32Array;
  private readonly own: Int32Array;              // bits of rules the post fails against anybody

  // Tables between distinct things.
  private readonly postRegions = new Numbering();
  private readonly workerRegions = new Numbering();
  private readonly families = new Numbering();
  private readonly occupations = new Numbering();
  private readonly certificateNames = new Numbering();
  private readonly skillNames = new Numbering();
  private readonly certificateSets: Int32Array[] = [];
  private readonly skillSets: Int32Array[] = [];
  private readonly km: Int32Array;               // [worker regions x post regions]
  private readonly near: Uint8Array;             // [worker regions x post regions] same place
  private readonly target: Uint8Array;           // [worker regions x target sets]
  private readonly pairingScore: Int16Array;     // [worker regions x supporters]
  private readonly supporters: number;
  private readonly targetSets: number;
  private readonly postsOfFamily = new Map<number, Int32Array>();
  private readonly uncodedPosts: Int32Array;
  private readonly lists = new CandidateLists();
  private readonly regionRows = new Map<string, Int16Array>();
  private readonly placeRows = new Map<string, Uint8Array>();

  // The opened worker.
  private worker = 0;
  private ownFailures = 0;
  private uncodedWish = false;
  private row: Int16Array = new Int16Array(0);
  private kmBase = 0;
  private targetBase = 0;
  private supporterBase = 0;
  private availableOn = noStart;
  private knowsDate = false;
  private legalDay = noStart;
  private schoolingHeld = -1;
  private yearsHeld = -1;
  private wageFloor = -1;
  private wageWish = -1;
  private needsHousing = false;
  private needless = false;
  private familyKey = '';
  private readonly wishedFamily: Int32Array;     // worker + 1 by whom the family was last wished
  private readonly wishedOccupation: Int32Array;
  private readonly certificateEnd: Int32Array;   // by name: last day of validity for the opened worker
  private readonly certificateOwner: Int32Array;
  private readonly skillOwner: Int32Array;
  private readonly setEnd: Int32Array;           // by certificate set, worked out on first use by the opened worker
  private readonly setEndOwner: Int32Array;
  private readonly setHeld: Int32Array;          // by skill set
  private readonly setHeldOwner: Int32Array;

  private readonly asOf: number;
  private readonly rules: RuleContext['policy']['employment'];

  constructor(posts: readonly Post[], private readonly workers: readonly Worker[], private readonly ctx: RuleContext) {
    const n = posts.length;
    this.demandCount = n;
    this.supplyCount = workers.length;
    this.asOf = dayNumber(ctx.asOf);
    this.rules = ctx.policy.employment;
    this.family = new Int32Array(n); this.occupation = new Int32Array(n).fill(-1);
    this.wageTop = new Float64Array(n); this.wageOffer = new Float64Array(n);
    this.schooling = new Int8Array(n); this.yearsAsked = new Float64Array(n);
    this.certificateSet = new Int32Array(n); this.skillSet = new Int32Array(n);
    this.housing = new Int8Array(n); this.lodging = new Uint8Array(n); this.insurance = new Int8Array(n);
    this.startsOn = new Int32Array(n); this.latest = new Int32Array(n);
    this.region = new Int32Array(n); this.targetSet = new Int32Array(n); this.ordinary = new Uint8Array(n);
    this.supporter = new Int32Array(n); this.own = new Int32Array(n);
    const targetKeys = new Numbering();
    const targetUnits: (readonly string[])[] = [[]];
    const supporters = new Numbering();
    const certificateKeys = new Numbering();
    const skillKeys = new Numbering();
    const blocks = new Map<number, number[]>();
    targetKeys.of('');
    certificateKeys.of(setKey([]));
    skillKeys.of(setKey([]));
    this.certificateSets.push(new Int32Array(0));
    this.skillSets.push(new Int32Array(0));
    posts.forEach((post, j) => {
      const f = post.features;
      const family = f.occupation === null ? -1 : this.families.of(occupationFamily(f.occupation));
      this.family[j] = family;
      if (f.occupation !== null) this.occupation[j] = this.occupations.of(f.occupation);
      const block = blocks.get(family);
      if (block) block.push(j);
      else blocks.set(family, [j]);
      this.wageTop[j] = wageTopFen(f) ?? -1;
      this.wageOffer[j] = wageOfferFen(f) ?? -1;
      this.schooling[j] = this.rules.educationHard ? schoolingRank(f.education ?? 0) : 0;
      this.yearsAsked[j] = f.experienceYears ?? 0;
      this.certificateSet[j] = internSet(f.certificates.map(certificateForm), certificateKeys, this.certificateNames, this.certificateSets);
      this.skillSet[j] = internSet(f.skills.map(skillForm), skillKeys, this.skillNames, this.skillSets);
      this.housing[j] = housingNumber(f.housing);
      this.lodging[j] = offersLodging(f) || f.housing === null ? 1 : 0;
      this.insurance[j] = f.insurance === null ? -1 : f.insurance ? 1 : 0;
      this.startsOn[j] = f.startOn === null ? this.asOf : Math.max(this.asOf, dayNumber(f.startOn));
      this.latest[j] = latestAvailability(f, ctx);
      this.region[j] = this.postRegions.of(post.region);
      const targetKey = f.targetUnits.join(' ');
      if (targetKeys.find(targetKey) < 0) targetUnits.push(f.targetUnits);
      this.targetSet[j] = targetKeys.of(targetKey);
      this.ordinary[j] = f.postKind === 'ordinary' ? 1 : 0;
      this.supporter[j] = supporters.of(f.supporter ?? '');
      const minimum = ctx.geography.minimumWageFen(post.region);
      const top = wageTopFen(f);
      this.own[j] = (post.status === 'closed' || (f.closesOn !== null && f.closesOn < ctx.asOf) ? CLOSED : 0)
        | (minimum !== null && top !== null && top < minimum ? MINIMUM_WAGE : 0);
    });
    for (const [family, members] of blocks) this.postsOfFamily.set(family, Int32Array.from(members));
    this.uncodedPosts = this.postsOfFamily.get(-1) ?? new Int32Array(0);
    for (const worker of workers) this.workerRegions.of(worker.region);
    this.targetSets = targetUnits.length;
    this.supporters = Math.max(1, supporters.size);
    const across = this.postRegions.size;
    this.km = new Int32Array(this.workerRegions.size * across);
    this.near = new Uint8Array(this.workerRegions.size * across);
    this.target = new Uint8Array(this.workerRegions.size * this.targetSets);
    this.pairingScore = new Int16Array(this.workerRegions.size * this.supporters);
    this.workerRegions.names.forEach((home, h) => {
      this.postRegions.names.forEach((place, r) => {
        this.km[h * across + r] = kilometres(home, place, ctx);
        this.near[h * across + r] = samePlace(home, place, ctx) ? 1 : 0;
      });
      targetUnits.forEach((units, t) => {
        this.target[h * this.targetSets + t] = units.length === 0 || units.some((unit) => ctx.geography.isWithin(home, unit)) ? 1 : 0;
      });
      supporters.names.forEach((supporter, s) => {
        this.pairingScore[h * this.supporters + s] = pairingPoints(this.rules.weights.pairing, pairingStrength(home, supporter === '' ? null : supporter, ctx));
      });
    });
    this.wishedFamily = new Int32Array(this.families.size);
    this.wishedOccupation = new Int32Array(this.occupations.size);
    this.certificateEnd = new Int32Array(this.certificateNames.size);
    this.certificateOwner = new Int32Array(this.certificateNames.size);
    this.skillOwner = new Int32Array(this.skillNames.size);
    this.setEnd = new Int32Array(this.certificateSets.length);
    this.setEndOwner = new Int32Array(this.certificateSets.length);
    this.setHeld = new Int32Array(this.skillSets.length);
    this.setHeldOwner = new Int32Array(this.skillSets.length);
  }

  open(i: number): void {
    const worker = this.workers[i];
    if (!worker) throw new RangeError(`supply index ${i} outside 0..${this.supplyCount - 1}`);
    const f = worker.features;
    const mark = i + 1;
    this.worker = mark;
    this.ownFailures = (f.consent ? 0 : CONSENT) | (worker.status === 'closed' ? CLOSED : 0);
    this.uncodedWish = hasUncodedWish(f);
    const wished: number[] = [];
    for (const wish of f.wishes) {
      if (!isOccupationCode(wish)) continue;
      const family = this.families.find(occupationFamily(wish));
      if (family >= 0 && this.wishedFamily[family] !== mark) {
        this.wishedFamily[family] = mark;
        wished.push(family);
      }
      const occupation = this.occupations.find(wish);
      if (occupation >= 0) this.wishedOccupation[occupation] = mark;
    }
    if (this.uncodedWish) wished.push(-1);
    this.familyKey = wished.sort((a, b) => a - b).join(' ');
    for (const held of f.certificates) {
      const name = this.certificateNames.find(certificateForm(held.name));
      if (name < 0) continue;
      const end = held.expiresOn === null ? noEnd : dayNumber(held.expiresOn);
      this.certificateEnd[name] = this.certificateOwner[name] === mark ? Math.max(at(this.certificateEnd, name), end) : end;
      this.certificateOwner[name] = mark;
    }
    for (const skill of f.skills) {
      const name = this.skillNames.find(skillForm(skill));
      if (name >= 0) this.skillOwner[name] = mark;
    }
    const home = this.workerRegions.find(worker.region);
    this.row = this.regionRow(worker, home);
    this.kmBase = home * this.postRegions.size;
    this.targetBase = home * this.targetSets;
    this.supporterBase = home * this.supporters;
    this.knowsDate = f.availableOn !== null;
    this.availableOn = f.availableOn === null ? noStart : dayNumber(f.availableOn);
    this.legalDay = f.legalAgeFrom === null ? noStart : dayAfterMonth(f.legalAgeFrom);
    this.schoolingHeld = f.education === null ? 127 : schoolingRank(f.education);
    this.yearsHeld = f.experienceYears ?? -1;
    this.wageFloor = f.wageMinFen ?? -1;
    this.wageWish = f.wageWishFen ?? -1;
    this.needsHousing = this.rules.housingHard && f.needsHousing === true;
    this.needless = f.needsHousing === false;
  }

  candidates(): Int32Array {
    return this.lists.get(this.familyKey, () => {
      if (this.familyKey === '') return new Int32Array(0);
      return mergeAscending(this.familyKey.split(' ').map((family) => (family === '-1' ? this.uncodedPosts : this.postsOfFamily.get(Number(family)) ?? new Int32Array(0))));
    });
  }

  failures(j: number): number {
    let failed = this.ownFailures | (this.own[j] ?? 0);
    const family = this.family[j] ?? 0;
    if (family < 0 ? !this.uncodedWish : this.wishedFamily[family] !== this.worker) failed |= OCCUPATION;
    const region = this.region[j] ?? 0;
    if (this.row[region] === excluded) failed |= REGION_EXCLUDED;
    if (this.target[this.targetBase + (this.targetSet[j] ?? 0)] === 0) failed |= TARGET_UNITS;
    if (this.ordinary[j] === 0 && this.near[this.kmBase + region] === 0) failed |= NEAR_HOME;
    if (this.needsHousing && this.lodging[j] === 0) failed |= HOUSING;
    const top = this.wageTop[j] ?? 0;
    if (top >= 0 && top < this.wageFloor) failed |= WAGE_FLOOR;
    if (this.schoolingHeld < (this.schooling[j] ?? 0)) failed |= EDUCATION;
    if (this.rules.experienceHard && this.yearsHeld >= 0 && this.yearsHeld < (this.yearsAsked[j] ?? 0)) failed |= EXPERIENCE;
    if (this.knowsDate && this.availableOn > (this.latest[j] ?? 0)) failed |= START_DATE;
    const postStart = this.startsOn[j] ?? 0;
    const start = postStart > this.availableOn ? postStart : this.availableOn;
    if (start < this.legalDay) failed |= LEGAL_AGE;
    const set = this.certificateSet[j] ?? 0;
    if (set !== 0 && this.validUntil(set) < start) failed |= CERTIFICATES;
    return failed;
  }

  fit(j: number): number {
    const weights = this.rules.weights;
    const set = this.skillSet[j] ?? 0;
    const occupation = this.occupation[j] ?? -1;
    return wagePoints(weights.wage, this.wageWish, this.wageOffer[j] ?? 0)
      + (this.row[this.region[j] ?? 0] ?? 0)
      + skillPoints(weights.skills, occupation >= 0 && this.wishedOccupation[occupation] === this.worker, set === 0 ? 0 : this.skillsHeld(set), this.skillSets[set]?.length ?? 0)
      + (this.pairingScore[this.supporterBase + (this.supporter[j] ?? 0)] ?? 0)
      + housingPoints(weights.housing, this.needless, this.housing[j] ?? 0)
      + stabilityPoints(weights.stability, this.insurance[j] ?? 0, this.yearsHeld, this.yearsAsked[j] ?? 0);
  }

  /** Last day on which the opened worker holds every certificate of the set; `noStart` when one is missing. */
  private validUntil(set: number): number {
    if (this.setEndOwner[set] === this.worker) return this.setEnd[set] ?? noStart;
    let end = noEnd;
    for (const name of this.certificateSets[set] ?? []) {
      end = Math.min(end, this.certificateOwner[name] === this.worker ? at(this.certificateEnd, name) : noStart);
    }
    this.setEnd[set] = end;
    this.setEndOwner[set] = this.worker;
    return end;
  }

  private skillsHeld(set: number): number {
    if (this.setHeldOwner[set] === this.worker) return this.setHeld[set] ?? 0;
    let held = 0;
    for (const name of this.skillSets[set] ?? []) if (this.skillOwner[name] === this.worker) held++;
    this.setHeld[set] = held;
    this.setHeldOwner[set] = this.worker;
    return held;
  }

  /** Distance points by work region for a worker's home and wishes, `excluded` where the worker will not go. */
  private regionRow(worker: Worker, home: number): Int16Array {
    const f = worker.features;
    const key = [worker.region, f.regionsWished.join(','), f.regionsExcluded.join(','), f.wishesSameProvince, f.wishesNearby, f.excludesOtherProvinces].join('|');
    const known = this.regionRows.get(key);
    if (known) return known;
    const across = this.postRegions.size;
    const province = this.provinceRow(worker.region);
    const wishes = f.regionsWished.map((code) => this.withinRow(code));
    if (f.wishesSameProvince) wishes.push(province);
    if (f.wishesNearby) wishes.push(this.near.subarray(home * across, (home + 1) * across));
    const exclusions = f.regionsExcluded.map((code) => this.withinRow(code));
    const row = new Int16Array(across);
    for (let r = 0; r < across; r++) {
      if ((f.excludesOtherProvinces && province[r] === 0) || exclusions.some((places) => places[r] === 1)) {
        row[r] = excluded;
        continue;
      }
      const wished = wishes.length === 0 ? 0 : wishes.some((places) => places[r] === 1) ? 1 : 2;
      row[r] = distancePoints(this.rules.weights.distance, this.rules.distanceScaleKm, at(this.km, home * across + r), wished);
    }
    if ((this.regionRows.size + 1) * across > 8 * 1024 * 1024) this.regionRows.clear();
    this.regionRows.set(key, row);
    return row;
  }

  /** 1 by work region that lies in `ancestor`. */
  private withinRow(ancestor: string): Uint8Array {
    return this.placeRow(`in ${ancestor}`, (place) => this.ctx.geography.isWithin(place, ancestor));
  }

  /** 1 by work region in the province of `home`. */
  private provinceRow(home: string): Uint8Array {
    const province = this.ctx.geography.provinceOf(home);
    return this.placeRow(`province ${province}`, (place) => this.ctx.geography.provinceOf(place) === province);
  }

  private placeRow(key: string, holds: (place: string) => boolean): Uint8Array {
    const known = this.placeRows.get(key);
    if (known) return known;
    const row = Uint8Array.from(this.postRegions.names, (place) => (holds(place) ? 1 : 0));
    this.placeRows.set(key, row);
    return row;
  }
}

const setKey = (forms: readonly string[]): string => `${forms.length} ${forms.join(' ')}`;

/** Number of a set of names, each counted once; `sets[number]` lists the names' numbers. The empty set is 0. */
function internSet(forms: readonly string[], keys: Numbering, names: Numbering, sets: Int32Array[]): number {
  const distinct = [...new Set(forms)].sort();
  const key = setKey(distinct);
  if (keys.find(key) < 0) sets.push(Int32Array.from(distinct, (form) => names.of(form)));
  return keys.of(key);
}
