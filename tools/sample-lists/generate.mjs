/**
 * Sample lists, made when they are needed and never stored in the repository. Everything is marked as a sample
 * (样例…); ID numbers are made up with a right check digit. The same seed and sizes give the same rows.
 *
 *   node tools/sample-lists/generate.mjs <folder> [--seed 1] [--scale 1] [--today 2026-01-15]
 *
 * or from code: `generateSampleLists({ seed, scale, today })` yields rows of cell texts by column code, and
 * `writeSampleLists(folder, options)` writes one CSV a list in the template's layout. Needs the built libraries.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { layoutOf, writeCsv } from '@jiedui/tabular';
import { lotList, orderLineList, postList, workerList } from '@jiedui/lists';
import { creditCodeCheck, divisions, geographicalIndications, idNumberCheck, isWithin, marketProducts, pairingsOf, programmes, referencePriceFen, regionFullName, unitsOf } from '@jiedui/reference-data';

const figures = JSON.parse(readFileSync(new URL('./figures.json', import.meta.url), 'utf8'));
/** Sizes at scale 1. */
const SIZES = { workers: 20_160, posts: 2_500, lots: 6_000, orderLines: 1_000 };
/** Places over workers: below 1, so that people are left over in every tier. */
const PLACES_PER_WORKER = 0.76;
const SAMPLE = '样例';

/** Deterministic random numbers (mulberry32), one stream a list, so that sizes of one list do not move another. */
function stream(seed, name) {
  let a = seed >>> 0;
  for (const c of name) a = (Math.imul(a ^ c.codePointAt(0), 0x01000193) + 0x9e3779b9) >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
    weighted(entries) {
      let total = 0;
      for (const [, w] of entries) total += w;
      let at = next() * total;
      for (const [value, w] of entries) { at -= w; if (at < 0) return value; }
      return entries.at(-1)[0];
    },
  };
}

/** Work by industry: title, needed certificate, whether posts are scarce. */
const WORK = {
  制造业: [['普工', null, 1.1], ['电焊工', '焊工证', 0.8], ['缝纫工', null, 1.0], ['数控操作工', null, 0.9], ['质检员', null, 0.8], ['包装工', null, 1.0], ['维修电工', '电工证', 0.7], ['叉车工', '叉车证', 0.7]],
  建筑业: [['砌筑工', null, 0.9], ['钢筋工', null, 1.0], ['架子工', '架子工证', 0.7], ['木工', null, 0.8], ['混凝土工', null, 1.1]],
  批发和零售业: [['营业员', null, 0.9], ['收银员', null, 0.8], ['理货员', null, 1.1]],
  交通运输仓储和邮政业: [['货车司机', '驾驶证B2', 0.8], ['快递员', null, 1.2], ['仓库管理员', null, 0.8]],
  住宿餐饮业: [['餐厅服务员', '健康证', 1.1], ['厨师', '健康证', 0.7], ['客房服务员', null, 1.0]],
  居民服务修理和其他服务业: [['保安', '保安员证', 1.0], ['保洁员', null, 0.7], ['家政服务员', null, 1.1], ['育婴师', '育婴员证', 0.8], ['养老护理员', null, 1.2], ['汽车维修工', null, 0.8]],
  其他: [['会计', null, 0.6], ['客服专员', null, 1.2], ['行政文员', null, 0.5], ['绿化工', null, 0.35], ['茶叶加工工', null, 0.6], ['食品加工工', null, 1.0], ['电商运营', null, 0.9], ['软件工程师', null, 0.7]],
};
const SKILLS = ['识图', '氩弧焊', '平车', '数控编程', '库存管理', '电脑操作', '普通话', '团队管理', '烘焙', '养老照护', '机械维修', '直播'];

const addDays = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
const pad = (n, width) => String(n).padStart(width, '0');

function sizesFor({ scale = 1, workers, posts, lots, orderLines }) {
  const of = (given, base) => Math.max(1, Math.round(given ?? base * scale));
  return { workers: of(workers, SIZES.workers), posts: of(posts, SIZES.posts), lots: of(lots, SIZES.lots), orderLines: of(orderLines, SIZES.orderLines) };
}

/** All units with their population weight; every unit gets workers however few are asked for. */
function weightedUnits() {
  return programmes().flatMap((p) => unitsOf(p.code).map((u) => ({ programme: p.code, code: u.code, province: u.provinceCode, weight: figures.population.units[u.code] ?? figures.population.otherUnits[p.code] ?? 300_000 })));
}

const PROGRAMME_NAME = () => new Map(programmes().map((p) => [p.code, p.name]));

function* workers(random, count, today) {
  const all = weightedUnits();
  const total = all.reduce((sum, u) => sum + u.weight, 0);
  const names = PROGRAMME_NAME();
  const industries = Object.entries(figures.survey.industryShare);
  const ages = Object.entries(figures.survey.ageShare);
  const schooling = Object.entries(figures.survey.educationShare);
  const year = Number(today.slice(0, 4));
  let number = 0;
  let group = null;
  for (let i = 0; i < count; i++) {
    // The first pass gives each unit one worker, then by population.
    let unit = all[i % all.length];
    if (i >= all.length) {
      let at = random.next() * total;
      for (const u of all) { at -= u.weight; if (at < 0) { unit = u; break; } }
    }
    number++;
    const [low, high] = random.weighted(ages).split('-').map(Number);
    const tooYoung = random.chance(0.006);
    const age = tooYoung ? random.int(14, 15) : random.int(low, high);
    const month = random.int(1, 12);
    const day = random.int(1, 28);
    const birthYear = year - age - (`${pad(month, 2)}-${pad(day, 2)}` > today.slice(5) ? 1 : 0);
    const zone = unit.code.length === 9 ? unit.code.slice(0, 6) : unit.code;
    const first17 = `${zone}${birthYear}${pad(month, 2)}${pad(day, 2)}${pad(number % 1000, 3)}`;

    const draw = random.next();
    const tier = draw < 0.035 ? 1 : draw < 0.115 ? 2 : draw < 0.335 ? 3 : 4;
    const nearOnly = tier === 1 ? random.chance(0.55) : random.chance(0.04);
    const industry = random.weighted(industries);
    const job = random.pick(WORK[industry]);
    // People tied to their home (tier 1 above all) wish for the little greening and cleaning work there is nearby.
    const wishes = nearOnly ? [random.pick(['绿化工', '保洁员'])] : [job[0]];
    if (!nearOnly && random.chance(0.3)) wishes.push(random.pick(WORK[random.weighted(industries)])[0]);
    const wage = figures.survey.monthlyWageYuan[industry] ?? 4961;
    const education = random.weighted(schooling);
    const certificate = job[1] === null || nearOnly ? null : random.chance(0.78) ? `${job[1]}(${random.chance(0.1) ? `${year - 1}-${pad(random.int(1, 12), 2)}` : `${year + random.int(1, 4)}-${pad(random.int(1, 12), 2)}`})` : null;
    const finding = (until) => `是(${SAMPLE}人社局;${until})`;
    const ended = random.chance(0.05);
    const otherProvince = random.next() * 100 < (unit.province === '420000' || unit.province === '410000' ? figures.survey.otherProvinceShare.中部 : figures.survey.otherProvinceShare.西部);
    const cells = {
      externalId: `YL-RY-${pad(number, 6)}`, name: `${SAMPLE}${'甲乙丙丁戊己庚辛壬癸'[number % 10]}${pad(number, 6)}`, idNumber: first17 + idNumberCheck(first17), phone: '',
      unit: unit.code, township: '', education: education === '未上过学' ? '不限' : education, wishes: wishes.join('、'), skills: random.chance(0.4) ? [random.pick(SKILLS), random.pick(SKILLS)].join('、') : '',
      certificates: certificate ?? '', experienceYears: String(Math.max(0, Math.min(40, age - 20 - random.int(0, 15)))),
      wageWish: String(Math.round((wage * (0.85 + random.next() * 0.5)) / 100) * 100), wageMin: random.chance(0.25) ? String(Math.round((wage * (0.7 + random.next() * 0.15)) / 100) * 100) : '',
      regionsWished: nearOnly ? '就近' : otherProvince ? (random.chance(0.4) ? random.pick(['广东', '浙江', '江苏', '上海', '北京', '天津', '福建']) : '') : random.chance(0.5) ? '省内' : '',
      regionsExcluded: nearOnly ? '省外' : random.chance(0.06) ? random.pick(['北京', '广东', '黑龙江', '云南', '天津', '省外']) : '',
      needsHousing: nearOnly ? '否' : random.chance(0.45) ? '是' : random.chance(0.5) ? '否' : '',
      availableOn: random.chance(0.25) ? '' : addDays(today, random.chance(0.05) ? random.int(150, 300) : random.int(0, 60)),
      // A monitored household is that of one entry, so that the list says nothing that its members' entries do not.
      household: tier === 2 ? `YL-J${pad(number, 6)}` : `YL-H${pad(Math.floor(number / 2), 6)}`,
      zeroEmploymentHousehold: tier === 1 ? finding(ended ? `${year - 1}-12-31` : `${year}-12-31`) : random.chance(0.02) ? '是' : '否',
      hardToEmploy: tier === 1 ? finding(`${year}-12-31`) : '否',
      monitoring: tier === 2 ? random.pick(['脱贫不稳定户', '边缘易致贫户', '突发严重困难户']) : '', liftedOut: tier === 3 && random.chance(0.7) ? '是' : '否',
      resettled: '否', travelGroup: '', consent: random.chance(0.965) ? `是(${addDays(today, -random.int(1, 120))})` : random.chance(0.5) ? '否' : '',
      programme: names.get(unit.programme) ?? '',
    };
    if (cells.regionsExcluded === cells.regionsWished) cells.regionsExcluded = '';
    if (tier === 3 && cells.liftedOut === '否') cells.resettled = '是';
    // 3 % travel together: two to four people of one unit with one wish.
    if (group !== null && group.left > 0 && i >= all.length) {
      Object.assign(cells, { unit: group.unit, programme: group.programme, wishes: group.wish, certificates: group.certificates, travelGroup: group.code, availableOn: '', regionsWished: '', regionsExcluded: '' });
      const first = `${group.unit.slice(0, 6)}${first17.slice(6)}`;
      cells.idNumber = first + idNumberCheck(first);
      group.left--;
    } else if (!nearOnly && !tooYoung && i >= all.length && random.chance(0.013)) {
      const wish = job[0];
      const certificates = job[1] === null ? '' : `${job[1]}(${year + 2}-12)`;
      Object.assign(cells, { wishes: wish, certificates, travelGroup: `T${pad(number, 6)}`, availableOn: '', regionsWished: '', regionsExcluded: '' });
      group = { unit: unit.code, programme: cells.programme, wish, certificates, code: cells.travelGroup, left: random.int(1, 3) };
    }
    yield cells;
  }
}

/** Prefectures of a province, or districts of a city: where a supporter's enterprises are. */
const placesOf = (() => {
  const known = new Map();
  return (supporter) => {
    if (!known.has(supporter)) {
      const isCity = !supporter.endsWith('0000');
      const level = isCity || ['110000', '120000', '310000', '500000'].includes(supporter) ? 'county' : 'prefecture';
      const list = [...divisions().values()].filter((d) => d.level === level && isWithin(d.code, supporter)).map((d) => d.code);
      known.set(supporter, list.length > 0 ? list : [supporter]);
    }
    return known.get(supporter);
  };
})();

const creditCode = (n) => { const first = `91${pad(n % 1_000_000, 6)}MA${pad(n, 7)}`; return first + creditCodeCheck(first); };

/** Pairings with named partners twice as often as in-province ones, weighted by the unit's size. */
function weightedPairings(programme) {
  const weight = new Map(weightedUnits().map((u) => [u.code, u.weight]));
  return pairingsOf(programme).map((p) => [p, Math.sqrt(weight.get(p.unitCode) ?? 1) * (p.kind === '省内对口支援' ? 0.5 : 1)]);
}

/** How many of the programmes' rows each gets: by population. */
function programmeShares() {
  const sums = new Map();
  for (const u of weightedUnits()) sums.set(u.programme, (sums.get(u.programme) ?? 0) + u.weight);
  return [...sums];
}

function* posts(random, count, workerCount, today) {
  const names = PROGRAMME_NAME();
  const shares = programmeShares();
  const pairings = new Map(shares.map(([code]) => [code, weightedPairings(code)]));
  const titles = Object.entries(figures.survey.industryShare).flatMap(([industry, share]) => WORK[industry].map(([title, certificate, ratio]) => [{ title, certificate, industry }, (share / WORK[industry].length) * ratio]));
  const places = (workerCount * PLACES_PER_WORKER) / count;
  for (let i = 1; i <= count; i++) {
    const programme = random.weighted(shares);
    const pairing = random.weighted(pairings.get(programme));
    const nearHome = random.chance(0.045);
    const job = nearHome ? random.pick([{ title: '绿化工', certificate: null, industry: '其他' }, { title: '保洁员', certificate: null, industry: '居民服务修理和其他服务业' }, { title: '食品加工工', certificate: null, industry: '制造业' }, { title: '茶叶加工工', certificate: null, industry: '其他' }]) : random.weighted(titles);
    const base = figures.survey.monthlyWageYuan[job.industry] ?? 4961;
    const low = Math.round((base * (nearHome ? 0.6 : 0.8 + random.next() * 0.35)) / 100) * 100;
    const high = low + 100 * random.int(5, 25);
    const enterprise = Math.floor(i / 3);
    const unitText = regionFullName(pairing.unitCode);
    const wageForm = random.next();
    yield {
      externalId: `YL-GW-${pad(i, 6)}`, title: job.title, occupationCode: '', headcount: nearHome ? String(random.int(1, 3)) : random.chance(0.02) ? '若干' : String(Math.max(1, Math.round(places * (0.2 + random.next() * 1.9)))),
      employer: `${SAMPLE}${'东西南北中'[enterprise % 5]}${pad(enterprise, 5)}${random.pick(['实业', '制造', '服务', '商贸', '建设'])}有限公司`, creditCode: random.chance(0.8) ? creditCode(i) : '',
      region: nearHome ? pairing.unitCode : random.pick(placesOf(pairing.supporterCode)),
      wageMin: wageForm < 0.6 ? String(low) : '', wageMax: wageForm < 0.6 ? String(high) : '',
      wageText: wageForm < 0.6 ? '' : wageForm < 0.9 ? `${low / 1000}-${high / 1000}千` : wageForm < 0.95 ? `${Math.round(low / 21.75)}-${Math.round(high / 21.75)}元/天` : '面议',
      education: nearHome ? '不限' : job.title === '软件工程师' ? '大专' : job.title === '会计' ? '高中' : random.weighted([['不限', 45], ['小学', 15], ['初中', 25], ['高中', 12], ['', 3]]),
      experienceYears: random.chance(0.3) ? String(random.int(1, 3)) : '', certificates: job.certificate !== null && random.chance(0.75) ? job.certificate : '', skills: random.chance(0.35) ? random.pick(SKILLS) : '',
      housing: nearHome ? '不提供' : random.weighted([['包吃住', 45], ['包住', 25], ['包吃', 12], ['不提供', 12], ['', 6]]), insurance: random.weighted([['是', 70], ['否', 20], ['', 10]]),
      startOn: addDays(today, random.int(0, 75)), closesOn: random.chance(0.02) ? addDays(today, -random.int(1, 20)) : addDays(today, random.int(80, 240)),
      targetUnits: nearHome || random.chance(0.2) ? unitText : '', kind: nearHome ? random.pick(['就近就业', '以工代赈', '公益性']) : '普通', programme: names.get(programme) ?? '',
    };
  }
}

/** Fen per 500 g of a product in a month: the reference price, else the price assumed for its class. */
function basePrice(product, category, month) {
  const own = referencePriceFen(product, month);
  if (own !== null && (category.startsWith('01') || category.startsWith('02'))) return own;
  return figures.assumedPrices.fen[category] ?? figures.assumedPrices.fen[category.slice(0, 2)] ?? referencePriceFen(category, month) ?? 500;
}

/** First month of the season of a class: a fixed spread over the year, so that harvests and demand of a class meet. */
const seasonOf = (category) => (Number(category) * 7) % 12;
const SHELF_LIFE = { '01': 12, '02': 30, '03': 240, '04': 365, '05': 540, '06': 200, '07': 300, '08': 20, '09': 10, '10': 365, '11': 365 };

/** Day in the season of a class within the year after today. */
function seasonDay(random, category, today, spread) {
  const month = (seasonOf(category) + random.int(0, 2)) % 12;
  const year = Number(today.slice(0, 4));
  let day = `${year}-${pad(month + 1, 2)}-${pad(random.int(1, 28), 2)}`;
  if (day < today) day = `${year + 1}${day.slice(4)}`;
  return addDays(day, random.int(-spread, spread));
}

/** Products by unit: its indications above all, then what the market quotes. */
function produceOf(random, unit, indications, market) {
  const own = indications.filter((g) => g.unitCodes.includes(unit));
  if (own.length > 0 && random.chance(0.6)) { const g = random.pick(own); return { product: g.product, category: g.category, indicated: true }; }
  const m = random.pick(market);
  return { product: m.name, category: m.category, indicated: false };
}

const marketOfUnits = () => marketProducts().filter((p) => p.category.length === 4 && /^(010[1-6]|0110|020[1-7]|060|080[145]|0901)/.test(p.category) && /^\p{Script=Han}{2,6}$/u.test(p.name));

function* lots(random, count, today) {
  const all = weightedUnits();
  const names = PROGRAMME_NAME();
  const indications = geographicalIndications();
  const market = marketOfUnits();
  const year = Number(today.slice(0, 4));
  for (let i = 1; i <= count; i++) {
    const unit = all[i % all.length];
    const { product, category, indicated } = produceOf(random, unit.code, indications, market);
    const from = seasonDay(random, category, today, 10);
    const price = Math.max(20, Math.round(basePrice(product, category, Number(from.slice(5, 7))) * (0.75 + random.next() * 0.55) * (indicated ? 1.1 : 1)));
    const kg = Math.round(Math.exp(6.2 + random.next() * 3.6));
    const draw = random.next();
    const households = random.int(5, 200);
    const expiry = random.chance(0.08) ? `${year - 1}-${pad(random.int(1, 12), 2)}-28` : `${year + random.int(1, 3)}-${pad(random.int(1, 12), 2)}-28`;
    const certifications = [];
    if (random.chance(0.35)) certifications.push(`绿色食品(LB-${SAMPLE}-${pad(i, 6)};${expiry})`);
    if (random.chance(0.1)) certifications.push(`有机(${SAMPLE}-${pad(i, 6)};${expiry})`);
    if (indicated) certifications.push('地理标志');
    if (random.chance(0.7)) certifications.push('达标合格证');
    const unitDraw = random.next();
    const [weightUnit, grams] = unitDraw < 0.45 ? ['公斤', 1000] : unitDraw < 0.8 ? ['斤', 500] : unitDraw < 0.93 ? ['吨', 1_000_000] : ['件(5公斤)', 5000];
    const fen = Math.max(1, Math.round((price * grams) / 500));
    const life = SHELF_LIFE[category.slice(0, 2)] ?? 30;
    yield {
      externalId: `YL-PC-${pad(i, 6)}`, producer: `${SAMPLE}${pad(Math.floor(i / 2), 5)}${random.pick(['种植专业合作社', '农业发展有限公司', '家庭农场', '股份经济合作社'])}`, producerKind: random.pick(['合作社', '企业', '家庭农场', '村集体', '农户']),
      creditCode: '', originUnit: unit.code, township: '', category, product, quantity: String(Math.max(1, Math.round((kg * 1000) / grams))), unit: weightUnit, price: (fen / 100).toFixed(2),
      certifications: certifications.join('、'), grade: random.weighted([['特级', 15], ['一级', 40], ['二级', 30], ['不限', 15]]),
      harvestFrom: from, harvestTo: addDays(from, random.int(10, 60)), shelfLifeDays: random.chance(0.05) ? '' : String(Math.max(2, Math.round(life * (0.6 + random.next() * 0.8)))),
      coldChain: random.weighted([['是', 55], ['否', 35], ['', 10]]), minShipment: random.chance(0.03) ? String(Math.max(1, Math.round(kg * 0.2))) : '',
      households: String(households), monitoredHouseholds: String(draw < 0.15 ? Math.ceil(households * (0.5 + random.next() * 0.4)) : draw < 0.5 ? Math.max(1, Math.floor(households * random.next() * 0.4)) : 0),
      programme: names.get(unit.programme) ?? '',
    };
  }
}

function* orderLines(random, count, lotCount, today) {
  const names = PROGRAMME_NAME();
  // Lots come from every unit alike, so orders go by the number of units.
  const shares = programmes().map((p) => [p.code, unitsOf(p.code).length]);
  const pairings = new Map(shares.map(([code]) => [code, weightedPairings(code)]));
  const indications = geographicalIndications();
  const market = marketOfUnits();
  // Mean of exp(6.2 + 3.6 u) is about 4,800 kg; some classes are wanted more than they are offered, some less.
  const meanKg = 4800 * (lotCount / count);
  for (let i = 1; i <= count; i++) {
    const programme = random.weighted(shares);
    const pairing = random.weighted(pairings.get(programme));
    const { product, category } = produceOf(random, pairing.unitCode, indications, market);
    const appetite = 0.35 + ((Number(category) * 13) % 10) / 8;
    const named = random.chance(0.12);
    const wanted = named ? category : random.chance(0.25) ? category.slice(0, 2) : category;
    const from = seasonDay(random, category, today, 5);
    const kg = Math.max(100, Math.round(meanKg * 1.15 * appetite * (0.2 + random.next() * 1.6)));
    const price = Math.max(25, Math.round(basePrice(product, category, Number(from.slice(5, 7))) * (0.95 + random.next() * 0.7)));
    const splittable = !random.chance(0.04);
    yield {
      externalId: `YL-CG-${pad(i, 6)}`, buyer: `${SAMPLE}${pad(Math.floor(i / 4), 4)}${random.pick(['超市', '食堂', '商贸', '电商', '餐饮'])}有限公司`, creditCode: random.chance(0.7) ? creditCode(5_000_000 + i) : '',
      category: wanted, product: named ? product : '', quantity: String(splittable ? kg : Math.min(kg, random.int(300, 3000))), unit: '公斤', priceMax: ((price * 2) / 100).toFixed(2),
      certifications: random.chance(0.3) ? random.pick(['达标合格证', '绿色食品', '达标合格证', '地理标志', '有机']) : '', grade: random.weighted([['不限', 60], ['二级', 20], ['一级', 17], ['特级', 3]]),
      deliverFrom: from, deliverTo: addDays(from, random.int(30, 120)), region: random.pick(placesOf(pairing.supporterCode)), coldChain: random.chance(0.2) ? '是' : '否',
      minShipment: random.chance(0.03) ? String(Math.min(200, kg)) : '', splittable: splittable ? '是' : '否', targetUnits: random.chance(0.15) ? regionFullName(pairing.unitCode) : '', programme: names.get(programme) ?? '',
    };
  }
}

/**
 * The four lists as iterables of cell texts by column code; each can be walked as often as wanted and gives the same
 * rows. `scale` multiplies the sizes of `SIZES`; `workers`, `posts`, `lots`, `orderLines` set one by itself.
 */
export function generateSampleLists({ seed = 1, scale = 1, today = '2026-01-15', ...counts } = {}) {
  const sizes = sizesFor({ scale, ...counts });
  const again = (make) => ({ [Symbol.iterator]: make, async *[Symbol.asyncIterator]() { yield* make(); } });
  return {
    sizes, today,
    posts: again(() => posts(stream(seed, 'posts'), sizes.posts, sizes.workers, today)),
    workers: again(() => workers(stream(seed, 'workers'), sizes.workers, today)),
    orderLines: again(() => orderLines(stream(seed, 'orderLines'), sizes.orderLines, sizes.lots, today)),
    lots: again(() => lots(stream(seed, 'lots'), sizes.lots, today)),
  };
}

/** File names by list. */
export const SAMPLE_FILES = { posts: '样例-岗位供给清单.csv', workers: '样例-就业需求清单.csv', orderLines: '样例-采购需求清单.csv', lots: '样例-农产品供给清单.csv' };

/** Writes one CSV a list in the template's layout into the folder (made when it is not there); returns paths and rows by list. */
export async function writeSampleLists(folder, options = {}) {
  await mkdir(folder, { recursive: true });
  const made = generateSampleLists(options);
  const written = {};
  for (const [name, list] of [['posts', postList], ['workers', workerList], ['orderLines', orderLineList], ['lots', lotList]]) {
    const columns = layoutOf(list);
    const path = join(folder, SAMPLE_FILES[name]);
    const rows = function* () { for (const cells of made[name]) yield columns.map((c) => cells[c.code] ?? ''); };
    await pipeline(writeCsv(columns.map((c) => (c.required ? `${c.header}*` : c.header)), rows()), createWriteStream(path));
    written[name] = { path, rows: made.sizes[name] };
  }
  return written;
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'generate.mjs' && import.meta.url.endsWith('/generate.mjs')) {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || folder.startsWith('--')) { console.error('usage: node tools/sample-lists/generate.mjs <folder> [--seed 1] [--scale 1] [--today 2026-01-15]'); process.exit(2); }
  const option = (name) => { const at = rest.indexOf(`--${name}`); return at < 0 ? undefined : rest[at + 1]; };
  const options = { ...(option('seed') === undefined ? {} : { seed: Number(option('seed')) }), ...(option('scale') === undefined ? {} : { scale: Number(option('scale')) }), ...(option('today') === undefined ? {} : { today: option('today') }) };
  const started = performance.now();
  for (const { path, rows } of Object.values(await writeSampleLists(folder, options))) console.log(`${path}: ${rows} rows`);
  console.log(`${Math.round(performance.now() - started)} ms`);
}
