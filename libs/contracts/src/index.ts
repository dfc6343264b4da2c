export * from './units.js';
export * from './matching/list-entry.js';
export * from './matching/geography.js';
export * from './matching/policy.js';
export * from './matching/explanation.js';
