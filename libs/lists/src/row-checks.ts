import type { RowMessage } from '@jiedui/tabular';
import { regionName } from '@jiedui/reference-data';
import { unitsWithin, type ListContext } from './list-context.js';

export const say = (columns: readonly string[], code: string, zh: string, en: string): RowMessage => ({ columns, code, zh, en });

/** A span of days that ends before it begins. Absent or empty days are not compared. */
export function endsBeforeStart(from: string | null | undefined, to: string | null | undefined, columns: readonly [string, string], headers: readonly [string, string]): readonly RowMessage[] {
  return from != null && to != null && to < from
    ? [say([columns[1], columns[0]], 'ROW.END_BEFORE_START', `「${headers[1]}」${to} 早于「${headers[0]}」${from}；请核对`, `${headers[1]} (${columns[1]}) ${to} is before ${headers[0]} (${columns[0]}) ${from}; check them`)]
    : [];
}

/** The programme of a demand row: the column, else the submitter's. */
export function programmeOf(given: string | null | undefined, context: ListContext): string | null {
  return given ?? context.programme ?? (context.catalogue.programmes.length === 1 ? context.catalogue.programmes[0]?.code ?? null : null);
}

/** 项目 must be given when the submitter's pairing does not say it. A cell that failed by itself is not asked for twice. */
export function needsProgramme(given: string | null | undefined, context: ListContext): readonly RowMessage[] {
  return given === undefined || programmeOf(given, context) !== null ? [] : [say(['programme'], 'ROW.PROGRAMME_NEEDED', '「项目」不能为空：贵单位参加了不止一个项目；请填写项目名称或代码', '项目 (programme) must be filled in: your organisation takes part in more than one')];
}

/** The programme of a supply row: the column, else the submitter's, else the only one its unit stands in. */
export function supplyProgramme(given: string | null, unit: string, context: ListContext): string | null {
  return given ?? context.programme ?? context.catalogue.programmeOfUnit(unit);
}

/** A unit must stand in the row's programme; where neither column, submitter nor unit settles the programme it is asked for. */
export function unitOutsideProgramme(given: string | null | undefined, unit: string | undefined, column: string, header: string, context: ListContext): readonly RowMessage[] {
  if (unit === undefined || given === undefined) return [];
  const programme = supplyProgramme(given, unit, context);
  if (programme === null) return [say(['programme'], 'ROW.PROGRAMME_NEEDED', '「项目」不能为空：该县区参加了不止一个项目；请填写项目名称或代码', '项目 (programme) must be filled in: the unit stands in more than one')];
  if (context.catalogue.unitsOf(programme).includes(unit)) return [];
  return [say([column, 'programme'], 'ROW.UNIT_OUTSIDE_PROGRAMME', `「${header}」${regionName(unit)}不在该项目内；请核对县区或项目`, `${header} (${column}): ${regionName(unit)} is not in this programme; check the unit or the programme`)];
}

/** 面向县区, 产地要求: each must hold at least one unit of the programme. */
export function targetsOutsideProgramme(given: string | null | undefined, targets: readonly string[] | undefined, header: string, context: ListContext): readonly RowMessage[] {
  if (targets === undefined || given === undefined) return [];
  const programme = programmeOf(given, context);
  if (programme === null) return [];
  const outside = targets.filter((code) => unitsWithin(context, programme, code).length === 0);
  return outside.length === 0 ? [] : [say(['targetUnits'], 'ROW.TARGET_OUTSIDE_PROGRAMME', `「${header}」${outside.map(regionName).join('、')}没有本项目的县区；请填本项目的受援县（区）`, `${header} (targetUnits): ${outside.map(regionName).join(', ')} has no unit of the programme; give receiving units`)];
}

/** Units meant by a list of regions, each once. */
export const expandTargets = (targets: readonly string[], programme: string, context: ListContext): string[] =>
  [...new Set(targets.flatMap((code) => unitsWithin(context, programme, code)))];
