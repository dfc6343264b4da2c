import { context, createContextKey, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { loggedError } from './log-errors.js';
import { processFigures } from './process-figures.js';

export { SpanKind } from '@opentelemetry/api';

const correlation = createContextKey('correlation-id');
const tracer = trace.getTracer('jiedui');
let provider: NodeTracerProvider | null = null;
let isExporting = false;

/**
 * Begins to carry W3C trace context through this process, and, where the standard variable `OTEL_EXPORTER_OTLP_ENDPOINT` (or `…_TRACES_ENDPOINT`) is set, to send
 * spans there. Without it nothing is recorded: the trace id of a request goes on through calls, facts and logs all the same. Called once.
 */
export async function startTracing(process: string, env: NodeJS.ProcessEnv = globalThis.process.env): Promise<void> {
  isExporting = [env['OTEL_EXPORTER_OTLP_ENDPOINT'], env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']].some((address) => address !== undefined && address !== '') && env['OTEL_SDK_DISABLED'] !== 'true';
  // Here and not above: threads that open a data source load none of it.
  const [{ resourceFromAttributes }, sdk] = await Promise.all([import('@opentelemetry/resources'), import('@opentelemetry/sdk-trace-node')]);
  const resource = resourceFromAttributes({ 'service.name': `jiedui-${process}`, 'service.version': processFigures().version });
  if (isExporting) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    provider = new sdk.NodeTracerProvider({ resource, spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter())] });
  } else provider = new sdk.NodeTracerProvider({ resource, sampler: new sdk.AlwaysOffSampler() });
  provider.register();
}

/** Sends what was recorded and not sent yet; waits for a collector that is away no longer than its own time limit. */
export async function stopTracing(): Promise<void> { await provider?.shutdown().catch(() => undefined); }

/** Whether spans are recorded: what costs something only then is worth it. */
export function isTracing(): boolean { return isExporting; }

/** Whether the code at hand runs for a request or a fact that is traced. */
export function isInSpan(): boolean { return trace.getActiveSpan()?.isRecording() === true; }

/** What a span is about. `parent` is a `traceparent` that came with a message; left out: what runs around it. Attributes are names, never values that people sent. */
export interface SpanOptions { readonly kind?: SpanKind; readonly parent?: string | null | undefined; readonly correlationId?: string | null | undefined; readonly attributes?: Readonly<Record<string, string | number>> }

/** Runs work in a span of its own; one that throws ends it as failed, by its type alone. */
export async function inSpan<T>(name: string, { kind = SpanKind.INTERNAL, parent, correlationId, attributes }: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  let around = parent === undefined ? context.active() : continued(parent);
  if (correlationId !== undefined && correlationId !== null) around = around.setValue(correlation, correlationId);
  const span = tracer.startSpan(name, { kind, ...(attributes === undefined ? {} : { attributes: { ...attributes } }) }, around);
  try {
    return await context.with(trace.setSpan(around, span), () => work(span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: loggedError(error).type });
    throw error;
  } finally {
    span.end();
  }
}

/** The `traceparent` of what runs now, for a message that leaves; null outside of any request. */
export function traceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'] ?? null;
}

/** The ids that every log line of a request carries. */
export function logContext(): { trace?: string; correlationId?: string } {
  const span = trace.getActiveSpan()?.spanContext(), id = context.active().getValue(correlation);
  return { ...(span === undefined ? {} : { trace: span.traceId }), ...(typeof id === 'string' ? { correlationId: id } : {}) };
}

/** What came without one, or with one that is none, begins a trace of its own. */
function continued(parent: string | null): ReturnType<typeof context.active> {
  const fresh = trace.deleteSpan(context.active());
  return parent === null ? fresh : propagation.extract(fresh, { traceparent: parent });
}
