import type { DataSource, EntityManager } from 'typeorm';
import { BULK_PLACEMENTS, type DepartureAct, type departures as operations, type DepartureState, departureStateNames, type DepartureView, type FieldProblem, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { pairingsOf, regionName, unitsOf } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { dayFaults, refuseFaults, wordFaults } from '../households/typed-input.js';
import { countedReasons, type PlacementActs } from '../placements/placement-acts.js';
import type { Hindrance } from '../placements/placement-machine.js';
import { type PlacementRow, placementSelect, sidesOf } from '../placements/placement-row.js';
import type { Placements } from '../placements/placements.js';
import { departureActors, type DepartureRow, sealContact } from './departure-row.js';
import { type Candidate, departureActs, departureRule, seating } from './departure-rules.js';
import type { Departures } from './departures.js';
import { lockSeated, notSeated, seatsOf, withTheirGroups } from './seat-rows.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
type Plan = Omit<Request<'change'>, 'id' | 'version'>;
type Departure = Omit<DepartureRow, 'people' | 'own' | 'stayed'>;
interface Step { readonly id: string; readonly version: number }

/** How far from today a departure may be entered, in days: offices catch up, and plan a year ahead. */
const BACK_DAYS = 62, AHEAD_DAYS = 366;

/**
 * The steps of departures: each is a line of the history and a version, in one transaction. Locks are always taken in one order: the departure, its placements by id, their seats;
 * a step of a placement takes the last two alike.
 */
export class DepartureActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: Departures, private readonly placements: Placements, private readonly acts: PlacementActs, private readonly protection: Protection) {}

  async plan(call: Call, { programme, region, supporter, ...plan }: Request<'plan'>): Promise<DepartureView> {
    const place = { programme, region, supporter: supporter ?? null };
    const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });
    if (!departureActors(call, place).includes('planner')) refuse(403, 'OUT_OF_SCOPE', '只能为本县（区）计划集中出发；支援方与结对县（区）一起计划时请选本单位。', 'A county plans its own departures; a supporter plans them with a county it is paired with and names itself.', { fields: [fault('region', 'OUT_OF_SCOPE', '请选择本县（区），或与本单位结对的县（区）', 'choose your own county, or one you are paired with')] });
    refuseFaults([
      ...(unitsOf(programme).some(({ code }) => code === region) ? [] : [fault('region', 'NOT_A_UNIT', '不是本计划的受援县（区）；请从列表中选择', 'is no receiving unit of this programme; choose one of the list')]),
      ...(supporter === undefined || pairingsOf(programme).some(({ unitCode, supporterCode }) => unitCode === region && supporterCode === supporter) ? [] : [fault('supporter', 'NOT_A_PAIRING', `${regionName(supporter)}与${regionName(region)}在本计划中没有结对关系；请选择结对的支援方，或留空`, `${regionName(supporter)} and ${regionName(region)} are no pairing of the programme; choose a paired supporter, or leave it empty`)]),
      ...faultsOf(plan),
    ]);
    return inTransaction(this.dataSource, async (manager) => {
      const id = newId();
      await manager.query(
        'insert into departure (id, programme, region, supporter, leaves_on, leaves_at, meeting_place, destination, vehicle, vehicle_number, seats, costs, contact, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)',
        [id, programme, region, place.supporter, ...this.valuesOf(id, plan), call.actor.id]);
      await line(manager, call, id, 'plan');
      return this.reader.now(manager, call, id);
    });
  }

  async change(call: Call, { id, version, ...plan }: Request<'change'>): Promise<DepartureView> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.begin(manager, call, { id, version }, 'change');
      refuseFaults(faultsOf(plan));
      const seated = await lockSeated(manager, id);
      const [{ early }]: [{ early: number }] = await manager.query('select count(*)::int as early from placement where id = any($1::uuid[]) and start_on < $2::date', [seated, plan.leavesOn]);
      refuseFaults([
        ...(plan.seats < seated.length ? [{ field: 'seats', code: 'SEATS_TAKEN', message: { zh: `已安排 ${seated.length} 人；请先移出，或填不少于 ${seated.length} 的座位数`, en: `${seated.length} people have seats; take some off first, or give at least ${seated.length}` } }] : []),
        ...(early > 0 ? [{ field: 'leavesOn', code: 'STARTS_BEFORE', message: { zh: `有 ${early} 人的报到日期早于 ${plan.leavesOn}；请先移出，或填更早的日期`, en: `${early} people begin work before ${plan.leavesOn}; take them off first, or give an earlier day` } }] : []),
      ]);
      await manager.query(
        'update departure set leaves_on = $2, leaves_at = $3, meeting_place = $4, destination = $5, vehicle = $6, vehicle_number = $7, seats = $8, costs = $9, contact = $10, version = version + 1, updated_at = now() where id = $1', [id, ...this.valuesOf(id, plan)]);
      await untold(manager, seated);
      await line(manager, call, id, 'change');
      return this.reader.now(manager, call, id);
    });
  }

  /** Seats for many; who gets none is left as it is and named. Two who want the last seat, or one placement for two departures, come after each other. */
  async seat(call: Call, { ids, filter, withGroups, ...at }: Request<'seat'>): Promise<ReplyOf<typeof operations.seat>> {
    const found = filter === undefined ? [] : await this.placements.ids(call, { ...filter, state: 'accepted' }, BULK_PLACEMENTS + 1);
    const named = [...new Set([...ids ?? [], ...found])];
    if (named.length > BULK_PLACEMENTS) return refuse(409, 'TOO_MANY', `一次最多安排 ${BULK_PLACEMENTS} 人，请缩小筛选范围。`, `At most ${BULK_PLACEMENTS} at once; narrow the filters.`);
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 18);
      const departure = await this.begin(manager, call, at, 'seat');
      if (named.length === 0) refuseFaults([{ field: 'ids', code: 'NOBODY', message: { zh: '没有选中待出发的人员；请勾选，或放宽筛选', en: 'nobody who is about to depart was chosen; choose some, or widen the filters' } }]);
      const asked = withGroups ? await withTheirGroups(manager, departure.id, named) : named;
      const rows: PlacementRow[] = await manager.query(`${placementSelect} where p.id = any($1::uuid[]) order by p.id for update of p`, [asked]), known = new Map(rows.map((row) => [row.id, row]));
      const more = new Map((await seatsOf(manager, asked)).map((one) => [one.id, one]));
      const [{ taken }]: [{ taken: number }] = await manager.query(`select count(*)::int as taken from departure_passenger where departure_id = $1 and state = 'seated'`, [departure.id]);
      const skipped = new Map<string, Hindrance>(), candidates = asked.flatMap((id): Candidate[] => {
        const row = known.get(id), seat = more.get(id);
        if (row === undefined || seat === undefined || !sidesOf(call, row).includes('county')) { skipped.set(id, absent); return []; }
        return [{ id, state: row.state, programme: row.programme, startOn: row.start_on, group: seat.travel_group, held: seat.departure_id === null || seat.leaves_on === null ? null : { id: seat.departure_id, leavesOn: seat.leaves_on }, isOfCounty: row.s_region === departure.region }];
      });
      const judged = seating(candidates, { id: departure.id, programme: departure.programme, leavesOn: departure.leaves_on, free: departure.seats - taken });
      for (const [id, hindrance] of judged.skipped) skipped.set(id, hindrance);
      await manager.query(
        `insert into departure_passenger (departure_id, placement_id) select $1, unnest($2::uuid[]) on conflict (departure_id, placement_id) do update set state = 'seated', reason = null, seated_at = now()`, [departure.id, judged.seated]);
      // What changed nothing is no version: the reader's next act is not refused for it.
      if (judged.seated.length > 0) { await this.touch(manager, departure.id); await line(manager, call, departure.id, 'seat', { people: judged.seated.length }); }
      return { departure: await this.reader.now(manager, call, departure.id), done: judged.seated.length, ...left(skipped) };
    });
  }

  async unseat(call: Call, { ids, ...at }: Request<'unseat'>): Promise<DepartureView> {
    return inTransaction(this.dataSource, async (manager) => {
      const departure = await this.begin(manager, call, at, 'unseat'), seated = new Set(await lockSeated(manager, departure.id)), off = [...new Set(ids)];
      refuseFaults(notSeated(off, seated, 'ids'));
      await manager.query(`update departure_passenger set state = 'released' where departure_id = $1 and placement_id = any($2::uuid[])`, [departure.id, off]);
      await untold(manager, off);
      await this.touch(manager, departure.id);
      await line(manager, call, departure.id, 'unseat', { people: off.length });
      return this.reader.now(manager, call, departure.id);
    });
  }

  /** The departure leaves: its placements take their own step, all by the rules of placements. Who stayed keeps the placement as it is, with the reason. */
  async depart(call: Call, { on, stayed, ...at }: Request<'depart'>): Promise<ReplyOf<typeof operations.depart>> {
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 18);
      const departure = await this.begin(manager, call, at, 'depart'), seated = await lockSeated(manager, departure.id), staying = new Map(stayed.map((one) => [one.id, one.reason]));
      refuseFaults([...dayFaults('on', on, todayInShanghai()), ...notSeated([...staying.keys()], new Set(seated), 'stayed')]);
      const leaving = seated.filter((id) => !staying.has(id));
      if (leaving.length === 0) return refuse(409, 'NOBODY_LEAVES', '没有人出发；请取消本次集中出发。', 'Nobody leaves; cancel the departure instead.');
      await manager.query(`update departure set state = 'departed', departed_on = $2 where id = $1`, [departure.id, on]);
      await manager.query(
        `update departure_passenger q set state = 'stayed', reason = s.reason from unnest($2::uuid[], $3::text[]) as s (id, reason) where q.departure_id = $1 and q.placement_id = s.id`, [departure.id, [...staying.keys()], [...staying.values()]]);
      const { done, skipped } = await this.acts.carryMany(manager, call, leaving, { act: 'depart', on }), remained = left(skipped);
      if (done.length === 0) return refuse(409, 'NOBODY_LEAVES', `没有一人能登记出发：${remained.reasons.map((one) => one.message.zh).join('')}`, `Nobody could depart: ${remained.reasons.map((one) => one.message.en).join(' ')}`);
      await manager.query(`update departure_passenger set state = 'stayed', reason = 'not-recorded' where departure_id = $1 and state = 'seated'`, [departure.id]);
      await this.touch(manager, departure.id);
      await line(manager, call, departure.id, 'depart', { people: done.length });
      return { departure: await this.reader.now(manager, call, departure.id), done: done.length, ...remained };
    });
  }

  async cancel(call: Call, { reason, words, ...at }: Request<'cancel'>): Promise<DepartureView> {
    return inTransaction(this.dataSource, async (manager) => {
      const departure = await this.begin(manager, call, at, 'cancel');
      refuseFaults(wordFaults({ words }));
      const seated = await lockSeated(manager, departure.id);
      await manager.query(`update departure_passenger set state = 'released' where departure_id = $1 and state = 'seated'`, [departure.id]);
      await manager.query(`update departure set state = 'cancelled', cancel_reason = $2, cancel_words = $3 where id = $1`, [departure.id, reason, words ?? null]);
      await this.touch(manager, departure.id);
      await untold(manager, seated);
      await line(manager, call, departure.id, 'cancel', { people: seated.length, words: words ?? null });
      return this.reader.now(manager, call, departure.id);
    });
  }

  /** The departure, locked, where the act is the caller's and possible now. */
  private async begin(manager: EntityManager, call: Call, { id, version }: Step, act: DepartureAct): Promise<Departure> {
    const departure = await this.reader.reached(manager, call, id, true), actors = departureActors(call, departure), rule = departureRule(act);
    if (departure.version !== version) refuse(412, 'CHANGED_MEANWHILE', '本次集中出发已有变化，请刷新后重试。', 'The departure changed meanwhile; reload it.');
    if (!actors.includes(rule.by)) {
      const who = rule.by === 'county' ? { zh: '该县就业服务机构', en: "county's labour office" } : { zh: '计划单位', en: 'offices that planned it' };
      refuse(403, 'NOT_YOURS', `“${rule.name.zh}”由${who.zh}办理。`, `"${rule.name.en}" is for the ${who.en} to do.`);
    }
    if (!rule.from.includes(departure.state)) refuseState(departure.state, act, departureActs(departure.state, actors));
    return departure;
  }

  private async touch(manager: EntityManager, id: string): Promise<void> {
    await manager.query('update departure set version = version + 1, updated_at = now() where id = $1', [id]);
  }

  private valuesOf(id: string, plan: Plan): unknown[] {
    return [plan.leavesOn, plan.leavesAt, plan.meetingPlace, plan.destination, plan.vehicle, plan.vehicleNumber ?? null, plan.seats, plan.costs, sealContact(this.protection, id, plan.contact)];
  }
}

const absent: Hindrance = { code: 'NOT_FOUND', message: { zh: '没有找到，或不在您的权限范围内。', en: 'Not found, or outside your scope.' } };

function left(skipped: ReadonlyMap<string, Hindrance>): Pick<ReplyOf<typeof operations.seat>, 'skipped' | 'reasons'> {
  return { skipped: [...skipped].map(([id, { code }]) => ({ id, code })), reasons: countedReasons([...skipped.values()]) };
}

function faultsOf(plan: Plan): FieldProblem[] {
  const today = todayInShanghai(), days = (Date.parse(plan.leavesOn) - Date.parse(today)) / 86_400_000, { meetingPlace, destination, vehicleNumber } = plan;
  return [
    ...(days < -BACK_DAYS || days > AHEAD_DAYS ? [{ field: 'leavesOn', code: 'DAY_OUT_OF_RANGE', message: { zh: `${plan.leavesOn} 不在可登记的范围内；请填 ${BACK_DAYS} 天前到一年以内的日期`, en: `${plan.leavesOn} is out of range; give a day from ${BACK_DAYS} days ago to a year ahead` } }] : []),
    ...wordFaults({ meetingPlace, destination, vehicleNumber }),
  ];
}

async function line(manager: EntityManager, call: Call, id: string, act: DepartureAct, { people = null, words = null }: { people?: number | null; words?: string | null } = {}): Promise<void> {
  await manager.query('insert into departure_step (departure_id, by_id, by_name, act, people, words) values ($1, $2, $3, $4, $5, $6)', [id, call.actor.id, nameOf(call), act, people, words]);
}

function refuseState(state: DepartureState, act: DepartureAct, possible: readonly DepartureAct[]): never {
  const names = possible.map((one) => departureRule(one).name);
  return refuse(409, 'WRONG_STATE', `本次集中出发“${departureStateNames[state].zh}”，不能“${departureRule(act).name.zh}”。${names.length === 0 ? '请另行计划。' : `现在可以：${names.map((one) => one.zh).join('、')}。`}`,
    `The departure is "${departureStateNames[state].en}"; "${departureRule(act).name.en}" is not possible now. ${names.length === 0 ? 'Plan another one.' : `Possible now: ${names.map((one) => one.en).join(', ')}.`}`);
}

/** What people were told of their departure is no more true: they are told anew the day before. */
async function untold(manager: EntityManager, placementIds: readonly string[]): Promise<void> {
  await manager.query(`update worker_message set thing_id = null where kind = 'departure' and state <> 'waiting' and thing_id = any($1::uuid[])`, [placementIds]);
}
