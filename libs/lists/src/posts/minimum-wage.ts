import type { RowMessage } from '@jiedui/tabular';
import { minimumWageFen, type MinimumWages } from '@jiedui/contracts';
import { regionName } from '@jiedui/reference-data';
import { say } from '../row-checks.js';
import type { MonthlyWage } from '../wage-text.js';

interface WageCells { readonly region?: string; readonly wageMin?: number | null; readonly wageMax?: number | null; readonly wageText?: { readonly wage: MonthlyWage } | null }

const yuan = (fen: number): string => `${fen / 100}`;

/** The wage as cells give it, with the column that holds each end; the columns of numbers come before the text. */
function wageOf({ wageMin = null, wageMax = null, wageText = null }: WageCells): { readonly top: number | null; readonly topColumn: string; readonly bottom: number | null } {
  if (wageMin !== null || wageMax !== null) return { top: wageMax ?? wageMin, topColumn: wageMax === null ? 'wageMin' : 'wageMax', bottom: wageMin };
  return { top: wageText?.wage.maxFen ?? wageText?.wage.minFen ?? null, topColumn: 'wageText', bottom: wageText?.wage.minFen ?? null };
}

const headers: Readonly<Record<string, string>> = { wageMin: '月薪下限', wageMax: '月薪上限', wageText: '薪资说明' };

/** 劳动法 art. 48: no wage below the standard of the place of work. A post that pays less at most is refused; where no standard is held or no wage is given, it is not judged. */
export function belowMinimumWage(cells: WageCells, standards: MinimumWages): readonly RowMessage[] {
  const minimum = cells.region === undefined ? null : minimumWageFen(standards, cells.region), { top, topColumn } = wageOf(cells), header = headers[topColumn] ?? topColumn;
  if (cells.region === undefined || minimum === null || top === null || top >= minimum) return [];
  const place = regionName(cells.region);
  return [say([topColumn, 'region'], 'ROW.BELOW_MINIMUM_WAGE', `「${header}」${yuan(top)} 元/月低于${place}现行最低工资标准 ${yuan(minimum)} 元/月（《劳动法》第四十八条：用人单位支付劳动者的工资不得低于当地最低工资标准）；请改为不低于该标准，或核对工作地点`,
    `${header} (${topColumn}): ${yuan(top)} yuan a month is below the minimum wage of ${place}, ${yuan(minimum)} (劳动法 art. 48); pay that or more, or check the place`)];
}

/** Told beside a post whose range begins below the standard: what is paid in the end may not. */
export function beginsBelowMinimumWage(cells: WageCells, standards: MinimumWages): readonly RowMessage[] {
  const minimum = cells.region === undefined ? null : minimumWageFen(standards, cells.region), { bottom, top } = wageOf(cells);
  if (minimum === null || bottom === null || bottom >= minimum || (top ?? 0) < minimum) return [];
  return [say(['wageMin'], 'ASSUMED.BEGINS_BELOW_MINIMUM_WAGE', `月薪下限 ${yuan(bottom)} 元低于当地最低工资标准 ${yuan(minimum)} 元/月；实际支付不得低于该标准`, `the range begins at ${yuan(bottom)} yuan, below the legal minimum of ${yuan(minimum)}; what is paid may not be less than that`)];
}
