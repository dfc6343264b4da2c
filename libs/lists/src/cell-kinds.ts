import { calendarDay, choiceCell, readNumber, refuse, splitList, valueOf, type CellParser, type CellResult } from '@jiedui/tabular';
import { isOccupation, parseCreditCode, parseIdNumber, parseMobile, resolveCategory, resolveRegion, type IdNumber } from '@jiedui/reference-data';
import type { CertificationKind, Housing, PostKind } from '@jiedui/contracts';
import type { ListContext } from './list-context.js';

type Parser<V> = CellParser<V, ListContext>;

/** 项目: code or name of a programme. */
export const programmeCell: Parser<string> = (text, { catalogue }) => {
  const found = catalogue.programmes.find((p) => p.code === text || p.name === text || (text.length >= 2 && p.name.includes(text)));
  return found === undefined
    ? refuse('CELL.PROGRAMME', `没有这个项目；请填 ${catalogue.programmes.map((p) => p.name).join('、')} 之一`, `no such programme; use one of ${catalogue.programmes.map((p) => p.code).join(', ')}`)
    : valueOf(found.code);
};

/** A region by code or name; ambiguous names are refused with the choices. */
export const regionCell: Parser<string> = (text) => {
  const r = resolveRegion(text);
  if (r.ok) return valueOf(r.code, r.assumed === undefined ? undefined : { code: 'ASSUMED.REGION', ...r.assumed });
  if (r.error === 'ambiguous') {
    const choices = r.choices.slice(0, 6).map((c) => `${c.fullName}（${c.code}）`).join('、');
    return refuse('CELL.REGION_AMBIGUOUS', `地名不唯一，请写全称或代码：${choices}${r.choices.length > 6 ? ' 等' : ''}`, `names several places; write the full name or the code: ${r.choices.slice(0, 6).map((c) => `${c.fullName} (${c.code})`).join(', ')}`);
  }
  return refuse('CELL.REGION_UNKNOWN', '不是可识别的地区；请填行政区划代码或名称，如 重庆市云阳县', 'is no known place; give its code or name, such as 重庆市云阳县');
};

/** A working unit of the programmes. */
export const unitCell: Parser<string> = (text, context) => {
  const known = unitsRead.get(context) ?? new Map<string, ReturnType<Parser<string>>>();
  unitsRead.set(context, known);
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const read = readUnit(text, context);
  if (known.size < 5000) known.set(text, read);
  return read;
};

/** The same county stands in every row of a county's list: what a text means is remembered for each context. */
const unitsRead = new WeakMap<ListContext, Map<string, ReturnType<Parser<string>>>>();

const readUnit: Parser<string> = (text, context) => {
  const region = regionCell(text, context);
  const programmes = context.programme === null ? context.catalogue.programmes.map((p) => p.code) : [context.programme];
  const all = programmes.flatMap((p) => context.catalogue.unitsOf(p));
  if (region.ok) {
    if (all.includes(region.value)) return region;
    return refuse('CELL.NOT_A_UNIT', '不是本项目的受援县（区）；请核对', 'is not a receiving unit of the programme; check it');
  }
  // 鼓楼区 of two cities may still be one unit of the programme.
  const within = all.filter((code) => { const r = resolveRegion(text, { within: code }); return r.ok && r.code === code; });
  const [only] = within;
  return only !== undefined && within.length === 1 ? valueOf(only) : region;
};

/** Several regions. The first that is not known refuses the cell, named. */
export const regionsCell: Parser<readonly string[]> = (text, context) => {
  const codes: string[] = [];
  let assumed: { zh: string; en: string } | undefined;
  for (const part of splitList(text)) {
    if (/^(不限|无|全部|所有)$/u.test(part)) continue;
    const r = regionCell(part, context);
    if (!r.ok) return refuse(r.error.code, `「${part}」${r.error.zh}`, `"${part}" ${r.error.en}`);
    if (r.assumed !== undefined) assumed = r.assumed;
    if (!codes.includes(r.value)) codes.push(r.value);
  }
  return valueOf(codes, assumed === undefined ? undefined : { code: 'ASSUMED.REGION', ...assumed });
};

/** Regions a worker wishes for or excludes, with 省内, 就近 and 省外. */
export interface RegionWishes {
  readonly codes: readonly string[];
  readonly sameProvince: boolean;
  readonly nearby: boolean;
  readonly otherProvinces: boolean;
}
export const regionWishesCell: Parser<RegionWishes> = (text, context) => {
  const parts = splitList(text);
  const words = (pattern: RegExp): boolean => parts.some((p) => pattern.test(p));
  const rest = parts.filter((p) => !/^(省内|市内|本省|就近|本县|本地|家门口|县内|省外|跨省|外省)$/u.test(p));
  const regions = rest.length === 0 ? valueOf<readonly string[]>([]) : regionsCell(rest.join('、'), context);
  if (!regions.ok) return regions;
  return valueOf({
    codes: regions.value, sameProvince: words(/^(省内|市内|本省)$/u), nearby: words(/^(就近|本县|本地|家门口|县内)$/u), otherProvinces: words(/^(省外|跨省|外省)$/u),
  }, regions.assumed);
};

/** Unified social credit code with its check character. */
export const creditCodeCell: Parser<string> = (text) => fromParsed(parseCreditCode(text));
/** ID number with birth date. */
export const idNumberCell: Parser<IdNumber> = (text) => fromParsed(parseIdNumber(text));
export const mobileCell: Parser<string> = (text) => fromParsed(parseMobile(text));

/** The sentences of identifiers begin with what they speak of; the column's name stands in front already. */
function fromParsed<T>(p: { ok: true; value: T } | { ok: false; code: string; zh: string; en: string }): CellResult<T> {
  return p.ok ? valueOf(p.value) : refuse(p.code, `：${p.zh}`, p.en);
}

/** A code of 职业分类大典 2022. */
export const occupationCell: Parser<string> = (text) => {
  const code = text.normalize('NFKC').replace(/\s/gu, '');
  return isOccupation(code) ? valueOf(code) : refuse('CELL.OCCUPATION', '不是职业分类大典（2022）的编码；请核对，或留空由系统按岗位名称编码', 'is no code of 职业分类大典 2022; check it, or leave it empty to have the title coded');
};

// ---- schooling

export const educationNames = ['不限', '小学', '初中', '高中', '中专', '大专', '本科', '硕士', '博士'] as const;

const EDUCATION: readonly (readonly [RegExp, number])[] = [
  [/博士/u, 8], [/硕士|研究生|mba/iu, 7], [/本科|学士|大学$|统招/u, 6], [/大专|专科|高职|大学专科/u, 5], [/中专|中技|中职|职高|技校|技工/u, 4], [/高中/u, 3], [/初中/u, 2], [/小学/u, 1],
  [/不限|无要求|无学历|未上过学|文盲|不要求|学历不限|^无$/u, 0],
];

/** Schooling: the lowest level named counts (`高中/中专`, `大专及以上`). `及以下` asks nothing of a worker and is the level itself of a person. */
export function educationCell(of: 'post' | 'worker'): Parser<number> {
  return (text) => {
    const levels = text.split(/[/／、,，或]/u).map((part) => EDUCATION.find(([pattern]) => pattern.test(part))?.[1]).filter((l) => l !== undefined);
    if (levels.length === 0) return refuse('CELL.EDUCATION', `不是可识别的学历；请填 ${educationNames.join('、')} 之一`, `is no known level of schooling; use one of ${educationNames.join(', ')}`);
    const level = of === 'post' ? Math.min(...levels) : Math.max(...levels);
    if (/及以下|以下/u.test(text)) {
      return of === 'post'
        ? valueOf(0, { code: 'ASSUMED.EDUCATION', zh: `「${text}」按不限学历理解`, en: `"${text}" is taken to ask for no schooling` })
        : valueOf(level, { code: 'ASSUMED.EDUCATION', zh: `「${text}」按${educationNames[level] ?? ''}理解`, en: `"${text}" is taken to be ${educationNames[level] ?? ''}` });
    }
    return valueOf(level);
  };
}

// ---- headcount and experience

const HEADCOUNT_MOST = 5000;

/** Headcount 1 to 5000: `3`, `3人`, `招3人`, `3-5人` (the lower counts), `若干` (1), the last two shown as assumed. */
export const headcountCell: Parser<number> = (text) => {
  const plain = text.normalize('NFKC').replace(/\s/gu, '').replace(/^招聘?/u, '').replace(/[人名个位]$/u, '');
  if (/^(若干|数|不限|多)$/u.test(plain)) return valueOf(1, { code: 'ASSUMED.HEADCOUNT', zh: '「若干」按 1 人计', en: '"several" is counted as 1' });
  const range = /^(\d+)[-~至](\d+)$/u.exec(plain), value = range === null ? readNumber(plain) : Number(range[1]);
  if (value === null || !Number.isInteger(value)) return refuse('CELL.HEADCOUNT', `应为 1–${HEADCOUNT_MOST} 的整数或 若干`, `must be a whole number from 1 to ${HEADCOUNT_MOST}, or 若干`);
  if (value < 1) return refuse('CELL.HEADCOUNT_NOT_POSITIVE', `不能是 ${value}；请填 1 以上的人数，不再招聘请撤回该岗位`, `cannot be ${value}; give 1 or more, or withdraw the post`);
  if (value > HEADCOUNT_MOST) return refuse('CELL.OUT_OF_RANGE', `不能超过 ${HEADCOUNT_MOST} 人；请核对或分列`, `cannot be above ${HEADCOUNT_MOST}; check it or split the row`);
  return range === null ? valueOf(value) : valueOf(value, { code: 'ASSUMED.HEADCOUNT', zh: `「${text}」按 ${value} 人计`, en: `"${text}" is counted as ${value}` });
};

/** Years of experience: `3`, `3年`, `3-4年` (the lower counts), `10年以上`, `无经验`, `应届`, `不限`, `半年`. */
export function experienceCell(most: number): Parser<number> {
  return (text) => {
    const plain = text.normalize('NFKC').replace(/\s/gu, '').replace(/(工作)?经[验历]$/u, '').replace(/年?及?以上$/u, '年');
    if (/^(无|无需|不限|不要求|应届|应届生|在校|在校生|在校生\/应届生|没有|经验不限)$/u.test(plain)) return valueOf(0);
    if (/^半年|^6个月/u.test(plain)) return valueOf(0.5);
    const match = /^(\d+(?:\.\d+)?)(?:[-~至](\d+(?:\.\d+)?))?年?$/u.exec(plain);
    if (match?.[1] === undefined) return refuse('CELL.EXPERIENCE', '应为年数，如 3 或 3-4年', 'must be years, such as 3 or 3-4年');
    const years = Number(match[1]);
    return years <= most ? valueOf(years) : refuse('CELL.OUT_OF_RANGE', `不能超过 ${most} 年，现为 ${years}；请核对`, `cannot be above ${most} years, it is ${years}; check it`);
  };
}

// ---- choices

export const housingCell: Parser<Housing> = choiceCell<Housing, ListContext>(new Map<string, Housing>([
  ['包吃住', 'board-and-lodging'], ['包食宿', 'board-and-lodging'], ['包住包吃', 'board-and-lodging'], ['包吃包住', 'board-and-lodging'], ['提供食宿', 'board-and-lodging'],
  ['包住', 'lodging'], ['提供住宿', 'lodging'], ['住宿', 'lodging'], ['包吃', 'board'], ['提供餐食', 'board'], ['工作餐', 'board'], ['不提供', 'none'], ['无', 'none'], ['自理', 'none'],
]), ['包吃住', '包住', '包吃', '不提供']);

export const postKindCell: Parser<PostKind> = choiceCell<PostKind, ListContext>(new Map<string, PostKind>([
  ['普通', 'ordinary'], ['普通岗位', 'ordinary'], ['全职', 'ordinary'], ['就近就业', 'near-home'], ['就近', 'near-home'], ['帮扶车间', 'near-home'], ['以工代赈', 'work-for-relief'], ['公益性', 'public-welfare'], ['公益性岗位', 'public-welfare'], ['公益岗', 'public-welfare'],
]), ['普通', '就近就业', '以工代赈', '公益性']);

export const gradeCell: Parser<number> = choiceCell<number, ListContext>(new Map([
  ['特级', 3], ['特等', 3], ['一级', 2], ['1级', 2], ['一等', 2], ['优级', 2], ['二级', 1], ['2级', 1], ['二等', 1], ['不限', 0], ['统货', 0], ['无', 0],
]), ['特级', '一级', '二级', '不限']);

// ---- money and quantity

/** Fen of a monthly wage given in yuan (`5000`, `5000元`, `0.5万`). */
export const monthlyWageCell: Parser<number> = (text) => {
  const yuan = readNumber(text.replace(/元?(\/|每|一)?月?$/u, '').replace(/元$/u, ''));
  if (yuan === null) return refuse('CELL.NOT_A_NUMBER', '应为每月元数，如 5000', 'must be yuan a month, such as 5000');
  if (yuan <= 0 || yuan > 1_000_000) return refuse('CELL.OUT_OF_RANGE', `应在 1 到 1000000 元之间，现为 ${yuan}；请核对`, `must be between 1 and 1000000 yuan, it is ${yuan}; check it`);
  return valueOf(Math.round(yuan * 100));
};

/** Unit of a quantity with its weight. */
export interface WeightUnit {
  /** As written, for messages and exports: 公斤, 斤, 吨, 件(5公斤). */
  readonly name: string;
  readonly grams: number;
}

const WEIGHTS: Readonly<Record<string, number>> = { 公斤: 1000, 千克: 1000, kg: 1000, 斤: 500, 市斤: 500, 吨: 1_000_000, t: 1_000_000, 克: 1, g: 1, 两: 50 };
const PIECES = /^(件|箱|袋|盒|筐|包|份|桶|瓶)(?:[(每]*(?:[件箱袋盒筐包份桶瓶])?(\d+(?:\.\d+)?)(公斤|千克|kg|斤|市斤|克|g)\)?)?$/iu;

/** 公斤 斤 吨, or 件 with the weight of one (`件(5公斤)`); a piece of unknown weight is refused. */
export function readWeightUnit(text: string): CellResult<WeightUnit> {
  const plain = text.normalize('NFKC').replace(/\s/gu, '').toLowerCase();
  const grams = WEIGHTS[plain];
  if (grams !== undefined) return valueOf({ name: plain === 'kg' || plain === '千克' ? '公斤' : plain, grams });
  const piece = PIECES.exec(plain);
  if (piece === null) return refuse('CELL.UNIT', '不是可识别的单位；请填 公斤、斤、吨 或 件(每件重量)，如 件(5公斤)', 'is no known unit; use 公斤, 斤, 吨, or 件 with its weight, such as 件(5公斤)');
  if (piece[2] === undefined) return refuse('CELL.UNIT_WITHOUT_WEIGHT', `须写明每${piece[1] ?? '件'}重量，如 ${piece[1] ?? '件'}(5公斤)`, 'needs the weight of one piece, such as 件(5公斤)');
  const weight = Math.round(Number(piece[2]) * (WEIGHTS[piece[3] ?? ''] ?? 0));
  if (!(weight > 0 && weight <= 10_000_000)) return refuse('CELL.OUT_OF_RANGE', '每件重量应大于 0 且不超过 10 吨', 'the weight of a piece must be above 0 and at most 10 t');
  return valueOf({ name: `${piece[1] ?? '件'}(${piece[2]}${piece[3] ?? ''})`, grams: weight });
}
export const weightUnitCell: Parser<WeightUnit> = (text) => readWeightUnit(text);

/** A number with perhaps a unit behind it. */
export interface Amount {
  readonly value: number;
  readonly unit: WeightUnit | null;
}

/** A quantity above zero: `1000`, `1,000公斤`, `2吨`, `1.5万斤`; a unit in the cell wins over the column 单位. */
export const quantityCell: Parser<Amount> = (text) => {
  const match = /^([\d.,，\s]+(?:万|千)?)\s*(\D.*)?$/u.exec(text.normalize('NFKC').trim());
  const value = readNumber(match?.[1] ?? text);
  if (value === null) return refuse('CELL.NOT_A_NUMBER', '应为数字，如 1000', 'must be a number, such as 1000');
  if (value <= 0) return refuse('CELL.QUANTITY_NOT_POSITIVE', `应大于 0，现为 ${value}`, `must be above 0, it is ${value}`);
  const unitText = match?.[2];
  if (unitText === undefined) return value > 1e12 ? refuse('CELL.OUT_OF_RANGE', '数量过大；请核对', 'is too large; check it') : valueOf({ value, unit: null });
  const unit = readWeightUnit(unitText);
  return unit.ok ? valueOf({ value, unit: unit.value }) : unit;
};

/** Fen for the unit stated (`3.5`, `3.5元`, `3.5元/斤`); null unit means the row's. */
export interface PriceText {
  readonly fen: number;
  readonly unit: WeightUnit | null;
}

/** A price above zero in yuan. */
export const priceCell: Parser<PriceText> = (text) => {
  const match = /^[¥￥]?\s*([\d.,]+)\s*元?\s*(?:(?:\/|每)\s*(.+))?$/u.exec(text.normalize('NFKC').trim());
  const yuan = match?.[1] === undefined ? null : readNumber(match[1]);
  if (yuan === null) return refuse('CELL.PRICE', '应为元数，如 3.5 或 3.5元/斤', 'must be yuan, such as 3.5 or 3.5元/斤');
  const fen = Math.round(yuan * 100);
  if (fen <= 0) return refuse('CELL.PRICE_NOT_POSITIVE', '应大于 0；不填价格的批次不能参与配对', 'must be above 0');
  if (fen > 1e10) return refuse('CELL.OUT_OF_RANGE', '单价过高；请核对', 'is too high; check it');
  if (Math.abs(yuan * 100 - fen) > 1e-6) return refuse('CELL.PRICE_FRACTION', '最小到分（两位小数）', 'takes at most two decimals (fen)');
  if (match?.[2] === undefined) return valueOf({ fen, unit: null });
  const unit = readWeightUnit(match[2]);
  return unit.ok ? valueOf({ fen, unit: unit.value }) : unit;
};

/** Grams of a minimum shipment, kilograms when no unit is given. */
export const minShipmentCell: Parser<number> = (text, context) => {
  if (/^(0|无|不限)$/u.test(text.trim())) return valueOf(0);
  const amount = quantityCell(text, context);
  return amount.ok ? valueOf(Math.round(amount.value.value * (amount.value.unit?.grams ?? 1000))) : amount;
};

/** A class of produce, with the product when the cell names one. */
export interface CategoryText {
  readonly code: string;
  readonly product: string | null;
}
export const categoryCell: Parser<CategoryText> = (text) => {
  const r = resolveCategory(text);
  if (r.ok) return valueOf({ code: r.code, product: r.product ?? null }, r.assumed === undefined ? undefined : { code: 'ASSUMED.CATEGORY', ...r.assumed });
  return refuse('CELL.CATEGORY', `不是可识别的品类；请填品类代码或名称，如 ${r.choices.slice(0, 6).map((c) => c.name).join('、')}，或其下小类`, 'is no known category; give its code or name, such as 水果 or 柑橘类');
};

// ---- certificates

export interface HeldCertificateText {
  readonly name: string;
  /** `YYYY-MM-DD`; null when it does not expire or no date is given. */
  readonly expiresOn: string | null;
}

/** Last day of a written month or the written day; undefined when it is neither. */
function readExpiry(text: string): string | null | undefined {
  const plain = text.normalize('NFKC').replace(/\s|有效期?至?|到期|止$/gu, '');
  if (/^(长期|长期有效|永久|无期限)$/u.test(plain)) return null;
  const day = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/u.exec(plain);
  if (day !== null) return calendarDay(Number(day[1]), Number(day[2]), Number(day[3])) ?? undefined;
  const month = /^(\d{4})[-/.年](\d{1,2})月?$/u.exec(plain);
  if (month === null) return undefined;
  const year = Number(month[1]);
  const number = Number(month[2]);
  if (number < 1 || number > 12) return undefined;
  return calendarDay(year, number, new Date(Date.UTC(year, number, 0)).getUTCDate()) ?? undefined;
}

/** A text and what stands in the bracket at its end. By position: an expression for it tries every opening bracket with every end. */
function bracketed(text: string): { before: string; inside: string } | null {
  const at = text.indexOf('(', 1);
  return at === -1 || !text.endsWith(')') || text.includes('\n') ? null : { before: text.slice(0, at), inside: text.slice(at + 1, -1) };
}

/** Certificates held, each with its expiry: `电工证(2027-05)` is valid to the end of that month. */
export const heldCertificatesCell: Parser<readonly HeldCertificateText[]> = (text) => {
  const held: HeldCertificateText[] = [];
  for (const part of splitList(text)) {
    if (/^(无|没有)$/u.test(part)) continue;
    const match = bracketed(part.normalize('NFKC'));
    const expiresOn = match === null ? null : readExpiry(match.inside);
    if (expiresOn === undefined) {
      // 驾驶证(C1): the bracket is part of the name.
      if (match !== null && !/\d{3}/u.test(match.inside)) { held.push({ name: part, expiresOn: null }); continue; }
      return refuse('CELL.CERTIFICATE_EXPIRY', `「${part}」括号内应为有效期，如 电工证(2027-05)`, `"${part}": the bracket must hold the expiry, such as 电工证(2027-05)`);
    }
    const name = (match?.before ?? part).trim();
    if (name.length > 40) return refuse('CELL.TOO_LONG', '每个证书名称不能超过 40 个字；各项之间用顿号分隔', 'takes names of at most 40 characters, separated by 、');
    held.push({ name, expiresOn });
  }
  return held.length <= 20 ? valueOf(held) : refuse('CELL.TOO_MANY_ITEMS', '最多 20 项', 'takes at most 20 items');
};

/** Names of certificates a post asks for. */
export const certificateNamesCell: Parser<readonly string[]> = (text) => {
  const names = splitList(text).filter((n) => !/^(无|不限|无要求)$/u.test(n));
  return names.length <= 20 && names.every((n) => n.length <= 40) ? valueOf(names) : refuse('CELL.TOO_MANY_ITEMS', '最多 20 项，每项不超过 40 个字', 'takes at most 20 items of 40 characters');
};

const KINDS: readonly (readonly [RegExp, CertificationKind])[] = [
  [/绿色(食品)?/u, 'green-food'], [/有机/u, 'organic'], [/地理标志|地标|原产地/u, 'geographical-indication'], [/合格证/u, 'conformity'],
];

const kindOf = (name: string): CertificationKind | undefined => KINDS.find(([pattern]) => pattern.test(name))?.[1];
const KIND_CHOICES = '绿色食品、有机、地理标志、达标合格证';

/** Kinds of certification an order asks for. */
export const certificationKindsCell: Parser<readonly CertificationKind[]> = (text) => {
  const kinds: CertificationKind[] = [];
  for (const part of splitList(text)) {
    if (/^(无|不限|无要求)$/u.test(part)) continue;
    const kind = kindOf(part);
    if (kind === undefined) return refuse('CELL.CERTIFICATION', `「${part}」不是可识别的认证；请填 ${KIND_CHOICES}`, `"${part}" is no known certification; use ${KIND_CHOICES}`);
    if (!kinds.includes(kind)) kinds.push(kind);
  }
  return valueOf(kinds);
};

export interface Certification {
  readonly kind: CertificationKind;
  readonly number: string | null;
  readonly expiresOn: string | null;
}

/** Certifications of a lot: kind, number, expiry, `绿色食品(LB-12-2024001;2027-06-30)`; number and expiry in either order. */
export const certificationsCell: Parser<readonly Certification[]> = (text) => {
  const list: Certification[] = [];
  for (const part of splitList(text)) {
    if (/^(无|没有)$/u.test(part)) continue;
    const plain = part.normalize('NFKC');
    const match = bracketed(plain);
    const kind = kindOf(match?.before ?? plain);
    if (kind === undefined) return refuse('CELL.CERTIFICATION', `「${part}」不是可识别的认证；请填 ${KIND_CHOICES}`, `"${part}" is no known certification; use ${KIND_CHOICES}`);
    let number: string | null = null, expiresOn: string | null = null;
    for (const detail of (match?.inside ?? '').split(/[;,、]/u).map((d) => d.trim()).filter((d) => d !== '')) {
      const expiry = readExpiry(detail);
      if (expiry !== undefined) expiresOn = expiry;
      else if (/^\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?$/u.test(detail)) return refuse('CELL.NO_SUCH_DAY', `「${part}」的有效期不存在；请核对`, `"${part}": the expiry is a day that does not exist`);
      else number = [...detail].slice(0, 60).join('');
    }
    list.push({ kind, number, expiresOn });
  }
  return valueOf(list);
};

// ---- evidence and consent

/** A finding of an office: whether it holds, by whom, until when. */
export interface Finding {
  readonly holds: boolean;
  readonly authority: string | null;
  readonly validUntil: string | null;
}

/** 是 否, with the office and the expiry in a bracket: `是(云阳县人社局;2026-12-31)`. */
export const findingCell: Parser<Finding> = (text) => {
  const plain = text.normalize('NFKC').trim();
  const match = /^(是|有|√|yes|true|1)\s*(?:\((.*)\))?$/iu.exec(plain);
  if (match === null) return /^(否|无|没有|不是|×|no|false|0)$/iu.test(plain) ? valueOf({ holds: false, authority: null, validUntil: null }) : refuse('CELL.FINDING', '应为 是 或 否，可注明认定机构和有效期，如 是(云阳县人社局;2026-12-31)', 'must be 是 or 否, with the office and the expiry where known, such as 是(云阳县人社局;2026-12-31)');
  let authority: string | null = null;
  let validUntil: string | null = null;
  for (const detail of (match[2] ?? '').split(/[;,、]/u).map((d) => d.trim()).filter((d) => d !== '')) {
    const expiry = readExpiry(detail);
    if (expiry === undefined) authority = [...detail].slice(0, 60).join('');
    else validUntil = expiry;
  }
  return valueOf({ holds: true, authority, validUntil });
};

export interface Consent {
  readonly given: boolean;
  readonly on: string | null;
}

/** 是 否, with the day: `是(2026-03-01)`, `是 2026-03-01`; a day alone is consent given on it. */
export const consentCell: Parser<Consent> = (text) => {
  const plain = text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  const match = /^(是|同意|已同意|yes|true|1|√)? ?\(? ?([\d年月日/.-]*) ?\)?$/iu.exec(plain);
  if (match === null || plain === '' || (match[1] === undefined && (match[2] ?? '') === '')) {
    return /^(否|不同意|未同意|无|no|false|0|×)$/iu.test(plain) ? valueOf({ given: false, on: null }) : refuse('CELL.CONSENT', '应为 是 或 否，可注明日期，如 是(2026-03-01)', 'must be 是 or 否, with the day where known, such as 是(2026-03-01)');
  }
  if (plain === '0') return valueOf({ given: false, on: null });
  if ((match[2] ?? '') === '') return valueOf({ given: true, on: null });
  const on = readExpiry(match[2] ?? '');
  return on === undefined || on === null ? refuse('CELL.NOT_A_DATE', '日期格式应如 是(2026-03-01)', 'must be a date such as 是(2026-03-01)') : valueOf({ given: true, on });
};
