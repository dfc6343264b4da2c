import type { EntryOf, Features } from '@jiedui/contracts';
import { ScanCancelled, withoutRefused } from './eligible-pairs.js';
import type { ScanOptions } from './eligible-pairs.js';
import type { PairScanner } from './pair-scanner.js';
import type { RuleContext, RuleSet } from './rule-set.js';

/** Rows between two looks at `shouldCancel`. */
const rowsPerReport = 1000;

/**
 * The eligible pairs of two lists, a row at a time and as often as asked, for solvers that do not store them all. The lists are read
 * once, into about 60 bytes an entry, and may be let go after that (produce keeps its lots). Rows come in the order in which they are
 * fastest, not by index.
 */
export class PairStream<D extends Features, S extends Features> {
  private readonly scanner: PairScanner;
  private readonly order: Int32Array;
  private readonly column: Int32Array<ArrayBuffer>;
  private readonly fit: Int16Array<ArrayBuffer>;

  constructor(demand: readonly EntryOf<D>[], supply: readonly EntryOf<S>[], ruleSet: RuleSet<D, S>, ctx: RuleContext, private readonly options: ScanOptions = {}) {
    this.scanner = ruleSet.compile(demand, supply, ctx);
    if (options.demandLeftOut) this.scanner.leaveOut(options.demandLeftOut);
    this.order = this.scanner.order();
    this.column = new Int32Array(demand.length);
    this.fit = new Int16Array(demand.length);
  }

  /**
   * Every row that has pairs. With `only`, the whole rows of the marked supply entries, and of the others the pairs of the marked demand
   * entries.
   *
   * @throws ScanCancelled when `shouldCancel` says so.
   */
  forEachRow(onRow: (i: number, count: number, column: Int32Array, fit: Int16Array) => void, only?: { readonly supply: Uint8Array; readonly demand: Uint8Array }): void {
    const { scanner, order, column, fit, options } = this, { supplyLeftOut, excluded } = options;
    if (only) scanner.choose(only.demand);
    for (let k = 0; k < order.length; k++) {
      const i = order[k]!;
      if (k % rowsPerReport === 0) {
        if (options.shouldCancel?.()) throw new ScanCancelled();
        options.onProgress?.(k, order.length);
      }
      if (supplyLeftOut?.[i] === 1) continue;
      scanner.open(i);
      let count = scanner.row(column, fit, only !== undefined && only.supply[i] === 0);
      const refused = excluded?.get(i);
      if (refused) count = withoutRefused(refused, count, column, fit);
      if (count > 0) onRow(i, count, column, fit);
    }
    options.onProgress?.(order.length, order.length);
  }
}
