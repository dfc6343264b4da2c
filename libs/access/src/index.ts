export * from './role-table.js';
export * from './scope.js';
export * from './actor-token.js';
