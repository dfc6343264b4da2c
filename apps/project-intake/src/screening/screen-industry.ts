import type { NegativeListItem, ScreeningVerdict } from '@jiedui/contracts';
import { industries, industryName, unitByCode } from '@jiedui/reference-data';

type Item = NegativeListItem;

/** Verdict with the entries that decided it, strictest first; no entry when the list does not name the industry. */
export interface Judgement { readonly verdict: ScreeningVerdict; readonly clauses: readonly Item[] }

const verdictOf: Readonly<Record<Item['effect'], ScreeningVerdict>> = { deny: 'prohibited', conditional: 'conditional', allow: 'allowed' };
const strictness: Readonly<Record<ScreeningVerdict, number>> = { prohibited: 2, conditional: 1, allowed: 0 };

/** `C2614` and `2614` are the same class; a letter alone is a 门类. */
export function plainIndustryCode(code: string): string {
  return /^[A-T]\d/.test(code) ? code.slice(1) : code;
}

/** The class and what it lies in, narrowest first: 小类, 中类, 大类, 门类. Empty when there is no such class. */
export function industryLine(code: string): readonly string[] {
  const line: string[] = [];
  for (let at = industries().get(code); at !== undefined; at = at.parent === undefined ? undefined : industries().get(at.parent)) line.push(at.code);
  return line;
}

/** 小类 below a class, or the class itself when it is one. */
function leavesOf(code: string): readonly string[] {
  const own = industries().get(code);
  if (own === undefined || own.level === 4) return [code];
  return [...industries().values()].filter((industry) => industry.level === 4 && industryLine(industry.code).includes(code)).map((industry) => industry.code);
}

/** Names of the zones a unit lies in, as negative lists use them; three-gorges knows one zone (J12), danjiangkou two pairs (J13). */
export function zonesOf(unit: string): readonly string[] {
  const known = unitByCode(unit);
  if (known === undefined) return [];
  const zones = [known.reservoirZone, known.coreZone].filter((zone) => zone !== undefined);
  return zones.length === 0 ? ['库区'] : zones;
}

/**
 * Judges a class by a list. In each zone the narrowest entry that covers the class counts, so that an `allow` for a 小类 excepts
 * it from a ban on its 大类; among entries equally narrow the strictest. Of a unit's zones the strictest counts. A class above
 * the 小类 is judged as its strictest 小类, since the project may be any of them.
 */
export function judge(items: readonly Item[], zones: readonly string[], code: string): Judgement {
  let strictest: Judgement = { verdict: 'allowed', clauses: [] };
  for (const leaf of leavesOf(code)) {
    const found = judgeLeaf(items, zones, leaf);
    if (strictness[found.verdict] > strictness[strictest.verdict] || (strictest.clauses.length === 0 && found.clauses.length > 0)) strictest = found;
    if (strictest.verdict === 'prohibited') break;
  }
  return strictest;
}

function judgeLeaf(items: readonly Item[], zones: readonly string[], leaf: string): Judgement {
  const line = industryLine(leaf);
  const decided: Item[] = [];
  for (const zone of zones) {
    for (const level of line) {
      const here = items.filter((item) => item.industryCode === level && item.zones.includes(zone));
      if (here.length === 0) continue;
      decided.push(...here.filter((item) => !decided.includes(item)));
      break;
    }
  }
  decided.sort((a, b) => strictness[verdictOf[b.effect]] - strictness[verdictOf[a.effect]]);
  const first = decided[0];
  if (first === undefined) return { verdict: 'allowed', clauses: [] };
  const verdict = verdictOf[first.effect];
  return { verdict, clauses: decided.filter((item) => verdictOf[item.effect] === verdict) };
}

/** Faults of a list: classes that do not exist, zones or codes that are missing, a conditional entry without its condition. */
export function faultsOf(items: readonly Item[]): readonly string[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const faults: string[] = [];
    if (industryName(item.industryCode) === null) faults.push(`${item.code}: ${item.industryCode} is no class of GB/T 4754-2017`);
    if (item.zones.length === 0) faults.push(`${item.code}: names no zone`);
    if (item.effect === 'conditional' && (item.condition ?? '') === '') faults.push(`${item.code}: is conditional without a condition`);
    if (seen.has(item.code)) faults.push(`${item.code}: stands twice`);
    seen.add(item.code);
    return faults;
  });
}
