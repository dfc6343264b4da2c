export * from './role-table.js';
export * from './scope.js';
export * from './scope-sql.js';
export * from './tiers.js';
export * from './actor-token.js';
export * from './public-keys.js';
export * from './signed-statement.js';
export * from './role-bounds.js';
