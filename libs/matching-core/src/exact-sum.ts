/**
 * Exact sums of products of whole numbers, fast while they are small.
 *
 * Objectives of the produce market (capacities in the millions of 500 g, folded weights past 2^30) pass 2^53. Doubles are exact
 * below that, so products are collected in a double and spilled into a `bigint` before they could round. The spill is rare:
 * a few in a million products of the largest markets.
 */
export class ExactSum {
  private small = 0;
  private large = 0n;

  /** Adds a * b; both must be safe integers. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    if (product > -4503599627370496 && product < 4503599627370496) { // 2^52: below it the product was exact, and two such sum exactly
      const sum = this.small + product;
      if (sum > -4503599627370496 && sum < 4503599627370496) this.small = sum;
      else {
        this.large += BigInt(this.small) + BigInt(product);
        this.small = 0;
      }
    } else this.large += BigInt(a) * BigInt(b);
  }

  value(): bigint {
    return this.large + BigInt(this.small);
  }
}
