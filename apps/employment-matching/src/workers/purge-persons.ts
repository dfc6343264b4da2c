import type { DataSource } from 'typeorm';
import { serviceActor } from '@jiedui/access';
import { ERASED, type ListSpec, openableColumns, storedRow } from '@jiedui/list-store';
import type { Outbox } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail, type Protection } from '@jiedui/protection';
import { erasePerson } from './person-erasure.js';

const HOUR_MS = 3_600_000;
/** Persons erased at one call: the rest follow an hour later. */
const AT_ONCE = 500;

/** Erases those whose data may not be kept any longer (PIPL article 19): the ledger says until when. */
export class PurgePersons {
  private next = 0;

  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly protection: Protection) {}

  /** Safe to call often and in every replica: works at the first call, then once an hour. */
  async work(): Promise<void> {
    if (Date.now() < this.next) return;
    this.next = Date.now() + HOUR_MS;
    // Those who may still be kept, for a consent given since, and the erased stand in nobody's way.
    const due: { id: string }[] = await this.dataSource.query(
      `select distinct c.person_id as id from consent_record c join ${this.spec.table} w on w.id = c.person_id where c.purge_on < (now() at time zone 'Asia/Shanghai')::date and w.natural_key not like '${ERASED}%'
        and not exists (select from consent_record l where l.person_id = c.person_id and l.purge_on >= (now() at time zone 'Asia/Shanghai')::date) limit ${AT_ONCE}`);
    for (const { id } of due) await this.purge(id);
  }

  private async purge(id: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [found] = await manager.query(`select ${openableColumns(this.spec)} from ${this.spec.table} where id = $1 for update skip locked`, [id]);
      // Another replica's work, or done meanwhile.
      if (found === undefined || storedRow(found).naturalKey.startsWith(ERASED)) return;
      const [{ due }] = await manager.query(`select bool_and(purge_on < (now() at time zone 'Asia/Shanghai')::date) as due from consent_record where person_id = $1 and purge_on is not null`, [id]);
      if (due !== true) return;
      const row = storedRow(found), erased = await erasePerson(manager, this.spec, this.outbox, this.protection, row, { by: '系统', reason: 'purpose-ended', correlationId: null });
      await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'worker.erased', subject: { kind: 'workers', id }, programme: row.programme, purpose: 'purpose-ended', details: { pseudonym: erased.pseudonym } });
    });
  }
}
