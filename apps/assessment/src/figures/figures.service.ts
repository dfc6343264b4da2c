import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { FigureCode, type figures, figureSources, LastRun, notFound, type PairingFigures, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Parameters } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { toSafeInteger } from '@jiedui/persistence';
import { pairingsOf, programmes, regionName } from '@jiedui/reference-data';
import { definitions } from './definitions.js';
import { figureQueries, type Place, type SourceName, sources } from './figure-sources.js';
import { monthsBetween } from './months.js';

const Integer = z.union([z.string(), z.number()]).transform(toSafeInteger);
const Sums = z.array(z.record(z.string(), Integer));
const Runs = z.array(z.object({
  market: LastRun.shape.market, runId: z.string(), sequence: z.int(), finishedAt: z.date(), certificate: LastRun.shape.certificate, demandEntries: z.int(), supplyEntries: z.int(), matchedDemand: z.int(), matchedSupply: z.int(),
  placedByTier: z.tuple([Integer, Integer, Integer, Integer]), totalFit: Integer,
}));
const Months = z.array(z.object({ month: z.string(), placed: Integer, tier1: Integer, tier2: Integer, tier3: Integer, tier4: Integer, lines: Integer, grams: Integer, fen: Integer, projects: Integer, paid: Integer }));
const Pairings = z.array(z.object({ unit: z.string(), supporter: z.string().nullable(), placed: Integer, tier1: Integer, tier2: Integer, tier3: Integer, tier4: Integer, lines: Integer, grams: Integer, fen: Integer, projects: Integer, total: Integer, grant: Integer, paid: Integer }));

/** Longest trend in months: twenty years, more than both programmes have run under one plan. */
const MAX_MONTHS = 240;

/** Sums of agreements that trend and pairings share. */
const agreementSums = `sum(quantity) filter (where market = 'employment') as placed, sum(quantity) filter (where market = 'employment' and tier = 1) as tier1, sum(quantity) filter (where market = 'employment' and tier = 2) as tier2,
  sum(quantity) filter (where market = 'employment' and tier = 3) as tier3, sum(quantity) filter (where market = 'employment' and tier = 4) as tier4,
  count(*) filter (where market = 'produce') as lines, sum(quantity * 500) filter (where market = 'produce') as grams, sum(amount_fen) filter (where market = 'produce') as fen`;
const outerSums = ['placed', 'tier1', 'tier2', 'tier3', 'tier4', 'lines', 'grams', 'fen'].map((name) => `coalesce(sum(${name}), 0)::bigint as ${name}`).join(', ');

/** Figures of a programme, of one unit, of one supporter: sums over the projected rows. */
@Injectable()
export class FiguresService {
  constructor(private readonly dataSource: DataSource) {}

  async dashboard(request: RequestOf<typeof figures.dashboard>, call: Call): Promise<ReplyOf<typeof figures.dashboard>> {
    const place = placeOf(request, call);
    const values = await this.values(place);
    return {
      ...place, figures: FigureCode.options.map((code) => ({ code, value: values.get(code) ?? 0 })),
      lastRuns: await this.lastRuns(place.programme), freshness: await this.freshness(),
    };
  }

  /** Every figure of a place, one statement a source. */
  async values(place: Place): Promise<ReadonlyMap<FigureCode, number>> {
    const values = new Map<FigureCode, number>();
    for (const source of ['entry', 'pair', 'agreement', 'project'] as const) {
      for (const [code, value] of Object.entries(await this.sums(source, place))) values.set(FigureCode.parse(code), value);
    }
    return values;
  }

  /** Figures of a source by unit: `unit` to code to value. Rows without a unit (posts, order lines) are left out. */
  async valuesByUnit(source: SourceName, programme: string): Promise<ReadonlyMap<string, ReadonlyMap<FigureCode, number>>> {
    const byUnit = new Map<string, Map<FigureCode, number>>();
    const parameters = new Parameters();
    const programmeAt = parameters.add(programme);
    const columns = codesOf(source).map((code) => `coalesce(sum(${figureQueries[code].amount}) filter (where ${figureQueries[code].where}), 0)::bigint as "${code}"`);
    const rows = z.array(z.looseObject({ unit: z.string() })).parse(await this.dataSource.query(
      `select f.unit, ${columns.join(', ')} from ${sources[source].relation} f where f.programme = ${programmeAt} and f.unit is not null group by f.unit`, parameters.values));
    for (const { unit, ...rest } of rows) byUnit.set(unit, new Map(Object.entries(rest).map(([code, value]) => [FigureCode.parse(code), Integer.parse(value)])));
    return byUnit;
  }

  private async sums(source: SourceName, place: Place): Promise<Readonly<Record<string, number>>> {
    const parameters = new Parameters();
    const columns = codesOf(source).map((code) => `coalesce(sum(${figureQueries[code].amount}) filter (where ${figureQueries[code].where}), 0)::bigint as "${code}"`);
    const where = `f.programme = ${parameters.add(place.programme)} and (${sources[source].place(place, parameters)})`;
    return Sums.parse(await this.dataSource.query(`select ${columns.join(', ')} from ${sources[source].relation} f where ${where}`, parameters.values))[0] ?? {};
  }

  private async lastRuns(programme: string): Promise<z.infer<typeof LastRun>[]> {
    const rows = Runs.parse(await this.dataSource.query(
      `select distinct on (market) market, id as "runId", sequence, finished_at as "finishedAt", certificate, demand_entries as "demandEntries", supply_entries as "supplyEntries",
        matched_demand as "matchedDemand", matched_supply as "matchedSupply", placed_by_tier as "placedByTier", total_fit as "totalFit"
        from run where programme = $1 order by market, id desc`, [programme]));
    return rows.map((row) => ({ ...row, finishedAt: row.finishedAt.toISOString() }));
  }

  /** Newest fact of each source; null for one that was never heard. */
  async freshness(): Promise<{ service: string; freshAt: string | null }[]> {
    const rows = z.array(z.object({ service: z.string(), freshAt: z.date() })).parse(await this.dataSource.query('select service, fresh_at as "freshAt" from source'));
    return figureSources.map((service) => ({ service, freshAt: rows.find((row) => row.service === service)?.freshAt.toISOString() ?? null }));
  }

  async trend(request: RequestOf<typeof figures.trend>, call: Call): Promise<ReplyOf<typeof figures.trend>> {
    const place = placeOf(request, call);
    const parameters = new Parameters();
    const at = `programme = ${parameters.add(place.programme)} and (${parameters.add(place.unit)}::text is null or unit = $2) and (${parameters.add(place.supporter)}::text is null or supporter = $3)`;
    const none = '0 as placed, 0 as tier1, 0 as tier2, 0 as tier3, 0 as tier4, 0 as lines, 0 as grams, 0 as fen';
    const rows = Months.parse(await this.dataSource.query(
      `select month, ${outerSums}, coalesce(sum(projects), 0)::bigint as projects, coalesce(sum(paid), 0)::bigint as paid from (
          select to_char(agreed_on, 'YYYY-MM') as month, ${agreementSums}, 0 as projects, 0 as paid from agreement where ${at} and not ended group by 1
          union all select to_char(approved_on, 'YYYY-MM'), ${none}, count(*), 0 from project where ${at} and state in ('approved', 'under-way', 'completed') and approved_on is not null group by 1
          union all select x.month, ${none}, 0, sum(x.fen) from project, jsonb_to_recordset(paid_by_month) as x(month text, fen bigint) where ${at} and state in ('approved', 'under-way', 'completed') group by 1) t
        where ($4::text is null or month >= $4) and ($5::text is null or month <= $5) group by month order by month desc limit ${MAX_MONTHS}`,
      [...parameters.values, request.from ?? null, request.to ?? null]));
    const byMonth = new Map(rows.map((row) => [row.month, row]));
    const first = rows.at(-1)?.month;
    const last = rows[0]?.month;
    const months = first === undefined || last === undefined ? [] : monthsBetween(first, last).slice(-MAX_MONTHS);
    return {
      months: months.map((month) => {
        const row = byMonth.get(month);
        return {
          month, placed: row?.placed ?? 0, placedByTier: [row?.tier1 ?? 0, row?.tier2 ?? 0, row?.tier3 ?? 0, row?.tier4 ?? 0], contractLines: row?.lines ?? 0, grams: row?.grams ?? 0, fen: row?.fen ?? 0,
          projectsApproved: row?.projects ?? 0, paidFen: row?.paid ?? 0,
        };
      }),
    };
  }

  /** Every pairing of the programme, also those without anything yet, then what stands under none; the rows add up to the total. */
  async byPairing(programme: string, call: Call): Promise<ReplyOf<typeof figures.byPairing>> {
    placeOf({ programme }, call);
    const none = '0 as placed, 0 as tier1, 0 as tier2, 0 as tier3, 0 as tier4, 0 as lines, 0 as grams, 0 as fen';
    const rows = Pairings.parse(await this.dataSource.query(
      `select unit, supporter, ${outerSums}, coalesce(sum(projects), 0)::bigint as projects, coalesce(sum(total), 0)::bigint as total, coalesce(sum(granted), 0)::bigint as "grant", coalesce(sum(paid), 0)::bigint as paid from (
          select unit, supporter, ${agreementSums}, 0 as projects, 0 as total, 0 as granted, 0 as paid from agreement where programme = $1 and not ended group by 1, 2
          union all select unit, supporter, ${none}, count(*), sum(total_fen), sum(grant_fen), sum(paid_fen) from project where programme = $1 and state in ('approved', 'under-way', 'completed') group by 1, 2) t
        group by unit, supporter order by unit, supporter nulls last`, [programme]));
    const left = new Map(rows.map((row) => [`${row.unit} ${row.supporter ?? ''}`, row]));
    const items = pairingsOf(programme).map((pairing): PairingFigures => {
      const key = `${pairing.unitCode} ${pairing.supporterCode}`;
      const row = left.get(key);
      left.delete(key);
      return pairingFigures(pairing.unitCode, pairing.supporterCode, pairing.kind, row);
    });
    for (const row of left.values()) items.push(pairingFigures(row.unit, row.supporter, null, row));
    const sum = (of: (item: PairingFigures) => number): number => items.reduce((total, item) => total + of(item), 0);
    return {
      items,
      total: {
        placed: sum((item) => item.placed), placedByTier: [sum((item) => item.placedByTier[0]), sum((item) => item.placedByTier[1]), sum((item) => item.placedByTier[2]), sum((item) => item.placedByTier[3])],
        contractLines: sum((item) => item.contractLines), grams: sum((item) => item.grams), fen: sum((item) => item.fen),
        projects: sum((item) => item.projects), totalFen: sum((item) => item.totalFen), grantFen: sum((item) => item.grantFen), paidFen: sum((item) => item.paidFen),
      },
    };
  }

  async definitions(): Promise<ReplyOf<typeof figures.definitions>> {
    const fresh = await this.freshness();
    return { items: definitions.map((definition) => ({ ...definition, freshAt: fresh.find((source) => source.service === definition.service)?.freshAt ?? null })) };
  }
}

/** The place a request names, when the caller may read figures of its programme; absent and out of scope look the same. */
export function placeOf(request: { programme: string; unit?: string | undefined; supporter?: string | undefined }, call: Call): Place {
  const inReach = call.scope.some((area) => area.programme === null || area.programme === request.programme);
  if (!inReach || !programmes().some((programme) => programme.code === request.programme)) return notFound();
  return { programme: request.programme, unit: request.unit ?? null, supporter: request.supporter ?? null };
}

export function codesOf(source: SourceName): readonly FigureCode[] {
  return FigureCode.options.filter((code) => figureQueries[code].source === source);
}

function pairingFigures(unit: string, supporter: string | null, kind: string | null, row: z.infer<typeof Pairings>[number] | undefined): PairingFigures {
  return {
    unit, unitName: regionName(unit), supporter, supporterName: supporter === null ? null : regionName(supporter), kind,
    placed: row?.placed ?? 0, placedByTier: [row?.tier1 ?? 0, row?.tier2 ?? 0, row?.tier3 ?? 0, row?.tier4 ?? 0], contractLines: row?.lines ?? 0, grams: row?.grams ?? 0, fen: row?.fen ?? 0,
    projects: row?.projects ?? 0, totalFen: row?.total ?? 0, grantFen: row?.grant ?? 0, paidFen: row?.paid ?? 0,
  };
}
