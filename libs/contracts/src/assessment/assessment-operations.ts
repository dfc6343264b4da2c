import { z } from 'zod';
import { operation, type ServiceName } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Text2 } from '../matching/explanation.js';
import { Market, ProtectionTier } from '../matching/list-entry.js';
import { Day, Id, Instant, Month, ProgrammeCode, RegionCode } from '../units.js';

const service = 'assessment' as const;

/** Every figure by code. Values are integers in the unit of the definition (people, grams, fen …). */
export const FigureCode = z.enum([
  'posts.open', 'posts.headcount', 'workers.open', 'order-lines.open', 'order-lines.grams', 'lots.open', 'lots.grams',
  'matched.people', 'matched.grams',
  'placed.total', 'placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4',
  'placed.on-the-job', 'retention.due-1', 'retention.kept-1', 'retention.due-3', 'retention.kept-3', 'retention.due-6', 'retention.kept-6',
  'contracts.lines', 'contracts.grams', 'contracts.fen',
  'projects.count', 'projects.total-fen', 'projects.grant-fen', 'projects.paid-fen',
]);
export type FigureCode = z.infer<typeof FigureCode>;
export const FigureUnit = z.enum(['entries', 'people', 'grams', 'fen', 'lines', 'projects']);

/** What a figure counts, in words; where it comes from; how far its source has been read. */
export const FigureDefinition = z.strictObject({
  code: FigureCode, name: Text2, unit: FigureUnit, wording: Text2, source: Text2, service: z.string(),
  /** Occurrence of the newest fact taken from the source; null when none came yet. */
  freshAt: Instant.nullable(),
  /** Whether it stands on the public page. */
  public: z.boolean(),
});
export type FigureDefinition = z.infer<typeof FigureDefinition>;

export const FigureValue = z.strictObject({ code: FigureCode, value: z.int() });

/** Newest finished run of a market, with what its certificate says. */
export const LastRun = z.strictObject({
  market: Market, runId: Id, sequence: z.int(), finishedAt: Instant, certificate: z.enum(['verified', 'failed', 'none']),
  demandEntries: z.int(), supplyEntries: z.int(), matchedDemand: z.int(), matchedSupply: z.int(),
  placedByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]), totalFit: z.int(),
});

const place = { programme: ProgrammeCode, unit: RegionCode.optional(), supporter: RegionCode.optional() };

/** Figures of one pairing, unit or supporter. `supporter` is null for what no supporter answers for. */
export const PairingFigures = z.strictObject({
  unit: RegionCode, unitName: z.string(), supporter: RegionCode.nullable(), supporterName: z.string().nullable(), kind: z.string().nullable(),
  placed: z.int(), placedByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  contractLines: z.int(), grams: z.int(), fen: z.int(),
  projects: z.int(), totalFen: z.int(), grantFen: z.int(), paidFen: z.int(),
});
export type PairingFigures = z.infer<typeof PairingFigures>;

/** What a figure was counted from. Never personal data; `amount` in the figure's unit, its sum over all records is the figure. */
export const FigureRecord = z.strictObject({
  id: Id, kind: z.enum(['post', 'worker', 'order-line', 'lot', 'matched-pair', 'placement', 'contract-line', 'project']),
  reference: z.string().nullable(), label: z.string().nullable(),
  unit: RegionCode.nullable(), unitName: z.string().nullable(), supporter: RegionCode.nullable(), supporterName: z.string().nullable(),
  tier: ProtectionTier.nullable(), amount: z.int(), on: Day.nullable(), state: z.string().nullable(),
});
export type FigureRecord = z.infer<typeof FigureRecord>;

export const figures = {
  dashboard: operation({ service, name: 'figures.dashboard', http: { method: 'GET', path: '/api/assessment/dashboard' }, permission: 'figures.read', request: z.strictObject(place), reply: z.strictObject({
    programme: ProgrammeCode, unit: RegionCode.nullable(), supporter: RegionCode.nullable(),
    figures: z.array(FigureValue), lastRuns: z.array(LastRun),
    freshness: z.array(z.strictObject({ service: z.string(), freshAt: Instant.nullable() })),
  }), timeoutMs: 10_000, summary: { zh: '指标看板', en: 'Dashboard' } }),
  trend: operation({ service, name: 'figures.trend', http: { method: 'GET', path: '/api/assessment/trend' }, permission: 'figures.read', request: z.strictObject({ ...place, from: Month.optional(), to: Month.optional() }), reply: z.strictObject({
    /** Every month from the first to the last with anything in it, gaps as zeros; at most 240. */
    months: z.array(z.strictObject({ month: Month, placed: z.int(), placedByTier: z.tuple([z.int(), z.int(), z.int(), z.int()]), contractLines: z.int(), grams: z.int(), fen: z.int(), projectsApproved: z.int(), paidFen: z.int() })),
  }), timeoutMs: 10_000, summary: { zh: '逐月走势', en: 'Trend by month' } }),
  byPairing: operation({ service, name: 'figures.by-pairing', http: { method: 'GET', path: '/api/assessment/by-pairing' }, permission: 'figures.read', request: z.strictObject({ programme: ProgrammeCode }), reply: z.strictObject({ items: z.array(PairingFigures), total: PairingFigures.omit({ unit: true, unitName: true, supporter: true, supporterName: true, kind: true }) }), timeoutMs: 10_000, summary: { zh: '按结对关系', en: 'By pairing' } }),
  records: operation({ service, name: 'figures.records', http: { method: 'GET', path: '/api/assessment/records' }, permission: 'figures.read', request: z.strictObject({ ...place, figure: FigureCode, month: Month.optional(), ...PageRequest }), reply: pageOf(FigureRecord).extend({
    /** The figure under these filters, from all its records. */
    value: z.int(),
    /** Records that count but that this reader may not see one by one. */
    hidden: z.int(),
  }), timeoutMs: 10_000, summary: { zh: '指标的明细', en: 'Records of a figure' } }),
  definitions: operation({ service, name: 'figures.definitions', http: { method: 'GET', path: '/api/assessment/definitions' }, permission: 'figures.public', request: z.strictObject({}), reply: z.strictObject({ items: z.array(FigureDefinition) }), summary: { zh: '指标口径', en: 'Definitions' } }),
  rebuild: operation({ service, name: 'figures.rebuild', http: { method: 'POST', path: '/api/assessment/rebuild' }, creates: true, permission: 'operations.read', request: z.strictObject({}), reply: z.strictObject({ id: Id }), summary: { zh: '重建指标', en: 'Rebuild the figures' } }),
  rebuilds: operation({ service, name: 'figures.rebuilds', http: { method: 'GET', path: '/api/assessment/rebuilds' }, permission: 'operations.read', request: z.strictObject({}), reply: z.strictObject({
    items: z.array(z.strictObject({ id: Id, askedAt: Instant, startedAt: Instant.nullable(), finishedAt: Instant.nullable(), rows: z.int(), removed: z.int(), same: z.boolean().nullable(), failure: z.string().nullable() })),
  }), summary: { zh: '重建记录', en: 'Rebuilds' } }),
};

/** A public cell: a value, or hidden because it, or what it would give away, is below the threshold. */
export const PublicCell = z.strictObject({ value: z.int().nullable(), hidden: z.boolean() });
export type PublicCell = z.infer<typeof PublicCell>;
const PublicCells = z.array(PublicCell.extend({ code: FigureCode }));

export const publicFigures = {
  totals: operation({ service, name: 'public.totals', http: { method: 'GET', path: '/api/public/figures' }, permission: 'figures.public', request: z.strictObject({ programme: ProgrammeCode.optional() }), reply: z.strictObject({
    /** Counts from 1 to one below this are hidden, with those that would give them away. */
    threshold: z.int(), rule: Text2,
    programmes: z.array(z.strictObject({
      code: ProgrammeCode, name: z.string(), totals: PublicCells,
      counties: z.array(z.strictObject({ unit: RegionCode, name: z.string(), province: z.string(), cells: PublicCells })),
    })),
    freshAt: Instant.nullable(),
  }), timeoutMs: 10_000, summary: { zh: '公开的指标', en: 'Public figures' } }),
};

/** The services whose facts the figures are made of. */
export const figureSources: readonly ServiceName[] = ['employment', 'marketplace', 'matching', 'intake'];
