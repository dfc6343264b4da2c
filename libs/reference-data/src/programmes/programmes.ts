import { cell, once, readDataFile } from '../data-files.js';

/** Code of a programme as the source tables write it. Further programmes are data, so the type stays open. */
export type ProgrammeCode = string;

export interface ProgrammeInfo {
  readonly code: ProgrammeCode;
  readonly name: string;
  /** 对口支援 or 对口协作. */
  readonly term: string;
  readonly sourceDocument: string;
  /** Ministry or commission that leads (水利部, 国家发展改革委). */
  readonly lead: string;
  /** Counts the programme's own document states; `checkProgrammeCounts` holds the tables to them. */
  readonly stated: {
    readonly units: number;
    readonly counties: number;
    readonly supportersProvince: number;
    readonly supportersCity: number;
    readonly pairingsNamed: number;
    readonly pairingsInProvince: number;
  };
}

export interface ProgrammeUnit {
  readonly programme: ProgrammeCode;
  /** Order in the document, from 1. */
  readonly sequence: number;
  /** GB/T 2260, or the nine-digit statistical code of 武当山特区. */
  readonly code: string;
  readonly nameInDocument: string;
  readonly name: string;
  /** Code under which the document's name stood; undefined when it never changed. */
  readonly formerCode?: string;
  readonly provinceCode: string;
  /** Undefined for Chongqing's units and for 神农架林区. */
  readonly prefectureCode?: string;
  readonly reservoirZone?: '库区' | '上游';
  readonly coreZone?: '核心区' | '影响区';
  readonly rivers: readonly ('汉江' | '丹江' | '堵河')[];
  /** 重点区域: 核心区 and the riverside part of 影响区; undefined where the plan knows no such zone. */
  readonly keyArea?: boolean;
  readonly countedAsCounty: boolean;
  /** County under which a working unit of its own stands (武当山特区 under 丹江口市). */
  readonly parentCode?: string;
}

export interface SupporterRole {
  readonly programme: ProgrammeCode;
  readonly code: string;
  readonly name: string;
  readonly kind: 'province' | 'city';
  readonly parentProvinceCode?: string;
  /** What in the document names it: 附表 重点结对, 附表 注1 省内对口支援, 附件2 对口协作结对关系表. */
  readonly basis: string;
}

export type PairingKind = '重点结对' | '省内对口支援' | '对口协作结对';

export interface PairingInfo {
  readonly programme: ProgrammeCode;
  readonly unitCode: string;
  readonly unitName: string;
  readonly supporterCode: string;
  readonly supporterName: string;
  readonly kind: PairingKind;
  /** Order in the document among a unit's partners; undefined for 省内对口支援. */
  readonly orderInDocument?: number;
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  const made: Partial<Record<K, string>> = {};
  if (value !== '') made[key] = value;
  return made;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], what: string): T {
  const found = allowed.find((a) => a === value);
  if (found === undefined) throw new Error(`reference data: ${what} cannot be ${value}`);
  return found;
}

/** The programmes shipped, in the order of programmes.csv. */
export const programmes = once((): readonly ProgrammeInfo[] => readDataFile('programmes.csv').map((r) => ({
  code: cell(r, 'programme'), name: cell(r, 'name'), term: cell(r, 'term'), sourceDocument: cell(r, 'source_document'), lead: cell(r, 'lead'),
  stated: {
    units: Number(cell(r, 'units')), counties: Number(cell(r, 'counties')),
    supportersProvince: Number(cell(r, 'supporters_province')), supportersCity: Number(cell(r, 'supporters_city')),
    pairingsNamed: Number(cell(r, 'pairings_named')), pairingsInProvince: Number(cell(r, 'pairings_in_province')),
  },
})));

/** All 63 working units (19 + 44), in document order. */
export const units = once((): readonly ProgrammeUnit[] => readDataFile('units.csv').map((r) => {
  const rivers: ('汉江' | '丹江' | '堵河')[] = [];
  if (cell(r, 'river_han') === '1') rivers.push('汉江');
  if (cell(r, 'river_dan') === '1') rivers.push('丹江');
  if (cell(r, 'river_du') === '1') rivers.push('堵河');
  const reservoir = cell(r, 'zone_reservoir');
  const core = cell(r, 'zone_core');
  const key = cell(r, 'key_area');
  return {
    programme: cell(r, 'programme'), sequence: Number(cell(r, 'seq')), code: cell(r, 'unit_code'),
    nameInDocument: cell(r, 'name_in_document'), name: cell(r, 'current_name'), provinceCode: cell(r, 'province_code'),
    ...optional('formerCode', cell(r, 'code_before')), ...optional('prefectureCode', cell(r, 'prefecture_code')), ...optional('parentCode', cell(r, 'parent_code')),
    ...(reservoir === '' ? {} : { reservoirZone: oneOf(reservoir, ['库区', '上游'], 'zone_reservoir') }),
    ...(core === '' ? {} : { coreZone: oneOf(core, ['核心区', '影响区'], 'zone_core') }),
    rivers, ...(key === '' ? {} : { keyArea: key === '1' }), countedAsCounty: cell(r, 'counted_as_county') === '1',
  };
}));

/** All 33 supporter roles at 31 places: 北京市 and 天津市 support both programmes. */
export const supporters = once((): readonly SupporterRole[] => readDataFile('supporters.csv').map((r) => ({
  programme: cell(r, 'programme'), code: cell(r, 'supporter_code'), name: cell(r, 'name'),
  kind: oneOf(cell(r, 'kind'), ['province', 'city'], 'supporter kind'), basis: cell(r, 'basis'),
  ...optional('parentProvinceCode', cell(r, 'parent_province_code')),
})));

/** All 97 pairings (34 重点结对, 19 省内对口支援, 44 对口协作结对). */
export const pairings = once((): readonly PairingInfo[] => readDataFile('pairings.csv').map((r) => {
  const order = cell(r, 'order_in_document');
  return {
    programme: cell(r, 'programme'), unitCode: cell(r, 'unit_code'), unitName: cell(r, 'unit_name'),
    supporterCode: cell(r, 'supporter_code'), supporterName: cell(r, 'supporter_name'),
    kind: oneOf(cell(r, 'kind'), ['重点结对', '省内对口支援', '对口协作结对'], 'pairing kind'),
    ...(order === '' ? {} : { orderInDocument: Number(order) }),
  };
}));

export const unitsOf = (programme: ProgrammeCode): readonly ProgrammeUnit[] => units().filter((u) => u.programme === programme);
export const supportersOf = (programme: ProgrammeCode): readonly SupporterRole[] => supporters().filter((s) => s.programme === programme);
export const pairingsOf = (programme: ProgrammeCode): readonly PairingInfo[] => pairings().filter((p) => p.programme === programme);

const unitIndex = once(() => new Map(units().map((u) => [u.code, u])));

/** The working unit with this code, in whichever programme it stands; the two programmes share no unit. */
export const unitByCode = (code: string): ProgrammeUnit | undefined => unitIndex().get(code);
