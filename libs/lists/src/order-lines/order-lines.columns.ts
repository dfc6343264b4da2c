import type { CertificationKind } from '@jiedui/contracts';
import { resolveCategory } from '@jiedui/reference-data';
import { dayCell, textCell, yesNoCell, type ListDefinition } from '@jiedui/tabular';
import {
  categoryCell, certificationKindsCell, creditCodeCell, gradeCell, minShipmentCell, priceCell, quantityCell, regionCell, weightUnitCell,
  type Amount, type CategoryText, type PriceText, type WeightUnit,
} from '../cell-kinds.js';
import type { ListContext } from '../list-context.js';
import { minShipmentChecks, narrowCategory, oddGrams, quantityChecks, quantityGrams, rowPrice, type RowPrice } from '../quantities.js';
import { endsBeforeStart, expandTargets, needsProgramme, programmeOf, targetsOutsideProgramme } from '../row-checks.js';
import { externalIdColumn, optionalText, programmeColumn, targetUnitsColumn } from '../shared-columns.js';

/** A row of 采购需求清单. */
export interface OrderLineRow {
  readonly programme: string;
  readonly externalId: string | null;
  readonly buyer: string;
  readonly creditCode: string | null;
  /** Code of the category tree. */
  readonly category: string;
  readonly product: string | null;
  readonly quantityGrams: number;
  /** As stated: 斤, 公斤, 吨, 件(5公斤). */
  readonly unit: WeightUnit;
  readonly priceMax: RowPrice;
  readonly certifications: readonly CertificationKind[];
  /** 0 不限 to 3 特级. */
  readonly grade: number;
  readonly deliverFrom: string;
  readonly deliverTo: string;
  readonly region: string;
  readonly coldChain: boolean;
  readonly minShipmentGrams: number;
  readonly splittable: boolean;
  readonly targetUnits: readonly string[];
}

/** Cells of the orders list by column code. */
export interface OrderLineCells {
  externalId: string | null;
  buyer: string;
  creditCode: string | null;
  category: CategoryText;
  product: string | null;
  quantity: Amount;
  unit: WeightUnit;
  priceMax: PriceText;
  certifications: readonly CertificationKind[];
  grade: number;
  deliverFrom: string;
  deliverTo: string;
  region: string;
  coldChain: boolean;
  minShipment: number;
  splittable: boolean;
  targetUnits: readonly string[];
  programme: string | null;
}

/** The orders list (采购需求清单): side demand of the produce market. */
export const orderLineList: ListDefinition<OrderLineCells, OrderLineRow, ListContext> = {
  code: 'orderLine',
  title: { zh: '采购需求清单', en: 'Orders list' },
  columns: {
    externalId: externalIdColumn('需求编号', 'CG-001'),
    buyer: { header: '采购单位', aliases: ['采购方'], key: true, example: '样例商贸有限公司', width: 28, whenEmpty: 'required', parse: textCell(100), note: { zh: '单位全称', en: 'full name of the buyer' } },
    creditCode: { header: '统一社会信用代码', aliases: ['信用代码'], example: '', width: 22, whenEmpty: { value: null }, parse: creditCodeCell, note: { zh: '18 位，含校验位（GB 32100-2015）', en: '18 characters with check character (GB 32100-2015)' } },
    category: { header: '品类', key: true, example: '柑橘类', width: 14, whenEmpty: 'required', parse: categoryCell, note: { zh: '品类代码或名称，如 水果、柑橘类、0201', en: 'code or name of a category' } },
    product: optionalText('品名', 40, '脐橙', '不填为该品类任何产品', 'empty means any product of the category', ['产品名称']),
    quantity: { header: '数量', aliases: ['采购数量', '需求量'], example: '10', width: 10, whenEmpty: 'required', parse: quantityCell, note: { zh: '大于 0', en: 'above 0' } },
    unit: { header: '单位', aliases: ['计量单位'], example: '吨', width: 12, choices: ['公斤', '斤', '吨', '件(5公斤)'], multiple: true, whenEmpty: 'required', parse: weightUnitCell, note: { zh: '公斤、斤、吨 或 件(每件重量)', en: '公斤, 斤, 吨, or 件 with its weight' } },
    priceMax: { header: '最高单价', aliases: ['单价上限'], example: '6000', width: 12, whenEmpty: 'required', parse: priceCell, note: { zh: '元，按所填单位计；可写 3.5元/斤', en: 'yuan for the unit stated, or 3.5元/斤' } },
    certifications: { header: '认证要求', example: '绿色食品', whenEmpty: { value: [] }, choices: ['绿色食品', '有机', '地理标志', '达标合格证'], multiple: true, parse: certificationKindsCell, note: { zh: '硬性条件，可填多项，交货日须有效', en: 'hard, several allowed, valid on the day of delivery' } },
    grade: { header: '等级要求', example: '一级', width: 10, choices: ['特级', '一级', '二级', '不限'], whenEmpty: { value: 0 }, parse: gradeCell, note: { zh: '最低要求；不填为不限', en: 'at least; empty means any' } },
    deliverFrom: { header: '交货期起', example: '2026-11-01', width: 12, whenEmpty: 'required', parse: dayCell(), note: { zh: '日期', en: 'date' } },
    deliverTo: { header: '交货期止', example: '2026-12-31', width: 12, whenEmpty: 'required', parse: dayCell(), note: { zh: '日期，不早于交货期起', en: 'date, not before the first' } },
    region: { header: '交货地区', aliases: ['交货地点', '收货地区'], example: '北京市丰台区', width: 20, whenEmpty: 'required', parse: regionCell, note: { zh: '市或区县的名称或代码', en: 'city or district by name or code' } },
    coldChain: { header: '需要冷链', example: '否', width: 10, choices: ['是', '否'], whenEmpty: { value: false }, parse: yesNoCell(), note: { zh: '不填为否；填 是 为硬性条件', en: 'empty means no; 是 is hard' } },
    minShipment: { header: '最小起订量', example: '500', width: 12, whenEmpty: { value: 0 }, parse: minShipmentCell, note: { zh: '公斤，每批次', en: 'kg per shipment' } },
    splittable: { header: '允许拆分', example: '是', width: 10, choices: ['是', '否'], whenEmpty: { value: true }, parse: yesNoCell(), note: { zh: '不填为是；填 否 则只由一个批次供应', en: 'empty means yes; 否: one lot or nothing' } },
    targetUnits: targetUnitsColumn('产地要求'),
    programme: programmeColumn(),
  },
  rowChecks: [
    (c, context) => needsProgramme(c.programme, context),
    (c, context) => targetsOutsideProgramme(c.programme, c.targetUnits, '产地要求', context),
    (c) => endsBeforeStart(c.deliverFrom, c.deliverTo, ['deliverFrom', 'deliverTo'], ['交货期起', '交货期止']),
    (c) => quantityChecks(c.quantity, c.unit, '数量'),
    (c) => minShipmentChecks(c.minShipment, c.quantity, c.unit, '最小起订量'),
  ],
  finish(c, context) {
    const programme = programmeOf(c.programme, context) ?? '';
    const grams = quantityGrams(c.quantity, c.unit);
    const product = c.product ?? c.category.product;
    const ofProduct = product === null ? null : resolveCategory(product);
    return {
      assumed: oddGrams(grams, '数量'),
      row: {
        programme, externalId: c.externalId, buyer: c.buyer, creditCode: c.creditCode,
        category: narrowCategory(c.category.code, ofProduct?.ok === true ? ofProduct.code : null), product,
        quantityGrams: grams, unit: c.quantity.unit ?? c.unit, priceMax: rowPrice(c.priceMax, c.unit), certifications: c.certifications, grade: c.grade,
        deliverFrom: c.deliverFrom, deliverTo: c.deliverTo, region: c.region, coldChain: c.coldChain, minShipmentGrams: c.minShipment, splittable: c.splittable,
        targetUnits: expandTargets(c.targetUnits, programme, context),
      },
    };
  },
  keyOf: (row) => (row.externalId === null ? ['order', row.buyer, row.category, row.product ?? ''] : ['order#', row.buyer, row.externalId]).join('\u001f'),
};
