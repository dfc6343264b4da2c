const { default: Sequencer } = require('@jest/test-sequencer');

/** Suites on the shared stack in one order everywhere: first those that need lists nobody has filled yet, then by name. */
module.exports = class SuiteOrder extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => ['/matching.integration.ts', '/runs.integration.ts', ''].findIndex((end) => path.endsWith(end));
    return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  }

  /** The second of two stacks has journeys besides: it takes every third suite, the first one the others. */
  shard(tests, { shardIndex }) {
    return this.sort(tests).filter((_, i) => (i % 3 === 2) === (shardIndex === 2));
  }
};
