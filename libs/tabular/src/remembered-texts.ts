import { columnCodes, type CellResult, type Column, type ColumnSet, type ListDefinition } from './columns.js';

/** Texts remembered for one column: most columns of a long file hold fewer that differ. */
const REMEMBERED = 2000;

/**
 * The same list with parsers that remember what the texts they met mean, for the rows of one file (one context, that is):
 * 初中, 是 and 云阳县 come again on every other row, and reading them is half the work of an import. Personal data is
 * not remembered.
 */
export function rememberingTexts<Cells, Row, C>(list: ListDefinition<Cells, Row, C>): ListDefinition<Cells, Row, C> {
  const columns: { -readonly [K in keyof ColumnSet<Cells, C>]: ColumnSet<Cells, C>[K] } = { ...list.columns };
  for (const code of columnCodes(list.columns)) columns[code] = remembering(list.columns[code]);
  return { ...list, columns };
}

function remembering<V, C>(column: Column<V, C>): Column<V, C> {
  if (column.personal === true) return column;
  const remembered = new Map<string, CellResult<V>>();
  let hits = 0;
  let worth = true;
  return {
    ...column,
    parse: (text, context) => {
      const known = worth ? remembered.get(text) : undefined;
      if (known !== undefined) {
        hits += 1;
        return known;
      }
      const result = column.parse(text, context);
      if (remembered.size >= REMEMBERED) {
        // Numbers and names that hardly come again are not worth the memory.
        worth = hits >= REMEMBERED;
        hits = 0;
        remembered.clear();
      }
      if (worth) remembered.set(text, result);
      return result;
    },
  };
}
