import type { DataSource, QueryRunner } from 'typeorm';
import type { Logger } from '@jiedui/observability';

/** Between two tries to become the leader, or after one that failed. */
const AGAIN_MS = 1000;
/** A leader that the database hears nothing of for this long has lost its session and with it the lead: its machine or the link may have gone without a word, and nobody else could lead. Longer than it waits for the broker. */
const SILENT_MS = 30_000;

/** Work that one replica of a service does at a time: whoever holds the advisory lock of its name leads, and the lock goes with its session. */
export class Leader {
  isStopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly name: string, private readonly dataSource: DataSource, private readonly log: Logger) {}

  /** Leads whenever the lock is free, until stopped; what fails is tried again. `lead` returns soon after `isStopping`. */
  start(lead: (runner: QueryRunner) => Promise<void>): void { this.loop = this.run(lead); }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.loop;
  }

  private async run(lead: (runner: QueryRunner) => Promise<void>): Promise<void> {
    while (!this.isStopping) {
      const runner = this.dataSource.createQueryRunner();
      try {
        await runner.connect();
        // Before the lock: a link that goes silent between the two would leave it held for as long as any session may be idle.
        await runner.query(`set idle_session_timeout = ${SILENT_MS}`);
        const [{ leader }] = await runner.query('select pg_try_advisory_lock(hashtext($1)) as leader', [this.name]);
        if (leader === true) await lead(runner);
      } catch (error) {
        if (!this.isStopping) this.log.warn({ err: error, work: this.name }, 'leading: will try again');
      } finally {
        await runner.query('reset idle_session_timeout; select pg_advisory_unlock_all()').catch((error: unknown) => this.log.debug({ err: error, work: this.name }, 'leading: the lock went with its session'));
        await runner.release();
      }
      if (!this.isStopping) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
