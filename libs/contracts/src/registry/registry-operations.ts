import { z } from 'zod';
import { operation } from '../operation.js';
import { Id, ProgrammeCode, RegionCode } from '../units.js';

const service = 'registry' as const;

export const UnitView = z.strictObject({
  programme: ProgrammeCode, code: RegionCode, name: z.string(), nameInDocument: z.string(), formerNames: z.array(z.string()),
  province: z.string(), provinceCode: RegionCode, prefecture: z.string().nullable(),
  zones: z.array(z.string()), countedAsCounty: z.boolean(), keyArea: z.boolean().nullable(),
  latitude: z.number().nullable(), longitude: z.number().nullable(), pointPrecision: z.string().nullable(),
  supporters: z.array(z.strictObject({ code: RegionCode, name: z.string(), kind: z.string(), order: z.int().nullable() })),
});
export type UnitView = z.infer<typeof UnitView>;

export const ProgrammeView = z.strictObject({
  code: ProgrammeCode, name: z.string(), term: z.string(), document: z.string(), lead: z.string(),
  counts: z.strictObject({ units: z.int(), counties: z.int(), provinces: z.int(), cities: z.int(), pairingsNamed: z.int(), pairingsInProvince: z.int() }),
});

export const SupporterView = z.strictObject({
  programme: ProgrammeCode, code: RegionCode, name: z.string(), kind: z.enum(['province', 'city']), basis: z.string(),
  latitude: z.number().nullable(), longitude: z.number().nullable(),
  units: z.array(z.strictObject({ code: RegionCode, name: z.string(), kind: z.string() })),
});

/** Rows of the pairing table in the policy text's own layout and order, with the totals the text prints. */
export const PairingTable = z.strictObject({
  programme: ProgrammeView,
  rows: z.array(z.strictObject({ supporter: z.string().nullable(), province: z.string(), prefecture: z.string().nullable(), units: z.array(z.strictObject({ code: RegionCode, name: z.string(), nameNow: z.string() })), supporters: z.array(z.strictObject({ code: RegionCode, name: z.string() })) })),
  totals: z.array(z.strictObject({ label: z.string(), value: z.int() })),
  notes: z.array(z.string()),
});

export const registry = {
  programmes: operation({ service, name: 'programmes.list', http: { method: 'GET', path: '/api/registry/programmes' }, permission: 'registry.read', request: z.strictObject({}), reply: z.strictObject({ items: z.array(ProgrammeView) }), summary: { zh: '项目（计划）列表', en: 'Programmes' } }),
  pairingTable: operation({ service, name: 'pairings.table', http: { method: 'GET', path: '/api/registry/programmes/:programme/pairing-table' }, permission: 'registry.read', request: z.strictObject({ programme: ProgrammeCode }), reply: PairingTable, summary: { zh: '结对关系表', en: 'Pairing table' } }),
  supporters: operation({ service, name: 'supporters.list', http: { method: 'GET', path: '/api/registry/programmes/:programme/supporters' }, permission: 'registry.read', request: z.strictObject({ programme: ProgrammeCode }), reply: z.strictObject({ items: z.array(SupporterView) }), summary: { zh: '支援方', en: 'Supporters' } }),
  units: operation({ service, name: 'units.list', http: { method: 'GET', path: '/api/registry/units' }, permission: 'registry.read', request: z.strictObject({ programme: ProgrammeCode.optional(), search: z.string().max(40).optional(), zone: z.string().max(20).optional(), province: RegionCode.optional() }), reply: z.strictObject({ items: z.array(UnitView) }), summary: { zh: '受援单元', en: 'Receiving units' } }),
  unit: operation({ service, name: 'units.get', http: { method: 'GET', path: '/api/registry/units/:code' }, permission: 'registry.read', request: z.strictObject({ code: RegionCode }), reply: z.strictObject({ units: z.array(UnitView), townships: z.array(z.string()) }), summary: { zh: '受援单元详情', en: 'One unit' } }),
  /** Who the audit trail's account ids are, and the ids of a name: for whoever reads the trail. */
  accountNames: operation({ service, name: 'accounts.names', http: { method: 'GET', path: '/api/registry/account-names' }, permission: 'audit.read', request: z.strictObject({ ids: z.string().max(8000).optional(), search: z.string().max(40).optional() }), reply: z.strictObject({ items: z.array(z.strictObject({ id: Id, account: z.string(), displayName: z.string() })) }), summary: { zh: '账号的名称', en: 'Names of accounts' } }),
  regions: operation({ service, name: 'regions.search', http: { method: 'GET', path: '/api/registry/regions' }, permission: 'registry.read', request: z.strictObject({ search: z.string().trim().min(1).max(40) }), reply: z.strictObject({ items: z.array(z.strictObject({ code: RegionCode, name: z.string() })) }), summary: { zh: '按名称或代码查找行政区划（最多 20 条）', en: 'Find regions by name or code, 20 at most' } }),
};
