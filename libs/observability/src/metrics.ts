import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One figure of the moment: the metric's name without `jiedui_`, its labels, its value; null is left out. */
export interface Reading { readonly name: string; readonly labels?: Readonly<Record<string, string>>; readonly value: number | null }

/** A figure that is read when it is asked for: name without `jiedui_`, words, the names of its labels. */
export interface GaugeDeclaration { readonly name: string; readonly help: string; readonly labels?: readonly string[] }

/**
 * The figures of one process in Prometheus' form: Node's own, every operation by outcome and duration, and what `read` finds at each
 * scrape. Label values come from declarations, never from what a caller sent.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly operations: Histogram<'operation' | 'outcome'>;
  private readonly published: Histogram;
  private readonly gauges = new Map<string, Gauge>();
  private read: () => Promise<readonly Reading[]> = async () => [];

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    this.operations = new Histogram({ name: 'jiedui_operation_seconds', help: 'Operations by outcome (done, refused, busy, fault, gone) and duration.', labelNames: ['operation', 'outcome'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60], registers });
    this.published = new Histogram({ name: 'jiedui_outbox_lag_seconds', help: 'From the writing of a fact to the acknowledgement of the broker.', buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300], registers });
  }

  /** Declares figures that are read at each scrape. */
  declare(gauges: readonly GaugeDeclaration[], read: () => Promise<readonly Reading[]>): void {
    for (const { name, help, labels } of gauges) this.gauges.set(name, new Gauge({ name: `jiedui_${name}`, help, labelNames: [...(labels ?? [])], registers: [this.registry] }));
    this.read = read;
  }

  /** Counts an operation that took so long and was answered with this status. */
  operationDone(operation: string, status: number, seconds: number): void {
    this.operations.observe({ operation, outcome: outcomeOf(status) }, seconds);
  }

  /** Counts a published fact. */
  factPublished(seconds: number): void { this.published.observe(seconds); }

  /** The text for Prometheus. What cannot be read now is left out, so that an old value is not taken for a new one. */
  async text(): Promise<string> {
    const readings = await this.read();
    for (const gauge of this.gauges.values()) gauge.reset();
    for (const { name, labels, value } of readings) {
      const gauge = this.gauges.get(name);
      if (gauge === undefined) throw new Error(`${name} was not declared`);
      if (value === null) gauge.remove(labels ?? {});
      else gauge.set(labels ?? {}, value);
    }
    return this.registry.metrics();
  }

  get contentType(): string { return this.registry.contentType; }
}

/** Status under which an answer counts that its reader did not wait for. */
export const GONE = 499;

/** `busy` is what may succeed later; `gone`, status 499, whom nobody waited for any more. */
function outcomeOf(status: number): 'done' | 'refused' | 'busy' | 'fault' | 'gone' {
  if (status < 400) return 'done';
  if (status === GONE) return 'gone';
  if (status < 500) return 'refused';
  return status === 503 || status === 504 ? 'busy' : 'fault';
}
