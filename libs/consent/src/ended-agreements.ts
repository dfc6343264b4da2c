import type { EntityManager } from 'typeorm';
import { type PairState, refuse } from '@jiedui/contracts';
import { chunksOf, type Outbox } from '@jiedui/messaging';
import type { ConsentMarket } from './consent-market.js';

interface EndedPair { id: string; programme: string; demand_id: string; supply_id: string; quantity: number; version: number }

/** Who ended or resumed it and in which words, for the proposal's own history. */
export interface AgreementNote { readonly by: string; readonly what: string; readonly reason: string | null; readonly correlationId: string | null }

/**
 * Ends agreements in the transaction that decided it: both rows get back what was taken, a filled one is open again, and the engine is told. With `excludes` the pair is
 * not proposed again and the lists are matched anew, as after a refusal; else it is merely free. Those that ended before are left alone.
 */
export async function endAgreements(market: ConsentMarket, manager: EntityManager, outbox: Outbox, ids: readonly string[], excludes: boolean, note: AgreementNote): Promise<void> {
  const [ended]: [{ proposal_id: string; demand_id: string; supply_id: string; quantity: number }[]] = await manager.query(
    'update agreement set ended = true where id = any($1::uuid[]) and not ended returning proposal_id, demand_id, supply_id, quantity', [ids]);
  for (const [table, side] of [[market.demandTable, 'demand_id'], [market.supplyTable, 'supply_id']] as const) {
    await manager.query(
      `update ${table} r set taken = r.taken - given.quantity, status = case when r.status = 'filled' then 'open' else r.status end, updated_at = now()
        from (select id, sum(quantity)::int as quantity from unnest($1::uuid[], $2::int[]) as g(id, quantity) group by id) given where r.id = given.id`, [ended.map((one) => one[side]), ended.map((one) => one.quantity)]);
  }
  const [pairs]: [EndedPair[]] = await manager.query(
    `update proposal set state = 'ended', excludes = $2, deadline = null, version = version + 1, updated_at = now() where id = any($1::uuid[]) returning id, programme, demand_id, supply_id, quantity, version`, [ended.map((one) => one.proposal_id), excludes]);
  await tell(market, manager, outbox, pairs, excludes ? 'refused' : 'released', note);
}

/** Takes the end of one agreement back, which both rows must have room for by now; refuses when they have not, or when the pair has found a proposal anew. */
export async function resumeAgreement(market: ConsentMarket, manager: EntityManager, outbox: Outbox, id: string, note: AgreementNote): Promise<void> {
  const [[resumed]]: [{ proposal_id: string; demand_id: string; supply_id: string; quantity: number }[]] = await manager.query('update agreement set ended = false where id = $1 and ended returning proposal_id, demand_id, supply_id, quantity', [id]);
  if (resumed === undefined) return;
  for (const [table, row] of [[market.demandTable, resumed.demand_id], [market.supplyTable, resumed.supply_id]] as const) {
    const [taken]: [unknown[]] = await manager.query(
      `update ${table} set taken = taken + $2, status = case when taken + $2 = quantity then 'filled' else status end, updated_at = now() where id = $1 and taken + $2 <= quantity and status = 'open' returning id`, [row, resumed.quantity]);
    if (taken.length === 0) refuse(409, 'NO_ROOM', '名额或本人已有其他安排，不能恢复。', 'The place or the person is taken by now; it cannot be resumed.');
  }
  // What a run merely proposed anew makes way; what was sent is somebody's to answer.
  await manager.query(`update proposal set state = 'withdrawn', version = version + 1, updated_at = now() where demand_id = $1 and supply_id = $2 and state = 'proposed'`, [resumed.demand_id, resumed.supply_id]);
  const live: unknown[] = await manager.query(`select 1 from proposal where demand_id = $1 and supply_id = $2 and state in ('sent', 'agreed')`, [resumed.demand_id, resumed.supply_id]);
  if (live.length > 0) refuse(409, 'PAIR_LIVE', '这两方已有进行中的匹配建议。', 'This pair already has a live proposal.');
  const [pairs]: [EndedPair[]] = await manager.query(
    `update proposal set state = 'agreed', excludes = false, version = version + 1, updated_at = now() where id = $1 returning id, programme, demand_id, supply_id, quantity, version`, [resumed.proposal_id]);
  await tell(market, manager, outbox, pairs, 'agreed', note);
}

async function tell(market: ConsentMarket, manager: EntityManager, outbox: Outbox, pairs: readonly EndedPair[], state: PairState['state'], note: AgreementNote): Promise<void> {
  await manager.query('insert into proposal_event (proposal_id, by_actor, what, reason) select id, $2, $3, $4 from unnest($1::uuid[]) as p(id)', [pairs.map((pair) => pair.id), note.by, note.what, note.reason]);
  for (const chunk of chunksOf(pairs)) {
    await outbox.append(manager, market.pairsChanged, `proposals:${market.market}`, {
      pairs: chunk.map((pair) => ({ proposalId: pair.id, market: market.market, programme: pair.programme, demandId: pair.demand_id, supplyId: pair.supply_id, quantity: pair.quantity, state, version: pair.version })),
    }, note.correlationId);
  }
}
