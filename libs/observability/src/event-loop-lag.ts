import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const WINDOW_MS = 5000;

/** How late the event loop comes to its work: the 99th percentile of the last five to ten seconds. */
export class EventLoopLag {
  private readonly now: IntervalHistogram = monitorEventLoopDelay({ resolution: 10 });
  private before = 0;

  constructor() {
    this.now.enable();
    setInterval(() => { this.before = this.p99(); this.now.reset(); }, WINDOW_MS).unref();
  }

  /** In milliseconds. */
  get ms(): number { return Math.round(Math.max(this.before, this.p99()) * 10) / 10; }

  /** The timer's own 10 ms are no lateness. */
  private p99(): number { return this.now.count === 0 ? 0 : Math.max(0, this.now.percentile(99) / 1e6 - 10); }
}
