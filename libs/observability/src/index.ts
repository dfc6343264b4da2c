export * from './log.js';
export * from './log-errors.js';
export * from './metrics.js';
export * from './probe-listener.js';
export { processFigures, type ProcessFigures, within } from './process-figures.js';
export { inSpan, isInSpan, isTracing, SpanKind, type SpanOptions, startTracing, stopTracing, traceparent } from './traces.js';
