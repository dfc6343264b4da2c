/** A field of an object: its key as JSON, and where its value stands among the object's values. */
interface Field { readonly key: string; readonly at: number }
/** Fields of objects in order of key, by their keys as they come: entries of a list have few such sequences. */
const ordered = new Map<string, readonly Field[]>();
/** So that input of many odd shapes cannot fill the memory. */
const SHAPES = 1000;

function orderedFields(value: object): readonly Field[] {
  const keys = Object.keys(value), shape = JSON.stringify(keys), known = ordered.get(shape);
  if (known !== undefined) return known;
  const fields = keys.map((key, at) => ({ key, at })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, at }) => ({ key: `${JSON.stringify(key)}:`, at }));
  if (ordered.size < SHAPES) ordered.set(shape, fields);
  return fields;
}

/** JSON with keys in order, so that equal values give equal text whatever made them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const values: unknown[] = Object.values(value);
  let text = '';
  for (const { key, at } of orderedFields(value)) if (values[at] !== undefined) text += `${text === '' ? '' : ','}${key}${canonicalJson(values[at])}`;
  return `{${text}}`;
}
