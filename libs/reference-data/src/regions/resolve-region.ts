import { once } from '../data-files.js';
import { units, type ProgrammeUnit } from '../programmes/programmes.js';
import { divisions, formerDivision, formerDivisions, isWithin, type Division, type RegionLevel } from './divisions.js';

/** A sentence in both languages; the assumption made when a text was not wholly plain. */
export interface Note { readonly zh: string; readonly en: string }

export interface ResolvedRegion {
  readonly ok: true;
  readonly code: string;
  readonly name: string;
  readonly fullName: string;
  readonly level: RegionLevel;
  readonly assumed?: Note;
}
export interface UnresolvedRegion {
  readonly ok: false;
  readonly error: 'unknown' | 'ambiguous';
  /** The places it could be, when ambiguous; at most 20, by code. */
  readonly choices: readonly { readonly code: string; readonly fullName: string }[];
}
export type RegionResolution = ResolvedRegion | UnresolvedRegion;

export interface ResolveOptions {
  /** Only places in this one count (a province, a prefecture). */
  readonly within?: string;
  /** A lone word is a city, as in advertisements that write `城市` or `城市·区`: 中山 is 中山市, not 大连市中山区. */
  readonly cityFirst?: boolean;
}

const UNKNOWN: UnresolvedRegion = { ok: false, error: 'unknown', choices: [] };
/** What people write when there is no place. */
const NOWHERE = /^(无|不限|全国|全国各地|远程|远程办公|居家办公|异地招聘|海外|国外|其他|未知|不详|待定|-+|—+|\/)$/;

interface Names {
  /** Any written form of a current name to the places that bear it. */
  readonly current: ReadonlyMap<string, readonly Division[]>;
  readonly former: ReadonlyMap<string, readonly { division: Division; name: string }[]>;
  readonly longest: number;
}

const names = once((): Names => {
  const current = new Map<string, Division[]>();
  const put = (form: string, d: Division): void => {
    const list = current.get(form);
    if (list === undefined) current.set(form, [d]);
    else if (!list.includes(d)) list.push(d);
  };
  let longest = 0;
  for (const d of divisions().values()) {
    for (const form of [d.name, d.shortName, d.fullName]) put(form, d);
    // 阿坝州, 石柱县, 恩施州: the everyday form of an autonomous place.
    if (d.name.endsWith('自治州')) put(`${d.shortName}州`, d);
    if (d.name.endsWith('自治县')) put(`${d.shortName}县`, d);
    if (d.level === 'township') put(`${d.shortName}旅游经济特区`, d);
    longest = Math.max(longest, d.fullName.length);
  }
  const former = new Map<string, { division: Division; name: string }[]>();
  for (const f of formerDivisions()) {
    const division = divisions().get(f.successor);
    if (division === undefined) continue;
    for (const form of new Set([f.name, f.name.length > 2 ? f.name.replace(/[县市区]$/u, '') : f.name])) {
      const list = former.get(form) ?? [];
      if (!list.some((x) => x.division === division)) list.push({ division, name: f.name });
      former.set(form, list);
    }
  }
  return { current, former, longest };
});

const done = (d: Division, assumed?: Note): ResolvedRegion => ({
  ok: true, code: d.code, name: d.name, fullName: d.fullName, level: d.level, ...(assumed === undefined ? {} : { assumed }),
});

function choose(candidates: readonly Division[], text: string, options: ResolveOptions): RegionResolution {
  const list = options.within === undefined ? candidates : candidates.filter((d) => isWithin(d.code, options.within ?? ''));
  const [only] = list;
  if (only === undefined) return UNKNOWN;
  if (list.length === 1) return done(only);
  // A full name says what kind of place is meant: 恩施市 is not 恩施州.
  const exact = list.filter((d) => d.name === text || d.fullName === text);
  const [exactOnly] = exact;
  if (exactOnly !== undefined && exact.length === 1) return done(exactOnly);
  const pool = exact.length > 1 ? exact : list;
  const named = (d: Division): Note => ({ zh: `「${text}」按${d.fullName}理解`, en: `"${text}" is taken to be ${d.fullName}` });

  const cities = pool.filter((d) => d.level === 'prefecture');
  const [city] = cities;
  const provinces = pool.filter((d) => d.level === 'province');
  const [province] = provinces;
  if (city !== undefined && cities.length === 1) {
    const rivals = pool.filter((d) => d !== city && !isWithin(d.code, city.code));
    if (rivals.length === 0) return done(city, named(city));
    if (options.cityFirst === true && (city.name.endsWith('市') || !rivals.some((d) => d.level !== 'county'))) return done(city, named(city));
    // xx0100 is the seat of a province: 西安 is never a district of 辽源 or 牡丹江.
    if (city.code.endsWith('0100')) return done(city, named(city));
    if (rivals.length === 1 && rivals[0]?.level === 'county' && city.name.endsWith('市')) return done(city, named(city));
  }
  if (province !== undefined && provinces.length === 1 && !cities.some((d) => d.name.endsWith('市'))) return done(province, named(province));
  if (options.cityFirst === true) {
    const countyCities = pool.filter((d) => d.level === 'county' && d.name.endsWith('市'));
    const [countyCity] = countyCities;
    if (countyCity !== undefined && countyCities.length === 1) return done(countyCity, named(countyCity));
  }
  return {
    ok: false, error: 'ambiguous',
    choices: [...pool].sort((a, b) => a.code.localeCompare(b.code)).slice(0, 20).map((d) => ({ code: d.code, fullName: d.fullName })),
  };
}

function fromCode(code: string, options: ResolveOptions): RegionResolution {
  const within = (d: Division, assumed?: Note): RegionResolution =>
    options.within === undefined || isWithin(d.code, options.within) ? done(d, assumed) : UNKNOWN;
  const known = divisions().get(code);
  if (known !== undefined) return within(known);
  const former = formerDivision(code);
  const successor = former === undefined ? undefined : divisions().get(former.successor);
  if (former !== undefined && successor !== undefined) {
    return within(successor, { zh: `旧代码 ${code}（${former.name}）今为${successor.fullName}`, en: `former code ${code} (${former.name}) is ${successor.fullName} today` });
  }
  // Nine and twelve digits: township and village, held at county level. A code such as 500101001 says its county.
  if (code.length > 6) {
    const county = divisions().get(code.slice(0, 9)) ?? divisions().get(code.slice(0, 6));
    if (county !== undefined) return within(county, { zh: `乡镇代码 ${code} 按${county.fullName}计`, en: `township code ${code} is counted in ${county.fullName}` });
    return UNKNOWN;
  }
  // 310100, 500200, 441901: filler rows of the table stand for the place around them.
  const around = divisions().get(`${code.slice(0, 4)}00`) ?? (/^\d{2}(0[12]|90)00$/.test(code) ? divisions().get(`${code.slice(0, 2)}0000`) : undefined);
  const filler = /^\d{4}00$/.test(code) || around?.code === '441900' || around?.code === '442000' || around?.code === '460400' || around?.code === '620200';
  if (around !== undefined && filler) return within(around, { zh: `代码 ${code} 按${around.fullName}计`, en: `code ${code} is counted as ${around.fullName}` });
  return UNKNOWN;
}

/** One word of a written place, looked up in `within`; former names only when no current name fits. */
function fromWord(word: string, options: ResolveOptions): RegionResolution {
  const current = names().current.get(word);
  if (current !== undefined) {
    const chosen = choose(current, word, options);
    if (chosen.ok || chosen.error === 'ambiguous') return chosen;
  }
  const former = (names().former.get(word) ?? []).filter((f) => options.within === undefined || isWithin(f.division.code, options.within));
  const [only] = former;
  if (only !== undefined && former.length === 1) {
    return done(only.division, { zh: `旧名「${only.name}」今为${only.division.fullName}`, en: `former name "${only.name}" is ${only.division.fullName} today` });
  }
  if (former.length > 1) {
    return { ok: false, error: 'ambiguous', choices: former.slice(0, 20).map((f) => ({ code: f.division.code, fullName: f.division.fullName })) };
  }
  return UNKNOWN;
}

const fallback = (outer: ResolvedRegion, text: string): ResolvedRegion => ({
  ...outer, assumed: { zh: `「${text}」不在 GB/T 2260 中，按${outer.fullName}计`, en: `"${text}" is not in GB/T 2260 and is counted as ${outer.fullName}` },
});

/** Words in a row, each inside the one before: 湖北省 / 十堰市 / 郧阳区, 成都 / 高新区. */
function fromWords(words: readonly string[], text: string, options: ResolveOptions): RegionResolution {
  const [first, ...rest] = words;
  if (first === undefined) return UNKNOWN;
  if (rest.length === 0) return fromText(first, options);
  const outer = fromText(first, { ...options, cityFirst: true });
  if (!outer.ok) {
    if (outer.error === 'unknown') return UNKNOWN;
    // 朝阳·双塔区: whichever of the choices holds the rest.
    const fits: ResolvedRegion[] = [];
    for (const choice of outer.choices) {
      const inner = fromWords(rest, text, { ...options, within: choice.code });
      if (inner.ok) fits.push(inner);
    }
    const [fit] = fits;
    return fit !== undefined && fits.every((f) => f.code === fit.code) ? fit : outer;
  }
  const inner = fromWords(rest, text, { ...options, within: outer.code });
  if (inner.ok || inner.error === 'ambiguous') {
    // 邓州·文渠镇 keeps the county; a district equal to its own city (昆山·昆山) stays where it is.
    return inner;
  }
  if (rest[0] === first) return outer;
  return fallback(outer, text);
}

/** Text without separators: a name, or names run together (湖北省十堰市郧县, 成都高新区). */
function fromText(text: string, options: ResolveOptions): RegionResolution {
  const whole = fromWord(text, options);
  if (whole.ok || whole.error === 'ambiguous') return whole;
  for (let length = Math.min(text.length - 1, names().longest); length >= 2; length--) {
    const head = text.slice(0, length);
    const tail = text.slice(length);
    const outers = names().current.get(head);
    if (outers === undefined) continue;
    const outer = choose(outers, head, { ...options, cityFirst: true });
    if (!outer.ok) continue;
    if (outer.level === 'township') continue;
    const inner = fromText(tail, { ...options, within: outer.code });
    if (inner.ok || inner.error === 'ambiguous') return inner;
    if (/^(市|省|县)$/u.test(tail)) continue;
    if (/(区|园|镇|乡|街道|新城|苏木|岛|村)$/u.test(tail) && tail.length >= 2) return fallback(outer, text);
  }
  return UNKNOWN;
}

const cache = new Map<string, RegionResolution>();
const CACHE_LIMIT = 20_000;

/**
 * The place a text or code means. Takes six- and nine-digit codes (former ones too), full names (重庆市云阳县), short
 * names (云阳), `城市·区` and `城市-区`, cities and county-level cities, and former names (郧县, 开县). What GB/T 2260
 * does not know inside a known city (成都·高新区, 中山·东区, a township) is counted as the city, with `assumed` set.
 *
 * `unknown` for empty text and for words that name no place (无, 远程办公, 异地招聘); `ambiguous` with the choices when
 * several places bear the name (城区, 鼓楼区, 朝阳). Deterministic; about a microsecond for a text seen before.
 */
export function resolveRegion(text: string, options: ResolveOptions = {}): RegionResolution {
  const key = `${options.within ?? ''}|${options.cityFirst === true ? 'c' : ''}|${text}`;
  const seen = cache.get(key);
  if (seen !== undefined) return seen;
  const result = resolve(text, options);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(key, result);
  return result;
}

function resolve(text: string, options: ResolveOptions): RegionResolution {
  const plain = text.normalize('NFKC').replace(/[\s\u200b]+/gu, ' ').trim();
  if (plain === '' || plain.length > 80 || NOWHERE.test(plain)) return UNKNOWN;
  const digits = plain.replace(/ /g, '');
  if (/^\d{6}(\d{3}|\d{6})?$/.test(digits)) return fromCode(digits, options);
  const words = plain.replace(/^中国/u, '').split(/[·・•\-—–_/\\,，、>›| ]+/u).filter((w) => w !== '');
  if (words.some((w) => NOWHERE.test(w)) && words.length === 1) return UNKNOWN;
  const kept = words.filter((w) => !NOWHERE.test(w));
  const found = fromWords(kept, plain, options);
  if (found.ok || found.error === 'ambiguous') return found;
  const bare = plain.replace(/\([^()]*\)/gu, '').trim();
  return bare === plain || bare === '' ? found : resolve(bare, options);
}

/**
 * Working units whose name, former name or code contains the text; a former name finds today's unit (郧县 → 郧阳区).
 * Best first: exact, then prefix, then anywhere. Empty text lists all, in document order.
 */
export function searchUnits(text: string): readonly ProgrammeUnit[] {
  const wanted = text.normalize('NFKC').trim();
  if (wanted === '') return units();
  const scored: { unit: ProgrammeUnit; score: number }[] = [];
  for (const unit of units()) {
    const aliases = [unit.name, unit.nameInDocument, unit.code, ...(unit.formerCode === undefined ? [] : [unit.formerCode]),
      divisions().get(unit.code)?.shortName ?? unit.name, ...formerDivisions().filter((f) => f.successor === unit.code).flatMap((f) => [f.name, f.code])];
    let score = 0;
    for (const alias of aliases) score = Math.max(score, alias === wanted ? 3 : alias.startsWith(wanted) ? 2 : alias.includes(wanted) ? 1 : 0);
    if (score === 0 && (divisions().get(unit.code)?.fullName ?? '').includes(wanted)) score = 1;
    if (score > 0) scored.push({ unit, score });
  }
  return scored.sort((a, b) => b.score - a.score || a.unit.code.localeCompare(b.unit.code)).map((s) => s.unit);
}
