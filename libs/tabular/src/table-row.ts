/** One row of a table file. */
export interface TableRow {
  /** Row of the sheet as a spreadsheet shows it, from 1; the header row counts, blank rows too. */
  readonly rowNumber: number;
  readonly cells: readonly string[];
  /** Columns (0-based) whose value a formula made; the value is the one saved with the file. */
  readonly formulas: readonly number[];
}

/** What a file may take. Breaking one is a `FileRejected`. */
export interface TableLimits {
  readonly maxColumns: number;
  readonly maxRows: number;
  readonly maxRowCharacters: number;
  readonly maxCellCharacters: number;
  /** Entries of the archive of a workbook. */
  readonly maxEntries: number;
  /** Bytes all entries may unpack to, declared and counted. */
  readonly maxUnpackedBytes: number;
  /** Unpacked over packed bytes of one entry, for entries above a megabyte. */
  readonly maxRatio: number;
}

/** A list of 100,000 rows and 30 columns fits (its sheet unpacks to some 250 MB); a bomb does not. */
export const defaultLimits: TableLimits = {
  maxColumns: 200, maxRows: 1_000_000, maxRowCharacters: 1_048_576, maxCellCharacters: 100_000,
  maxEntries: 200, maxUnpackedBytes: 400 * 1024 * 1024, maxRatio: 200,
};
