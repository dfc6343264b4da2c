import type { DataSource, EntityManager } from 'typeorm';
import { BAR_AT_ONCE, type BarAct, barStateNames, type BarView, type barredEmployers as operations, type FieldProblem, notFound, refuse, type RequestOf } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import { nameOf } from '../households/household-acts.js';
import { dayFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { barRule, bars, stateOf } from './bar-row.js';
import { type Bars, keysOf } from './bars.js';
import type { CarryOut } from './carry-out.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;

/** Seconds that what one request deals with may take. */
const LONG_SECONDS = 18;

/** Bars an employer and lifts the bar again; each is a line of the history and a version. */
export class BarActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Bars, private readonly follow: CarryOut) {}

  /** With at most {@link BAR_AT_ONCE} rows all that follows is done in this transaction; else the bar stands at once, and the sweep does the rest. */
  async bar(call: Call, { programme, name, reason, reasonWords, source, foundOn, fromOn }: Request<'bar'>): Promise<BarView> {
    if (!bars(call.actor, programme)) return notFound();
    refuseFaults(barFaults({ reason, reasonWords, source, foundOn, fromOn }, todayInShanghai()));
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, LONG_SECONDS);
      const [{ known }]: [{ known: boolean }] = await manager.query('select exists (select from post where programme = $1 and organisation_name = $2) as known', [programme, name]);
      if (!known) refuseFaults([{ field: 'name', code: 'EMPLOYER_UNKNOWN', message: { zh: '本计划没有该单位的岗位；请从列表中选择', en: 'no post of the programme names it; choose one of the list' } }]);
      const id = newId(), organisations = await keysOf(manager, programme, name), words = reasonWords ?? null;
      const [double]: { from_on: string }[] = await manager.query('select from_on::text as from_on from barred_employer where programme = $1 and lifted_at is null and (name = $2 or organisations && $3::text[])', [programme, name, organisations]);
      if (double !== undefined) refuseDouble(double.from_on);
      const made: unknown[] = await manager.query(
        `insert into barred_employer (id, programme, name, organisations, reason, reason_words, source, found_on, from_on, office, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
        [id, programme, name, organisations, reason, words, source, foundOn, fromOn, call.actor.organisationName ?? call.actor.displayName, call.actor.id]);
      if (made.length === 0) refuseDouble(null);
      await line(manager, call, id, 'bar', words);
      const { posts, ended, looks } = await this.reader.preview(call, { programme, name }, manager);
      if (posts + ended + looks <= BAR_AT_ONCE) await this.follow.carryOut(manager, { id, programme, name, organisations, reason, carried_out_at: null }, call.correlationId);
      return this.reader.now(manager, call, id);
    });
  }

  /** Posts may be made anew; nothing comes back by itself. */
  async lift(call: Call, { id, version, words }: Request<'lift'>): Promise<BarView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.reader.reached(manager, call, id, true), rule = barRule('lift'), state = stateOf(row);
      if (!bars(call.actor, row.programme)) notFound();
      if (row.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该停用记录已有变化，请刷新后重试。', 'The bar changed meanwhile; reload it.');
      if (!rule.from.includes(state)) refuse(409, 'WRONG_STATE', `该停用记录“${barStateNames[state].zh}”，不能“${rule.name.zh}”。`, `The bar is "${barStateNames[state].en}" already.`);
      if (row.carried_out_at === null) refuse(409, 'STILL_AT_WORK', '岗位和上岗记录还在处理，请稍后再解除。', 'Its posts and placements are still being dealt with; lift it afterwards.', { retryable: true });
      refuseFaults(wordFaults({ words }));
      await manager.query('update barred_employer set lifted_at = now(), lifted_words = $2, version = version + 1, updated_at = now() where id = $1', [id, words]);
      await line(manager, call, id, 'lift', words);
      return this.reader.now(manager, call, id);
    });
  }
}

/** What is wrong with a finding: days that have not come or contradict each other, `other` without words, words that name a person. */
export function barFaults({ reason, reasonWords, source, foundOn, fromOn }: Pick<Request<'bar'>, 'reason' | 'reasonWords' | 'source' | 'foundOn' | 'fromOn'>, today: string): FieldProblem[] {
  return [
    ...dayFaults('foundOn', foundOn, today), ...dayFaults('fromOn', fromOn, today, { day: foundOn, what: { zh: '认定日期', en: 'the day of the finding' } }), ...wordFaults({ reasonWords, source }),
    ...(reason === 'other' && reasonWords === undefined ? [{ field: 'reasonWords', code: 'WORDS_NEEDED', message: { zh: '原因选“其他”时请写明情况', en: 'say what it is where the reason is "other"' } }] : []),
  ];
}

function refuseDouble(since: string | null): never {
  return refuse(409, 'ALREADY_BARRED', `该单位已在停用中${since === null ? '' : `（自 ${since} 起）`}。`, `The employer is barred already${since === null ? '' : ` (since ${since})`}.`, { fields: [{ field: 'name', code: 'ALREADY_BARRED', message: { zh: '该单位已在停用中', en: 'barred already' } }] });
}

async function line(manager: EntityManager, call: Call, id: string, act: BarAct, words: string | null): Promise<void> {
  await manager.query('insert into barred_employer_step (bar_id, by_id, by_name, act, words) values ($1, $2, $3, $4, $5)', [id, call.actor.id, nameOf(call), act, words]);
}
