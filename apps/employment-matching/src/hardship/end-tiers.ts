import type { DataSource } from 'typeorm';
import { employmentEntriesChanged } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { entriesQuery, ERASED, filterTokens, type ListSpec } from '@jiedui/list-store';
import type { Outbox } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';

const HOUR_MS = 3_600_000;
/** Workers taken in one transaction, and in one fact. */
const AT_ONCE = 1000, FACT_ROWS = 200;

/**
 * Ends tiers whose findings ended (mechanisms section 2, point 4: both findings, each while it holds): the row gets the tier that follows,
 * a line in its history says why, and the engine is told, so that nobody goes before others on a proof that has run out.
 */
export class EndTiers {
  private next = 0;

  constructor(private readonly spec: ListSpec, private readonly dataSource: DataSource, private readonly outbox: Outbox) {}

  /** Safe to call often and in every replica: works at the first call, then once an hour. */
  async work(): Promise<void> {
    if (Date.now() < this.next) return;
    this.next = Date.now() + HOUR_MS;
    while (await this.endSome() === AT_ONCE);
  }

  private async endSome(): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      const [ended]: [{ id: string; version: number; programme: string }[], number] = await manager.query(
        `with due as (select id, tier as was, features #>> '{tierEnds,on}' as ended_on, (features #>> '{tierEnds,then}')::smallint as becomes from ${this.spec.table}
            where features #>> '{tierEnds,on}' < (now() at time zone 'Asia/Shanghai')::date::text and natural_key not like '${ERASED}%' order by features #>> '{tierEnds,on}', id limit ${AT_ONCE} for update skip locked),
          lines as (insert into ${this.spec.table}_event (row_id, by_actor, what, reason) select id, '系统', '认定到期', '帮扶优先级由 ' || was || ' 变为 ' || becomes || '：认定有效期至 ' || ended_on || '，续认后恢复' from due)
        update ${this.spec.table} w set tier = becomes, features = w.features || '{"tierEnds": null}', search = ts_delete(w.search, '${filterTokens({ tier: 1 }).join('')}') || array_to_tsvector(array['=t:' || becomes]),
          version = w.version + 1, updated_at = now() from due where w.id = due.id returning w.id, w.version, w.programme`);
      for (const programme of new Set(ended.map((row) => row.programme))) {
        const rows = ended.filter((row) => row.programme === programme);
        await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'worker.tiers-ended', programme, rows: { count: rows.length, digest: rowsDigest(rows) } });
        await this.outbox.appendFromQuery(manager, employmentEntriesChanged, `tiers:${programme}`, entriesQuery(this.spec, rows.map(({ id }) => id), FACT_ROWS));
      }
      return ended.length;
    });
  }
}
