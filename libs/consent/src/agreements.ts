import type { DataSource } from 'typeorm';
import type { AgreementView } from '@jiedui/contracts';
import { Parameters, regionSql, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { decodeCursor, encodeCursor, toSafeInteger } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';
import type { ConsentMarket } from './consent-market.js';
import { seesTier } from './proposals.js';

interface AgreementRow { id: string; proposal_id: string; programme: string; d_title: string; s_title: string; s_region: string; s_organisation: string; unit: string; supporter: string | null; quantity: number; amount_fen: string | null; tier: AgreementView['tier']; agreed_at: Date }

const agreementScope = { programme: 'a.programme', regions: ['d.region', 's.region'], organisations: ['d.organisation', 's.organisation'], createdBy: 'd.created_by' };

/** Reads what was agreed: placements in employment, contract lines in produce. */
export class Agreements {
  constructor(private readonly market: ConsentMarket, private readonly dataSource: DataSource) {}

  async list(call: Call, query: { size: number; cursor?: string | undefined; programme?: string | undefined; region?: string | undefined }): Promise<{ items: AgreementView[]; next: string | null; previous: string | null; total: number; exact: boolean }> {
    const parameters = new Parameters();
    const where = [scopeSql(call.scope, call.actor, agreementScope, parameters)];
    if (query.programme !== undefined) where.push(`a.programme = ${parameters.add(query.programme)}`);
    if (query.region !== undefined) where.push(regionSql('a.unit', query.region, parameters));
    const from = `from agreement a join ${this.market.demandTable} d on d.id = a.demand_id join ${this.market.supplyTable} s on s.id = a.supply_id`;
    const [{ total }] = await this.dataSource.query(`select count(*)::int as total ${from} where ${where.join(' and ')}`, parameters.values);
    const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
    if (cursor !== null) where.push(`(a.agreed_at, a.id) ${cursor.back ? '>' : '<'} (${parameters.add(cursor.value)}::timestamptz, ${parameters.add(cursor.id)}::uuid)`);
    const direction = cursor?.back === true ? 'asc' : 'desc';
    const found: AgreementRow[] = await this.dataSource.query(
      `select a.*, d.title as d_title, s.title as s_title, s.region as s_region, s.organisation as s_organisation ${from} where ${where.join(' and ')} order by a.agreed_at ${direction}, a.id ${direction} limit ${query.size + 1}`, parameters.values);
    const rows = found.slice(0, query.size);
    const more = found.length > query.size;
    if (cursor?.back === true) rows.reverse();
    const at = (row: AgreementRow | undefined, back: boolean): string | null => (row === undefined ? null : encodeCursor({ value: row.agreed_at.toISOString(), id: row.id, back }));
    return {
      items: rows.map((row) => ({
        id: row.id, proposalId: row.proposal_id, programme: row.programme, demandLabel: row.d_title, supplyLabel: row.s_title, unit: row.unit, unitName: regionName(row.unit),
        supporter: row.supporter, supporterName: row.supporter === null ? null : regionName(row.supporter), quantity: row.quantity, amountFen: row.amount_fen === null ? null : toSafeInteger(row.amount_fen),
        tier: seesTier(call, this.market.market, row) ? row.tier : null, agreedAt: row.agreed_at.toISOString(),
      })),
      next: cursor?.back === true || more ? at(rows.at(-1), false) : null, previous: cursor !== null && (!cursor.back || more) ? at(rows[0], true) : null, total, exact: true,
    };
  }
}
