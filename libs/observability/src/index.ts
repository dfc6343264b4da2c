export * from './log.js';
export * from './metrics.js';
export * from './probe-listener.js';
export { processFigures, type ProcessFigures, within } from './process-figures.js';
