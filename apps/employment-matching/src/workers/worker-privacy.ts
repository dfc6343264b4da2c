import type { DataSource, EntityManager } from 'typeorm';
import { type ConsentRecord, employmentEntriesChanged, type ErasedPerson, type FilePiece, type ListRow, notFound, refuse, type RequestOf, type RevealedPerson, REVEALS_AN_HOUR, type workerPrivacy } from '@jiedui/contracts';
import { inScope } from '@jiedui/access';
import { ERASED, listEntryOf, listRowView, type ListSpec, openPersonal, pieceOf, openableColumns, storedRow, type StoredRow } from '@jiedui/list-store';
import type { Call, Outbox } from '@jiedui/messaging';
import { inTransaction, writeWaiting } from '@jiedui/persistence';
import { type AuditInput, AuditTrail, type Protection } from '@jiedui/protection';
import { isWithin } from '@jiedui/reference-data';
import { addNotice } from '../notices/notices.js';
import type { PlacementActs } from '../placements/placement-acts.js';
import { dropAll } from '../training/enrolment-row.js';
import { endBinding } from '../worker-messages/wechat-bindings.js';
import { consentsOf, withdrawConsent } from './consent-ledger.js';
import { erasePerson } from './person-erasure.js';
import { dossierOf } from './worker-dossier.js';
import { NAMED_IN_WORDS, secondsUntilReveal, type SHOWN_IN_FULL } from './reveal-quota.js';

/** A number of a person's in the words of a purpose: phones and ID numbers are that long, nothing else a purpose needs is. */
const LONG_NUMBER = /\d{7}/;

/** What is done with one worker's own data (reliability D13): each look for a purpose, counted and in the trail. */
export class WorkerPrivacy {
  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly protection: Protection, private readonly placements: PlacementActs) {}

  /** Name, ID number and phone in full. The entry in the trail carries the purpose and none of the values. */
  async reveal(call: Call, { id, purpose, words }: RequestOf<typeof workerPrivacy.reveal>): Promise<RevealedPerson> {
    // Of no person yet, so it tells nothing.
    if (LONG_NUMBER.test(words.normalize('NFKC').replaceAll(/[\s-]/g, ''))) return namesAPerson();
    const shown = await inTransaction(this.dataSource, async (manager): Promise<RevealedPerson | { seconds: number } | 'named'> => {
      const row = await this.reached(manager, call, id);
      const seconds = await this.quota(manager, call, row, 'worker.revealed', purpose);
      if (seconds > 0) return { seconds };
      const personal = openPersonal(this.spec, row, this.protection);
      // The refusal confirms a guess at what is masked: it is a look like any other, in the trail and of the quota.
      const isNamed = Object.values(personal).some((text) => text.length > 1 && words.includes(text));
      await this.trail(manager, call, row, isNamed ? { action: NAMED_IN_WORDS, purpose, result: 'refused', details: { code: 'NAMES_A_PERSON' } } : { action: 'worker.revealed', purpose, details: { words } });
      return isNamed ? 'named' : { id, name: personal['name'] ?? null, idNumber: personal['idNumber'] ?? null, phone: personal['phone'] ?? null };
    });
    if (shown === 'named') return namesAPerson();
    return 'seconds' in shown ? tooMany(shown.seconds) : shown;
  }

  /** Everything held on a worker as JSON, for the worker (PIPL article 45). The first piece counts as a look; later ones go to whoever got the first. */
  async dossier(call: Call, { id, seq }: RequestOf<typeof workerPrivacy.dossier>): Promise<FilePiece> {
    const made = await inTransaction(this.dataSource, async (manager): Promise<Buffer | number> => {
      const row = await this.reached(manager, call, id);
      if (seq === 0) {
        const seconds = await this.quota(manager, call, row, 'worker.dossier-exported', 'request-of-person');
        if (seconds > 0) return seconds;
        await this.trail(manager, call, row, { action: 'worker.dossier-exported', purpose: 'request-of-person' });
        // The dossier shows this look too.
        await writeWaiting(manager);
      } else {
        const [begun] = await manager.query(`select 1 from audit_entry where subject_id = $1 and actor_id = $2 and correlation_id = $3 and action = 'worker.dossier-exported' and result = 'done'`, [id, call.actor.id, call.correlationId]);
        if (begun === undefined) return notFound();
      }
      return Buffer.from(JSON.stringify(await dossierOf(manager, this.spec, row, this.protection), null, 1));
    });
    return typeof made === 'number' ? tooMany(made) : pieceOf(made, seq, `个人信息-${id}.json`, 'application/json');
  }

  /** What the person consented to. */
  async consents(call: Call, id: string): Promise<{ items: ConsentRecord[] }> {
    return inTransaction(this.dataSource, async (manager) => ({ items: await consentsOf(manager, (await this.reached(manager, call, id)).id) }));
  }

  /** The person's consent is taken back: from the next run on they are not matched, a sent proposal is released, and a placement ends unless they are on the job already. */
  async withdrawConsent(call: Call, { id, version }: RequestOf<typeof workerPrivacy.withdrawConsent>): Promise<ListRow> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.changeable(manager, call, id, version);
      return listRowView(this.spec, await this.withdrawn(manager, call, row), this.protection, { personal: true, tier: true });
    });
  }

  /** The same by the person on the own page, of the own row; whichever version it has. */
  async withdrawOwnConsent(call: Call): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [found] = await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1 for update`, [call.actor.id]);
      if (found === undefined) return notFound();
      await this.withdrawn(manager, call, storedRow(found));
      await addNotice(manager, { kind: 'consent-withdrawn', workerId: call.actor.id, thingId: null });
    });
  }

  private async withdrawn(manager: EntityManager, call: Call, { id, texts, status }: StoredRow): Promise<StoredRow> {
    if (texts['consent'] === '否' && status === 'withdrawn') refuse(409, 'ALREADY_SO', '该人没有有效的知情同意。', 'There is no consent in force.');
    await withdrawConsent(manager, id);
    await this.placements.endWithoutConsent(manager, [id]);
    await dropAll(manager, { workerIds: [id] }, 'consent-withdrawn');
    await endBinding(manager, id);
    await manager.query(`insert into ${this.spec.table}_event (row_id, by_actor, what, reason) values ($1, $2, '撤回知情同意', null)`, [id, call.actor.displayName]);
    const [read] = await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1`, [id]), written = storedRow(read);
    await this.outbox.append(manager, employmentEntriesChanged, `${this.spec.table}:${id}`, { entries: [listEntryOf(this.spec, written)] }, call.correlationId);
    return written;
  }

  /** Erases the person of a row: see {@link erasePerson}. */
  async erase(call: Call, { id, version, reason }: RequestOf<typeof workerPrivacy.erase>): Promise<ErasedPerson> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.changeable(manager, call, id, version);
      const erased = await erasePerson(manager, this.spec, this.outbox, this.protection, row, { by: call.actor.displayName, reason, correlationId: call.correlationId });
      await AuditTrail.append(manager, { actor: call.actor, action: 'worker.erased', subject: { kind: 'workers', id }, programme: row.programme, purpose: reason, details: { pseudonym: erased.pseudonym }, correlationId: call.correlationId });
      return erased;
    });
  }

  /** The row locked, when it is the one the caller saw. */
  private async changeable(manager: EntityManager, call: Call, id: string, version: number): Promise<StoredRow> {
    const row = await this.reached(manager, call, id, 'for update');
    if (row.naturalKey.startsWith(ERASED)) refuse(409, 'ERASED', '本人信息已经删除。', 'The person was erased already.');
    if (row.version !== version) refuse(412, 'CHANGED_MEANWHILE', '该记录已被他人修改，请刷新后重试。', 'Somebody else changed the row; reload it and try again.');
    return row;
  }

  /** The row, when it lies within the caller's scope. */
  private async reached(manager: EntityManager, call: Call, id: string, lock: '' | 'for update' = ''): Promise<StoredRow> {
    const [found] = await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1 ${lock}`, [id]);
    if (found === undefined) return notFound();
    const row = storedRow(found);
    return inScope(call.scope, { programme: row.programme, regions: [row.region], organisations: [row.organisation], createdBy: row.createdBy }, call.actor, isWithin) ? row : notFound();
  }

  /** The seconds until the next look is allowed, 0 where one is now; a look over the quota is in the trail as denied, which is what an auditor is alarmed by (goal S11). */
  private async quota(manager: EntityManager, call: Call, row: StoredRow, asked: (typeof SHOWN_IN_FULL)[number], purpose: string): Promise<number> {
    const seconds = await secondsUntilReveal(manager, call.actor.id);
    if (seconds > 0) await this.trail(manager, call, row, { action: 'worker.reveal-refused', purpose, result: 'denied', details: { code: 'REVEAL_QUOTA', asked } });
    return seconds;
  }

  private async trail(manager: EntityManager, call: Call, row: StoredRow, entry: Pick<AuditInput, 'action' | 'purpose' | 'result' | 'details'>): Promise<void> {
    await AuditTrail.append(manager, { ...entry, actor: call.actor, subject: { kind: 'workers', id: row.id }, programme: row.programme, correlationId: call.correlationId });
  }
}

function namesAPerson(): never {
  return refuse(400, 'INVALID_INPUT', '提交的内容有误，请按提示修改。', 'The input is not valid; mend the fields named.', { fields: [{ field: 'words', code: 'NAMES_A_PERSON', message: { zh: '用途会记入审计，请不要写姓名、证件号或电话', en: 'the purpose goes into the audit trail: leave out names, ID numbers and phones' } }] });
}

function tooMany(seconds: number): never {
  return refuse(429, 'REVEAL_QUOTA', `每个账号一小时内最多查看 ${REVEALS_AN_HOUR} 人的全文，请约 ${Math.ceil(seconds / 60)} 分钟后再试。本次请求已记入审计。`, `An account may look at ${REVEALS_AN_HOUR} people in full an hour; try again in about ${Math.ceil(seconds / 60)} minutes. This request is in the audit trail.`, { retryAfterSeconds: seconds });
}
