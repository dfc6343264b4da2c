import { dayAfterMonth, dayNumber, noEnd, noStart } from '../day-number.js';
import { certificateForm, skillForm } from '../name-form.js';
import { Numbering } from '../pair-scanner.js';
import type { RuleContext } from '../rule-set.js';
import { hasUncodedWish, isOccupationCode, occupationFamily, schoolingRank } from './employment-terms.js';
import type { Worker } from './employment-terms.js';
import type { PostColumns } from './post-columns.js';

/** Which posts a worker wishes for, by the numbers of `PostColumns`. */
export interface WishProfile {
  /** Number of the set of families: workers with the same have the same candidates. */
  readonly familySet: number;
  /** Ascending; −1 for uncoded posts. */
  readonly families: readonly number[];
  readonly occupations: readonly number[];
}

/** Certificates that posts ask for and that are valid when the worker can start, with the last day of validity. */
export interface HeldCertificates { readonly name: Int32Array; readonly end: Int32Array }

/** Bits of `flags`. */
export const NO_CONSENT = 1, WORKER_CLOSED = 2, NEEDS_HOUSING = 4, NEEDLESS = 8, KNOWS_DATE = 16;

/**
 * A list of workers as columns of numbers: about 50 bytes a worker, whatever the size of the entries, which are read once and not
 * kept. Workers alike in what one rule or one part of the fit looks at share a number there (a profile), and what is
 * worked out for the profile serves them all: a million workers have some hundred profiles of each kind.
 */
export class WorkerColumns {
  readonly count: number;
  readonly flags: Uint8Array;
  readonly wish: Int32Array;         // profile numbers
  readonly home: Int32Array;
  readonly place: Int32Array;
  readonly exclusion: Int32Array;
  readonly certificates: Int32Array;
  readonly skills: Int32Array;
  readonly wageFloor: Int32Array;    // numbers of amounts
  readonly wageWish: Int32Array;
  readonly years: Int32Array;
  readonly availableOn: Int32Array;  // days; `noStart` when not known
  readonly legalDay: Int32Array;
  readonly schooling: Int8Array;     // 127 when not known

  readonly wishes: WishProfile[] = [];
  /** Some worker of each place profile: home, wished and excluded regions. */
  readonly places: { readonly region: string; readonly features: PlaceFeatures }[] = [];
  readonly held: HeldCertificates[] = [];
  readonly skillSets: Int32Array[] = [];
  readonly homes = new Numbering();
  /** Fen and years; −1 unknown. */
  readonly amounts = new Numbering<number>();

  constructor(workers: readonly Worker[], private readonly posts: PostColumns, ctx: RuleContext) {
    const n = this.count = workers.length, asOf = dayNumber(ctx.asOf);
    const ints = (): Int32Array => new Int32Array(n);
    this.flags = new Uint8Array(n); this.schooling = new Int8Array(n);
    this.wish = ints(); this.home = ints(); this.place = ints(); this.exclusion = ints(); this.certificates = ints(); this.skills = ints();
    this.wageFloor = ints(); this.wageWish = ints(); this.years = ints(); this.availableOn = ints(); this.legalDay = ints();
    const placeKeys = new Numbering(), exclusionKeys = new Numbering(), days = new Map<string, number>();
    const dayOf = (day: string): number => {
      let number = days.get(day);
      if (number === undefined) days.set(day, number = dayNumber(day));
      return number;
    };
    for (let i = 0; i < n; i++) {
      const worker = workers[i];
      if (!worker) throw new RangeError(`worker ${i} is missing`);
      const { region, features: f } = worker;
      this.flags[i] = (f.consent ? 0 : NO_CONSENT) | (worker.status === 'closed' ? WORKER_CLOSED : 0) | (f.needsHousing === true ? NEEDS_HOUSING : 0)
        | (f.needsHousing === false ? NEEDLESS : 0) | (f.availableOn === null ? 0 : KNOWS_DATE);
      this.wish[i] = this.wishProfile(worker);
      this.home[i] = this.homes.of(region);
      const excluded = `${f.excludesOtherProvinces ? ctx.geography.provinceOf(region) : ''}|${f.regionsExcluded.join(',')}`;
      this.exclusion[i] = exclusionKeys.of(excluded);
      const placeKey = `${region}|${f.regionsWished.join(',')}|${f.wishesSameProvince}|${f.wishesNearby}|${excluded}`;
      if (placeKeys.find(placeKey) < 0) this.places.push({ region, features: placeOf(f) });
      this.place[i] = placeKeys.of(placeKey);
      const from = f.availableOn === null ? noStart : dayOf(f.availableOn);
      this.availableOn[i] = from;
      this.certificates[i] = this.certificateProfile(f.certificates, Math.max(asOf, from), dayOf);
      this.skills[i] = this.skillProfile(f.skills);
      this.legalDay[i] = f.legalAgeFrom === null ? noStart : dayAfterMonth(f.legalAgeFrom);
      this.schooling[i] = f.education === null ? 127 : schoolingRank(f.education);
      this.years[i] = this.amounts.of(f.experienceYears ?? -1);
      this.wageFloor[i] = this.amounts.of(f.wageMinFen ?? -1);
      this.wageWish[i] = this.amounts.of(f.wageWishFen ?? -1);
    }
    for (const scratch of [this.wishTexts, this.wishKeys, this.familySets, this.certificateTexts, this.certificateKeys, this.skillTexts, this.skillKeys, this.forms]) scratch.clear();
  }

  // By text as it stands in the lists, then by what it comes to: most workers are done at the first look.
  private readonly wishTexts = new Map<string, number>();
  private readonly wishKeys = new Map<string, number>();
  private readonly familySets = new Map<string, number>();
  private readonly certificateTexts = new Map<string, number>();
  private readonly certificateKeys = new Map<string, number>();
  private readonly skillTexts = new Map<string, number>();
  private readonly skillKeys = new Map<string, number>();
  private readonly forms = new Map<string, number>();

  private wishProfile({ features }: Worker): number {
    return remembered(this.wishTexts, features.wishes.join('\n'), () => {
      const families = new Set<number>(), occupations = new Set<number>();
      for (const wish of features.wishes) {
        if (!isOccupationCode(wish)) continue;
        families.add(this.posts.families.find(occupationFamily(wish)));
        occupations.add(this.posts.occupations.find(wish));
      }
      families.delete(-1);
      occupations.delete(-1);
      if (hasUncodedWish(features)) families.add(-1);
      const wished = [...families].sort((a, b) => a - b), exact = [...occupations].sort((a, b) => a - b), key = wished.join(' ');
      const familySet = remembered(this.familySets, key, () => this.familySets.size);
      return remembered(this.wishKeys, `${key}|${exact.join(' ')}`, () => this.wishes.push({ familySet, families: wished, occupations: exact }) - 1);
    });
  }

  /**
   * Certificates that end before `from`, the first day the worker could start, are as good as none; those that last beyond the last
   * start of any post are as good as lasting for ever.
   */
  private certificateProfile(certificates: Worker['features']['certificates'], from: number, dayOf: (day: string) => number): number {
    const ends = new Map<number, number>();
    for (const { name: text, expiresOn } of certificates) {
      const name = remembered(this.certificateTexts, text, () => this.posts.certificateNames.find(certificateForm(text)));
      const day = expiresOn === null ? noEnd : dayOf(expiresOn), end = day >= Math.max(this.posts.lastStart, from) ? noEnd : day;
      if (name >= 0 && end >= from) ends.set(name, Math.max(ends.get(name) ?? end, end));
    }
    const sorted = [...ends].sort(([a], [b]) => a - b);
    return remembered(this.certificateKeys, sorted.join(' '), () => this.held.push({ name: Int32Array.from(sorted, ([name]) => name), end: Int32Array.from(sorted, ([, end]) => end) }) - 1);
  }

  private skillProfile(skills: readonly string[]): number {
    return remembered(this.skillTexts, skills.join('\n'), () => {
      const names = new Set(skills.map((text) => remembered(this.forms, text, () => this.posts.skillNames.find(skillForm(text)))));
      names.delete(-1);
      const sorted = [...names].sort((a, b) => a - b);
      return remembered(this.skillKeys, sorted.join(' '), () => this.skillSets.push(Int32Array.from(sorted)) - 1);
    });
  }
}

type PlaceFeatures = Pick<Worker['features'], 'regionsWished' | 'regionsExcluded' | 'wishesSameProvince' | 'wishesNearby' | 'excludesOtherProvinces'>;

/** A copy, so that the entry can be let go. */
const placeOf = ({ regionsWished, regionsExcluded, wishesSameProvince, wishesNearby, excludesOtherProvinces }: PlaceFeatures): PlaceFeatures => (
  { regionsWished, regionsExcluded, wishesSameProvince, wishesNearby, excludesOtherProvinces });

function remembered(known: Map<string, number>, key: string, make: () => number): number {
  let number = known.get(key);
  if (number === undefined) known.set(key, number = make());
  return number;
}
