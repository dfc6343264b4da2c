import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { z } from 'zod';
import { notFound, type PairState, refuse, type RefusalReason } from '@jiedui/contracts';
import type { Call, Outbox } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import type { ConsentMarket } from './consent-market.js';
import { type ProposalRow, proposalSelect } from './proposals.js';

/** What persons of the supply side said themselves, the last word of each proposal; made by the service whose market has `personAnswers`. */
export async function createPersonAnswers(runner: QueryRunner): Promise<void> {
  await runner.query('create table person_answer (proposal_id uuid primary key references proposal, supply_id uuid not null, yes boolean not null, at timestamptz not null default now())');
}

/** A person's own yes or no, with the version of the proposal that was on the page. */
export interface PersonAnswerRequest { readonly id: string; readonly version: number; readonly yes: boolean; readonly reason?: z.infer<typeof RefusalReason> | undefined; readonly words?: string | undefined }

/** Told of an answer in its transaction. */
export type PersonAnswered = (manager: EntityManager, answer: { readonly proposalId: string; readonly supplyId: string; readonly yes: boolean }) => Promise<void>;

/**
 * The person of a supply row answers by themself. A no is a refusal of the supply side, also of what was not sent yet: the pair is excluded and matched
 * anew. A yes binds nobody: it is kept for the office that speaks for the person, which sends the proposal, or has sent it.
 */
export class PersonAnswers {
  constructor(private readonly market: ConsentMarket, private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly answered: PersonAnswered) {}

  /** @param supplyId the person's own row: a proposal of another one is not found. */
  async answer(call: Call, supplyId: string, { id, version, yes, reason, words }: PersonAnswerRequest): Promise<ProposalRow> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.answerable(manager, supplyId, id, version);
      await manager.query('insert into person_answer (proposal_id, supply_id, yes) values ($1, $2, $3) on conflict (proposal_id) do update set yes = excluded.yes, at = now()', [id, supplyId, yes]);
      await manager.query('insert into proposal_event (proposal_id, by_actor, what, reason) values ($1, $2, $3, $4)', [id, call.actor.displayName, yes ? '本人同意' : '本人拒绝', yes ? null : reason]);
      if (!yes) await this.refused(manager, call, row, reason ?? 'other', words);
      await this.answered(manager, { proposalId: id, supplyId, yes });
      return row;
    });
  }

  private async answerable(manager: EntityManager, supplyId: string, id: string, version: number): Promise<ProposalRow> {
    const [row]: ProposalRow[] = await manager.query(`${proposalSelect(this.market)} where p.id = $1 and p.supply_id = $2 for update of p`, [id, supplyId]);
    if (row === undefined) return notFound();
    if (row.state === 'sent' && row.deadline !== null && row.deadline <= new Date()) return refuse(409, 'LAPSED', '这个岗位推荐已过期限。', 'The proposal was not answered in time.');
    if (row.state !== 'sent' && row.state !== 'proposed') return refuse(409, 'NOT_OPEN', '这个岗位推荐已经处理过了。', 'The proposal was dealt with already.');
    if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '内容有变化，请刷新后再答复。', 'The proposal changed meanwhile; reload it.');
    return row;
  }

  private async refused(manager: EntityManager, call: Call, row: ProposalRow, reason: z.infer<typeof RefusalReason>, words: string | undefined): Promise<void> {
    await manager.query(`update proposal set state = 'refused', refused_by = 'supply', refusal_reason = $2, refusal_words = $3, deadline = null, version = version + 1, updated_at = now() where id = $1`, [row.id, reason, words ?? null]);
    const pair: PairState = { proposalId: row.id, market: this.market.market, programme: row.programme, demandId: row.demand_id, supplyId: row.supply_id, quantity: row.quantity, state: 'refused', version: row.version + 1 };
    await this.outbox.append(manager, this.market.pairsChanged, `proposals:${this.market.market}`, { pairs: [pair] }, call.correlationId);
  }
}
