import type { RowMessage } from '@jiedui/tabular';
import type { Amount, PriceText, WeightUnit } from './cell-kinds.js';
import { say } from './row-checks.js';

/** The engine counts produce in units of 500 g, the 斤 of the trade (DESIGN section 3). */
export const GRAMS_A_UNIT = 500;
/** Most units an entry may hold, as the contract of the engine sets it. */
const MOST_UNITS = 1_000_000_000;

/** A price as fen per stated unit with that unit's grams: compared by cross-multiplication, never rounded. */
export interface RowPrice { readonly fen: number; readonly grams: number }

export const quantityGrams = (amount: Amount, unit: WeightUnit): number => Math.round(amount.value * (amount.unit?.grams ?? unit.grams));
export const rowPrice = (price: PriceText, unit: WeightUnit): RowPrice => ({ fen: price.fen, grams: price.unit?.grams ?? unit.grams });

/** Whole units of 500 g in a quantity. */
export const capacityUnits = (grams: number): number => Math.floor(grams / GRAMS_A_UNIT);

/** Quantities the engine cannot count: below one unit or above its limit. */
export function quantityChecks(amount: Amount | undefined, unit: WeightUnit | undefined, header: string): readonly RowMessage[] {
  if (amount === undefined || unit === undefined) return [];
  const units = capacityUnits(quantityGrams(amount, unit));
  if (units < 1) return [say(['quantity', 'unit'], 'ROW.QUANTITY_TOO_SMALL', `「${header}」不足 0.5 公斤；请核对数量和单位`, `${header} (quantity) is below 0.5 kg; check quantity and unit`)];
  return units > MOST_UNITS ? [say(['quantity', 'unit'], 'ROW.QUANTITY_TOO_LARGE', `「${header}」超过 50 万吨；请核对数量和单位`, `${header} (quantity) is above 500,000 t; check quantity and unit`)] : [];
}

/** What is left over below 500 g stays out and is shown. */
export function oddGrams(grams: number, header: string): readonly RowMessage[] {
  const odd = grams % GRAMS_A_UNIT;
  return odd === 0 ? [] : [say(['quantity'], 'ASSUMED.ODD_GRAMS', `「${header}」零头 ${odd} 克不足 1 斤，不参与匹配`, `${header} (quantity): the odd ${odd} g below 500 g take no part`)];
}

/** A minimum shipment above the whole quantity can never be met. */
export function minShipmentChecks(minGrams: number | undefined, amount: Amount | undefined, unit: WeightUnit | undefined, header: string): readonly RowMessage[] {
  if (minGrams === undefined || amount === undefined || unit === undefined || minGrams <= quantityGrams(amount, unit)) return [];
  return [say(['minShipment', 'quantity'], 'ROW.MIN_ABOVE_QUANTITY', `「${header}」大于总数量；请核对（单位为公斤）`, `${header} (minShipment) is above the whole quantity; check it (in kg)`)];
}

/** The narrower of a class and its product's own class: 水果 with 品名 脐橙 is 柑橘类. */
export function narrowCategory(given: string, ofProduct: string | null): string {
  return ofProduct !== null && ofProduct.startsWith(given) ? ofProduct : given;
}
