/** A sentence in Chinese and English with a stable code. Never carries personal data: messages reach logs and reports. */
export interface Message {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** A message about one row: which columns it speaks of, and the sentence with the column named. */
export interface RowMessage extends Message {
  /** Codes of the columns concerned, the first being the one to mend. */
  readonly columns: readonly string[];
}

/**
 * A file that cannot be read as a table at all. Expected for any file a person may upload, so callers turn it into an
 * answer (400, 413); nothing was imported. A retry with the same file never helps.
 */
export class FileRejected extends Error implements Message {
  override readonly name = 'FileRejected';
  constructor(readonly code: FileRejection, readonly zh: string, readonly en: string) {
    super(`${code}: ${en}`);
  }
}

export type FileRejection =
  | 'FILE.EMPTY' | 'FILE.NOT_A_TABLE' | 'FILE.UNSUPPORTED_FORMAT' | 'FILE.MACROS' | 'FILE.ENCRYPTED' | 'FILE.TRUNCATED'
  | 'FILE.BOMB' | 'FILE.TOO_MANY_ENTRIES' | 'FILE.UNSAFE_NAME' | 'FILE.SYMLINK' | 'FILE.DOCTYPE' | 'FILE.BAD_XML'
  | 'FILE.TOO_MANY_COLUMNS' | 'FILE.TOO_MANY_ROWS' | 'FILE.ROW_TOO_LONG' | 'FILE.CELL_TOO_LONG' | 'FILE.ENCODING' | 'FILE.QUOTES'
  | 'FILE.NO_HEADER' | 'FILE.MISSING_COLUMNS' | 'FILE.DUPLICATE_HEADERS';
