import { pairings, programmes, supporters, units, type PairingInfo, type ProgrammeUnit, type SupporterRole } from './programmes.js';

/** One count of the source documents that the tables do not meet. */
export interface CountViolation {
  /** Stable name of the count, `three-gorges.units`. */
  readonly count: string;
  readonly expected: number;
  readonly actual: number;
}

export interface ProgrammeTables {
  readonly units: readonly ProgrammeUnit[];
  readonly supporters: readonly SupporterRole[];
  readonly pairings: readonly PairingInfo[];
}

/** 江津区: the plan's table, note 2, gives it no named partner. */
const JIANGJIN = '500116';
const WUDANGSHAN = '420381450';

/**
 * Holds the programme tables to every count the two documents state (三峡规划 2021–2025 附表 with its notes;
 * 丹江口工作方案 2013 附件1, 2). Empty when all hold. The tables are an argument so that a test can break them.
 */
export function checkProgrammeCounts(tables: ProgrammeTables = { units: units(), supporters: supporters(), pairings: pairings() }): readonly CountViolation[] {
  const violations: CountViolation[] = [];
  const expect = (count: string, expected: number, actual: number): void => {
    if (expected !== actual) violations.push({ count, expected, actual });
  };
  for (const p of programmes()) {
    const own = tables.units.filter((u) => u.programme === p.code);
    const helpers = tables.supporters.filter((s) => s.programme === p.code);
    const pairs = tables.pairings.filter((q) => q.programme === p.code);
    expect(`${p.code}.units`, p.stated.units, own.length);
    expect(`${p.code}.counties`, p.stated.counties, own.filter((u) => u.countedAsCounty).length);
    expect(`${p.code}.supporters.province`, p.stated.supportersProvince, helpers.filter((s) => s.kind === 'province').length);
    expect(`${p.code}.supporters.city`, p.stated.supportersCity, helpers.filter((s) => s.kind === 'city').length);
    expect(`${p.code}.pairings.named`, p.stated.pairingsNamed, pairs.filter((q) => q.kind !== '省内对口支援').length);
    expect(`${p.code}.pairings.in-province`, p.stated.pairingsInProvince, pairs.filter((q) => q.kind === '省内对口支援').length);
    expect(`${p.code}.pairings.unknown-unit`, 0, pairs.filter((q) => !own.some((u) => u.code === q.unitCode)).length);
    expect(`${p.code}.pairings.unknown-supporter`, 0, pairs.filter((q) => !helpers.some((s) => s.code === q.supporterCode)).length);
    expect(`${p.code}.pairings.twice`, 0, pairs.length - new Set(pairs.map((q) => `${q.unitCode} ${q.supporterCode} ${q.kind}`)).size);
    expect(`${p.code}.units.unpaired`, 0, own.filter((u) => !pairs.some((q) => q.unitCode === u.code)).length);
  }
  expect('units', 63, tables.units.length);
  expect('supporters.roles', 33, tables.supporters.length);
  expect('supporters.places', 31, new Set(tables.supporters.map((s) => s.code)).size);
  expect('pairings', 97, tables.pairings.length);

  const gorges = tables.units.filter((u) => u.programme === 'three-gorges');
  const gorgesPairs = tables.pairings.filter((q) => q.programme === 'three-gorges');
  const gorgesHelpers = tables.supporters.filter((s) => s.programme === 'three-gorges');
  expect('three-gorges.units.hubei', 4, gorges.filter((u) => u.provinceCode === '420000').length);
  expect('three-gorges.units.chongqing', 15, gorges.filter((u) => u.provinceCode === '500000').length);
  const named = gorgesPairs.filter((q) => q.kind === '重点结对');
  expect('three-gorges.units.with-named-partner', 18, new Set(named.map((q) => q.unitCode)).size);
  expect('three-gorges.jiangjin.named', 0, named.filter((q) => q.unitCode === JIANGJIN).length);
  expect('three-gorges.jiangjin.in-province', 1, gorgesPairs.filter((q) => q.unitCode === JIANGJIN && q.kind === '省内对口支援' && q.supporterCode === '500000').length);
  expect('three-gorges.supporters.in-table', 29, gorgesHelpers.filter((s) => s.basis === '附表 重点结对').length);
  expect('three-gorges.supporters.in-note', 2, gorgesHelpers.filter((s) => s.basis === '附表 注1 省内对口支援').length);

  const source = tables.units.filter((u) => u.programme === 'danjiangkou');
  const counties = source.filter((u) => u.countedAsCounty);
  const sourcePairs = tables.pairings.filter((q) => q.programme === 'danjiangkou');
  expect('danjiangkou.units.beijing', 16, sourcePairs.filter((q) => q.supporterCode === '110000').length);
  expect('danjiangkou.units.tianjin', 28, sourcePairs.filter((q) => q.supporterCode === '120000').length);
  expect('danjiangkou.not-counted', 1, source.filter((u) => !u.countedAsCounty && u.code === WUDANGSHAN).length);
  expect('danjiangkou.zone.reservoir', 7, counties.filter((u) => u.reservoirZone === '库区').length);
  expect('danjiangkou.zone.upstream', 36, counties.filter((u) => u.reservoirZone === '上游').length);
  expect('danjiangkou.zone.core', 9, counties.filter((u) => u.coreZone === '核心区').length);
  expect('danjiangkou.zone.influence', 34, counties.filter((u) => u.coreZone === '影响区').length);
  for (const [river, count] of [['汉江', 10], ['丹江', 2], ['堵河', 2]] as const) {
    expect(`danjiangkou.riverside.${river}`, count, counties.filter((u) => u.rivers.includes(river)).length);
  }
  expect('danjiangkou.riverside.outside-influence-zone', 0, counties.filter((u) => u.rivers.length > 0 && u.coreZone !== '影响区').length);
  expect('danjiangkou.key-area', 23, counties.filter((u) => u.keyArea === true).length);
  return violations;
}
