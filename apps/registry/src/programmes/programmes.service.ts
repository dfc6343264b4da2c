import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound, type ReplyOf, registry, type SupporterView, type UnitView } from '@jiedui/contracts';
import { inTransaction } from '@jiedui/persistence';
import { checkProgrammeCounts, formerDivisions, pairingsOf, programmes, regionName, searchUnits, seatOf, supportersOf, townshipsOf, unitsOf } from '@jiedui/reference-data';
import type { z } from 'zod';

type Units = z.infer<typeof UnitView>;
type Supporters = z.infer<typeof SupporterView>;

interface ProgrammeRow { code: string; name: string; term: string; document: string; lead: string; units: number; counties: number; provinces: number; cities: number; pairings_named: number; pairings_in_province: number }
interface Point { latitude: number | null; longitude: number | null }
interface UnitRow extends Point {
  programme: string; code: string; name: string; name_in_document: string; former_names: string[]; province: string; province_code: string; prefecture: string | null; zones: string[];
  counted_as_county: boolean; key_area: boolean | null; point_precision: string | null; supporters: Units['supporters'];
}
interface UnitQuery { programme?: string | undefined; search?: string | undefined; zone?: string | undefined; province?: string | undefined; code?: string | undefined }
interface SupporterRow extends Point { programme: string; code: string; name: string; kind: 'province' | 'city'; basis: string; units: Supporters['units'] }

/** Programmes as data: the tables are loaded from the reference data and served from the database, so a further programme is rows, not code. */
@Injectable()
export class ProgrammesService {
  /** Tables of whole programmes as they were read, most of what is asked for; they change only by {@link loadReferenceData}, when a service starts. */
  private readonly whole = new Map<string, Promise<Units[]>>();

  constructor(private readonly dataSource: DataSource) {}

  /** Loads what ships, after holding it to the counts the documents state. Rows are replaced, never dropped while referenced. */
  async loadReferenceData(): Promise<void> {
    const violations = checkProgrammeCounts();
    if (violations.length > 0) throw new Error(`the programme tables do not meet their documents: ${violations.map((v) => `${v.count} is ${v.actual}, must be ${v.expected}`).join('; ')}`);
    await inTransaction(this.dataSource, async (manager) => {
      for (const programme of programmes()) {
        const s = programme.stated;
        await manager.query(`insert into programme values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
          on conflict (code) do update set name = excluded.name, term = excluded.term, document = excluded.document, lead = excluded.lead`,
        [programme.code, programme.name, programme.term, programme.sourceDocument, programme.lead, s.units, s.counties, s.supportersProvince, s.supportersCity, s.pairingsNamed, s.pairingsInProvince]);
        for (const unit of unitsOf(programme.code)) {
          const seat = seatOf(unit.code);
          const former = [...new Set([...(unit.nameInDocument === unit.name ? [] : [unit.nameInDocument]), ...formerDivisions().filter((f) => f.successor === unit.code && f.name !== unit.name).map((f) => f.name)])];
          const zones = [unit.reservoirZone, unit.coreZone, ...unit.rivers.map((river) => `${river}沿岸`), unit.keyArea === true ? '重点区域' : undefined].filter((zone) => zone !== undefined);
          await manager.query(`insert into unit values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            on conflict (programme, code) do update set name = excluded.name, former_names = excluded.former_names, zones = excluded.zones`,
          [programme.code, unit.code, unit.sequence, unit.name, unit.nameInDocument, former, unit.provinceCode, regionName(unit.provinceCode),
            unit.prefectureCode === undefined ? null : regionName(unit.prefectureCode), zones, unit.countedAsCounty, unit.keyArea ?? null, seat?.lat ?? null, seat?.lon ?? null, seat?.precision ?? null]);
        }
        for (const [i, supporter] of supportersOf(programme.code).entries()) {
          const seat = seatOf(supporter.code);
          await manager.query('insert into supporter values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (programme, code) do update set name = excluded.name',
            [programme.code, supporter.code, i + 1, supporter.name, supporter.kind, supporter.basis, seat?.lat ?? null, seat?.lon ?? null]);
        }
        for (const [i, pairing] of pairingsOf(programme.code).entries()) {
          await manager.query('insert into pairing values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
            [programme.code, pairing.unitCode, pairing.supporterCode, pairing.kind, pairing.orderInDocument ?? null, i + 1]);
        }
      }
    });
  }

  async list(): Promise<ReplyOf<typeof registry.programmes>> {
    const rows = await this.dataSource.query('select * from programme order by code desc');
    return {
      items: rows.map((row: ProgrammeRow) => ({
        code: row.code, name: row.name, term: row.term, document: row.document, lead: row.lead,
        counts: { units: row.units, counties: row.counties, provinces: row.provinces, cities: row.cities, pairingsNamed: row.pairings_named, pairingsInProvince: row.pairings_in_province },
      })),
    };
  }

  /** Units that match: a former name or code finds today's unit. Order of the document without a search, best match first with one. */
  async units(query: UnitQuery): Promise<Units[]> {
    const { programme, ...filters } = query;
    if (programme === undefined || Object.values(filters).some((value) => value !== undefined)) return this.readUnits(query);
    const known = this.whole.get(programme) ?? this.readUnits({ programme });
    this.whole.set(programme, known);
    // What could not be read is read again by who asks next; a programme that does not exist is not kept.
    known.then((units) => { if (units.length === 0) this.whole.delete(programme); }, () => this.whole.delete(programme));
    return known;
  }

  private async readUnits(query: UnitQuery): Promise<Units[]> {
    const found = query.search === undefined || query.search.trim() === '' ? null : searchUnits(query.search).map((unit) => unit.code);
    const rows = await this.dataSource.query(
      `select u.*, coalesce((select json_agg(json_build_object('code', s.code, 'name', s.name, 'kind', p.kind, 'order', p.document_order) order by p.document_order nulls last)
          from pairing p join supporter s on s.programme = p.programme and s.code = p.supporter_code where p.programme = u.programme and p.unit_code = u.code), '[]') as supporters
        from unit u where ($1::text is null or u.programme = $1) and ($2::text[] is null or u.code = any($2)) and ($3::text is null or $3 = any(u.zones))
          and ($4::text is null or u.province_code = $4) and ($5::text is null or u.code = $5)
        order by array_position($2::text[], u.code) nulls last, u.programme desc, u.sequence`,
      [query.programme ?? null, found, query.zone ?? null, query.province ?? null, query.code ?? null]);
    return rows.map((row: UnitRow) => ({
      programme: row.programme, code: row.code, name: row.name, nameInDocument: row.name_in_document, formerNames: row.former_names,
      province: row.province, provinceCode: row.province_code, prefecture: row.prefecture, zones: row.zones, countedAsCounty: row.counted_as_county, keyArea: row.key_area,
      latitude: row.latitude, longitude: row.longitude, pointPrecision: row.point_precision, supporters: row.supporters,
    }));
  }

  async unit(code: string): Promise<ReplyOf<typeof registry.unit>> {
    const units = await this.units({ code });
    if (units.length === 0) notFound();
    return { units, townships: townshipsOf(code).map((township) => township.name) };
  }

  async supporters(programme: string): Promise<Supporters[]> {
    const rows = await this.dataSource.query(
      `select s.*, coalesce((select json_agg(json_build_object('code', u.code, 'name', u.name, 'kind', p.kind) order by p.sequence)
          from pairing p join unit u on u.programme = p.programme and u.code = p.unit_code where p.programme = s.programme and p.supporter_code = s.code), '[]') as units
        from supporter s where s.programme = $1 order by s.sequence`, [programme]);
    return rows.map((row: SupporterRow) => ({
      programme: row.programme, code: row.code, name: row.name, kind: row.kind, basis: row.basis, latitude: row.latitude, longitude: row.longitude, units: row.units,
    }));
  }

  /** The table as its document prints it: 三峡 by unit with its partners in order; 丹江口 by supporter, province and prefecture, with printed totals. */
  async pairingTable(code: string): Promise<ReplyOf<typeof registry.pairingTable>> {
    const programme = (await this.list()).items.find((item) => item.code === code);
    if (programme === undefined) return notFound();
    const units = await this.units({ programme: code });
    const unitCell = (unit: Units) => ({ code: unit.code, name: unit.nameInDocument, nameNow: unit.name });
    const named = (unit: Units) => unit.supporters.filter((s) => s.kind !== '省内对口支援').map((s) => ({ code: s.code, name: s.name }));
    if (units.some((unit) => unit.supporters.some((s) => s.kind === '对口协作结对'))) {
      const rows: ReplyOf<typeof registry.pairingTable>['rows'] = [];
      for (const unit of units) {
        const supporter = unit.supporters[0];
        const prefecture = unit.prefecture ?? unit.nameInDocument;
        const last = rows.at(-1);
        if (last !== undefined && last.supporter === (supporter?.name ?? null) && last.province === unit.province && last.prefecture === prefecture) last.units.push(unitCell(unit));
        else rows.push({ supporter: supporter?.name ?? null, province: unit.province, prefecture, units: [unitCell(unit)], supporters: named(unit) });
      }
      const totals = new Map<string, number>();
      for (const unit of units) for (const s of unit.supporters) totals.set(s.name, (totals.get(s.name) ?? 0) + 1);
      return {
        programme, rows,
        totals: [...[...totals].map(([label, value]) => ({ label: `${label}结对单元`, value })), { label: '工作单元合计', value: units.length }, { label: '其中县（市、区）', value: units.filter((unit) => unit.countedAsCounty).length }],
        notes: ['鉴于武当山特区行政管理现状和对口协作工作特点，将该区作为与丹江口市并列的工作单元；不计入县（市、区）数。', '河北省不再明确与水源区的对口协作结对关系。'],
      };
    }
    const links = units.reduce((sum, unit) => sum + named(unit).length, 0);
    return {
      programme,
      rows: units.map((unit) => ({ supporter: null, province: unit.province, prefecture: unit.prefecture, units: [unitCell(unit)], supporters: named(unit) })),
      totals: [{ label: '受援县（区）', value: units.length }, { label: '有重点结对的县（区）', value: units.filter((unit) => named(unit).length > 0).length }, { label: '重点结对关系', value: links },
        { label: '支援省（区、市）', value: programme.counts.provinces }, { label: '支援大城市', value: programme.counts.cities }],
      notes: ['1.湖北省对口支援本省三峡库区各县（区），重庆市对口支援本市三峡库区各县（区）；', '2.江津区属对口支援范围，未明确重点结对支援省（区、市）。', '附表列出 19 个省（区、市），加上注 1 的湖北省、重庆市为 21 个。'],
    };
  }
}
