export * from './programmes/programmes.js';
export * from './programmes/check-counts.js';
export * from './regions/divisions.js';
export * from './regions/resolve-region.js';
export * from './regions/points.js';
export * from './regions/minimum-wage.js';
export * from './regions/geography.js';
export * from './identifiers/identifiers.js';
