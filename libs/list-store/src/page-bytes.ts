/** Bytes of the rows of one page: a reply is one message of at most 1 MB, and a page of long rows ends sooner. */
export const PAGE_BYTES = 600_000;

/** The first of the rows that fit into one page, measured by what of them may be long; the first row of all always fits. */
export function fitting<T>(rows: readonly T[], bytes = PAGE_BYTES, long: (row: T) => unknown = (row) => row): T[] {
  let left = bytes;
  const beyond = rows.findIndex((row, i) => {
    left -= Buffer.byteLength(JSON.stringify(long(row)));
    return i > 0 && left < 0;
  });
  return beyond === -1 ? [...rows] : rows.slice(0, beyond);
}
