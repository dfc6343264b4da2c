/** A position in a sorted list: the sort value of the row and its id as the tie-break. `back` walks towards the start. */
export interface KeysetCursor { readonly value: string | number | null; readonly id: string; readonly back: boolean }

/** Cursor as opaque text for an address. */
export function encodeCursor(cursor: KeysetCursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id, cursor.back ? 1 : 0])).toString('base64url');
}

/** Reads {@link encodeCursor}'s text; null when it is not one. */
export function decodeCursor(text: string): KeysetCursor | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length !== 3) return null;
    const [value, id, back] = parsed as unknown[];
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id) || (back !== 0 && back !== 1)) return null;
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') return null;
    return { value, id, back: back === 1 };
  } catch {
    return null; // not our text: the caller answers with the first page's problem
  }
}

/**
 * How many rows a list has. A first page that holds all that was found says so itself, and nothing is counted: most pages of most lists are such.
 *
 * @param page `found` rows read for it, one more than `size` where there are more; `isFirst` when no cursor and no end was asked for.
 */
export async function totalOf({ isFirst, size, found }: { readonly isFirst: boolean; readonly size: number; readonly found: number }, count: () => Promise<number>): Promise<number> {
  return isFirst && found <= size ? found : count();
}
