import type { DataSource, EntityManager } from 'typeorm';
import { type ClaimAct, claimStateNames, type ClaimView, refuse, type ReplyOf, type RequestOf, type subsidyClaims as operations, type Text2 } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import { nameOf } from '../households/household-acts.js';
import { dayFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { countedReasons } from '../placements/placement-acts.js';
import type { Hindrance } from '../placements/placement-machine.js';
import { claimActors, claimsFor, type ClaimRow } from './claim-row.js';
import { type Claims, seesTierOf } from './claims.js';
import { heldUnder, type Subject, subjectsById } from './subject-rows.js';
import { claimRule, judge } from './subsidy-rules.js';
import { type SubsidyRow, subsidySelect, termsOf } from './subsidy-row.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
interface Step { readonly id: string; readonly version: number }

const absent: Hindrance = { code: 'NOT_FOUND', message: { zh: '没有找到，或不在您的权限范围内。', en: 'Not found, or outside your scope.' } };
const unconsented: Hindrance = { code: 'NO_CONSENT', message: { zh: '本人没有有效的个人信息授权，不能申领。', en: 'The worker has no consent in force.' } };

/** The steps of claims: each is a version and a line of the history, in one transaction. Locks are taken in one order: people, or the claim; then the policy. */
export class ClaimActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Claims) {}

  /** Claims for each of them that meets the terms now; who does not is left and named. Two claims for one person come after each other. */
  async make(call: Call, { policyId, subjects: named }: Request<'make'>): Promise<ReplyOf<typeof operations.make>> {
    const ids = [...new Set(named)];
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 18);
      // Held against being ended meanwhile.
      await manager.query('select id from subsidy_policy where id = $1 for share', [policyId]);
      const policy = await this.reader.openPolicy(manager, call, policyId), asked = await subjectsById(manager, policy.subject, ids), mine = asked.filter((one) => one.programme === policy.programme && claimsFor(call.actor, policy.claimant, one));
      for (const person of [...new Set(mine.map((one) => one.person))].sort()) await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`subsidy ${person}`]);
      // Read again under the locks: what another claim or step wrote meanwhile counts.
      const now = new Map((await subjectsById(manager, policy.subject, mine.map(({ id }) => id))).map((one) => [one.id, one])), done: string[] = [], skipped = new Map<string, Hindrance>();
      for (const id of ids) {
        const subject = now.get(id), made = subject === undefined ? absent : await this.claimOne(manager, call, policy, subject);
        if (typeof made === 'string') done.push(made);
        else skipped.set(id, made);
      }
      return { done, skipped: [...skipped].map(([id, { code }]) => ({ id, code })), reasons: countedReasons([...skipped.values()]) };
    });
  }

  /** The office approves: the terms are judged again, with the tier, and the money is set aside where the funds reach. */
  async approve(call: Call, at: Request<'approve'>): Promise<ClaimView> {
    return this.step(call, at, 'approve', null, async (manager, row) => {
      if (row.claimed_by === call.actor.id) refuse(403, 'FOUR_EYES', '申领人不能审核自己的申领；请由本单位另一人审核。', 'Who claims does not approve; another person of the office does.');
      const [policy]: SubsidyRow[] = await manager.query(`${subsidySelect} where y.id = $1`, [row.policy_id]), [subject] = await subjectsById(manager, row.subject, [row.subject_id]);
      const missing = policy === undefined || subject === undefined ? [] : judge({ ...termsOf(policy), side: policy.side, region: policy.region }, subject, { personFen: 0, period: null }).missing;
      if (subject?.consented !== true || missing.length > 0) {
        const told: Text2[] = subject === undefined ? [] : missing.filter(({ term }) => term !== 'tiers' || seesTierOf(call, subject)).map(({ message }) => message);
        refuse(409, 'TERMS_NOT_MET', `现在不符合政策条件${told.length === 0 ? '' : `：${told.map((one) => one.zh).join('；')}`}。请核实，或不予通过。`, `The terms are not met now${told.length === 0 ? '' : `: ${told.map((one) => one.en).join('; ')}`}. Look into it, or refuse the claim.`);
      }
      const [, taken]: [unknown, number] = await manager.query('update subsidy_policy set committed_fen = committed_fen + $2 where id = $1 and (funds_fen is null or committed_fen + $2 <= funds_fen)', [row.policy_id, row.amount_fen]);
      if (taken === 0) refuse(409, 'FUNDS_USED_UP', '政策资金不足，不能通过。请先增加资金，或不予通过。', 'The funds of the policy do not reach; add to them first, or refuse the claim.');
    });
  }

  async pay(call: Call, { on, reference, ...at }: Request<'pay'>): Promise<ClaimView> {
    return this.step(call, at, 'pay', `${on} ${reference}`, async (manager, row) => {
      refuseFaults(dayFaults('on', on, todayInShanghai(), { day: new Date(row.created_at.getTime() + 8 * 3600_000).toISOString().slice(0, 10), what: { zh: '申领日期', en: 'the day of the claim' } }));
      await manager.query('update subsidy_claim set paid_on = $2, reference = $3 where id = $1', [row.id, on, reference]);
    });
  }

  /** A payment entered in error: back to approved, with its day and voucher in the history; the money stays set aside. */
  async correct(call: Call, { words, ...at }: Request<'correct'>): Promise<ClaimView> {
    refuseFaults(wordFaults({ words }));
    return this.step(call, at, 'correct', words, async (manager, row) => {
      await manager.query('update subsidy_claim set paid_on = null, reference = null where id = $1', [row.id]);
    });
  }

  /** Refused; what was set aside for it is free again. */
  async refuse(call: Call, { reason, words, ...at }: Request<'refuse'>): Promise<ClaimView> {
    return this.step(call, at, 'refuse', words ?? null, async (manager, row) => {
      refuseFaults(wordFaults({ words }));
      if (row.state === 'approved') await manager.query('update subsidy_policy set committed_fen = committed_fen - $2 where id = $1', [row.policy_id, row.amount_fen]);
      await manager.query('update subsidy_claim set refusal_reason = $2, refusal_words = $3 where id = $1', [row.id, reason, words ?? null]);
    });
  }

  async withdraw(call: Call, { words, ...at }: Request<'withdraw'>): Promise<ClaimView> {
    refuseFaults(wordFaults({ words }));
    return this.step(call, at, 'withdraw', words ?? null, async () => { await Promise.resolve(); });
  }

  private async claimOne(manager: EntityManager, call: Call, policy: SubsidyRow, subject: Subject): Promise<string | Hindrance> {
    if (!subject.consented) return unconsented;
    const { missing: [missing], amountFen, period } = judge({ ...termsOf(policy), side: policy.side, region: policy.region }, subject, (await heldUnder(manager, policy.id, [subject]))(subject), seesTierOf(call, subject));
    if (missing !== undefined) return { code: missing.term === 'claimed' ? 'CLAIMED_ALREADY' : `TERM_${missing.term.toUpperCase()}`, message: missing.message };
    const id = newId();
    await manager.query('insert into subsidy_claim (id, policy_id, programme, subject, subject_id, worker_id, person, region, organisation, period, amount_fen, claimed_by, claimed_by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
      [id, policy.id, policy.programme, subject.subject, subject.id, subject.worker_id, subject.person, subject.region, subject.organisation, period, amountFen, call.actor.id, nameOf(call)]);
    await line(manager, call, id, 'claim', null);
    return id;
  }

  private async step(call: Call, { id, version }: Step, act: ClaimAct, words: string | null, work: (manager: EntityManager, row: ClaimRow) => Promise<void>): Promise<ClaimView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.reader.reached(manager, call, id, true), rule = claimRule(act);
      if (row.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该申领已有变化，请刷新后重试。', 'The claim changed meanwhile; reload it.');
      if (!claimActors(call.actor, row).includes(rule.by)) {
        const who = rule.by === 'office' ? { zh: '政策的主管单位', en: 'office whose policy it is' } : { zh: '申领一方', en: 'side that claims' };
        refuse(403, 'NOT_YOURS', `“${rule.name.zh}”由${who.zh}办理。`, `"${rule.name.en}" is for the ${who.en} to do.`);
      }
      if (!rule.from.includes(row.state)) refuse(409, 'WRONG_STATE', `该申领“${claimStateNames[row.state].zh}”，不能“${rule.name.zh}”。`, `The claim is "${claimStateNames[row.state].en}"; "${rule.name.en}" is not possible now.`);
      await work(manager, row);
      await manager.query('update subsidy_claim set state = $2, version = version + 1, updated_at = now() where id = $1', [id, rule.to]);
      await line(manager, call, id, act, words);
      return this.reader.now(manager, call, id);
    });
  }
}

async function line(manager: EntityManager, call: Call, id: string, act: ClaimAct, words: string | null): Promise<void> {
  await manager.query('insert into subsidy_claim_step (claim_id, by_id, by_name, act, words) values ($1, $2, $3, $4, $5)', [id, call.actor.id, nameOf(call), act, words]);
}
