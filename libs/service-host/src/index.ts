export * from './run-service.js';
export * from './environment.js';
