/** Cell texts of a row by column code, in the codes of `@jiedui/lists`. */
export type SampleRow = Readonly<Record<string, string>>;
export interface SampleOptions {
  /** 1 when absent; the same seed and sizes give the same rows. */
  readonly seed?: number;
  /** Multiplies all sizes; 5 gives 100,800 workers. */
  readonly scale?: number;
  /** `YYYY-MM-DD` the dates are drawn around; 2026-01-15 when absent. */
  readonly today?: string;
  readonly workers?: number;
  readonly posts?: number;
  readonly lots?: number;
  readonly orderLines?: number;
}
export type SampleRows = Iterable<SampleRow> & AsyncIterable<SampleRow>;
export interface SampleLists {
  readonly sizes: { readonly workers: number; readonly posts: number; readonly lots: number; readonly orderLines: number };
  readonly today: string;
  readonly posts: SampleRows;
  readonly workers: SampleRows;
  readonly orderLines: SampleRows;
  readonly lots: SampleRows;
}
export type SampleListName = 'posts' | 'workers' | 'orderLines' | 'lots';
export const SAMPLE_FILES: Readonly<Record<SampleListName, string>>;
export function generateSampleLists(options?: SampleOptions): SampleLists;
export function writeSampleLists(folder: string, options?: SampleOptions): Promise<Readonly<Record<SampleListName, { readonly path: string; readonly rows: number }>>>;
