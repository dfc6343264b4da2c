import type { DataSource, EntityManager } from 'typeorm';
import { type FieldProblem, notFound, refuse, type ReplyOf, type RequestOf, type subsidies as operations, type SubsidyAct, subsidyStateNames, type SubsidyTerms, type SubsidyView } from '@jiedui/contracts';
import { Parameters, scopeOf, scopeSql } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId, toSafeInteger } from '@jiedui/persistence';
import { supportersOf, unitsOf } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { containing, keysetPage } from '../households/keyset-page.js';
import { refuseFaults, wordFaults } from '../households/typed-input.js';
import { subsidyActs, subsidyRule, termFaults } from './subsidy-rules.js';
import { changedFields, keepsPolicy, type SubsidyRow, subsidyScope, subsidySelect, subsidyStep, type SubsidyStepRow, subsidyView, termsOf } from './subsidy-row.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
interface Step { readonly id: string; readonly version: number }

const columns = ['title', 'kind', 'claimant', 'subject', 'tiers', 'outside', 'months', 'insured', 'passed', 'amount_fen', 'monthly', 'cap_fen', 'valid_from', 'valid_to', 'document', 'document_number', 'funds_fen'];
const valuesOf = (terms: SubsidyTerms): unknown[] => [terms.title, terms.kind, terms.claimant, terms.subject, terms.tiers, terms.outside, terms.months, terms.insured, terms.passed, terms.amountFen, terms.monthly, terms.capFen, terms.validFrom, terms.validTo, terms.document, terms.documentNumber, terms.fundsFen];
const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });

/** Policies: pages, one with its history, and their steps, each a version and a line of the history. */
export class Subsidies {
  constructor(private readonly dataSource: DataSource) {}

  async list(call: Call, query: Request<'list'>): Promise<ReplyOf<typeof operations.list>> {
    const { ids, ...page } = await keysetPage(this.dataSource, { from: 'subsidy_policy y', id: 'y.id', sort: { column: 'y.updated_at', type: 'timestamptz', ascending: false }, where: (parameters) => {
      const where = [scopeSql(call.scope, call.actor, subsidyScope, parameters)];
      for (const [column, value] of [['programme', query.programme], ['state', query.state], ['kind', query.kind], ['claimant', query.claimant]] as const) if (value !== undefined) where.push(`y.${column} = ${parameters.add(value)}`);
      if (query.search !== undefined && query.search.trim() !== '') { const like = parameters.add(containing(query.search)); where.push(`(y.title ilike ${like} or y.office ilike ${like} or y.document ilike ${like} or y.document_number ilike ${like})`); }
      return where;
    } }, query);
    const rows: SubsidyRow[] = await this.dataSource.query(`${subsidySelect} where y.id = any($1::uuid[])`, [ids]), shown = new Map(rows.map((row) => [row.id, subsidyView(row, call)]));
    return { items: ids.flatMap((id) => { const view = shown.get(id); return view === undefined ? [] : [view]; }), ...page };
  }

  async get(call: Call, id: string): Promise<ReplyOf<typeof operations.get>> {
    const row = await this.reached(this.dataSource.manager, call, id);
    const steps: SubsidyStepRow[] = await this.dataSource.query('select at, by_name, act, changed, words from subsidy_policy_step where policy_id = $1 order by id desc limit 200', [id]);
    return { policy: subsidyView(row, call), history: steps.map(subsidyStep) };
  }

  async plan(call: Call, { programme, side, region, ...terms }: Request<'plan'>): Promise<SubsidyView> {
    const place = { programme, side, region: side === 'programme' ? null : region ?? null };
    if ((side !== 'programme' && place.region === null) || !keepsPolicy(call.actor, place)) refuse(403, 'OUT_OF_SCOPE', '只能拟定本单位的补贴政策。', 'An office plans its own policies.', { fields: [fault('region', 'OUT_OF_SCOPE', '请选择本单位', 'choose your own office')] });
    const known = side === 'programme' || (side === 'supporter' ? supportersOf(programme) : unitsOf(programme)).some(({ code }) => code === place.region);
    refuseFaults([...(known ? [] : [fault('region', 'NOT_OF_THE_SIDE', '不是本计划的支援方或受援县（区）；请核对', 'is no place of that side of the programme; check it')]), ...termFaults(terms)]);
    return inTransaction(this.dataSource, async (manager) => {
      const id = newId();
      await manager.query(`insert into subsidy_policy (id, programme, side, region, office, created_by, ${columns.join(', ')}) values ($1, $2, $3, $4, $5, $6, ${columns.map((_, i) => `$${i + 7}`).join(', ')})`,
        [id, programme, side, place.region, call.actor.organisationName ?? call.actor.displayName, call.actor.id, ...valuesOf(terms)]);
      await line(manager, call, id, 'plan');
      return this.now(manager, call, id);
    });
  }

  async amend(call: Call, { id, version, ...terms }: Request<'amend'>): Promise<SubsidyView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.begin(manager, call, { id, version }, 'amend'), [{ committed, claims }]: [{ committed: string; claims: number }] = await manager.query('select y.committed_fen as committed, (select count(*)::int from subsidy_claim c where c.policy_id = y.id) as claims from subsidy_policy y where y.id = $1', [id]);
      refuseFaults([
        ...termFaults(terms),
        ...(terms.fundsFen !== null && terms.fundsFen < toSafeInteger(committed) ? [fault('fundsFen', 'FUNDS_BELOW_APPROVED', `已通过和已发放共 ${toSafeInteger(committed) / 100} 元；资金总额不能更少`, `${toSafeInteger(committed) / 100} yuan were approved; the funds cannot be less`)] : []),
        ...(claims > 0 && (terms.claimant !== row.claimant || terms.subject !== row.subject || (terms.monthly === null) !== (row.monthly === null)) ? [fault('subject', 'CLAIMED_ALREADY', '已有申领，不能改对象、申领依据和计发方式；请停止执行，另拟政策', 'it was claimed from: who claims, what for and how it is paid stay; end it and plan another')] : []),
      ]);
      const changed = changedFields(termsOf(row), terms);
      if (changed.length === 0) return this.now(manager, call, id);
      await manager.query(`update subsidy_policy set ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')}, version = version + 1, updated_at = now() where id = $1`, [id, ...valuesOf(terms)]);
      await line(manager, call, id, 'amend', changed);
      return this.now(manager, call, id);
    });
  }

  async start(call: Call, at: Request<'start'>): Promise<SubsidyView> { return this.turn(call, at, 'start', null); }

  async end(call: Call, { words, ...at }: Request<'end'>): Promise<SubsidyView> {
    refuseFaults(wordFaults({ words }));
    return this.turn(call, at, 'end', words);
  }

  private async turn(call: Call, at: Step, act: SubsidyAct, words: string | null): Promise<SubsidyView> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.begin(manager, call, at, act);
      await manager.query('update subsidy_policy set state = $2, version = version + 1, updated_at = now() where id = $1', [at.id, subsidyRule(act).to]);
      await line(manager, call, at.id, act, [], words);
      return this.now(manager, call, at.id);
    });
  }

  /** The policy, locked, where the act is the caller's and possible now. */
  private async begin(manager: EntityManager, call: Call, { id, version }: Step, act: SubsidyAct): Promise<SubsidyRow> {
    await manager.query('select id from subsidy_policy where id = $1 for update', [id]);
    const row = await this.reached(manager, call, id);
    // Who reads it without keeping it finds nothing here to change.
    if (!keepsPolicy(call.actor, row)) notFound();
    if (row.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该政策已有变化，请刷新后重试。', 'The policy changed meanwhile; reload it.');
    if (!subsidyActs(row.state).includes(act)) refuse(409, 'WRONG_STATE', `该政策“${subsidyStateNames[row.state].zh}”，不能“${subsidyRule(act).name.zh}”。`, `The policy is "${subsidyStateNames[row.state].en}"; "${subsidyRule(act).name.en}" is not possible now.`);
    return row;
  }

  private async reached(manager: EntityManager, call: Call, id: string): Promise<SubsidyRow> {
    const parameters = new Parameters(), at = parameters.add(id), scope = scopeSql(scopeOf(call.actor, 'subsidy.read'), call.actor, subsidyScope, parameters);
    const [row]: SubsidyRow[] = await manager.query(`${subsidySelect} where y.id = ${at} and ${scope}`, parameters.values);
    return row ?? notFound();
  }

  private async now(manager: EntityManager, call: Call, id: string): Promise<SubsidyView> {
    const [row]: SubsidyRow[] = await manager.query(`${subsidySelect} where y.id = $1`, [id]);
    return row === undefined ? notFound() : subsidyView(row, call);
  }
}

async function line(manager: EntityManager, call: Call, id: string, act: SubsidyAct, changed: readonly string[] = [], words: string | null = null): Promise<void> {
  await manager.query('insert into subsidy_policy_step (policy_id, by_id, by_name, act, changed, words) values ($1, $2, $3, $4, $5, $6)', [id, call.actor.id, nameOf(call), act, [...changed], words]);
}
