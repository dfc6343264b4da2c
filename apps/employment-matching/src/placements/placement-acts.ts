import type { DataSource, EntityManager } from 'typeorm';
import { BULK_PLACEMENTS, type ConsentManner, employmentPlacementsChanged, type EndReason, endReasons, notFound, type PayloadOf, type PlacementAct, type placements, type PlacementSide, type PlacementState, type PlacementView, refuse, type ReplyOf, type RequestOf, retentionChecks, type Text2 } from '@jiedui/contracts';
import { endAgreements, resumeAgreement } from '@jiedui/consent';
import { ERASED, todayInShanghai } from '@jiedui/list-store';
import { type Call, chunksOf, type Outbox } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, toSafeInteger } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { raiseJobLost, withdrawJobLost } from '../alerts/job-loss.js';
import { refuseBarred } from '../barred-employers/barred.js';
import { moveSeats, unmakeDeparture } from '../departures/seats-of-placements.js';
import { addNotice } from '../notices/notices.js';
import { employmentConsent } from './employment-consent.js';
import { type Asked, FINAL, type Hindrance, hindranceOf, ruleOf } from './placement-machine.js';
import { checksOf, mayCorrect, type PlacementRow, placementSelect, placementView, sidesOf, standingOf } from './placement-row.js';
import type { Placements } from './placements.js';

/** Who acts, for the history: a person's account and name, or the system. */
interface By { readonly id: string; readonly name: string; readonly correlationId: string | null }
/** What an act writes: columns of the placement as SQL over `p` with its values from `$2` on, and what the history keeps of it. */
interface Written { readonly set: readonly string[]; readonly values: readonly unknown[]; readonly facts: string; readonly words: string | null; readonly on: string | null }

const SYSTEM: By = { id: 'employment', name: '系统', correlationId: null };

/**
 * The steps of placements after both sides agreed. One placement and five thousand go the same way: locked in order of id, judged by the same rules, written by the same
 * statements with a line of history each, and told to the figures in chunks.
 */
export class PlacementActs {
  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly reader: Placements) {}

  async offer(call: Call, { startOn, wageFen, housing, words, ...step }: RequestOf<typeof placements.offer>): Promise<PlacementView> {
    return this.step(call, step, { act: 'offer' }, { set: ['start_on = $2::date', 'wage_fen = $3::bigint', 'housing = $4', 'due_on = $2::date'], values: [startOn, wageFen, housing], facts: `jsonb_build_object('wageFen', $3::bigint, 'housing', $4::text)`, words: words ?? null, on: startOn }, refuseBarred);
  }

  async accept(call: Call, { on, manner, words, ...step }: Omit<RequestOf<typeof placements.accept>, 'manner'> & { manner: ConsentManner }): Promise<PlacementView> {
    return this.step(call, step, { act: 'accept', on }, { set: ['accepted_on = $2::date', 'consent_manner = $3'], values: [on, manner], facts: `jsonb_build_object('manner', $3::text)`, words: words ?? null, on });
  }

  async depart(call: Call, { on, words, ...step }: RequestOf<typeof placements.depart>): Promise<PlacementView> {
    return this.step(call, step, { act: 'depart', on }, departed(on, words ?? null));
  }

  async arrive(call: Call, { on, insured, words, ...step }: RequestOf<typeof placements.arrive>): Promise<PlacementView> {
    return this.step(call, step, { act: 'arrive', on }, arrived(on, insured, words ?? null));
  }

  async retain(call: Call, { months, on, wageFen, words, ...step }: RequestOf<typeof placements.retain>): Promise<PlacementView> {
    return this.step(call, step, { act: `retain-${months}`, on }, retained(months, on, { set: '$3::bigint', values: [wageFen] }, words ?? null));
  }

  async look(call: Call, { words, ...step }: RequestOf<typeof placements.look>): Promise<PlacementView> {
    return this.step(call, step, { act: 'look' }, { set: ['attention = null'], values: [], facts: `'{}'::jsonb`, words, on: null });
  }

  /** Ends it: both rows get back what was taken, and the pair is excluded unless the reason says nothing against it. */
  async end(call: Call, { reason, on, words, ...step }: RequestOf<typeof placements.end>): Promise<PlacementView> {
    return this.step(call, step, { act: 'end', on, reason }, ended(reason, on, words ?? null));
  }

  /** Takes the last step back: everything is as it was before it. By who made it, or the programme's administrator. */
  async correct(call: Call, { id, version, reason }: RequestOf<typeof placements.correct>): Promise<PlacementView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.reached(manager, call, id, version), sides = sidesOf(call, row);
      const [last]: { id: string; act: PlacementAct; from_state: PlacementState; before: object }[] = await manager.query(
        `select id, act, from_state, before from placement_step where placement_id = $1 and not undone and act <> 'correct' order by id desc limit 1`, [id]);
      if (last === undefined) return refuse(409, 'NOTHING_TO_CORRECT', '没有可以更正的步骤。', 'There is no step to take back.');
      if (!mayCorrect(row, call, sides)) return refuse(409, 'NOT_YOUR_STEP', `“${ruleOf(last.act).name.zh}”由他人登记，请登记人或协调机构更正。`, 'Somebody else recorded this step: they, or the programme administrator, take it back.');
      if (last.act === 'end' && !row.consented && row.end_reason === 'consent-withdrawn') return refuse(409, 'CONSENT_WITHDRAWN', '本人没有有效的个人信息授权，不能恢复。', 'The worker has no consent in force; it cannot be resumed.');
      if (last.act === 'end') await resumeAgreement(employmentConsent, manager, this.outbox, id, { by: call.actor.displayName, what: '更正：恢复', reason, correlationId: call.correlationId });
      if (last.act === 'end') await withdrawJobLost(manager, id);
      if (last.act === 'accept') await moveSeats(manager, [id], byOf(call));
      if (last.act === 'depart') await unmakeDeparture(manager, id);
      await manager.query('update placement_step set undone = true where id = $1', [last.id]);
      await manager.query(
        `insert into placement_step (placement_id, by_id, by_name, side, act, from_state, to_state, on_day, facts, words, before)
          select id, $2, $3, $4, 'correct', state, $5, null, '{}', $6, ${before} from placement p where id = $1`, [id, call.actor.id, nameOf(call), sides.find((side) => ruleOf('correct').sides.includes(side)), last.from_state, reason]);
      const restored = 'state, start_on, wage_fen, housing, accepted_on, consent_manner, departed_on, arrived_on, insured, checked_1_on, checked_1_fen, checked_3_on, checked_3_fen, checked_6_on, checked_6_fen, due_on, end_reason, ended_on, end_words, attention';
      await manager.query(`update placement set (${restored}) = (select ${restored} from jsonb_populate_record(null::placement, $2::jsonb)), version = version + 1, updated_at = now() where id = $1`, [id, JSON.stringify(last.before)]);
      return this.told(manager, call, id);
    });
  }

  /** One act for many; what cannot be done is left as it is and named. */
  async confirm(call: Call, request: RequestOf<typeof placements.confirm>): Promise<ReplyOf<typeof placements.confirm>> {
    const found = request.filter === undefined ? [] : await this.reader.ids(call, request.filter, BULK_PLACEMENTS + 1);
    const ids = [...new Set([...request.ids ?? [], ...found])];
    if (ids.length > BULK_PLACEMENTS) return refuse(409, 'TOO_MANY', `一次最多确认 ${BULK_PLACEMENTS} 条，请缩小筛选范围，分几次确认。`, `At most ${BULK_PLACEMENTS} at once; narrow the filters and confirm in parts.`);
    return inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, 18);
      const { done, skipped } = await this.carryMany(manager, call, ids, request);
      await AuditTrail.append(manager, {
        actor: call.actor, action: 'operation.placements.confirm', subject: null, programme: request.filter?.programme ?? null, details: { fields: Object.keys(request), act: request.act },
        rows: { count: done.length, digest: rowsDigest(done.map((row) => ({ id: row.id, version: row.version + 1 }))) }, correlationId: call.correlationId,
      });
      return { done: done.length, skipped: [...skipped].map(([id, { code }]) => ({ id, code })), reasons: countedReasons([...skipped.values()]) };
    });
  }

  /** {@link confirm} within a transaction of somebody else's, for ids within {@link BULK_PLACEMENTS}. */
  async carryMany(manager: EntityManager, call: Call, ids: readonly string[], request: Pick<RequestOf<typeof placements.confirm>, 'act' | 'on' | 'insured' | 'asPromised'>): Promise<{ done: PlacementRow[]; skipped: ReadonlyMap<string, Hindrance> }> {
    const today = todayInShanghai(), skipped = new Map<string, Hindrance>(), fit = new Map<PlacementAct, PlacementRow[]>();
    const rows = new Map((await this.lock(manager, ids)).map((row) => [row.id, row]));
    for (const id of ids) {
      const row = rows.get(id), sides = row === undefined ? [] : sidesOf(call, row);
      if (row === undefined || !sides.some((side) => side === 'county' || side === 'enterprise')) { skipped.set(id, absent); continue; }
      const act = request.act === 'retain' ? retentionChecks.find((check) => check.from === row.state)?.act ?? 'retain-1' : request.act;
      const hindrance = hindranceOf(standingOf(row), { act, on: request.on }, sides, today);
      if (hindrance === null) fit.set(act, [...fit.get(act) ?? [], row]);
      else skipped.set(id, hindrance);
    }
    const done = [...fit.values()].flat();
    for (const [act, of] of fit) {
      const months = retentionChecks.find((check) => check.act === act)?.months;
      const written = act === 'depart' ? departed(request.on, null) : months === undefined ? arrived(request.on, request.insured ?? null, null) : retained(months, request.on, { set: request.asPromised === true ? 'p.wage_fen' : 'null::bigint', values: [] }, null);
      for (const side of ['county', 'enterprise'] as const) await this.write(manager, byOf(call), of.filter((row) => ownSide(call, row, act) === side), act, side, written);
    }
    await this.tell(manager, done.map((row) => row.id), call.correlationId);
    return { done, skipped };
  }

  /**
   * Ends what a worker who took the consent back is not yet on the job of: nobody may go on arranging it. Who is on the job stays there, and is followed no more. With ids
   * those workers', else all who are found so. Safe to run in every replica.
   */
  async endWithoutConsent(manager: EntityManager, workerIds: readonly string[] | null): Promise<number> {
    const found: { id: string }[] = await manager.query(
      `select p.id from placement p join worker s on s.id = p.worker_id where p.state in ('agreed', 'offered', 'accepted', 'departed') and coalesce(s.features ->> 'consent', 'false') <> 'true'
        and ${workerIds === null ? `(s.natural_key like '${ERASED}%' or exists (select from consent_record c where c.person_id = s.id and c.withdrawn_at is not null))` : 's.id = any($1::uuid[])'}`, workerIds === null ? [] : [workerIds]);
    return (await this.bySystem(manager, found.map((one) => one.id), { act: 'end', reason: 'consent-withdrawn' })).length;
  }

  /** An act of the system's own on those of these placements whose rules allow it, and that stand in one of `from` once they are locked. Gives them as they were before. */
  async bySystem(manager: EntityManager, ids: readonly string[], asked: { readonly act: 'end'; readonly reason: EndReason } | { readonly act: 'flag'; readonly attention: string }, { from, words = null, correlationId = null }: { from?: readonly PlacementState[]; words?: string | null; correlationId?: string | null } = {}): Promise<PlacementRow[]> {
    if (ids.length === 0) return [];
    const today = todayInShanghai(), rows = (await this.lock(manager, ids)).filter((row) => (from === undefined || from.includes(row.state)) && hindranceOf(standingOf(row), asked, ['system'], today) === null);
    await this.write(manager, { ...SYSTEM, correlationId }, rows, asked.act, 'system', asked.act === 'end' ? ended(asked.reason, today, words) : { set: ['attention = $2'], values: [asked.attention], facts: `'{}'::jsonb`, words, on: null });
    await this.tell(manager, rows.map((row) => row.id), correlationId);
    return rows;
  }

  /** {@link endWithoutConsent} for those whose consent went in other ways than by its own act: an edit, a file, an erasure. */
  async sweep(): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => { await this.endWithoutConsent(manager, null); });
  }

  private async step(call: Call, { id, version }: { id: string; version: number }, asked: Asked, written: Written, also?: (manager: EntityManager, row: PlacementRow) => Promise<void>): Promise<PlacementView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.reached(manager, call, id, version), sides = sidesOf(call, row);
      const hindrance = hindranceOf(standingOf(row), asked, sides, todayInShanghai());
      if (hindrance !== null) return refuseFor(hindrance);
      await also?.(manager, row);
      const side = ownSide(call, row, asked.act) ?? notFound();
      await this.write(manager, byOf(call), [row], asked.act, side, written);
      if (side === 'worker') await addNotice(manager, { kind: asked.act === 'end' ? 'placement-ended' : 'offer-accepted', workerId: call.actor.id, thingId: id });
      return this.told(manager, call, id);
    });
  }

  /** The row locked, when the caller stands on a side of it and saw it as it is. */
  private async reached(manager: EntityManager, call: Call, id: string, version: number): Promise<PlacementRow> {
    const [row] = await this.lock(manager, [id]);
    if (row === undefined || sidesOf(call, row).length === 0) return notFound();
    if (row.version !== version) return refuse(412, 'CHANGED_MEANWHILE', '该上岗记录已有变化，请刷新后重试。', 'The placement changed meanwhile; reload it.');
    return row;
  }

  private async lock(manager: EntityManager, ids: readonly string[]): Promise<PlacementRow[]> {
    return manager.query(`${placementSelect} where p.id = any($1::uuid[]) order by p.id for update of p`, [ids]);
  }

  /** A line of history each, then what the act changes; an end gives back what was held. */
  private async write(manager: EntityManager, by: By, rows: readonly PlacementRow[], act: PlacementAct, side: PlacementSide, { set, values, facts, words, on }: Written): Promise<void> {
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id), to = ruleOf(act).to, at = (n: number): string => `$${values.length + 1 + n}`;
    await manager.query(
      `insert into placement_step (placement_id, by_id, by_name, side, act, from_state, to_state, on_day, facts, words, before)
        select p.id, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}, p.state, coalesce(${at(5)}, p.state), ${at(6)}::date, ${facts}, ${at(7)}, ${before} from placement p where p.id = any($1::uuid[])${unused(values, facts)} order by p.id`,
      [ids, ...values, by.id, by.name, side, act, to, on, words]);
    await manager.query(`update placement p set ${set.join(', ')}, state = coalesce(${at(1)}, p.state), version = version + 1, updated_at = now() where p.id = any($1::uuid[])`, [ids, ...values, to]);
    if (act === 'depart' || to === FINAL) await moveSeats(manager, ids, by);
    if (to === FINAL) await this.giveBack(manager, by, rows, act, ids);
  }

  private async giveBack(manager: EntityManager, by: By, rows: readonly PlacementRow[], act: PlacementAct, ids: readonly string[]): Promise<void> {
    const [one]: { end_reason: EndReason }[] = await manager.query('select end_reason from placement where id = $1', [rows[0]?.id]);
    const reason = endReasons.find((known) => known.reason === one?.end_reason);
    await endAgreements(employmentConsent, manager, this.outbox, ids, reason?.mayPairAgain !== true, { by: by.name, what: ruleOf(act).name.zh, reason: reason?.name.zh ?? null, correlationId: by.correlationId });
    if (reason !== undefined) await raiseJobLost(manager, rows, reason.reason);
  }

  private async told(manager: EntityManager, call: Call, id: string): Promise<PlacementView> {
    await this.tell(manager, [id], call.correlationId);
    const [row]: PlacementRow[] = await manager.query(`${placementSelect} where p.id = $1`, [id]);
    return row === undefined ? notFound() : placementView(row, call, todayInShanghai());
  }

  /** Tells the figures where placements now stand. */
  private async tell(manager: EntityManager, ids: readonly string[], correlationId: string | null): Promise<void> {
    if (ids.length === 0) return;
    await manager.query('update agreement a set version = p.version from placement p where p.id = a.id and p.id = any($1::uuid[])', [ids]);
    const facts = await placementFacts(manager, 'p.id = any($1::uuid[])', [ids]);
    const [only] = facts.length === 1 ? facts : [];
    for (const chunk of chunksOf(facts)) await this.outbox.append(manager, employmentPlacementsChanged, only === undefined ? 'placements' : `agreement:${only.id}`, { agreements: chunk }, correlationId);
  }
}

type AgreementFact = PayloadOf<typeof employmentPlacementsChanged>['agreements'][number];

/** Placements as the figures are told of them; `where` is over `p` and `a`, in order of id. */
export async function placementFacts(manager: Pick<EntityManager, 'query'>, where: string, values: readonly unknown[], limit = ''): Promise<AgreementFact[]> {
  const rows: (PlacementRow & { a_unit: string; a_quantity: number; a_amount_fen: string | null; a_ended: boolean; a_version: number })[] = await manager.query(
    `select p.id, p.programme, p.state, p.agreed_on::text as agreed_on, p.arrived_on::text as arrived_on, p.checked_1_on::text as checked_1_on, p.checked_3_on::text as checked_3_on, p.checked_6_on::text as checked_6_on, p.ended_on::text as ended_on, p.end_reason,
      null as checked_1_fen, null as checked_3_fen, null as checked_6_fen, a.supporter, a.tier, a.unit as a_unit, a.quantity as a_quantity, a.amount_fen as a_amount_fen, a.ended as a_ended, a.version as a_version
      from placement p join agreement a on a.id = p.id where ${where} order by p.id ${limit}`, [...values]);
  return rows.map((row) => ({
    id: row.id, programme: row.programme, unit: row.a_unit, supporter: row.supporter, tier: row.tier, quantity: row.a_quantity, amountFen: row.a_amount_fen === null ? null : toSafeInteger(row.a_amount_fen), agreedOn: row.agreed_on, version: row.a_version, ended: row.a_ended,
    stage: row.state, arrivedOn: row.arrived_on, retainedMonths: checksOf(row).at(-1)?.months ?? 0, endedOn: row.ended_on, endReason: row.end_reason,
  }));
}

/** The placement as it was, without what identifies the person. */
const before = `to_jsonb(p) - 'id' - 'person' - 'version' - 'updated_at'`;
const absent: Hindrance = { code: 'NOT_FOUND', message: { zh: '没有找到，或不在您的权限范围内。', en: 'Not found, or outside your scope.' } };

function departed(on: string, words: string | null): Written {
  return { set: ['departed_on = $2::date'], values: [on], facts: `'{}'::jsonb`, words, on };
}
function arrived(on: string, insured: boolean | null, words: string | null): Written {
  return { set: ['arrived_on = $2::date', 'insured = $3::boolean', `due_on = ($2::date + interval '1 month')::date`], values: [on, insured], facts: `jsonb_build_object('insured', $3::boolean)`, words, on };
}
function retained(months: 1 | 3 | 6, on: string, wage: { set: string; values: readonly unknown[] }, words: string | null): Written {
  const next = { 1: `(p.arrived_on + interval '3 months')::date`, 3: `(p.arrived_on + interval '6 months')::date`, 6: 'null' }[months];
  return { set: [`checked_${months}_on = $2::date`, `checked_${months}_fen = ${wage.set}`, `due_on = ${next}`], values: [on, ...wage.values], facts: `jsonb_build_object('months', ${months}, 'wageFen', ${wage.set})`, words, on };
}
function ended(reason: EndReason, on: string, words: string | null): Written {
  return { set: ['end_reason = $2', 'ended_on = $3::date', 'end_words = $4', 'due_on = null', 'attention = null'], values: [reason, on, words], facts: `jsonb_build_object('reason', $2::text)`, words, on };
}

/** PostgreSQL wants to know the type of every parameter, also of those that the history takes no part in. */
function unused(values: readonly unknown[], facts: string): string {
  return values.map((_, i) => (facts.includes(`$${i + 2}`) ? '' : ` and ($${i + 2}::text is null or true)`)).join('');
}

function byOf(call: Call): By { return { id: call.actor.id, name: nameOf(call), correlationId: call.correlationId }; }
/** Name and office of whoever acts, as the history shows them. */
function nameOf({ actor }: Call): string { return actor.organisationName === null ? actor.displayName : `${actor.displayName}（${actor.organisationName}）`; }
/** The side for which the caller does this. */
function ownSide(call: Call, row: PlacementRow, act: PlacementAct): PlacementSide | undefined { return sidesOf(call, row).find((side) => ruleOf(act).sides.includes(side)); }

function refuseFor({ code, message, field }: Hindrance): never {
  return refuse(code === 'NOT_YOUR_SIDE' ? 403 : 409, code, message.zh, message.en, field === undefined ? {} : { fields: [{ field, code, message }] });
}

/** Why rows were left, each reason once with a row's own words and how many there are. */
export function countedReasons(hindrances: readonly Hindrance[]): { code: string; message: Text2; count: number }[] {
  const counted = new Map<string, { code: string; message: Text2; count: number }>();
  for (const { code, message } of hindrances) counted.set(code, { code, message, count: (counted.get(code)?.count ?? 0) + 1 });
  return [...counted.values()].sort((a, b) => b.count - a.count);
}
