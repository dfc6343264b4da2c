export * from './personal-data.js';
export * from './masks.js';
