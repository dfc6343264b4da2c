import { cell, once, readDataFile } from '../data-files.js';
import { categoryTree } from './category-tree.js';

export interface ProduceCategory {
  readonly code: string;
  readonly name: string;
  readonly level: 1 | 2;
  readonly parent?: string;
}

export type CategoryResolution =
  | { readonly ok: true; readonly code: string; readonly name: string; readonly product?: string; readonly assumed?: { readonly zh: string; readonly en: string } }
  | { readonly ok: false; readonly error: 'unknown' | 'ambiguous'; readonly choices: readonly { readonly code: string; readonly name: string }[] };

const nodes = once(() => {
  const byCode = new Map<string, ProduceCategory>();
  const byName = new Map<string, string>();
  const byWord = new Map<string, string>();
  let longest = 0;
  const word = (text: string, code: string): void => {
    if (!byWord.has(text)) byWord.set(text, code);
    longest = Math.max(longest, text.length);
  };
  for (const top of categoryTree) {
    byCode.set(top.code, { code: top.code, name: top.name, level: 1 });
    byName.set(top.name, top.code);
    for (const sub of top.children ?? []) {
      byCode.set(sub.code, { code: sub.code, name: sub.name, level: 2, parent: top.code });
      byName.set(sub.name, sub.code);
      byName.set(`${top.name}/${sub.name}`, sub.code);
      byName.set(sub.name.replace(/类$/u, ''), sub.code);
    }
  }
  // The finer class goes first, so that 茶叶's own word 茶 never hides 绿茶.
  for (const top of categoryTree) for (const sub of top.children ?? []) for (const w of sub.words) word(w, sub.code);
  for (const top of categoryTree) for (const w of top.words) word(w, top.code);
  for (const g of geographicalIndications()) word(g.product, g.category);
  return { byCode, byName, byWord, longest };
});

/** All classes, by code. */
export const produceCategories = (): ReadonlyMap<string, ProduceCategory> => nodes().byCode;
export const categoryName = (code: string): string | null => nodes().byCode.get(code)?.name ?? null;

/** Whether a class is another or lies in it: 0101 叶菜类 in 01 蔬菜. */
export const isCategoryWithin = (code: string, ancestor: string): boolean => code.startsWith(ancestor);

/**
 * The class a text means: its code, its name (蔬菜, 叶菜类, 蔬菜/叶菜类), or a product's name (奉节脐橙, 富士), which is
 * given back as `product`. A product that only holds a known word is counted there with `assumed` set.
 */
export function resolveCategory(text: string): CategoryResolution {
  const plain = text.normalize('NFKC').replace(/\s+/gu, '').replace(/[>›\\-]/gu, '/');
  if (plain === '' || plain.length > 60) return UNKNOWN;
  const { byCode, byName, byWord } = nodes();
  const found = byCode.get(plain)?.code ?? byName.get(plain);
  if (found !== undefined) return { ok: true, code: found, name: categoryName(found) ?? found };
  const bare = plain.replace(/\([^()]*\)/gu, '');
  const last = bare.split('/').at(-1) ?? bare;
  const exact = byWord.get(plain) ?? byWord.get(last) ?? byName.get(last);
  if (exact !== undefined) return { ok: true, code: exact, name: categoryName(exact) ?? exact, ...(byName.has(last) ? {} : { product: last }) };
  const held = longestWord(last);
  if (held === null) return UNKNOWN;
  return {
    ok: true, code: held, name: categoryName(held) ?? held, product: last,
    assumed: { zh: `「${last}」按「${categoryName(held) ?? held}」计`, en: `"${last}" is counted as ${categoryName(held) ?? held}` },
  };
}

const UNKNOWN: CategoryResolution = { ok: false, error: 'unknown', choices: categoryTree.map((c) => ({ code: c.code, name: c.name })) };

/** The longest word a name ends in, else holds: in 四川水蜜桃 it is 水蜜桃. Single characters count at the end only. */
function longestWord(text: string): string | null {
  const { byWord, longest } = nodes();
  for (let length = Math.min(longest, text.length); length >= 1; length--) {
    const ending = byWord.get(text.slice(-length));
    if (ending !== undefined) return ending;
    if (length < 2) continue;
    for (let at = 0; at + length < text.length; at++) {
      const inside = byWord.get(text.slice(at, at + length));
      if (inside !== undefined) return inside;
    }
  }
  return null;
}

/** Grades, best first, with the level the rules compare: 0 is 不限. */
export const grades = [{ name: '特级', level: 3 }, { name: '一级', level: 2 }, { name: '二级', level: 1 }, { name: '不限', level: 0 }] as const;

/** Kinds of certification: 绿色食品 (NY/T 391), 有机产品 (GB/T 19630), 地理标志, 承诺达标合格证 (农质发〔2021〕16号). */
export const certificationKinds = [
  { code: 'green-food', name: '绿色食品' }, { code: 'organic', name: '有机' }, { code: 'geographical-indication', name: '地理标志' }, { code: 'conformity', name: '达标合格证' },
] as const;

/** A protected product of the programmes' units. Far from a full list: only what a public page stated outright. */
export interface GeographicalIndication {
  readonly product: string;
  readonly unitCodes: readonly string[];
  /** Code of the tree. */
  readonly category: string;
  readonly schemes: readonly string[];
}

const INDICATION_CLASS: Readonly<Record<string, string>> = {
  涪陵青菜头: '0102', 巫山脆李: '0204', 巫溪独活: '0501', 奉节脐橙: '0201', 丰都锦橙: '0201', 涪陵榨菜: '1101', 长寿沙田柚: '0201', 秭归脐橙: '0201', 秭归夏橙: '0201',
  武当道茶: '0401', 房县香菇: '0601', 房县黑木耳: '0602', '房县娃娃鱼（大鲵）': '0905', 郧阳木瓜: '0502', 郧阳白羽乌鸡: '0804', 郧阳天麻: '0501', 汉中仙毫: '0401', 汉中大鲵: '0905',
  汉中冬韭: '0101', 汉中白猪: '0801', 留坝香菇: '0601', 略阳杜仲: '0503', 岚皋魔芋: '0110', 平利绞股蓝: '0404', 安康富硒茶: '0401', 西峡香菇: '0601', 西峡山茱萸: '0502',
  栾川山茱萸: '0502', 洛南核桃: '0301', 商洛香菇: '0601',
};

export const geographicalIndications = once((): readonly GeographicalIndication[] => readDataFile('geographical-indications.csv').map((r) => {
  const product = cell(r, 'product');
  const category = INDICATION_CLASS[product];
  if (category === undefined) throw new Error(`geographical-indications.csv: ${product} has no class`);
  return { product, unitCodes: cell(r, 'unit_codes').split(';'), category, schemes: cell(r, 'schemes').split(';') };
}));

/** A price of 北京新发地, averaged 2013-06 to 2015-06: an order of magnitude for pages and samples, no price of today. */
export interface ReferencePrice {
  readonly name: string;
  readonly category: string;
  /** Median in fen per 500 g for January to December; null where fewer than five days were quoted. */
  readonly monthlyFen: readonly (number | null)[];
}

export const referencePrices = once((): readonly ReferencePrice[] => readDataFile('reference-prices.csv').flatMap((r): ReferencePrice[] => {
  const name = cell(r, 'name');
  const resolved = resolveCategory(name);
  const monthlyFen = Array.from({ length: 12 }, (_, m) => cell(r, `m${m + 1}`)).map((v) => (v === '' ? null : Number(v)));
  if (resolved.ok) return [{ name, category: resolved.code, monthlyFen }];
  // The two price lists are of fruit and of vegetables, so an unknown variety still has its first level.
  return [{ name, category: cell(r, 'list') === 'fruit' ? '02' : '01', monthlyFen }];
}));

const categoryPrices = once(() => {
  const months = new Map<string, number[][]>();
  for (const price of referencePrices()) {
    for (const code of new Set([price.category, price.category.slice(0, 2)])) {
      const lists = months.get(code) ?? Array.from({ length: 12 }, (): number[] => []);
      price.monthlyFen.forEach((fen, m) => { if (fen !== null) lists[m]?.push(fen); });
      months.set(code, lists);
    }
  }
  return new Map([...months].map(([code, lists]) => [code, lists.map((l) => { l.sort((a, b) => a - b); return l[l.length >> 1] ?? null; })]));
});

/**
 * Median wholesale price of a product (by name) or class (by code) in a month (1 to 12), fen per 500 g; a product not
 * quoted falls to its class, a class to its first level. Null where 新发地's two lists hold nothing like it (tea, herbs, meat).
 */
export function referencePriceFen(productOrCategory: string, month: number): number | null {
  const product = referencePrices().find((p) => p.name === productOrCategory);
  const own = product?.monthlyFen[month - 1] ?? null;
  if (own !== null) return own;
  const resolved = product !== undefined ? product.category : produceCategories().has(productOrCategory) ? productOrCategory : null;
  const code = resolved ?? (() => { const r = resolveCategory(productOrCategory); return r.ok ? r.code : null; })();
  if (code === null) return null;
  return categoryPrices().get(code)?.[month - 1] ?? categoryPrices().get(code.slice(0, 2))?.[month - 1] ?? null;
}

/** Names the catalogue of 北京新发地 quotes (2021–2022) that fall in a class of the tree. */
export const marketProducts = once((): readonly { readonly name: string; readonly category: string }[] => readDataFile('market-catalogue.csv').flatMap((r) => {
  const resolved = resolveCategory(cell(r, 'name'));
  return resolved.ok ? [{ name: cell(r, 'name'), category: resolved.code }] : [];
}));
