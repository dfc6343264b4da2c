/**
 * Makes the files under data/ from the gathered source sets. Run by hand when a source set changes:
 *
 *   node libs/reference-data/build-data.mjs <folder of the source sets>
 *
 * What each output comes from, and under which terms, stands in data/SOURCES.md. Nothing here is needed at run time.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = process.argv[2];
if (source === undefined) throw new Error('usage: node build-data.mjs <folder of the source sets>');
const target = new URL('./data/', import.meta.url);
mkdirSync(target, { recursive: true });

/** RFC 4180 rows as objects; the source sets are small enough to hold. */
export function rows(text, delimiter = ',') {
  const table = [];
  let row = [], cell = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === delimiter) { row.push(cell); cell = ''; }
    else if (c === '\n') { row.push(cell.replace(/\r$/, '')); table.push(row); row = []; cell = ''; }
    else cell += c;
  }
  if (cell !== '' || row.length > 0) { row.push(cell.replace(/\r$/, '')); table.push(row); }
  const [header, ...rest] = table.filter((r) => r.length > 1 || r[0] !== '');
  return rest.map((r) => Object.fromEntries(header.map((h, i) => [h.replace(/^\ufeff/, ''), (r[i] ?? '').trim()])));
}
const read = (...path) => readFileSync(join(source, ...path), 'utf8');
const csv = (values) => values.map((v) => (/[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v))).join(',');
const write = (name, header, list) => {
  writeFileSync(new URL(name, target), [header.join(','), ...list.map(csv)].join('\n') + '\n');
  console.log(name, list.length);
};

// ---- programmes: copied as they are
for (const name of ['programmes', 'units', 'supporters', 'pairings']) copyFileSync(join(source, 'regions', `${name}.csv`), new URL(`${name}.csv`, target));
write('points.csv', ['code', 'name', 'lat', 'lon', 'precision', 'note'],
  rows(read('regions', 'coordinates.csv')).map((r) => [r.code, r.name, r.lat, r.lon, r.precision, r.note]));

// ---- divisions: current table
const current = new Map();
for (const [name, digits] of [['provinces', 2], ['cities', 4], ['areas', 6]]) {
  for (const r of rows(read('divisions', `${name}.csv`))) current.set(r.code.padEnd(6, '0'), r.name);
  void digits;
}
for (const [code, name] of [['710000', '台湾省'], ['810000', '香港特别行政区'], ['820000', '澳门特别行政区']]) current.set(code, name);
write('divisions.csv', ['code', 'name'], [...current].sort(([a], [b]) => a.localeCompare(b)));

// ---- divisions: former names and codes with their successor
const old = new Map();
for (const file of readdirSync(join(source, 'divisions')).filter((f) => f.endsWith('.tsv')).sort()) {
  for (const r of rows(read('divisions', file), '\t')) {
    if (!old.has(r.Code)) old.set(r.Code, new Set());
    old.get(r.Code).add(r.Name);
  }
}
const pseudo = /^(市辖区|县|市|省直辖县级行政区划|自治区直辖县级行政区划|省直辖行政单位|省直辖县级行政单位)$/;
const stem = (name) => {
  const s = name.replace(/(自治县|自治旗|林区|特区|县|市|区|旗)$/, '');
  return s.length >= 2 ? s : name;
};
const areas = [...current].filter(([code]) => !code.endsWith('00'));
const readme = new Map([['420321', ['郧县', '420304']], ['610721', ['南郑县', '610703']], ['610928', ['旬阳县', '610981']], ['500234', ['开县', '500154']], ['500232', ['武隆县', '500156']]]);
const former = [];
for (const [code, names] of [...old].sort(([a], [b]) => a.localeCompare(b))) {
  for (const name of names) {
    if (pseudo.test(name) || name === current.get(code) || code.endsWith('0000')) continue;
    const listed = readme.get(code);
    if (listed?.[0] === name) { former.push([code, name, listed[1], 'name change table']); continue; }
    if (current.has(code)) {
      // A code given to another place later (renumbering) is no former name of that place.
      if (areas.some(([c, n]) => n === name && c !== code && c.slice(0, 2) === code.slice(0, 2))) continue;
      former.push([code, name, code, 'same code']);
      continue;
    }
    if (code.endsWith('00')) continue;
    const same = areas.filter(([c, n]) => n === name && c.slice(0, 2) === code.slice(0, 2));
    if (same.length === 1) { former.push([code, name, same[0][0], 'same name']); continue; }
    const near = areas.filter(([c, n]) => c.slice(0, 4) === code.slice(0, 4) && !old.has(c) && stem(n) === stem(name));
    const near2 = near.length > 0 ? near : areas.filter(([c, n]) => c.slice(0, 4) === code.slice(0, 4) && stem(n) === stem(name));
    if (near2.length === 1) former.push([code, name, near2[0][0], 'same stem']);
  }
}
for (const [code, [name, successor]] of readme) if (!former.some((f) => f[0] === code)) former.push([code, name, successor, 'name change table']);
write('former-divisions.csv', ['code', 'name', 'successor', 'rule'], former);

// ---- occupations: codes and names only
write('occupations.csv', ['code', 'name'], rows(read('occupations', 'csco2022.csv')).map((r) => [r.code, r.name.replace(/(?<=\p{Script=Han}|）)[LS]([/／][LS])?$/u, '')]));

// ---- what titles are coded from: other names of codes, words that mark their descriptions (never the texts), titles coded by hand
const occupationRows = [...new Map(rows(read('occupations', 'csco2022.csv')).toReversed().map((r) => [r.code, r])).values()].toReversed();
const ownName = (name) => name.replace(/(?<=[\p{Script=Han}）])[LS]([/／][LS])?$/iu, '').trim();
write('occupation-names.csv', ['code', 'name'], occupationRows.flatMap((r) => [...new Set(r.alias.split(',').map(ownName))].filter((name) => name !== '' && name !== ownName(r.name)).map((name) => [r.code, name])));
const described = occupationRows.map((r) => {
  const bag = new Map();
  for (const run of `${ownName(r.name)} ${r.definition} ${r.tasks}`.match(/\p{Script=Han}+/gu) ?? []) {
    for (let n = 2; n <= 3; n++) for (let at = 0; at + n <= run.length; at++) bag.set(run.slice(at, at + n), (bag.get(run.slice(at, at + n)) ?? 0) + 1);
  }
  return [r.code, bag];
});
const inDescriptions = new Map();
for (const [, bag] of described) for (const word of bag.keys()) inDescriptions.set(word, (inDescriptions.get(word) ?? 0) + 1);
write('occupation-words.csv', ['code', 'words'], described.map(([code, bag]) => [code, [...bag].map(([word, n]) => [word, (1 + Math.log(n)) * Math.log(described.length / inDescriptions.get(word))]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 40).map(([word]) => word).join(' ')]));
const codesKnown = new Set(occupationRows.map((r) => r.code));
write('coded-titles.csv', ['title', 'code'], rows(read('occupations', 'job-title-to-code.csv')).filter((r) => codesKnown.has(r.expected_code)).map((r) => [r.job_name.replace(/\s+/gu, ' '), r.expected_code]).sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)));

// ---- industries
write('industries.csv', ['code', 'name', 'level', 'parent'], rows(read('industries', 'gbt4754-2017.csv')).map((r) => [r.code, r.name, r.level, r.parent]));

// ---- geographical indications: facts only, one row a product
const indications = new Map();
for (const r of rows(read('geo-indications', 'products.csv'))) {
  const seen = indications.get(r.product) ?? { units: r.unit_codes, category: r.category, schemes: [] };
  if (!seen.schemes.includes(r.scheme)) seen.schemes.push(r.scheme);
  indications.set(r.product, seen);
}
write('geographical-indications.csv', ['product', 'unit_codes', 'category', 'schemes'], [...indications].map(([product, g]) => [product, g.units, g.category, g.schemes.join(';')]));

// ---- produce: catalogue names with their two levels, and monthly medians of the price lists
const catalogue = new Map();
for (const key of Object.keys(JSON.parse(read('produce-xinfadi', 'catalogue.json')))) {
  const parts = key.split('-');
  if (parts.length !== 6) continue;
  const [name, first, second] = parts;
  if (!/^[\p{L}\p{N}（）()]{1,12}$/u.test(name)) continue;
  const k = `${first}|${second}`;
  if (!catalogue.has(name)) catalogue.set(name, new Map());
  catalogue.get(name).set(k, (catalogue.get(name).get(k) ?? 0) + 1);
}
write('market-catalogue.csv', ['name', 'first', 'second'], [...catalogue].map(([name, m]) => {
  const [best] = [...m].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length);
  return [name, ...best[0].split('|')];
}).sort((a, b) => a[0].localeCompare(b[0])));

const perMonth = new Map();
for (const file of ['fruit', 'vegetable']) {
  for (const r of rows(read('produce-xinfadi', `${file}.csv`))) {
    const price = Number(r['平均价']), low = Number(r['最低价']), high = Number(r['最高价']);
    const date = /^(\d{4})-(\d\d)-\d\d$/.exec(r['发布日期'] ?? '');
    if (!(price > 0) || !(low > 0) || low > high || price < low || price > high || date === null || r['单位'] !== '斤') continue;
    if (!/^[\p{L}\p{N}（）()]{1,16}$/u.test(r['品名'])) continue;
    const k = `${file},${r['品名']},${Number(date[2])}`;
    if (!perMonth.has(k)) perMonth.set(k, []);
    perMonth.get(k).push(Math.round(price * 100));
  }
}
const medians = new Map();
for (const [k, list] of perMonth) {
  const [file, name, month] = k.split(',');
  list.sort((a, b) => a - b);
  const key = `${file},${name}`;
  if (!medians.has(key)) medians.set(key, Array(12).fill(''));
  medians.get(key)[Number(month) - 1] = list.length >= 5 ? list[list.length >> 1] : '';
}
write('reference-prices.csv', ['list', 'name', ...Array.from({ length: 12 }, (_, m) => `m${m + 1}`)],
  [...medians].filter(([, m]) => m.some((v) => v !== '')).map(([k, m]) => [...k.split(','), ...m]).sort((a, b) => (a[0] + a[1]).localeCompare(b[0] + b[1])));
