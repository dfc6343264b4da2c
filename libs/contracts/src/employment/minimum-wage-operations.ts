import { z } from 'zod';
import { fact, operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Day, Id, Instant, RegionCode } from '../units.js';

const service = 'employment' as const, path = '/api/employment/minimum-wages';
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);
/** Regions that one order of a province names for one class of its standard. */
export const REGIONS_AT_ONCE = 200;
/** Fen a month: between 100 and 100,000 yuan, so that a sum in 万 or in fen is noticed. */
const MonthlyWage = z.int().min(10_000).max(10_000_000);

/** Whether a standard holds today, holds from a later day, or another has followed it. */
export const MinimumWageState = z.enum(['in-force', 'coming', 'superseded']);
export type MinimumWageState = z.infer<typeof MinimumWageState>;

/** 最低工资标准 of a region by the month, as an order of its province says (最低工资规定 art. 3, 9). It holds for all that lies in the region and has none of its own. */
export const MinimumWageView = z.strictObject({
  id: Id, region: RegionCode, regionName: z.string(), monthlyFen: MonthlyWage, validFrom: Day, document: z.string(), state: MinimumWageState, enteredBy: z.string(), enteredAt: Instant,
  /** Open posts there that pay less at most, for a reader of posts in all programmes; null for a standard that does not hold. */
  postsBelow: z.int().nullable(),
});
export type MinimumWageView = z.infer<typeof MinimumWageView>;

/** 最低工资标准: the same for every programme, kept by whoever answers for one. */
export const minimumWages = {
  list: operation({ service, name: 'minimum-wages.list', http: { method: 'GET', path }, permission: 'minimum-wage.read', calledBy: ['matching'], request: z.strictObject({ ...PageRequest, state: MinimumWageState.optional(), search: z.string().max(80).optional() }), reply: pageOf(MinimumWageView), summary: { zh: '查询最低工资标准', en: 'List minimum wages' } }),
  /** 409 where a region has a standard from that day. */
  enter: operation({ service, name: 'minimum-wages.enter', http: { method: 'POST', path }, permission: 'minimum-wage.write', creates: true, request: z.strictObject({ regions: z.array(RegionCode).min(1).max(REGIONS_AT_ONCE), monthlyFen: MonthlyWage, validFrom: Day, document: words(120) }), reply: z.strictObject({ items: z.array(MinimumWageView) }), summary: { zh: '登记最低工资标准', en: 'Enter a minimum wage' } }),
  /** Takes back one that was entered in error; it stays in the store with who took it back and why. */
  withdraw: operation({ service, name: 'minimum-wages.withdraw', http: { method: 'POST', path: `${path}/:id/withdraw` }, permission: 'minimum-wage.write', request: z.strictObject({ id: Id, words: words(200) }), reply: z.strictObject({ id: Id }), summary: { zh: '撤销最低工资标准', en: 'Take back a minimum wage' } }),
};

/** Standards as entered, or taken back. */
export const minimumWagesChanged = fact({
  service, type: 'minimum-wages.changed', version: 1, readBy: ['matching'],
  payload: z.strictObject({ standards: z.array(z.strictObject({ id: Id, region: RegionCode, monthlyFen: MonthlyWage, validFrom: Day, isWithdrawn: z.boolean() })).min(1).max(REGIONS_AT_ONCE) }),
});

/** Standards in force on one day, fen a month by region. */
export type MinimumWages = Readonly<Record<string, number>>;

/** The standard for a place: its own, or that of the prefecture or province it lies in; null where none is held, which never excludes. */
export function minimumWageFen(standards: MinimumWages | undefined, region: string): number | null {
  for (const place of [region, region.slice(0, 6), `${region.slice(0, 4)}00`, `${region.slice(0, 2)}0000`]) {
    const fen = standards?.[place];
    if (fen !== undefined) return fen;
  }
  return null;
}
