export * from './personal-data.js';
export * from './masks.js';
export * from './audit/audit-tables.js';
export * from './audit/audit-trail.js';
export * from './audit/audit-chain.js';
export * from './audit/verify-trail.js';
export * from './audit/anchor-file.js';
