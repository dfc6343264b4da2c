import { minimumWageFen } from '@jiedui/contracts';
import { dayNumber } from '../day-number.js';
import { certificateForm, skillForm } from '../name-form.js';
import { Numbering } from '../pair-scanner.js';
import type { RuleContext } from '../rule-set.js';
import { latestAvailability, occupationFamily, offersLodging, schoolingRank, wageOfferFen, wageTopFen } from './employment-terms.js';
import type { Post } from './employment-terms.js';
import { housingNumber } from './fit.js';

/**
 * A list of posts as columns of numbers: strings interned, days and wages as numbers, and posts that are alike in one part of the fit
 * numbered as one class of it (same offer; same place and supporter; same housing, insurance and years; same occupation and skills).
 * About 100 bytes a post.
 */
export class PostColumns {
  readonly count: number;

  // One element each. Fen and days; −1 unknown unless said otherwise.
  readonly family: Int32Array;                   // −1 uncoded
  readonly wageTop: Float64Array;
  readonly schooling: Int8Array;                 // 0 asks nothing or unknown
  readonly yearsAsked: Float64Array;             // 0 asks nothing or unknown
  readonly certificateSet: Int32Array;           // 0 is the empty set
  readonly lodging: Uint8Array;
  readonly startsOn: Int32Array;
  readonly latest: Int32Array;
  readonly region: Int32Array;
  readonly targetSet: Int32Array;                // 0 is "all units"
  readonly ordinary: Uint8Array;
  readonly isClosed: Uint8Array;
  readonly isBelowMinimum: Uint8Array;
  readonly offerClass: Int32Array;
  readonly placeClass: Int32Array;
  readonly termsClass: Int32Array;
  readonly tradeClass: Int32Array;

  readonly regions = new Numbering();
  readonly families = new Numbering();
  readonly occupations = new Numbering();
  readonly supporters = new Numbering();
  readonly certificateNames = new Numbering();
  readonly skillNames = new Numbering();
  /** Names by number of a set; set 0 is empty. */
  readonly certificateSets: Int32Array[] = [];
  readonly skillSets: Int32Array[] = [];
  readonly targetUnits: (readonly string[])[] = [[]];
  /** The greatest `startsOn`. */
  readonly lastStart: number;

  // What the classes stand for, by number.
  readonly offers = new Numbering<number>();
  readonly places: { readonly region: number; readonly supporter: number }[] = [];
  readonly terms: { readonly housing: number; readonly insurance: number; readonly years: number }[] = [];
  readonly trades: { readonly occupation: number; readonly skillSet: number }[] = [];

  /** Ascending posts of each family; −1 for the uncoded. */
  readonly ofFamily = new Map<number, Int32Array>();

  constructor(posts: readonly Post[], ctx: RuleContext) {
    const n = this.count = posts.length, asOf = dayNumber(ctx.asOf);
    const ints = (): Int32Array => new Int32Array(n);
    this.family = ints(); this.wageTop = new Float64Array(n); this.schooling = new Int8Array(n); this.yearsAsked = new Float64Array(n);
    this.certificateSet = ints(); this.lodging = new Uint8Array(n); this.startsOn = ints(); this.latest = ints(); this.region = ints();
    this.targetSet = ints(); this.ordinary = new Uint8Array(n); this.isClosed = new Uint8Array(n); this.isBelowMinimum = new Uint8Array(n);
    this.offerClass = ints(); this.placeClass = ints(); this.termsClass = ints(); this.tradeClass = ints();
    const targetKeys = new Numbering(), certificateKeys = new Numbering(), skillKeys = new Numbering();
    const placeKeys = new Numbering(), termsKeys = new Numbering(), tradeKeys = new Numbering();
    const blocks = new Map<number, number[]>();
    targetKeys.of('');
    internSet([], certificateKeys, this.certificateNames, this.certificateSets);
    internSet([], skillKeys, this.skillNames, this.skillSets);
    let lastStart = asOf;
    posts.forEach((post, j) => {
      const f = post.features;
      const family = f.occupation === null ? -1 : this.families.of(occupationFamily(f.occupation));
      const occupation = f.occupation === null ? -1 : this.occupations.of(f.occupation);
      this.family[j] = family;
      const block = blocks.get(family);
      if (block) block.push(j);
      else blocks.set(family, [j]);
      const top = wageTopFen(f), minimum = minimumWageFen(ctx.policy.minimumWages, post.region);
      this.wageTop[j] = top ?? -1;
      this.offerClass[j] = this.offers.of(wageOfferFen(f) ?? -1);
      this.schooling[j] = ctx.policy.employment.educationHard ? schoolingRank(f.education ?? 0) : 0;
      const years = this.yearsAsked[j] = f.experienceYears ?? 0;
      this.certificateSet[j] = internSet(f.certificates.map(certificateForm), certificateKeys, this.certificateNames, this.certificateSets);
      const skillSet = internSet(f.skills.map(skillForm), skillKeys, this.skillNames, this.skillSets);
      this.tradeClass[j] = classOf({ occupation, skillSet }, `${occupation} ${skillSet}`, tradeKeys, this.trades);
      const housing = housingNumber(f.housing), insurance = f.insurance === null ? -1 : f.insurance ? 1 : 0;
      this.termsClass[j] = classOf({ housing, insurance, years }, `${housing} ${insurance} ${years}`, termsKeys, this.terms);
      this.lodging[j] = offersLodging(f) || f.housing === null ? 1 : 0;
      const start = this.startsOn[j] = f.startOn === null ? asOf : Math.max(asOf, dayNumber(f.startOn));
      if (start > lastStart) lastStart = start;
      this.latest[j] = latestAvailability(f, ctx);
      const region = this.region[j] = this.regions.of(post.region), supporter = this.supporters.of(f.supporter ?? '');
      this.placeClass[j] = classOf({ region, supporter }, `${region} ${supporter}`, placeKeys, this.places);
      const targetKey = f.targetUnits.join(' ');
      if (targetKeys.find(targetKey) < 0) this.targetUnits.push(f.targetUnits);
      this.targetSet[j] = targetKeys.of(targetKey);
      this.ordinary[j] = f.postKind === 'ordinary' ? 1 : 0;
      this.isClosed[j] = post.status === 'closed' || (f.closesOn !== null && f.closesOn < ctx.asOf) ? 1 : 0;
      this.isBelowMinimum[j] = minimum !== null && top !== null && top < minimum ? 1 : 0;
    });
    this.lastStart = lastStart;
    for (const [family, members] of blocks) this.ofFamily.set(family, Int32Array.from(members));
  }
}

function classOf<C>(value: C, key: string, keys: Numbering, classes: C[]): number {
  if (keys.find(key) < 0) classes.push(value);
  return keys.of(key);
}

const setKey = (forms: readonly string[]): string => `${forms.length} ${forms.join(' ')}`;

/** Number of a set of names, each counted once; `sets[number]` lists the names' numbers. The empty set, interned first, is 0. */
function internSet(forms: readonly string[], keys: Numbering, names: Numbering, sets: Int32Array[]): number {
  const distinct = [...new Set(forms)].sort();
  const key = setKey(distinct);
  if (keys.find(key) < 0) sets.push(Int32Array.from(distinct, (form) => names.of(form)));
  return keys.of(key);
}
