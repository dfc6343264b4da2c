import type { DataSource, EntityManager } from 'typeorm';
import { type BarEffects, barReasonNames, employmentEntriesChanged, endsWhenBarred, looksWhenBarred, type PlacementState } from '@jiedui/contracts';
import { serviceActor } from '@jiedui/access';
import { withdrawRows } from '@jiedui/list-store';
import type { Outbox } from '@jiedui/messaging';
import { allowLongStatements, inTransaction } from '@jiedui/persistence';
import { AuditTrail, rowsDigest } from '@jiedui/protection';
import { addPlacementNotices } from '../notices/notices.js';
import type { PlacementActs } from '../placements/placement-acts.js';
import { postSpec } from '../posts/post-list.js';
import { type BarRow, barSelect, postsOf } from './bar-row.js';

/** What is known of a bar when what follows from it is dealt with. */
type Bar = Pick<BarRow, 'id' | 'programme' | 'name' | 'organisations' | 'reason' | 'carried_out_at'>;

/** For the history: what the system does by itself. */
const SYSTEM = { id: 'employment', name: '系统' };
/** A bar of thousands of rows takes that long at most. */
const LONG_SECONDS = 60;

/**
 * What follows from a bar, all of it in one transaction: posts are withdrawn, placements before the departure end, those after it are put before the counties. Done again
 * it only deals with what has come since, so it may be broken off and repeated.
 */
export class CarryOut {
  constructor(private readonly dataSource: DataSource, private readonly outbox: Outbox, private readonly placements: PlacementActs) {}

  /** In the transaction of somebody who holds the bar's row. Placements are locked before posts, as those do who end one. */
  async carryOut(manager: EntityManager, bar: Bar, correlationId: string | null): Promise<void> {
    const at = [bar.programme, bar.organisations, bar.name], words = `用工单位停用：${barReasonNames[bar.reason].zh}`;
    const of = async (states: readonly PlacementState[]): Promise<string[]> => (await manager.query<{ id: string }[]>(`select p.id from post d join placement p on p.post_id = d.id where ${postsOf('$1', '$2::text[]', '$3')} and p.state = any($4)`, [...at, states])).map(({ id }) => id);
    const end = async () => this.placements.bySystem(manager, await of(endsWhenBarred), { act: 'end', reason: 'employer-closed' }, { from: endsWhenBarred, words, correlationId });
    const before = await end();
    const open: { id: string }[] = await manager.query(`select d.id from post d where ${postsOf('$1', '$2::text[]', '$3')} and d.status in ('open', 'filled') order by d.id for update`, at);
    const posts = await withdrawRows(manager, this.outbox, postSpec, employmentEntriesChanged, open.map(({ id }) => id), { byId: SYSTEM.id, byName: SYSTEM.name, reason: words, aggregate: `barred:${bar.id}`, correlationId });
    // Whoever agreed while the posts were waited for is found now; nobody can any more.
    const ended = [...before, ...await end()];
    const looked = bar.carried_out_at !== null ? [] : await this.placements.bySystem(manager, await of(looksWhenBarred), { act: 'flag', attention: 'employer-barred' }, { from: looksWhenBarred, words, correlationId });
    await addPlacementNotices(manager, 'employer-barred-ended', ended);
    await addPlacementNotices(manager, 'employer-barred-look', looked);
    await this.keep(manager, bar, { posts: posts.length, ended: ended.length, looks: looked.length }, posts, correlationId);
  }

  /** Bars whose many rows are still to be dealt with, posts that came in while one was made, and placements that were taken back to before the departure. Safe to run in every replica. */
  async sweep(): Promise<void> {
    const left = (where: string): string => `exists (select from post d where d.programme = b.programme and ${where} and (d.status in ('open', 'filled') or exists (select from placement p where p.post_id = d.id and p.state = any($1))))`;
    const waiting: { id: string }[] = await this.dataSource.query(`select b.id from barred_employer b where b.lifted_at is null and (b.carried_out_at is null or ${left('d.organisation = any(b.organisations)')} or ${left('d.organisation_name = b.name')})`, [endsWhenBarred]);
    for (const { id } of waiting) {
      await inTransaction(this.dataSource, async (manager) => {
        await allowLongStatements(manager, LONG_SECONDS);
        const [bar]: BarRow[] = await manager.query(`${barSelect} where b.id = $1 and b.lifted_at is null for update skip locked`, [id]);
        if (bar !== undefined) await this.carryOut(manager, bar, null);
      });
    }
  }

  private async keep(manager: EntityManager, bar: Bar, { posts, ended, looks }: BarEffects, withdrawn: readonly { id: string; version: number }[], correlationId: string | null): Promise<void> {
    if (bar.carried_out_at !== null && posts + ended + looks === 0) return;
    await manager.query('update barred_employer set posts = posts + $2, ended = ended + $3, looks = looks + $4, carried_out_at = coalesce(carried_out_at, now()), version = version + 1, updated_at = now() where id = $1', [bar.id, posts, ended, looks]);
    await manager.query(`insert into barred_employer_step (bar_id, by_id, by_name, act, posts, ended, looks) values ($1, $2, $3, 'carry-out', $4, $5, $6)`, [bar.id, SYSTEM.id, SYSTEM.name, posts, ended, looks]);
    await AuditTrail.append(manager, { actor: serviceActor('employment'), action: 'barred-employers.carried-out', subject: { kind: 'barred-employers', id: bar.id }, programme: bar.programme, details: { posts, ended, looks }, rows: { count: posts, digest: rowsDigest(withdrawn) }, correlationId });
  }
}
