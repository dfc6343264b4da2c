import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { base } from '../../jest.config.mjs';

/** Suites that need the running stack: they find it by the environment variables of tools/test/test.mjs. Built packages, one suite after the other. */
export default {
  ...base, rootDir: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'), moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: ['<rootDir>/tools/test/**/*.integration.ts', '<rootDir>/tools/test/**/*.journey.ts'], testTimeout: 120_000, maxWorkers: 1, testSequencer: '<rootDir>/tools/test/suite-order.cjs',
};
