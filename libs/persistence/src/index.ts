export * from './data-source.js';
export * from './transaction.js';
export { aroundFirstTransaction } from './first-transaction.js';
export * from './migrate.js';
export * from './columns.js';
export * from './keyset.js';
export * from './ids.js';
export * from './row-reach.js';
export * from './unsafe-ddl.js';
