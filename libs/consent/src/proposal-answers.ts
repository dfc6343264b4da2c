import type { DataSource, EntityManager } from 'typeorm';
import type { z } from 'zod';
import { type Agreement, matchingExplanations, notFound, type PairState, type Party, type ProposalView, type RefusalReason, refuse, rulesOfLaw } from '@jiedui/contracts';
import { inScope, scopeOf } from '@jiedui/access';
import { todayInShanghai } from '@jiedui/list-store';
import { type Bus, type Call, chunksOf, type Outbox } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import type { ConsentMarket } from './consent-market.js';
import { type ProposalRow, proposalSelect, proposalView } from './proposals.js';

type PartyName = z.infer<typeof Party>;
/** Column that keeps each party's acceptance. */
const acceptedColumn: Record<PartyName, string> = { supply: 'accepted_by_supply', demand: 'accepted_by_demand' };

type Sides = Pick<ProposalRow, 'programme' | 'd_region' | 'd_organisation' | 's_region' | 's_organisation'>;
interface MakeRequest { demandId: string; supplyId: string; quantity: number; reason: string; overrideReason?: string | undefined }
interface MakeablePair extends Sides { tier: number | null; open: boolean; room: boolean }

/**
 * Two-sided consent: the engine proposes, people decide. Sending is the supply side's own yes; the other side answers.
 * Both yes makes an agreement, counted once and never beyond either row's capacity; a no excludes the pair.
 */
export class ProposalAnswers {
  constructor(private readonly market: ConsentMarket, private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly bus: Bus, private readonly protection: Protection) {}

  /** Sends unsent proposals; those outside the scope, sent already or whose rows are closed are skipped and counted. */
  async send(call: Call, ids: readonly string[]): Promise<{ sent: number; skipped: number }> {
    return inTransaction(this.dataSource, async (manager) => {
      const rows = await this.lock(manager, ids);
      const fit = rows.filter((row) => row.state === 'proposed' && row.d_status === 'open' && row.s_status === 'open' && this.mayActFor(call, row, 'supply', 'send'));
      for (const row of fit) {
        await this.write(manager, row.id, `state = 'sent', accepted_by_supply = now(), deadline = now() + interval '${this.market.holdHours} hours'`);
        await this.note(manager, row.id, call, '发送', null);
      }
      await this.tellPairs(manager, call, fit.map((row) => this.pair(row, 'sent', row.version + 1)));
      return { sent: fit.length, skipped: ids.length - fit.length };
    });
  }

  async accept(call: Call, id: string, version: number, party: PartyName): Promise<ProposalView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.answerable(manager, call, id, version, party);
      const other: PartyName = party === 'supply' ? 'demand' : 'supply';
      const otherAccepted = (other === 'supply' ? row.accepted_by_supply : row.accepted_by_demand) !== null;
      await this.write(manager, id, `${acceptedColumn[party]} = now()${otherAccepted ? `, state = 'agreed', deadline = null` : ''}`);
      await this.note(manager, id, call, otherAccepted ? '同意，达成' : '同意', null);
      if (otherAccepted) {
        await this.agree(manager, call, row);
        await this.tellPairs(manager, call, [this.pair(row, 'agreed', row.version + 1)]);
      }
      return this.view(manager, call, id);
    });
  }

  async refuse(call: Call, id: string, version: number, party: PartyName, reason: z.infer<typeof RefusalReason>, words: string | undefined): Promise<ProposalView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.answerable(manager, call, id, version, party);
      await manager.query(`update proposal set state = 'refused', refused_by = $2, refusal_reason = $3, refusal_words = $4, deadline = null, version = version + 1, updated_at = now() where id = $1`, [id, party, reason, words ?? null]);
      await this.note(manager, id, call, '拒绝', reason);
      await this.tellPairs(manager, call, [this.pair(row, 'refused', row.version + 1)]);
      return this.view(manager, call, id);
    });
  }

  /**
   * A match by hand: eligibility is asked of the engine; against a hard rule it needs a reason, which is kept, and against a rule of law there is none. The engine is
   * asked only about a pair the caller may make, and outside the transaction that locks both rows and looks at them again.
   */
  async make(call: Call, request: MakeRequest): Promise<ProposalView> {
    await this.makeable(this.dataSource.manager, call, request, '');
    const verdict = await this.bus.call(matchingExplanations.pair, { demandId: request.demandId, supplyId: request.supplyId }, { correlationId: call.correlationId, hops: call.hops });
    const failed = verdict.rules.filter((rule) => rule.outcome === 'failed'), unlawful = failed.filter(({ code }) => rulesOfLaw.has(code));
    if (unlawful.length > 0) return refuse(409, 'BARRED_BY_LAW', `${unlawful.map((rule) => rule.detail.zh).join('；')}。法律规定的条件不能凭理由放宽，请先更正清单中的情况。`, `${unlawful.map((rule) => rule.detail.en).join('; ')}. No reason overrides what the law asks; mend the rows first.`);
    if (!verdict.eligible && request.overrideReason === undefined) {
      return refuse(409, 'NOT_ELIGIBLE', `不符合硬性条件：${failed.map((rule) => rule.detail.zh).join('；')}。如确需匹配，请填写理由。`, `Hard rules fail: ${failed.map((rule) => rule.detail.en).join('; ')}. Give a reason to override them.`);
    }
    return inTransaction(this.dataSource, async (manager) => {
      const { programme, tier, side } = await this.makeable(manager, call, request, 'for update');
      // What the engine merely proposed becomes the office's own; what was sent is somebody's to answer.
      const [made]: { id: string }[] = await manager.query(
        `insert into proposal (id, programme, state, origin, demand_id, supply_id, quantity, fit, tier, ${acceptedColumn[side]}, deadline, override_reason, made_reason, created_by)
          values ($1, $2, 'sent', 'manual', $3, $4, $5, $6, $7, now(), now() + interval '${this.market.holdHours} hours', $8, $9, $10)
          on conflict (demand_id, supply_id) where state in ('proposed', 'sent', 'agreed') do update set state = excluded.state, origin = excluded.origin, run_id = null, quantity = excluded.quantity, fit = excluded.fit, tier = excluded.tier, ${acceptedColumn[side]} = excluded.${acceptedColumn[side]},
            deadline = excluded.deadline, override_reason = excluded.override_reason, made_reason = excluded.made_reason, created_by = excluded.created_by, version = proposal.version + 1, updated_at = now() where proposal.state = 'proposed' returning id`,
        [newId(), programme, request.demandId, request.supplyId, request.quantity, verdict.fit, tier ?? 4, request.overrideReason ?? null, request.reason, call.actor.id]);
      if (made === undefined) return refuse(409, 'PAIR_LIVE', '这两方已有进行中的匹配建议。', 'This pair already has a live proposal.');
      await this.note(manager, made.id, call, '人工匹配', request.overrideReason ?? request.reason);
      const [row] = await this.lock(manager, [made.id]);
      if (row === undefined) return notFound();
      await this.tellPairs(manager, call, [this.pair(row, 'sent', row.version)]);
      return proposalView(row, call, this.market.market);
    });
  }

  /** Both rows of a pair to be made by hand and the side whose yes this is; refuses what may not be made, by whom or now. */
  private async makeable(manager: EntityManager, call: Call, request: MakeRequest, lock: '' | 'for update'): Promise<{ programme: string; tier: number | null; side: PartyName }> {
    const [pair]: MakeablePair[] = await manager.query(
      `select d.programme, d.region as d_region, d.organisation as d_organisation, s.region as s_region, s.organisation as s_organisation, s.tier,
        d.status = 'open' and s.status = 'open' as open, d.quantity - d.taken >= $3 and s.quantity - s.taken >= $3 as room
        from ${this.market.demandTable} d, ${this.market.supplyTable} s where d.id = $1 and s.id = $2 and d.programme = s.programme ${lock}`, [request.demandId, request.supplyId, request.quantity]);
    if (pair === undefined) return notFound();
    const side = this.mayMakeFor(call, pair, 'supply') ? 'supply' : this.mayMakeFor(call, pair, 'demand') ? 'demand' : notFound();
    if (!pair.open) return refuse(409, 'ROW_CLOSED', '其中一方已关闭，不能匹配。', 'One of the rows is closed.');
    if (!pair.room) return refuse(409, 'NO_ROOM', '剩余数量不足，不能匹配。', 'There is not enough left to match.');
    return { programme: pair.programme, tier: pair.tier, side };
  }

  /** Making is that side's own yes: the caller must hold both rights over that side's row; the other side's place gives none. */
  private mayMakeFor(call: Call, row: MakeablePair, party: PartyName): boolean {
    return this.mayActFor(call, row, party, 'make') && this.mayActFor(call, row, party, 'answer');
  }

  /**
   * Ends sent proposals whose deadline has passed, and those nobody can accept any more since one of the rows is filled or
   * withdrawn: else they would keep the other row out of every run until their deadline. Safe to run in every replica.
   */
  async lapse(): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      const closed = [this.market.demandTable, this.market.supplyTable].map((table, i) => `exists (select 1 from ${table} r where r.id = p.${i === 0 ? 'demand_id' : 'supply_id'} and r.status in ('filled', 'withdrawn'))`).join(' or ');
      const [lapsed]: [ProposalRow[]] = await manager.query(
        `update proposal p set state = case when deadline < now() then 'lapsed' else 'withdrawn' end, deadline = null, version = version + 1, updated_at = now() where state = 'sent' and (deadline < now() or ${closed}) returning *`);
      for (const rows of chunksOf(lapsed)) await this.outbox.append(manager, this.market.pairsChanged, `proposals:${this.market.market}`, { pairs: rows.map((row) => this.pair(row, 'released', row.version)) });
      return lapsed.length;
    });
  }

  /** Counts the agreement against both rows; the conditions make overbooking impossible whoever answers at the same time. */
  private async agree(manager: EntityManager, call: Call, row: ProposalRow): Promise<void> {
    for (const [table, column, id] of [[this.market.demandTable, 'demand_id', row.demand_id], [this.market.supplyTable, 'supply_id', row.supply_id]] as const) {
      const [[taken]]: [{ status: string }[]] = await manager.query(
        `update ${table} set taken = taken + $2, status = case when taken + $2 = quantity then 'filled' else status end, updated_at = now() where id = $1 and taken + $2 <= quantity and status = 'open' returning status`, [id, row.quantity]);
      if (taken === undefined) refuse(409, 'NO_ROOM', '剩余数量不足：对方已与他人达成。', 'There is not enough left: somebody else was faster.');
      // What the engine merely proposed for it is nobody's to send any more.
      if (taken.status === 'filled') await manager.query(`update proposal set state = 'withdrawn', version = version + 1, updated_at = now() where ${column} = $1 and state = 'proposed'`, [id]);
    }
    const features = row.d_features;
    const supporter = typeof features === 'object' && features !== null && 'supporter' in features && typeof features.supporter === 'string' ? features.supporter : null;
    const agreement: z.infer<typeof Agreement> = {
      id: newId(), programme: row.programme, unit: row.s_region, supporter, tier: row.tier ?? 4, quantity: row.quantity,
      amountFen: this.market.amountFen(row.d_features, row.s_features, row.quantity), agreedOn: todayInShanghai(), version: 1, ended: false,
    };
    await manager.query('insert into agreement (id, proposal_id, programme, demand_id, supply_id, quantity, amount_fen, tier, unit, supporter) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [agreement.id, row.id, row.programme, row.demand_id, row.supply_id, row.quantity, agreement.amountFen, agreement.tier, agreement.unit, agreement.supporter]);
    await this.market.agreed?.(manager, { agreement, demandId: row.demand_id, supplyId: row.supply_id }, this.protection);
    await this.outbox.append(manager, this.market.agreementsChanged, `agreement:${agreement.id}`, { agreements: [agreement] }, call.correlationId);
  }

  private async answerable(manager: EntityManager, call: Call, id: string, version: number, party: PartyName): Promise<ProposalRow> {
    const [row] = await this.lock(manager, [id]);
    if (row === undefined || !this.mayActFor(call, row, party, 'answer')) return notFound();
    // The sweep may come later than the deadline; what has run out is not answered in between.
    if (row.state === 'sent' && row.deadline !== null && row.deadline <= new Date()) return refuse(409, 'LAPSED', '该建议已过答复期限。', 'The proposal was not answered in time.');
    if (row.state !== 'sent') return refuse(409, 'NOT_SENT', '该建议已处理，或尚未发送。', 'The proposal was answered already, or was not sent.');
    if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该建议已有变化，请刷新后重试。', 'The proposal changed meanwhile; reload it.');
    return row;
  }

  /** A party acts only for its own side: the supply side's places and organisations, or the demand side's. */
  private mayActFor(call: Call, row: Sides, party: PartyName, act: 'send' | 'answer' | 'make'): boolean {
    const permission = act !== 'answer' ? this.market.permissions[act] : party === 'supply' ? this.market.permissions.answerSupply : this.market.permissions.answerDemand;
    const [region, organisation] = party === 'supply' ? [row.s_region, row.s_organisation] : [row.d_region, row.d_organisation];
    return inScope(scopeOf(call.actor, permission), { programme: row.programme, regions: [region], organisations: [organisation] }, call.actor, isWithin);
  }

  private async lock(manager: EntityManager, ids: readonly string[]): Promise<ProposalRow[]> {
    return manager.query(`${proposalSelect(this.market)} where p.id = any($1::uuid[]) order by p.id for update of p`, [ids]);
  }

  private async write(manager: EntityManager, id: string, assignments: string): Promise<void> {
    await manager.query(`update proposal set ${assignments}, version = version + 1, updated_at = now() where id = $1`, [id]);
  }

  private async note(manager: EntityManager, id: string, call: Call, what: string, reason: string | null): Promise<void> {
    await manager.query('insert into proposal_event (proposal_id, by_actor, what, reason) values ($1, $2, $3, $4)', [id, call.actor.displayName, what, reason]);
  }

  private async view(manager: EntityManager, call: Call, id: string): Promise<ProposalView> {
    const [row]: ProposalRow[] = await manager.query(`${proposalSelect(this.market)} where p.id = $1`, [id]);
    return row === undefined ? notFound() : proposalView(row, call, this.market.market);
  }

  private pair(row: Pick<ProposalRow, 'id' | 'programme' | 'demand_id' | 'supply_id' | 'quantity'>, state: PairState['state'], version: number): PairState {
    return { proposalId: row.id, market: this.market.market, programme: row.programme, demandId: row.demand_id, supplyId: row.supply_id, quantity: row.quantity, state, version };
  }

  private async tellPairs(manager: EntityManager, call: Call, pairs: readonly PairState[]): Promise<void> {
    for (const chunk of chunksOf(pairs)) await this.outbox.append(manager, this.market.pairsChanged, `proposals:${this.market.market}`, { pairs: chunk }, call.correlationId);
  }
}
