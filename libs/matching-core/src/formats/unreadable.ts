/** A file that cannot be read: where, and what was expected and found, in both languages. */
export interface Unreadable {
  readonly status: 'unreadable';
  /** Counts from 1; 0 for an empty file. */
  readonly line: number;
  readonly reasonZh: string;
  readonly reason: string;
}
