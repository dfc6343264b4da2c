import type { DataSource, EntityManager } from 'typeorm';
import { type AlertAct, type alerts as operations, type AlertState, alertStateNames, type AlertView, type DismissReason, notFound, refuse, type RequestOf, type RiskMeasure, riskReasonNames } from '@jiedui/contracts';
import { ERASED, todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { nameOf } from '../households/household-acts.js';
import { keepsRegister } from '../households/household-row.js';
import { isListedIn } from '../households/listed-households.js';
import { dayFaults, dueFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { alertActs, alertRule, assignBy } from './alert-row.js';
import type { Alerts } from './alerts.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
/** An alert as an act finds it, locked; `last_on` the last day its history names. */
interface Locked { id: string; programme: string; region: string; state: AlertState; version: number; raised_on: string; last_on: string }
/** What an act changes, and what its step keeps. */
interface Step { readonly on: string | null; readonly assignee?: string; readonly dueOn?: string; readonly measure?: RiskMeasure; readonly reason?: DismissReason; readonly words?: string | undefined }

/** The steps of alerts: each is a line of the history and a version, in one transaction. */
export class AlertActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Alerts) {}

  /** Raises an alert for a household or a worker. Of one that is open already a second is not made: it is named. */
  async raise(call: Call, { householdId, workerId, cause, on, words }: Request<'raise'>): Promise<AlertView> {
    if ((householdId === undefined) === (workerId === undefined)) refuseFaults([{ field: 'householdId', code: 'ONE_OF_TWO', message: { zh: '请指明监测户或务工人员之一', en: 'name either a household or a worker' } }]);
    return inTransaction(this.dataSource, async (manager) => {
      const [subject]: { programme: string; region: string; household_id: string | null; worker_id: string | null; erased: boolean; monitored: boolean }[] = workerId === undefined
        ? await manager.query(`select programme, region, id as household_id, null as worker_id, false as erased, state = 'monitored' as monitored from household where id = $1`, [householdId])
        : await manager.query(`select s.programme, s.region, h.id as household_id, s.id as worker_id, s.natural_key like '${ERASED}%' as erased, true as monitored from worker s left join household h on ${isListedIn('s', 'h')} where s.id = $1`, [workerId]);
      if (subject === undefined || !keepsRegister(call, subject, 'alert.write')) return notFound();
      if (subject.erased) return refuse(409, 'ERASED', '本人信息已经删除，不能登记预警。', 'The person was erased; no alert can be raised.');
      if (!subject.monitored) return refuse(409, 'NOT_MONITORED', '该户不在监测中；如又出现风险，请先在台账“重新纳入”。', 'The household is not monitored; where it is at risk again, enter it again first.');
      refuseFaults([...dayFaults('on', on, todayInShanghai()), ...wordFaults({ words })]);
      const id = newId();
      const made: unknown[] = await manager.query(
        `insert into alert (id, programme, region, household_id, worker_id, cause, by_system, raised_on, due_on, created_by) values ($1, $2, $3, $4, $5, $6, false, $7, $8, $9) on conflict do nothing returning id`,
        [id, subject.programme, subject.region, subject.household_id, subject.worker_id, cause, on, assignBy(todayInShanghai()), call.actor.id]);
      if (made.length === 0) await this.refuseDouble(manager, subject, cause);
      await this.line(manager, call, id, 'raise', { on, words });
      return this.reader.now(manager, call, id);
    });
  }

  /** To a named person or office with a day; anew as often as it takes. */
  async assign(call: Call, { assignee, dueOn, words, ...at }: Request<'assign'>): Promise<AlertView> {
    return this.step(call, at, (state) => (state === 'registered' ? 'assign' : 'reassign'), (_row, today) => [...dueFaults('dueOn', dueOn, today), ...wordFaults({ assignee, words })], { on: null, assignee, dueOn, words });
  }

  async measure(call: Call, { measure, on, words, ...at }: Request<'measure'>): Promise<AlertView> {
    return this.step(call, at, () => 'measure', (row, today) => [...since(row, on, today), ...wordFaults({ words })], { on, measure, words });
  }

  async clear(call: Call, { on, words, ...at }: Request<'clear'>): Promise<AlertView> {
    return this.step(call, at, () => 'clear', (row, today) => [...since(row, on, today), ...wordFaults({ words })], { on, words });
  }

  async dismiss(call: Call, { on, reason, words, ...at }: Request<'dismiss'>): Promise<AlertView> {
    return this.step(call, at, () => 'dismiss', (row, today) => [...since(row, on, today), ...wordFaults({ words })], { on, reason, words });
  }

  private async step(call: Call, { id, version }: { readonly id: string; readonly version: number }, actIn: (state: AlertState) => AlertAct, faults: (row: Locked, today: string) => ReturnType<typeof dayFaults>, step: Step): Promise<AlertView> {
    return inTransaction(this.dataSource, async (manager) => {
      const [row]: Locked[] = await manager.query(
        `select id, programme, region, state, version, raised_on::text as raised_on, coalesce((select max(t.on_day) from alert_step t where t.alert_id = a.id), raised_on)::text as last_on from alert a where id = $1 for update`, [id]);
      if (row === undefined || !keepsRegister(call, row, 'alert.write')) return notFound();
      if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该预警已有变化，请刷新后重试。', 'The alert changed meanwhile; reload it.');
      const act = actIn(row.state), rule = alertRule(act);
      if (!rule.from.includes(row.state)) return refuseState(row.state, act);
      refuseFaults(faults(row, todayInShanghai()));
      await this.line(manager, call, id, act, step);
      const closed = rule.to === 'cleared' || rule.to === 'dismissed';
      await manager.query('update alert set state = coalesce($2, state), assignee = coalesce($3, assignee), due_on = coalesce($4::date, due_on), closed_on = $5::date, dismiss_reason = $6, version = version + 1, updated_at = now() where id = $1',
        [id, rule.to, step.assignee ?? null, step.dueOn ?? null, closed ? step.on : null, step.reason ?? null]);
      return this.reader.now(manager, call, id);
    });
  }

  private async line(manager: EntityManager, call: Call, id: string, act: AlertAct, step: Step): Promise<void> {
    await manager.query('insert into alert_step (alert_id, by_id, by_name, act, on_day, assignee, due_on, measure, reason, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [id, call.actor.id, nameOf(call), act, step.on, step.assignee ?? null, step.dueOn ?? null, step.measure ?? null, step.reason ?? null, step.words ?? null]);
  }

  private async refuseDouble(manager: EntityManager, subject: { household_id: string | null; worker_id: string | null }, cause: Request<'raise'>['cause']): Promise<never> {
    const [known]: { state: AlertState; raised_on: string }[] = await manager.query(
      `select state, raised_on::text as raised_on from alert a where cause = $1 and ${subject.worker_id === null ? 'worker_id is null and household_id' : 'worker_id'} = $2 and state in ('registered', 'assigned', 'measured')`, [cause, subject.worker_id ?? subject.household_id]);
    const name = riskReasonNames[cause], state = alertStateNames[known?.state ?? 'registered'], day = known?.raised_on ?? '';
    return refuse(409, 'ALERT_OPEN', `已有一条“${name.zh}”预警没有办结（${day} 登记，${state.zh}）；请在该条上办理。`, `An alert for "${name.en}" is open already (registered ${day}, ${state.en}); go on with that one.`, { fields: [{ field: 'cause', code: 'ALERT_OPEN', message: { zh: `已有未办结的预警：${state.zh}`, en: `open already: ${state.en}` } }] });
  }
}

/** A day that has come and does not lie before the last step. */
function since(row: Locked, on: string, today: string): ReturnType<typeof dayFaults> {
  return dayFaults('on', on, today, { day: row.last_on, what: { zh: '上一步', en: 'the last step' } });
}

function refuseState(state: AlertState, act: AlertAct): never {
  const possible = alertActs(state, 'county').map((one) => alertRule(one).name);
  return refuse(409, 'WRONG_STATE', `该预警现为“${alertStateNames[state].zh}”，不能“${alertRule(act).name.zh}”。${possible.length === 0 ? '已办结；如又出现风险，请登记新的预警。' : `现在可以：${possible.map((one) => one.zh).join('、')}。`}`,
    `The alert is "${alertStateNames[state].en}"; "${alertRule(act).name.en}" is not possible now. ${possible.length === 0 ? 'It is settled: raise a new one where there is a risk again.' : `Possible now: ${possible.map((one) => one.en).join(', ')}.`}`);
}
