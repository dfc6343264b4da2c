import type { DataSource, EntityManager } from 'typeorm';
import { correctableHouseholdActs, type HouseholdAct, type HouseholdClass, householdClassNames, type households as operations, type HouseholdState, householdStateNames, type HouseholdView, notFound, refuse, type RequestOf, type Text2 } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import { listContext } from '@jiedui/lists';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { regionName } from '@jiedui/reference-data';
import { type DetailChange, householdActs, householdRule, keepsRegister } from './household-row.js';
import type { Households } from './households.js';
import { ID_NUMBER } from './listed-households.js';
import { dayFaults, refuseFaults, wordFaults } from './typed-input.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
/** A household as an act finds it, locked. */
interface Locked {
  id: string; programme: string; region: string; number: string; state: HouseholdState; class: HouseholdClass; version: number; entered_on: string; left_on: string | null; township: string | null; members: number | null; reason: string | null;
  reason_words: string | null; found_by: string | null; measures: string[]; measure_words: string | null; relocated: boolean; relocation_measures: string[]; relocation_words: string | null; open_alerts: number;
}
/** A line of the history to be written; what is left out stays as it is. */
interface Line { readonly act: HouseholdAct; readonly on: string | null; readonly class?: HouseholdClass; readonly reason?: string | null; readonly words?: string | null; readonly changes?: readonly DetailChange[]; readonly to?: HouseholdState; readonly corrects?: string }

/** Columns of the details by the names of their fields. */
const detailColumns = {
  enteredOn: 'entered_on', township: 'township', members: 'members', reason: 'reason', reasonWords: 'reason_words', foundBy: 'found_by', measures: 'measures', measureWords: 'measure_words', relocated: 'relocated', relocationMeasures: 'relocation_measures', relocationWords: 'relocation_words',
} as const;

/** What is done with households of the register: each act is a line of a history that nothing changes, and a version, in one transaction. */
export class HouseholdActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Households) {}

  /** Enters a household by hand. One that the register knows already is named, and is not entered twice. */
  async create(call: Call, request: Request<'create'>): Promise<HouseholdView> {
    const { programme, region } = request, number = request.number.replaceAll(/\s+/gu, ' ');
    if (!keepsRegister(call, { programme, region })) refuse(403, 'OUT_OF_SCOPE', `${regionName(region)}不在您的权限范围内；请选择本县（区），或由该县登记。`, `${regionName(region)} lies outside your scope; choose your own county, or let that one enter it.`, { fields: [{ field: 'region', code: 'OUT_OF_SCOPE', message: { zh: '请选择本县（区）', en: 'choose your own county' } }] });
    const isUnit = listContext(todayInShanghai(), programme).catalogue.unitsOf(programme).includes(region);
    refuseFaults([
      ...(isUnit ? [] : [{ field: 'region', code: 'NOT_A_UNIT', message: { zh: '不是本项目的受援县（区）；请从列表中选择', en: 'is no receiving unit of this programme; choose one of the list' } }]),
      ...(ID_NUMBER.test(number) ? [{ field: 'number', code: 'ID_NUMBER', message: { zh: '这是身份证号；请填家庭编号', en: 'this is an ID number; give the number of the household' } }] : []),
      ...dayFaults('enteredOn', request.enteredOn, todayInShanghai()), ...wordFaultsOf(request),
    ]);
    return inTransaction(this.dataSource, async (manager) => {
      const id = newId();
      const made: unknown[] = await manager.query(
        `insert into household (id, programme, region, number, class, entered_on, township, members, reason, reason_words, found_by, measures, measure_words, relocated, relocation_measures, relocation_words, created_by)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict (programme, region, number) do nothing returning id`,
        [id, programme, region, number, request.class, request.enteredOn, request.township, request.members, request.reason, request.reasonWords, request.foundBy, unique(request.measures), request.measureWords, request.relocated, unique(request.relocationMeasures), request.relocationWords, call.actor.id]);
      if (made.length === 0) await this.refuseDouble(manager, programme, region, number);
      await this.write(manager, call, { id, state: null, class: null }, { act: 'enter', on: request.enteredOn, class: request.class, reason: request.reason, words: request.reasonWords });
      return this.reader.now(manager, call, id);
    });
  }

  /** Amends the details; each that changed is in the history with what it was. */
  async amend(call: Call, request: Request<'amend'>): Promise<HouseholdView> {
    return this.step(call, request, 'amend', (row, today) => [...dayFaults('enteredOn', request.enteredOn, today), ...wordFaultsOf(request), ...(row.left_on !== null && request.enteredOn > row.left_on ? [{ field: 'enteredOn', code: 'DAY_AFTER', message: { zh: `晚于退出日期（${row.left_on}）；请填此前的日期`, en: `lies after the day it left (${row.left_on}); give an earlier one` } }] : [])], async (manager, row) => {
      const next: Record<keyof typeof detailColumns, unknown> = { ...request, measures: unique(request.measures), relocationMeasures: unique(request.relocationMeasures) };
      const changes = (Object.keys(detailColumns) as (keyof typeof detailColumns)[]).flatMap((field) => (JSON.stringify(row[detailColumns[field]]) === JSON.stringify(next[field]) ? [] : [{ field, from: row[detailColumns[field]], to: next[field] }]));
      if (changes.length === 0) refuse(409, 'NOTHING_CHANGED', '资料没有变化。', 'Nothing was changed.');
      await manager.query(`update household set ${changes.map(({ field }, i) => `${detailColumns[field]} = $${i + 2}`).join(', ')} where id = $1`, [row.id, ...changes.map(({ to }) => to)]);
      await this.write(manager, call, row, { act: 'amend', on: null, changes });
    });
  }

  async reclass(call: Call, request: Request<'reclass'>): Promise<HouseholdView> {
    return this.step(call, request, 'reclass', (row, today) => [...moved('on', request.on, today, row), ...wordFaults({ words: request.words })], async (manager, row) => {
      if (row.class === request.class) refuse(409, 'SAME_CLASS', `该户现在就是“${householdClassNames[row.class].zh}”，请选择另一类别。`, `The household is of this class already; choose another.`, { fields: [{ field: 'class', code: 'SAME_CLASS', message: { zh: '请选择另一类别', en: 'choose another class' } }] });
      await manager.query('update household set class = $2 where id = $1', [row.id, request.class]);
      await this.write(manager, call, row, { act: 'reclass', on: request.on, class: request.class, words: request.words });
    });
  }

  /** The risk is cleared: the household leaves the register. Not while its reason is unknown or an alert of it is open. */
  async clear(call: Call, request: Request<'clear'>): Promise<HouseholdView> {
    return this.step(call, request, 'clear', (row, today) => [...moved('on', request.on, today, row), ...wordFaults({ words: request.words })], async (manager, row) => {
      if (row.reason === null) refuse(409, 'REASON_MISSING', '该户由清单带入，还没有补录风险原因；请先补充资料，再登记风险消除。', 'The household came from the list and its reason is not recorded yet; amend its details first.', { fields: [{ field: 'reason', code: 'REASON_MISSING', message: { zh: '请先补录风险原因', en: 'record the reason first' } }] });
      if (row.open_alerts > 0) refuse(409, 'ALERTS_OPEN', `该户还有 ${row.open_alerts} 条预警没有办结；请先在帮扶预警中办结。`, `${row.open_alerts} alerts of the household are still open; settle them first.`);
      await this.leave(manager, row, request.on);
      await this.write(manager, call, row, { act: 'clear', on: request.on, words: request.words });
    });
  }

  async reduce(call: Call, request: Request<'reduce'>): Promise<HouseholdView> {
    return this.step(call, request, 'reduce', (row, today) => [...moved('on', request.on, today, row), ...wordFaults({ words: request.words })], async (manager, row) => {
      await this.leave(manager, row, request.on);
      await this.write(manager, call, row, { act: 'reduce', on: request.on, reason: request.reason, words: request.words ?? null });
    });
  }

  async reEnter(call: Call, request: Request<'reEnter'>): Promise<HouseholdView> {
    return this.step(call, request, 're-enter', (row, today) => [...moved('on', request.on, today, row), ...wordFaults({ words: request.words, foundBy: request.foundBy })], async (manager, row) => {
      await manager.query('update household set class = $2, reason = $3, reason_words = null, found_by = $4, entered_on = $5, left_on = null where id = $1', [row.id, request.class, request.reason, request.foundBy, request.on]);
      await this.write(manager, call, row, { act: 're-enter', on: request.on, class: request.class, reason: request.reason, words: request.words ?? null });
    });
  }

  /** A new line takes the last move back: state, class and days are as they were before it. */
  async correct(call: Call, request: Request<'correct'>): Promise<HouseholdView> {
    return this.step(call, request, 'correct', () => wordFaults({ words: request.words }), async (manager, row) => {
      const [last, before]: { id: string; act: HouseholdAct; from_state: HouseholdState | null; class_from: HouseholdClass | null; on_day: string | null }[] = await manager.query(
        `select e.id, e.act, e.from_state, e.class_from, e.on_day::text as on_day from household_event e where e.household_id = $1 and e.act = any($2) and not exists (select from household_event l where l.corrects = e.id) order by e.id desc limit 2`, [row.id, [...correctableHouseholdActs]]);
      if (last === undefined) return refuse(409, 'NOTHING_TO_CORRECT', '没有可以更正的变动。', 'There is no move to correct.');
      const state = last.from_state ?? 'void', isIn = state === 'monitored';
      // Back in: since the day it was entered. Back out: since the day it had left.
      const entered = last.act === 're-enter' ? await this.enteredBefore(manager, row.id, last.id) : row.entered_on;
      await manager.query('update household set class = $2, entered_on = $3, left_on = $4 where id = $1', [row.id, last.class_from ?? row.class, entered, isIn || state === 'void' ? null : before?.on_day ?? row.entered_on]);
      await this.write(manager, call, row, { act: 'correct', on: null, to: state, class: last.class_from ?? row.class, words: request.words, corrects: last.id });
    });
  }

  /** The day of the entry that held before a line. */
  private async enteredBefore(manager: EntityManager, household: string, line: string): Promise<string> {
    const [found]: { on_day: string }[] = await manager.query(
      `select e.on_day::text as on_day from household_event e where e.household_id = $1 and e.id < $2 and e.act in ('enter', 're-enter') and not exists (select from household_event l where l.corrects = e.id and l.id < $2) order by e.id desc limit 1`, [household, line]);
    const [{ entered_on: now }]: [{ entered_on: string }] = await manager.query('select entered_on::text as entered_on from household where id = $1', [household]);
    return found?.on_day ?? now;
  }

  private async leave(manager: EntityManager, row: Locked, on: string): Promise<void> {
    await manager.query('update household set left_on = $2 where id = $1', [row.id, on]);
  }

  /** Judges and carries out an act on a household that the caller keeps and saw as it is. */
  private async step(call: Call, { id, version }: { readonly id: string; readonly version: number }, act: HouseholdAct, faults: (row: Locked, today: string) => ReturnType<typeof dayFaults>, carry: (manager: EntityManager, row: Locked) => Promise<void>): Promise<HouseholdView> {
    return inTransaction(this.dataSource, async (manager) => {
      const [row]: Locked[] = await manager.query(
        `select id, programme, region, number, state, class, version, entered_on::text as entered_on, left_on::text as left_on, township, members, reason, reason_words, found_by, measures, measure_words, relocated, relocation_measures, relocation_words,
          (select count(*)::int from alert a where a.household_id = h.id and a.state in ('registered', 'assigned', 'measured')) as open_alerts from household h where id = $1 for update`, [id]);
      if (row === undefined || !keepsRegister(call, row)) return notFound();
      if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该户已有变化，请刷新后重试。', 'The household changed meanwhile; reload it.');
      if (!householdRule(act).from.includes(row.state)) return refuseState(row.state, act);
      refuseFaults(faults(row, todayInShanghai()));
      await carry(manager, row);
      return this.reader.now(manager, call, id);
    });
  }

  /** The line, and the state it leads to. */
  private async write(manager: EntityManager, call: Call, row: { readonly id: string; readonly state: HouseholdState | null; readonly class: HouseholdClass | null }, line: Line): Promise<void> {
    const to = line.to ?? householdRule(line.act).to ?? row.state, held = line.class ?? row.class;
    await manager.query(
      'insert into household_event (household_id, by_id, by_name, act, on_day, from_state, to_state, class_from, class_to, reason, words, changes, corrects) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13)',
      [row.id, call.actor.id, nameOf(call), line.act, line.on, row.state, to, row.class, held, line.reason ?? null, line.words ?? null, JSON.stringify(line.changes ?? []), line.corrects ?? null]);
    if (row.state !== null) await manager.query('update household set state = $2, version = version + 1, updated_at = now() where id = $1', [row.id, to]);
  }

  private async refuseDouble(manager: EntityManager, programme: string, region: string, number: string): Promise<never> {
    const [known]: { state: HouseholdState; class: HouseholdClass; entered_on: string }[] = await manager.query('select state, class, entered_on::text as entered_on from household where programme = $1 and region = $2 and number = $3', [programme, region, number]);
    const state: Text2 = known === undefined ? { zh: '', en: '' } : householdStateNames[known.state], since = known?.entered_on ?? '';
    return refuse(409, 'HOUSEHOLD_EXISTS', `${regionName(region)}家庭编号 ${number} 已在台账（${state.zh}，${since} 纳入）；请打开该户办理，不要重复登记。`, `Household ${number} of ${regionName(region)} is in the register already (${state.en}, entered ${since}); open it instead of entering it twice.`, { fields: [{ field: 'number', code: 'HOUSEHOLD_EXISTS', message: { zh: `已在台账：${state.zh}`, en: `in the register: ${state.en}` } }] });
  }
}

const unique = (codes: readonly string[]): string[] => [...new Set(codes)];

/** A move in or out: on a day that has come, and not before the one it follows. */
function moved(field: string, day: string, today: string, row: Locked): ReturnType<typeof dayFaults> {
  return dayFaults(field, day, today, row.state === 'void' ? null : row.left_on === null ? { day: row.entered_on, what: { zh: '纳入日期', en: 'the day of entry' } } : { day: row.left_on, what: { zh: '退出日期', en: 'the day it left' } });
}

function wordFaultsOf({ township, reasonWords, foundBy, measureWords, relocationWords }: Pick<Request<'amend'>, 'township' | 'reasonWords' | 'foundBy' | 'measureWords' | 'relocationWords'>): ReturnType<typeof wordFaults> {
  return wordFaults({ township, reasonWords, foundBy, measureWords, relocationWords });
}

function refuseState(state: HouseholdState, act: HouseholdAct): never {
  const possible = householdActs(state).map((one) => householdRule(one).name);
  return refuse(409, 'WRONG_STATE', `该户现为“${householdStateNames[state].zh}”，不能“${householdRule(act).name.zh}”。现在可以：${possible.map((one) => one.zh).join('、')}。`, `The household is "${householdStateNames[state].en}"; "${householdRule(act).name.en}" is not possible now. Possible now: ${possible.map((one) => one.en).join(', ')}.`);
}

/** Name and office of whoever acts, as the history shows them. */
export function nameOf({ actor }: Pick<Call, 'actor'>): string { return actor.organisationName === null ? actor.displayName : `${actor.displayName}（${actor.organisationName}）`; }
