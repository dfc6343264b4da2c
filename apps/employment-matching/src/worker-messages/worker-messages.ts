import type { DataSource, EntityManager } from 'typeorm';
import { notFound, refuse, type ReplyOf, WORKER_MESSAGES_A_DAY, type WorkerMessageKind, type workerMessages, type WorkerMessageReason, type WorkerMessageView } from '@jiedui/contracts';
import type { Call, JobHandler, Jobs } from '@jiedui/messaging';
import { ERASED, openableColumns, openPersonal, storedRow, type StoredRow, todayInShanghai } from '@jiedui/list-store';
import { inTransaction, newId } from '@jiedui/persistence';
import type { Protection } from '@jiedui/protection';
import { regionName } from '@jiedui/reference-data';
import { questionOf } from '../worker-links/link-question.js';
import { addNotice } from '../notices/notices.js';
import { endLink, makeLink, reachedWorker } from '../worker-links/worker-links.js';
import { workerSpec } from '../workers/worker-list.js';
import type { MessageSettings } from './message-settings.js';
import { endBinding, type WechatBindings } from './wechat-bindings.js';
import type { OutgoingMessage, WorkerChannel } from './worker-channel.js';

interface MessageRow { id: string; worker_id: string; kind: WorkerMessageKind; thing_id: string | null; channel: WorkerMessageView['channel']; state: WorkerMessageView['state']; reason: WorkerMessageReason | null; asked_by_id: string | null; asked_by: string | null; asked_at: Date; sent_at: Date | null }

/** Kind of the work items; their payload is the message's id alone. */
const JOB = 'worker-message';
/** What the system sends by itself tells of things that are at most so old: a service that is set up late does not flood. */
const FRESH = `interval '2 days'`;
/** Messages asked for in one look. */
const AT_ONCE = 200;

/** The group departure on which a placement has its seat. */
const seatOf = `from departure v join departure_passenger q on q.departure_id = v.id where q.placement_id = p.id and q.state = 'seated' and v.state = 'planned'`;

/** Things that wait for a worker who has an open link, by kind; `$1` is tomorrow in Shanghai. Who goes with a group departure is told the day before it leaves, who goes alone the day before the first one on the job. */
const waiting: Readonly<Record<Exclude<WorkerMessageKind, 'link'>, string>> = {
  proposal: `select p.id as thing_id, p.supply_id as worker_id from proposal p where p.state = 'sent' and (p.deadline is null or p.deadline > now()) and p.updated_at > now() - ${FRESH} and not exists (select from person_answer a where a.proposal_id = p.id) and $1::date is not null`,
  offer: `select p.id as thing_id, p.worker_id from placement p where p.state = 'offered' and p.updated_at > now() - ${FRESH} and $1::date is not null`,
  departure: `select p.id as thing_id, p.worker_id from placement p where p.state = 'accepted' and (exists (select ${seatOf} and v.leaves_on = $1::date) or (p.start_on = $1::date and not exists (select ${seatOf})))`,
};

/** The ways that are set up. */
export type WorkerChannels = Readonly<Record<WorkerMessageView['channel'], WorkerChannel | null>>;

/** Messages to workers: asked for in the database, carried by the queue with ids alone, their way chosen and their text made when they are sent. Whoever bound a WeChat is told by it. */
export class WorkerMessages {
  constructor(private readonly settings: MessageSettings | null, private readonly channels: WorkerChannels, private readonly bindings: WechatBindings, private readonly dataSource: DataSource, private readonly protection: Protection, private readonly jobs: Jobs) {}

  async list(call: Call, id: string): Promise<ReplyOf<typeof workerMessages.list>> {
    await reachedWorker(this.dataSource.manager, call, id);
    const rows: MessageRow[] = await this.dataSource.query('select * from worker_message where worker_id = $1 order by asked_at desc, id desc limit 20', [id]);
    return { isSet: this.channels.sms !== null, items: rows.map(viewOf) };
  }

  async sendLink(call: Call, id: string): Promise<WorkerMessageView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await reachedWorker(manager, call, id, 'for update');
      if (this.channels.sms === null) return refuse(409, 'NO_SMS', '没有配置短信服务，请复制链接发给本人。', 'No service for text messages is set up; copy the link instead.');
      const hindrance = hindranceOf(row, 'link', 'sms', this.protection) ?? (await this.triesToday(manager, id) >= WORKER_MESSAGES_A_DAY ? 'daily-limit' : null);
      if (hindrance !== null) { const [zh, en] = refusals[hindrance]; return refuse(409, hindrance.toUpperCase().replaceAll('-', '_'), zh, en); }
      const [{ open }]: [{ open: number }] = await manager.query(`select count(*)::int as open from worker_message where worker_id = $1 and kind = 'link' and state = 'waiting'`, [id]);
      if (open > 0) return refuse(409, 'ON_ITS_WAY', '链接正在发送，请稍候。', 'A link is on its way already.');
      const message = newId();
      const [made]: MessageRow[] = await manager.query(`insert into worker_message (id, worker_id, programme, region, channel, kind, asked_by_id, asked_by) values ($1, $2, $3, $4, 'sms', 'link', $5, $6) returning *`, [message, id, row.programme, row.region, call.actor.id, call.actor.displayName]);
      await this.jobs.ask(manager, JOB, { message });
      return made === undefined ? notFound() : viewOf(made);
    });
  }

  /** Asks for messages about what waits for workers, in the hours of the settings; each thing once. */
  async look(): Promise<void> {
    if (this.settings === null) return;
    const { from, until } = this.settings.hours, hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Shanghai' }).format());
    if (hour < from || hour >= until) return;
    const tomorrow = new Date(Date.parse(`${todayInShanghai()}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    for (const kind of ['proposal', 'offer', 'departure'] as const) {
      await inTransaction(this.dataSource, async (manager) => {
        const found: { thing_id: string; worker_id: string; programme: string; region: string }[] = await manager.query(
          `select t.thing_id, w.id as worker_id, w.programme, w.region from (${waiting[kind]}) t join worker w on w.id = t.worker_id
            where w.features ->> 'consent' = 'true' and not exists (select from worker_message m where m.thing_id = t.thing_id and m.kind = '${kind}')
              ${this.channels.sms === null ? 'and exists (select from wechat_binding b where b.worker_id = w.id and b.open_id is not null)' : ''}
              ${kind === 'departure' ? '' : 'and exists (select from worker_link l where l.worker_id = w.id and l.ended_at is null and l.expires_at > now())'} limit ${AT_ONCE}`, [tomorrow]);
        for (const { thing_id: thing, worker_id: worker, programme, region } of found) {
          const message = newId();
          const made: unknown[] = await manager.query(`insert into worker_message (id, worker_id, programme, region, channel, kind, thing_id) values ($1, $2, $3, $4, 'sms', '${kind}', $5) on conflict do nothing returning id`, [message, worker, programme, region, thing]);
          if (made.length > 0) await this.jobs.ask(manager, JOB, { message });
        }
      });
    }
  }

  handler(): JobHandler {
    return {
      kind: JOB, concurrency: 4,
      run: async ({ message }) => { await this.send(String(message)); },
      gaveUp: async ({ message }) => { await this.fail(String(message), 'unreachable'); },
    };
  }

  /** One try. Throws, naming nobody, where another one may succeed. A try whose answer was lost may reach the worker twice. */
  private async send(id: string): Promise<void> {
    let begun = await inTransaction(this.dataSource, (manager) => this.begin(manager, id));
    if (begun === null) return;
    let delivery = await begun.channel.send(begun.message);
    if (delivery === 'gone') await endBinding(this.dataSource.manager, begun.workerId);
    // Whom WeChat does not tell is told by text message, in the same try.
    if ((delivery === 'gone' || delivery === 'refused') && begun.way === 'wechat' && this.channels.sms !== null) {
      begun = await inTransaction(this.dataSource, (manager) => this.begin(manager, id, 'sms'));
      if (begun === null) return;
      delivery = await begun.channel.send(begun.message);
    }
    if (delivery === 'taken') await this.dataSource.query(`update worker_message set state = 'sent', reason = null, sent_at = now() where id = $1 and state = 'waiting'`, [id]);
    else if (delivery === 'refused' || delivery === 'gone') await this.fail(id, 'refused');
    else throw new Error('the service did not take the message');
  }

  /** What is to be sent, decided anew on each try, by WeChat where it is bound unless `only` names another way; null where it is not. The worker's row is held, so that two messages at once count each other. */
  private async begin(manager: EntityManager, id: string, only?: 'sms'): Promise<{ readonly channel: WorkerChannel; readonly way: WorkerMessageView['channel']; readonly message: OutgoingMessage; readonly workerId: string } | null> {
    const [message]: MessageRow[] = await manager.query(`select * from worker_message where id = $1 and state = 'waiting'`, [id]);
    if (message === undefined) return null;
    const skip = async (reason: WorkerMessageReason): Promise<null> => { await manager.query(`update worker_message set state = 'skipped', reason = $2 where id = $1`, [id, reason]); return null; };
    const [found] = await manager.query(`select ${openableColumns(workerSpec)} from ${workerSpec.table} where id = $1 for update`, [message.worker_id]);
    if (found === undefined) return skip('over');
    const row = storedRow(found), openId = message.kind === 'link' || only === 'sms' ? null : await this.bindings.openIdOf(manager, row.id), way = openId === null ? 'sms' : 'wechat', channel = this.channels[way];
    if (channel === null) return skip('no-way');
    const hindrance = hindranceOf(row, message.kind, way, this.protection);
    if (hindrance !== null) return skip(hindrance);
    if (await this.triesToday(manager, row.id, id) >= WORKER_MESSAGES_A_DAY) return skip('daily-limit');
    const values = await this.valuesOf(manager, message, row);
    if (values === null) return skip('over');
    await manager.query('update worker_message set tried_on = $2::date, channel = $3 where id = $1', [id, todayInShanghai(), way]);
    return { channel, way, workerId: row.id, message: { id, kind: message.kind, to: openId ?? openPersonal(workerSpec, row, this.protection)['phone'] ?? '', values } };
  }

  /** What fills the template; null where what it tells of is over. A link is made here, so that its secret lies nowhere before it is sent: a second try makes a second one. */
  private async valuesOf(manager: EntityManager, { kind, thing_id: thing, asked_by_id: byId, asked_by: by }: MessageRow, row: StoredRow): Promise<Record<string, string> | null> {
    const office = `${regionName(row.region)}就业服务机构`;
    if (kind === 'link') {
      const question = questionOf(openPersonal(workerSpec, row, this.protection));
      if (question === null || this.settings === null) return null;
      const { token } = await makeLink(manager, row, question, { id: byId ?? '', displayName: by ?? '' });
      return { office, address: `${this.settings.publicUrl}/w#${token}` };
    }
    if (kind === 'proposal') {
      const [open]: { title: string }[] = await manager.query(`select d.title from proposal p join post d on d.id = p.demand_id where p.id = $1 and p.state = 'sent' and (p.deadline is null or p.deadline > now()) and not exists (select from person_answer a where a.proposal_id = p.id)`, [thing]);
      return open === undefined ? null : { office, post: open.title };
    }
    const [placed]: { title: string; start_on: string | null; leaves: string | null; meeting_place: string | null }[] = await manager.query(
      `select d.title, p.start_on::text, v.leaves, v.meeting_place from placement p join post d on d.id = p.post_id left join lateral (select v.leaves_on || ' ' || v.leaves_at as leaves, v.meeting_place ${seatOf} order by v.leaves_on limit 1) v on true where p.id = $1 and p.state = $2`, [thing, kind === 'offer' ? 'offered' : 'accepted']);
    if (placed === undefined) return null;
    const { title: post, start_on: startOn, leaves, meeting_place: place } = placed;
    if (kind === 'offer') return { office, post, startOn: startOn ?? '' };
    // Told too late it would only puzzle.
    return (leaves ?? startOn ?? '').slice(0, 10) < todayInShanghai() ? null : { office, post, startOn: startOn ?? '', leaves: leaves ?? startOn ?? '', place: place ?? '自行前往' };
  }

  /** Parked where the labour office sees it, and told to it. A link that reached nobody ends. */
  private async fail(id: string, reason: WorkerMessageReason): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [[failed]]: [{ worker_id: string; kind: WorkerMessageKind }[]] = await manager.query(`update worker_message set state = 'failed', reason = $2 where id = $1 and state = 'waiting' returning worker_id, kind`, [id, reason]);
      if (failed === undefined) return;
      if (failed.kind === 'link') await endLink(manager, failed.worker_id, 'withdrawn');
      await addNotice(manager, { kind: 'message-failed', workerId: failed.worker_id, thingId: id });
    });
  }

  private async triesToday(manager: EntityManager, workerId: string, besides: string | null = null): Promise<number> {
    const [{ tries }]: [{ tries: number }] = await manager.query('select count(*)::int as tries from worker_message where worker_id = $1 and tried_on = $2::date and id is distinct from $3::uuid', [workerId, todayInShanghai(), besides]);
    return tries;
  }
}

const refusals = {
  'no-consent': ['本人没有有效的知情同意，不能发送短信。', 'There is no consent in force, so nothing is sent.'],
  'no-phone': ['没有登记手机号，请先补录。', 'No telephone is stored; enter one first.'],
  'nothing-to-ask': ['没有登记身份证号或出生年月，无法核对打开链接的人，请先补录。', 'Neither ID number nor month of birth is stored, so whoever opens the link could not be asked; enter one first.'],
  'daily-limit': [`今天已给本人发过 ${WORKER_MESSAGES_A_DAY} 条短信，请明天再发。`, `The worker had ${WORKER_MESSAGES_A_DAY} messages today; send it tomorrow.`],
} as const satisfies Partial<Record<WorkerMessageReason, readonly [zh: string, en: string]>>;

/** What keeps a message from a worker whose row is at hand. */
function hindranceOf(row: StoredRow, kind: WorkerMessageKind, way: WorkerMessageView['channel'], protection: Protection): 'no-consent' | 'no-phone' | 'nothing-to-ask' | null {
  if (row.naturalKey.startsWith(ERASED) || row.features.kind !== 'worker' || !row.features.consent) return 'no-consent';
  const personal = openPersonal(workerSpec, row, protection);
  if (way === 'sms' && (personal['phone'] ?? '') === '') return 'no-phone';
  return kind === 'link' && questionOf(personal) === null ? 'nothing-to-ask' : null;
}

function viewOf(row: MessageRow): WorkerMessageView {
  return { id: row.id, kind: row.kind, channel: row.channel, state: row.state, reason: row.reason, askedBy: row.asked_by, askedAt: row.asked_at.toISOString(), sentAt: row.sent_at?.toISOString() ?? null };
}
