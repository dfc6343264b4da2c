import { resolveCategory } from '@jiedui/reference-data';
import { choiceCell, dayCell, integerCell, textCell, yesNoCell, type ListDefinition } from '@jiedui/tabular';
import {
  categoryCell, certificationsCell, creditCodeCell, gradeCell, minShipmentCell, priceCell, quantityCell, unitCell, weightUnitCell,
  type Amount, type CategoryText, type Certification, type PriceText, type WeightUnit,
} from '../cell-kinds.js';
import type { ListContext } from '../list-context.js';
import { minShipmentChecks, narrowCategory, oddGrams, quantityChecks, quantityGrams, rowPrice, type RowPrice } from '../quantities.js';
import { endsBeforeStart, say, supplyProgramme, unitOutsideProgramme } from '../row-checks.js';
import { externalIdColumn, optionalText, programmeColumn } from '../shared-columns.js';

export const producerKinds = ['合作社', '企业', '家庭农场', '村集体', '农户'] as const;
export type ProducerKind = (typeof producerKinds)[number];

/** A row of 农产品供给清单. */
export interface LotRow {
  readonly programme: string;
  readonly externalId: string | null;
  readonly producer: string;
  readonly producerKind: ProducerKind | null;
  readonly creditCode: string | null;
  readonly unit: string;
  readonly township: string | null;
  readonly category: string;
  readonly product: string | null;
  readonly quantityGrams: number;
  /** Unit of quantity and price as stated. */
  readonly weightUnit: WeightUnit;
  readonly price: RowPrice;
  readonly certifications: readonly Certification[];
  /** 0 unknown or 不限 to 3 特级. */
  readonly grade: number;
  readonly harvestFrom: string;
  readonly harvestTo: string;
  readonly shelfLifeDays: number | null;
  readonly coldChain: boolean | null;
  readonly minShipmentGrams: number;
  readonly households: number | null;
  readonly monitoredHouseholds: number | null;
}

/** Cells of the produce list by column code; the code `unit` is the weight unit as in the orders list, `originUnit` the county. */
export interface LotCells {
  externalId: string | null;
  producer: string;
  producerKind: ProducerKind | null;
  creditCode: string | null;
  originUnit: string;
  township: string | null;
  category: CategoryText;
  product: string | null;
  quantity: Amount;
  unit: WeightUnit;
  price: PriceText;
  certifications: readonly Certification[];
  grade: number;
  harvestFrom: string;
  harvestTo: string;
  shelfLifeDays: number | null;
  coldChain: boolean | null;
  minShipment: number;
  households: number | null;
  monitoredHouseholds: number | null;
  programme: string | null;
}

/** The produce list (农产品供给清单): side supply of the produce market. */
export const lotList: ListDefinition<LotCells, LotRow, ListContext> = {
  code: 'lot',
  title: { zh: '农产品供给清单', en: 'Produce list' },
  columns: {
    externalId: externalIdColumn('批次编号', 'PC-001'),
    producer: { header: '供货主体', aliases: ['供应商', '生产主体'], key: true, example: '样例柑橘专业合作社', width: 26, whenEmpty: 'required', parse: textCell(100), note: { zh: '主体全称', en: 'full name of the producer' } },
    producerKind: { header: '主体类型', example: '合作社', width: 10, choices: producerKinds, whenEmpty: { value: null }, parse: choiceCell<ProducerKind, ListContext>(new Map(producerKinds.map((k): [string, ProducerKind] => [k, k])), producerKinds), note: { zh: '合作社、企业、家庭农场、村集体 或 农户', en: 'kind of producer' } },
    creditCode: { header: '统一社会信用代码', aliases: ['信用代码'], example: '', width: 22, whenEmpty: { value: null }, parse: creditCodeCell, note: { zh: '有则填写（GB 32100-2015）', en: 'where there is one (GB 32100-2015)' } },
    originUnit: { header: '产地县区', aliases: ['产地', 'region', '所在县区'], key: true, example: '奉节县', width: 14, whenEmpty: 'required', parse: unitCell, note: { zh: '受援县（区）名称或代码', en: 'receiving unit by name or code' } },
    township: optionalText('产地乡镇', 40, '', '乡镇或街道', 'township', ['乡镇']),
    category: { header: '品类', key: true, example: '柑橘类', width: 14, whenEmpty: 'required', parse: categoryCell, note: { zh: '品类代码或名称，如 水果、柑橘类、0201', en: 'code or name of a category' } },
    product: { header: '品名', aliases: ['产品名称'], key: true, example: '奉节脐橙', whenEmpty: { value: null }, parse: textCell(40), note: { zh: '产品名称', en: 'name of the product' } },
    quantity: { header: '可供数量', aliases: ['数量', '供应量'], example: '20', width: 10, whenEmpty: 'required', parse: quantityCell, note: { zh: '大于 0', en: 'above 0' } },
    unit: { header: '单位', aliases: ['计量单位'], example: '吨', width: 12, choices: ['公斤', '斤', '吨', '件(5公斤)'], multiple: true, whenEmpty: 'required', parse: weightUnitCell, note: { zh: '公斤、斤、吨 或 件(每件重量)', en: '公斤, 斤, 吨, or 件 with its weight' } },
    price: { header: '单价', example: '5000', width: 12, whenEmpty: 'required', parse: priceCell, note: { zh: '元，按所填单位计；可写 3.5元/斤', en: 'yuan for the unit stated, or 3.5元/斤' } },
    certifications: { header: '认证', aliases: ['认证情况'], example: '绿色食品(LB-12-2024001;2027-06-30)', width: 30, whenEmpty: { value: [] }, parse: certificationsCell, note: { zh: '种类，括号内为编号和有效期；过期不匹配', en: 'kind, with number and expiry in brackets; expired ones never match' } },
    grade: { header: '等级', example: '一级', width: 10, choices: ['特级', '一级', '二级', '不限'], whenEmpty: { value: 0 }, parse: gradeCell, note: { zh: '不填为不限', en: 'empty means any' } },
    harvestFrom: { header: '采收期起', example: '2026-11-01', width: 12, whenEmpty: 'required', parse: dayCell(), note: { zh: '日期', en: 'date' } },
    harvestTo: { header: '采收期止', example: '2026-12-31', width: 12, whenEmpty: 'required', parse: dayCell(), note: { zh: '日期，不早于采收期起', en: 'date, not before the first' } },
    shelfLifeDays: { header: '保质期', example: '30', width: 10, whenEmpty: { value: null }, parse: integerCell(1, 3650, ['天', '日']), note: { zh: '采收后天数；不填为待确认', en: 'days from harvest; empty means not known' } },
    coldChain: { header: '冷链能力', example: '否', width: 10, choices: ['是', '否'], whenEmpty: { value: null }, parse: yesNoCell(), note: { zh: '不填为待确认', en: 'empty means not known' } },
    minShipment: { header: '最小发货量', example: '500', width: 12, whenEmpty: { value: 0 }, parse: minShipmentCell, note: { zh: '公斤', en: 'kg' } },
    households: { header: '带动农户数', example: '120', width: 12, whenEmpty: { value: null }, parse: integerCell(0, 1_000_000, ['户']), note: { zh: '整数', en: 'whole number' } },
    monitoredHouseholds: { header: '其中监测户', aliases: ['监测户数'], example: '15', width: 12, whenEmpty: { value: null }, parse: integerCell(0, 1_000_000, ['户']), note: { zh: '整数，不超过带动农户数', en: 'whole number, at most the households' } },
    programme: programmeColumn(),
  },
  rowChecks: [
    (c, context) => unitOutsideProgramme(c.programme, c.originUnit, 'originUnit', '产地县区', context),
    (c) => endsBeforeStart(c.harvestFrom, c.harvestTo, ['harvestFrom', 'harvestTo'], ['采收期起', '采收期止']),
    (c) => quantityChecks(c.quantity, c.unit, '可供数量'),
    (c) => minShipmentChecks(c.minShipment, c.quantity, c.unit, '最小发货量'),
    (c) => (c.monitoredHouseholds != null && c.households !== undefined && c.monitoredHouseholds > (c.households ?? Infinity)
      ? [say(['monitoredHouseholds', 'households'], 'ROW.MONITORED_ABOVE_ALL', '「其中监测户」大于「带动农户数」；请核对', '其中监测户 (monitoredHouseholds) is above 带动农户数 (households); check them')] : []),
  ],
  finish(c, context) {
    const grams = quantityGrams(c.quantity, c.unit);
    const product = c.product ?? c.category.product;
    const ofProduct = product === null ? null : resolveCategory(product);
    return {
      assumed: oddGrams(grams, '可供数量'),
      row: {
        programme: supplyProgramme(c.programme, c.originUnit, context) ?? '', externalId: c.externalId, producer: c.producer, producerKind: c.producerKind, creditCode: c.creditCode,
        unit: c.originUnit, township: c.township, category: narrowCategory(c.category.code, ofProduct?.ok === true ? ofProduct.code : null), product,
        quantityGrams: grams, weightUnit: c.quantity.unit ?? c.unit, price: rowPrice(c.price, c.unit), certifications: c.certifications, grade: c.grade,
        harvestFrom: c.harvestFrom, harvestTo: c.harvestTo, shelfLifeDays: c.shelfLifeDays, coldChain: c.coldChain, minShipmentGrams: c.minShipment,
        households: c.households, monitoredHouseholds: c.monitoredHouseholds,
      },
    };
  },
  keyOf: (row) => (row.externalId === null ? ['lot', row.producer, row.unit, row.category, row.product ?? ''] : ['lot#', row.producer, row.externalId]).join('\u001f'),
};

/**
 * Tier of a lot (DESIGN section 3): 2 when its monitored households are at least the policy's share of its households,
 * 3 when it has any, else 4. With the households not given, any monitored one counts as tier 3.
 */
export function lotTier(row: Pick<LotRow, 'households' | 'monitoredHouseholds'>, monitoredShare: number): 2 | 3 | 4 {
  const monitored = row.monitoredHouseholds ?? 0;
  if (monitored <= 0) return 4;
  return row.households !== null && row.households > 0 && monitored >= monitoredShare * row.households ? 2 : 3;
}
