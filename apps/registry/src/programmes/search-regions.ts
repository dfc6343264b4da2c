import { divisions, regionFullName } from '@jiedui/reference-data';

const AT_MOST = 20;

/** Regions whose code begins with the text or whose full name holds it; larger ones and shorter names first. */
export function searchRegions(search: string): { code: string; name: string }[] {
  const text = search.trim();
  return [...divisions().values()].filter((one) => one.code.startsWith(text) || one.fullName.includes(text))
    .sort((a, b) => rank(a.code) - rank(b.code) || a.fullName.length - b.fullName.length || (a.code < b.code ? -1 : 1))
    .slice(0, AT_MOST).map(({ code }) => ({ code, name: regionFullName(code) }));
}

function rank(code: string): number { return code.length > 6 ? 3 : code.endsWith('0000') ? 0 : code.endsWith('00') ? 1 : 2; }
