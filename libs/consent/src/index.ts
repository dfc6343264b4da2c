export * from './consent-tables.js';
export * from './consent-market.js';
export * from './proposals.js';
export * from './proposal-answers.js';
export * from './agreements.js';
export * from './pair-snapshot.js';
export * from './consent-controller.js';
