import { cell, once, readDataFile } from '../data-files.js';

export type RegionLevel = 'province' | 'prefecture' | 'county' | 'township';

/** A place of GB/T 2260 (as of 2023), or 武当山特区 under its nine-digit statistical code. */
export interface Division {
  readonly code: string;
  /** Name in the table, `云阳县`. */
  readonly name: string;
  /** `重庆市云阳县`, `江苏省苏州市昆山市`; the table's filler rows (市辖区, 县, 省直辖县级…) are left out. */
  readonly fullName: string;
  /** Name without its kind of place (`云阳`, `石柱`, `恩施`); equals `name` where less than two characters would be left. */
  readonly shortName: string;
  readonly level: RegionLevel;
  /** The place it lies in; undefined for provinces. Chongqing's counties lie in 500000, 省直辖县 in their province. */
  readonly parent?: string;
}

/** A name or code that no longer exists. */
export interface FormerDivision {
  readonly code: string;
  readonly name: string;
  readonly successor: string;
}

/** Rows of the table that group counties and name no place. */
const FILLER = /^(市辖区|县|(省|自治区)直辖县级行政区划)$/;

const PEOPLES = '壮族|回族|满族|苗族|侗族|瑶族|彝族|黎族|白族|傣族|佤族|畲族|羌族|藏族|怒族|水族|土族|土家族|布依族|蒙古族|朝鲜族|哈尼族|傈僳族|景颇族|纳西族|拉祜族|布朗族|普米族|独龙族|阿昌族|撒拉族|东乡族|保安族|裕固族|哈萨克族?|柯尔克孜族?|塔吉克族?|锡伯族?|达斡尔族|鄂温克族|鄂伦春|毛南族|仫佬族|仡佬族|各族|维吾尔|蒙古';
const AUTONOMOUS = new RegExp(`^(.{2,}?)(${PEOPLES})*(自治区|自治州|自治县|自治旗)$`, 'u');

/** Leaves out the kind of place and, in autonomous places, the peoples' names. */
export function shortNameOf(name: string): string {
  const autonomous = AUTONOMOUS.exec(name)?.[1];
  if (autonomous !== undefined) return autonomous;
  const stem = name.replace(/(特别行政区|地区|林区|特区|新区|省|市|县|区|盟|旗)$/u, '');
  return [...stem].length >= 2 ? stem : name;
}

const WUDANGSHAN: Division = { code: '420381450', name: '武当山特区', fullName: '湖北省十堰市丹江口市武当山特区', shortName: '武当山', level: 'township', parent: '420381' };

const table = once(() => {
  const names = new Map(readDataFile('divisions.csv').map((r) => [cell(r, 'code'), cell(r, 'name')]));
  const divisions = new Map<string, Division>();
  for (const [code, name] of names) {
    if (FILLER.test(name)) continue;
    const province = `${code.slice(0, 2)}0000`;
    const prefecture = `${code.slice(0, 4)}00`;
    const prefectureName = names.get(prefecture);
    // 东莞, 中山, 儋州 and 嘉峪关 have one filler county of the prefecture's own name: the prefecture stands for it.
    if (code !== prefecture && prefectureName === name) continue;
    if (code === province) divisions.set(code, { code, name, fullName: name, shortName: shortNameOf(name), level: 'province' });
    else if (code === prefecture) {
      divisions.set(code, { code, name, fullName: `${names.get(province) ?? ''}${name}`, shortName: shortNameOf(name), level: 'prefecture', parent: province });
    } else {
      const between = prefectureName !== undefined && !FILLER.test(prefectureName) ? prefectureName : '';
      divisions.set(code, {
        code, name, fullName: `${names.get(province) ?? ''}${between}${name}`, shortName: shortNameOf(name), level: 'county',
        parent: between === '' ? province : prefecture,
      });
    }
  }
  divisions.set(WUDANGSHAN.code, WUDANGSHAN);
  return divisions;
});

/** Every place, by code. */
export const divisions = (): ReadonlyMap<string, Division> => table();

/** Names and codes that no longer exist, with today's place; derived by the rules in data/SOURCES.md. */
export const formerDivisions = once((): readonly FormerDivision[] => readDataFile('former-divisions.csv')
  .map((r) => ({ code: cell(r, 'code'), name: cell(r, 'name'), successor: cell(r, 'successor') })));

const formerByCode = once(() => new Map(formerDivisions().map((f) => [f.code, f])));
export const formerDivision = (code: string): FormerDivision | undefined => formerByCode().get(code);

/** Province code `xx0000` of any six- or nine-digit code, by its first two digits. */
export const provinceOf = (code: string): string => `${code.slice(0, 2)}0000`;

/** Prefecture code `xxxx00`, or undefined for provinces and for counties directly under one. */
export function prefectureOf(code: string): string | undefined {
  const prefecture = `${code.slice(0, 4)}00`;
  return prefecture !== provinceOf(code) && table().has(prefecture) ? prefecture : undefined;
}

/** Whether `code` is `ancestor` or lies in it (county in prefecture in province; 武当山特区 in 丹江口市). */
export function isWithin(code: string, ancestor: string): boolean {
  if (code === ancestor) return true;
  if (ancestor.length === 9) return false;
  if (ancestor.endsWith('0000')) return code.startsWith(ancestor.slice(0, 2));
  if (ancestor.endsWith('00')) return code.startsWith(ancestor.slice(0, 4));
  return code.startsWith(ancestor);
}

/** Today's name of a code, former codes included; the code itself when unknown, since messages must always be writable. */
export function regionName(code: string): string {
  const known = table().get(code);
  if (known !== undefined) return known.name;
  const successor = formerDivision(code)?.successor;
  return (successor === undefined ? undefined : table().get(successor)?.name) ?? code;
}

/** `重庆市云阳县`; the code itself when unknown. */
export const regionFullName = (code: string): string => table().get(code)?.fullName ?? regionName(code);
