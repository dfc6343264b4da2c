import type { DataSource, EntityManager } from 'typeorm';
import { EVENT_DAYS, type EventAct, eventStateNames, type FieldProblem, notFound, type recruitmentEvents as operations, type RecruitmentEventView, refuse, type RequestOf } from '@jiedui/contracts';
import { todayInShanghai } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { regionName, supportersOf, unitsOf } from '@jiedui/reference-data';
import { nameOf } from '../households/household-acts.js';
import { refuseFaults, wordFaults } from '../households/typed-input.js';
import { eventActs, type EventRow, eventRule, organises } from './event-row.js';
import type { RecruitmentEvents } from './recruitment-events.js';

type Request<K extends keyof typeof operations> = RequestOf<(typeof operations)[K]>;
type Plan = Omit<Request<'change'>, 'id' | 'version'>;
interface Step { readonly id: string; readonly version: number }

const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });

/** The steps of recruitment events: each is a line of the history and a version, in one transaction. */
export class EventActs {
  constructor(private readonly dataSource: DataSource, private readonly reader: RecruitmentEvents) {}

  async plan(call: Call, { programme, side, region, ...plan }: Request<'plan'>): Promise<RecruitmentEventView> {
    const place = { programme, side, region: side === 'programme' ? null : region ?? null };
    if (!organises(call.actor, place)) refuse(403, 'OUT_OF_SCOPE', '只能计划本单位组织的招聘活动。', 'An office plans the events it organises itself.', { fields: [fault('region', 'OUT_OF_SCOPE', '请选择本单位', 'choose your own office')] });
    const known = side === 'programme' || (side === 'supporter' ? supportersOf(programme) : unitsOf(programme)).some(({ code }) => code === place.region);
    refuseFaults([...(known ? [] : [fault('region', 'NOT_OF_THE_SIDE', '不是本计划的支援方或受援县（区）；请核对组织方', 'is no place of that side of the programme; check who organises it')]), ...planFaults(programme, plan)]);
    return inTransaction(this.dataSource, async (manager) => {
      const id = newId();
      await manager.query('insert into recruitment_event (id, programme, side, region, organiser, name, kind, starts_on, ends_on, place, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
        [id, programme, side, place.region, call.actor.organisationName ?? call.actor.displayName, plan.name, plan.kind, plan.startsOn, plan.endsOn, plan.place, call.actor.id]);
      await this.name(manager, id, plan);
      await line(manager, call, id, 'plan');
      return this.reader.now(manager, call, id);
    });
  }

  async change(call: Call, { id, version, ...plan }: Request<'change'>): Promise<RecruitmentEventView> {
    return this.step(call, { id, version }, 'change', null, async (manager, event) => {
      refuseFaults(planFaults(event.programme, plan));
      await manager.query('update recruitment_event set name = $2, kind = $3, starts_on = $4, ends_on = $5, place = $6 where id = $1', [id, plan.name, plan.kind, plan.startsOn, plan.endsOn, plan.place]);
      await manager.query('delete from recruitment_event_enterprise where event_id = $1', [id]);
      await manager.query('delete from recruitment_event_county where event_id = $1', [id]);
      await this.name(manager, id, plan);
    });
  }

  async hold(call: Call, at: Request<'hold'>): Promise<RecruitmentEventView> {
    return this.step(call, at, 'hold', null, async (_manager, event) => {
      const today = todayInShanghai();
      if (event.starts_on > today) refuse(409, 'NOT_YET', `活动 ${event.starts_on} 才开始，今天是 ${today}；请到当天登记，或先修改日期。`, `It begins on ${event.starts_on}, today is ${today}; record it then, or change its day first.`);
      await Promise.resolve();
    });
  }

  async count(call: Call, { id, version, counties, enterprises }: Request<'count'>): Promise<RecruitmentEventView> {
    return this.step(call, { id, version }, 'count', null, async (manager) => {
      const many = async (field: string, text: string, names: readonly string[], heads: readonly number[]): Promise<FieldProblem[]> => {
        const [, counted]: [unknown, number] = await manager.query(text, [id, names, heads]);
        return counted === names.length ? [] : [fault(field, 'NOT_NAMED', '其中有活动没有列出、或列了两次的；请刷新后重填', 'some are not named by the event, or twice; reload it and count again')];
      };
      refuseFaults([
        ...await many('counties', 'update recruitment_event_county c set attended = g.heads from unnest($2::text[], $3::int[]) as g (name, heads) where c.event_id = $1 and c.region = g.name', counties.map((one) => one.region), counties.map((one) => one.attended)),
        ...await many('enterprises', 'update recruitment_event_enterprise n set hires = g.heads from unnest($2::text[], $3::int[]) as g (name, heads) where n.event_id = $1 and n.name = g.name', enterprises.map((one) => one.name), enterprises.map((one) => one.hires)),
      ]);
    });
  }

  /** Closed is what was counted: every county's people and every firm's hires, 0 where there were none. */
  async close(call: Call, at: Request<'close'>): Promise<RecruitmentEventView> {
    return this.step(call, at, 'close', null, async (manager) => {
      const [{ open }]: [{ open: number }] = await manager.query('select ((select count(*) from recruitment_event_county where event_id = $1 and attended is null) + (select count(*) from recruitment_event_enterprise where event_id = $1 and hires is null))::int as open', [at.id]);
      if (open > 0) refuse(409, 'NOT_COUNTED', `还有 ${open} 项没有登记（各县到场人数、各企业录用人数）；没有的请填 0。`, `${open} counts are missing (people by county, hires by firm); give 0 where there were none.`);
    });
  }

  async cancel(call: Call, { reason, words, ...at }: Request<'cancel'>): Promise<RecruitmentEventView> {
    return this.step(call, at, 'cancel', words ?? null, async (manager) => {
      refuseFaults(wordFaults({ words }));
      await manager.query('update recruitment_event set cancel_reason = $2, cancel_words = $3 where id = $1', [at.id, reason, words ?? null]);
    });
  }

  private async step(call: Call, { id, version }: Step, act: EventAct, words: string | null, work: (manager: EntityManager, event: EventRow) => Promise<void>): Promise<RecruitmentEventView> {
    return inTransaction(this.dataSource, async (manager) => {
      const event = await this.reader.reached(manager, call, id, true), rule = eventRule(act);
      // Who reads it without organising it is told no more than who does not read it: nothing here is theirs to change.
      if (!organises(call.actor, event)) notFound();
      if (event.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该活动已有变化，请刷新后重试。', 'The event changed meanwhile; reload it.');
      if (!rule.from.includes(event.state)) {
        const possible = eventActs(event.state).map((one) => eventRule(one).name);
        refuse(409, 'WRONG_STATE', `该活动“${eventStateNames[event.state].zh}”，不能“${rule.name.zh}”。${possible.length === 0 ? '' : `现在可以：${possible.map((one) => one.zh).join('、')}。`}`, `The event is "${eventStateNames[event.state].en}"; "${rule.name.en}" is not possible now.${possible.length === 0 ? '' : ` Possible now: ${possible.map((one) => one.en).join(', ')}.`}`);
      }
      await work(manager, event);
      await manager.query('update recruitment_event set state = coalesce($2, state), version = version + 1, updated_at = now() where id = $1', [id, rule.to]);
      await line(manager, call, id, act, words);
      return this.reader.now(manager, call, id);
    });
  }

  private async name(manager: EntityManager, id: string, { enterprises, counties }: Plan): Promise<void> {
    await manager.query('insert into recruitment_event_enterprise (event_id, name, posts) select $1, * from unnest($2::text[], $3::int[])', [id, enterprises.map((one) => one.name), enterprises.map((one) => one.posts)]);
    await manager.query('insert into recruitment_event_county (event_id, region, quota) select $1, * from unnest($2::text[], $3::int[])', [id, counties.map((one) => one.region), counties.map((one) => one.quota)]);
  }
}

/** What is wrong with a plan. A year's plan may be entered after the fact. */
export function planFaults(programme: string, plan: Plan): FieldProblem[] {
  const twice = (all: readonly string[]): string | undefined => all.find((one, i) => all.indexOf(one) !== i), days = (Date.parse(plan.endsOn) - Date.parse(plan.startsOn)) / 86_400_000 + 1;
  const firm = twice(plan.enterprises.map((one) => one.name)), county = twice(plan.counties.map((one) => one.region)), units = unitsOf(programme), strange = plan.counties.find(({ region }) => !units.some(({ code }) => code === region));
  return [
    ...(plan.startsOn < '2014-01-01' || plan.startsOn > '2100-12-31' ? [fault('startsOn', 'DAY_OUT_OF_RANGE', '日期不合理；请核对年份', 'the day is out of range; check the year')] : []),
    ...(days < 1 ? [fault('endsOn', 'ENDS_BEFORE', '结束早于开始；请核对日期', 'it ends before it begins; check the days')] : days > EVENT_DAYS ? [fault('endsOn', 'TOO_LONG', `超过 ${EVENT_DAYS} 天；请分成几次活动`, `longer than ${EVENT_DAYS} days; plan several events`)] : []),
    ...(firm === undefined ? [] : [fault('enterprises', 'TWICE', `“${firm}”列了两次；请合并`, `"${firm}" stands twice; join the two`)]),
    ...(county === undefined ? [] : [fault('counties', 'TWICE', `${regionName(county)}列了两次；请合并`, `${regionName(county)} stands twice; join the two`)]),
    ...(strange === undefined ? [] : [fault('counties', 'NOT_A_UNIT', `${regionName(strange.region)}不是本计划的受援县（区）；请从列表中选择`, `${regionName(strange.region)} is no receiving unit of this programme; choose one of the list`)]),
    ...wordFaults({ name: plan.name, place: plan.place }),
  ];
}

async function line(manager: EntityManager, call: Call, id: string, act: EventAct, words: string | null = null): Promise<void> {
  await manager.query('insert into recruitment_event_step (event_id, by_id, by_name, act, words) values ($1, $2, $3, $4, $5)', [id, call.actor.id, nameOf(call), act, words]);
}
