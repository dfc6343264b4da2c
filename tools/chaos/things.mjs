import { randomBytes } from 'node:crypto';
import { ConsoleClient, until } from '../start/console-client.mjs';

/** One thing of every kind in at least two places and of two owners, made over HTTP, so that every reader has some inside and some outside their reach. */

export const absentId = '01a20065-887a-76a2-9f38-de6673861972';
const unique = (prefix) => `${prefix}${randomBytes(4).toString('hex')}`.toUpperCase();

/** An ID number of a person of Chongqing with its right check digit (GB 11643-1999). */
export function idNumber() {
  const [place, year, month, serial] = randomBytes(4);
  const digits = `5002${30 + (place % 10)}${1970 + (year % 30)}0${1 + (month % 9)}1${serial % 10}${String(randomBytes(2).readUInt16BE() % 1000).padStart(3, '0')}`;
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return digits + '10X98765432'[sum % 11];
}
/** A mobile number. */
export const phone = () => `139${String(randomBytes(4).readUInt32BE() % 100_000_000).padStart(8, '0')}`;

/** What each list asks for, as a form is filled in. */
export const cellsOf = {
  post: (more = {}) => ({ externalId: unique('GW'), title: '电焊工', headcount: '2', employer: '样例云帆电子有限公司', region: '广东省广州市黄埔区', ...more }),
  worker: (more = {}) => ({ externalId: unique('RY'), name: '样例甲', idNumber: idNumber(), phone: phone(), unit: '云阳县', wishes: '电焊工', consent: '是', ...more }),
  orderLine: (more = {}) => ({ externalId: unique('CG'), buyer: '样例联华超市有限公司', category: '柑橘类', quantity: '1', unit: '吨', priceMax: '9000', deliverFrom: '2026-12-15', deliverTo: '2027-01-31', region: '北京市丰台区', ...more }),
  lot: (more = {}) => ({ externalId: unique('PC'), producer: '样例奉节脐橙专业合作社', originUnit: '奉节县', category: '柑橘类', quantity: '1', unit: '吨', price: '5000', harvestFrom: '2026-12-01', harvestTo: '2027-01-31', ...more }),
};
/** Path of a list by its code. */
export const listPaths = { post: '/api/employment/posts', worker: '/api/employment/workers', orderLine: '/api/marketplace/order-lines', lot: '/api/marketplace/lots' };
/** A project's draft without its pairing. */
export const projectDraft = (more = {}) => ({ name: unique('项目'), field: 's3-4-4', site: '样例地点', industryCode: '1373', totalFen: 10_000_000, grantFen: 6_000_000, ...more });

/** A household as the form enters it. */
export const householdDraft = (programme, region) => ({
  programme, region, number: unique('HH'), class: 'marginal', enteredOn: '2026-01-01', township: null, members: 3, reason: 'illness', reasonWords: null, foundBy: '样例乡镇', measures: [], measureWords: null, relocated: false, relocationMeasures: [], relocationWords: null,
});

/** A course as its form enters it, with seats for one county. */
export const trainingDraft = (programme, side, region, quota) => ({
  programme, side, region, kind: 'short', track: 'transfer-skills', scheme: null, title: unique('培训班'), organiser: '样例培训中心', place: '样例地点', startsOn: '2026-12-01', endsOn: '2026-12-20', certificate: null, certificateMonths: null, occupation: null, year: null, seats: 10,
  quotas: quota === null ? [] : [{ region: quota, seats: 10 }], posts: [],
});

/** A group departure as the form plans it. */
export const departureDraft = (programme, region, supporter = null) => ({
  programme, region, ...(supporter === null ? {} : { supporter }), leavesOn: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), leavesAt: '07:30', meetingPlace: '样例汽车站', destination: '样例工业园', vehicle: 'coach', seats: 45, costs: 'aid-funds', contact: { name: '样例联络', phone: phone() },
});

/** A recruitment event as the form plans it. */
export const eventDraft = (programme, side, region) => ({
  programme, side, ...(region === null ? {} : { region }), name: unique('招聘会'), kind: 'fair', startsOn: '2026-03-01', endsOn: '2026-03-01', place: '样例广场', enterprises: [{ name: '样例云帆电子有限公司', posts: 20 }], counties: [],
});

/** An employer barred as the form does it. */
export const barDraft = (programme, name) => ({ programme, name, reason: 'dissolved', source: '样例公示系统', foundOn: '2026-01-01', fromOn: '2026-01-01' });

/** A minimum wage as the form enters it, where no post is; a region and day are taken once. */
export const minimumWageDraft = () => ({ regions: [String(540221 + Math.floor(Math.random() * 15))], monthlyFen: 210_000, validFrom: new Date(Date.UTC(2005, 0, 1) + Math.floor(Math.random() * 7500) * 86_400_000).toISOString().slice(0, 10), document: '样例最低工资标准' });

/** A new account; names are taken once. */
export const accountDraft = () => ({ account: unique('u').toLowerCase(), displayName: '样例员', organisationName: null, grants: [{ role: 'auditor', programme: 'three-gorges', region: null, organisation: null }] });

/** A policy of a subsidy as the form plans it. */
export const subsidyDraft = (programme, side, region) => ({
  programme, side, ...(region === null ? {} : { region }), title: unique('补贴'), kind: 'travel', claimant: 'worker', subject: 'placement', tiers: [], outside: null, months: 6, insured: false, passed: false, amountFen: 50_000, monthly: null, capFen: null,
  validFrom: '2026-01-01', validTo: '2027-12-31', document: '样例补贴办法', documentNumber: null, fundsFen: null,
});

const [gorges, danjiangkou] = ['three-gorges', 'danjiangkou'];
const cloud = '样例云帆电子有限公司', oranges = '样例奉节脐橙专业合作社', market = '样例联华超市有限公司';

/** Makes them; each is `{ kind, id, values, programme, regions, organisations, by, externalId }`, `values` what its path is filled with. */
export async function makeThings(context) {
  const everyone = await context.client('yangli'), things = [];
  const keep = (kind, made, { programme = made.programme, regions = [], organisations = [], by = null, values = {}, list = kind }) => {
    things.push({ kind, id: made.id, externalId: made.externalId ?? null, values: { id: made.id, entryId: made.id, ...values }, list, programme, regions, organisations, by });
    return made;
  };
  const row = async (account, list, programme, cells, where) => {
    const made = await (await context.client(account)).post(listPaths[list], { programme, cells: cellsOf[list](cells) });
    keep(list, made, where);
    keep('entry', made, { ...where, list });
    return made;
  };
  const other = { region: '北京市丰台区', employer: '样例别家机械有限公司' };
  const posts = [
    await row('qiye', 'post', gorges, {}, { regions: ['440112'], organisations: [cloud] }),
    await row('beijing', 'post', gorges, other, { regions: ['110106'], organisations: [other.employer] }),
    await row('qiye', 'post', danjiangkou, {}, { regions: ['440112'], organisations: [cloud] }),
    await row('shanghai', 'post', gorges, { ...other, region: '上海市浦东新区' }, { regions: ['310115'], organisations: [other.employer] }),
  ];
  const workers = [
    await row('yunyang', 'worker', gorges, {}, { regions: ['500235'] }),
    await row('yangli', 'worker', gorges, { unit: '奉节县' }, { regions: ['500236'] }),
    await row('yunyangqu', 'worker', danjiangkou, { unit: '郧阳区' }, { regions: ['420304'] }),
  ];
  const lines = [
    await row('chaoshi', 'orderLine', gorges, {}, { regions: ['110106'], organisations: [market] }),
    await row('shanghai', 'orderLine', gorges, { region: '上海市浦东新区', buyer: '样例别家百货有限公司' }, { regions: ['310115'], organisations: ['样例别家百货有限公司'] }),
  ];
  const lots = [
    await row('hezuoshe', 'lot', gorges, {}, { regions: ['500236'], organisations: [oranges] }),
    await row('hubei', 'lot', gorges, { originUnit: '巴东县', producer: '样例别家合作社' }, { regions: ['422823'], organisations: ['样例别家合作社'] }),
  ];
  for (const { id } of [...posts, ...workers, ...lines, ...lots]) await until(() => everyone.get(`/api/matching/entries/${id}/candidates?search=zzzz`).then(() => true, (error) => { if (error.status === 404) return false; throw error; }), Boolean);
  const pair = async (service, demand, supply, where) => keep(`${service}-proposal`, await everyone.post(`/api/${service}/proposals`, { demandId: demand.id, supplyId: supply.id, reason: '面谈合适', overrideReason: '双方已谈妥' }), where);
  await pair('employment', posts[0], workers[0], { regions: ['440112', '500235'], organisations: [cloud] });
  // Two placements of two counties with two employers, each agreed to by both sides.
  for (const [demand, unit, programme, region, place, employer, by] of [[{}, '云阳县', gorges, '500235', '440112', cloud, 'qiye'], [{}, '郧阳区', danjiangkou, '420304', '440112', cloud, 'qiye']]) {
    const made = await (await context.client(by)).post(listPaths.post, { programme, cells: cellsOf.post(demand) }), person = await everyone.post(listPaths.worker, { programme, cells: cellsOf.worker({ unit }) });
    for (const { id } of [made, person]) await until(() => everyone.get(`/api/matching/entries/${id}/candidates?search=zzzz`).then(() => true, (error) => { if (error.status === 404) return false; throw error; }), Boolean);
    const proposal = await everyone.post('/api/employment/proposals', { demandId: made.id, supplyId: person.id, reason: '面谈合适', overrideReason: '双方已谈妥' });
    await (await context.client(by)).post(`/api/employment/proposals/${proposal.id}/accept-demand`, { version: proposal.version });
    const { items: [placement] } = await everyone.get(`/api/employment/placements/stages?search=${person.externalId}`);
    keep('placement', { ...placement, externalId: person.externalId }, { regions: [place, region], organisations: [employer] });
  }
  // A monitored household of each county, and an alert of it.
  for (const [account, unit, programme] of [['yunyang', '500235', gorges], ['yangli', '500236', gorges], ['yunyangqu', '420304', danjiangkou]]) {
    const client = await context.client(account), made = await client.post('/api/employment/households', householdDraft(programme, unit));
    keep('household', { ...made, externalId: made.number }, { regions: [unit] });
    keep('alert', { ...await client.post('/api/employment/alerts', { householdId: made.id, cause: 'illness', on: made.enteredOn }), externalId: made.number }, { regions: [unit] });
  }
  // Issues of the two lists, published to the other side of a pairing.
  for (const [account, programme, kind, side, region, counterpart] of [['yunyang', gorges, 'worker', 'receiver', '500235', '320000'], ['beijing', gorges, 'post', 'supporter', '110000', '422823'], ['yunyangqu', danjiangkou, 'worker', 'receiver', '420304', '110000']]) {
    const client = await context.client(account), made = await client.post('/api/employment/list-issues', { programme, kind, side, region, counterpart });
    keep('list-issue', await client.post(`/api/employment/list-issues/${made.id}/publish`, { version: made.version }), { regions: [region, counterpart] });
  }
  // Courses of a supporter and of a county, opened to one county each.
  for (const [account, programme, side, region, quota] of [['beijing', gorges, 'supporter', '110000', '500235'], ['yangli', gorges, 'receiver', '500236', '500236'], ['yunyangqu', danjiangkou, 'receiver', '420304', '420304']]) {
    const client = await context.client(account), made = await client.post('/api/employment/training', trainingDraft(programme, side, region, quota));
    keep('training', { ...await client.post(`/api/employment/training/${made.id}/open`, { version: made.version }), externalId: made.title }, { regions: [region, quota] });
  }
  // Group departures of each county, one of them planned together with a supporter.
  for (const [account, programme, region, supporter] of [['yunyang', gorges, '500235', '320000'], ['yangli', gorges, '500236', null], ['yunyangqu', danjiangkou, '420304', '110000']]) {
    const client = await context.client(account), made = await client.post('/api/employment/departures', departureDraft(programme, region, supporter));
    keep('departure', made, { regions: supporter === null ? [region] : [region, supporter] });
  }
  // Recruitment events of both sides.
  for (const [account, programme, side, region] of [['yunyang', gorges, 'county', '500235'], ['beijing', gorges, 'supporter', '110000'], ['yunyangqu', danjiangkou, 'county', '420304']]) {
    keep('recruitment-event', await (await context.client(account)).post('/api/employment/recruitment-events', eventDraft(programme, side, region)), { regions: [region] });
  }
  // Policies of subsidies, read by their whole programme. Claims need months on the job: `tools/test/integration/subsidies.integration.ts` has who reads them.
  for (const [account, programme, side, region] of [['yunyang', gorges, 'county', '500235'], ['beijing', gorges, 'supporter', '110000'], ['yunyangqu', danjiangkou, 'county', '420304'], ['admin', gorges, 'programme', null]]) {
    keep('subsidy', await (await context.client(account)).post('/api/employment/subsidies', subsidyDraft(programme, side, region)), { regions: region === null ? [] : [region] });
  }
  const { items: [standard] } = await everyone.post('/api/employment/minimum-wages', minimumWageDraft());
  keep('minimum-wage', standard, { programme: null });
  // An employer barred in each programme.
  for (const programme of [gorges, danjiangkou]) {
    const employer = unique('样例停用单位');
    await (await context.client('beijing')).post(listPaths.post, { programme, cells: cellsOf.post({ region: '北京市丰台区', employer }) });
    keep('barred-employer', { ...await everyone.post('/api/employment/barred-employers', barDraft(programme, employer)), externalId: employer }, {});
  }
  await pair('employment', posts[1], workers[1], { regions: ['110106', '500236'], organisations: [other.employer] });
  await pair('employment', posts[2], workers[2], { regions: ['440112', '420304'], organisations: [cloud] });
  await pair('marketplace', lines[0], lots[0], { regions: ['110106', '500236'], organisations: [market, oranges] });
  await pair('marketplace', lines[1], lots[1], { regions: ['310115', '422823'], organisations: ['样例别家百货有限公司', '样例别家合作社'] });
  const { pairings } = await (await context.client('fengjie')).get(`/api/intake/catalogue?programme=${gorges}`);
  for (const [account, unit, supporter] of [['hubei', '422823', '110000'], ['hubei', '420506', '310000'], ['fengjie', pairings[0].unit, pairings[0].supporter]]) {
    const client = await context.client(account), made = await client.post('/api/intake/projects', { programme: gorges, unit, supporter, ...projectDraft() });
    const milestone = await client.post(`/api/intake/projects/${made.id}/milestones`, { phase: 'planning', title: '可行性研究', dueOn: '2027-01-01' });
    keep('project', made, { regions: [unit, supporter], values: { milestoneId: milestone.id } });
  }
  for (const [kind, programme] of [['employment', gorges], ['produce', danjiangkou]]) keep('run', await everyone.match(kind, programme), {});
  for (const programme of [gorges, danjiangkou]) keep('trial', await everyone.post('/api/matching/trials', { programme, kind: 'what-helps' }), {});
  for (const [account, service, list] of [['yunyang', 'employment', 'worker'], ['qiye', 'employment', 'post'], ['hezuoshe', 'marketplace', 'lot'], ['chaoshi', 'marketplace', 'orderLine']]) {
    const made = await (await context.client(account)).post(`/api/${service}/imports`, { list, fileName: 'list.csv', size: 10, programme: gorges });
    keep(`${service}-import`, made, { programme: null, by: account, values: { seq: 0 } });
  }
  const security = await context.client('anquan'), account = keep('account', await security.post('/api/registry/accounts', accountDraft()), { programme: null });
  await security.post(`/api/registry/accounts/${account.id}/link`);
  const { items: links } = await security.get('/api/registry/invitations?state=open&size=200');
  keep('invitation', links.find((link) => link.accountId === account.id), { programme: null });
  for (const [account, unit, programme, region] of [['yunyang', '云阳县', gorges, '500235'], ['yunyangqu', '郧阳区', danjiangkou, '420304']]) {
    const cookie = await phoneOf(context, account, programme, unit), asking = new ConsoleClient(everyone.url);
    asking.cookie = cookie;
    const asked = { ...await asking.post('/api/worker/help', { kind: 'wage', words: '工资' }), programme };
    keep('help-request', asked, { regions: [region] });
    const { items: notices } = await (await context.client(account)).get('/api/employment/notices?state=unread&size=200');
    keep('notice', notices.find((one) => one.thingId === asked.id), { regions: [region] });
  }
  for (const programme of [gorges, danjiangkou]) keep('programme', { id: programme, programme }, { values: { programme } });
  return things;
}

/** The cookie of a phone on which the page of a new worker is open. */
export async function phoneOf(context, account = 'yunyang', programme = gorges, unit = '云阳县') {
  const office = await context.client(account), cells = cellsOf.worker({ unit }), { id } = await office.post(listPaths.worker, { programme, cells }), phone = new ConsoleClient(office.url);
  const { token } = await office.post(`/api/employment/workers/${id}/link`);
  await phone.post('/api/worker/door', { token, answer: cells.idNumber.slice(-4) });
  return phone.cookie;
}

/** Which kind of thing the ids in a route's path are of; `open` for what belongs to nobody, null where the path holds none; undefined for one no row knows. */
export function kindOf(route) {
  const path = route.path;
  if (!path.includes('{')) return null;
  const found = [
    [/^\/api\/employment\/posts\//, 'post'], [/^\/api\/employment\/workers\//, 'worker'], [/^\/api\/marketplace\/order-lines\//, 'orderLine'], [/^\/api\/marketplace\/lots\//, 'lot'],
    [/^\/api\/employment\/help-requests\/\{/, 'help-request'], [/^\/api\/employment\/notices\/\{/, 'notice'], [/^\/api\/worker\/proposals\/\{/, 'employment-proposal'], [/^\/api\/worker\/placements\/\{/, 'placement'],
    [/^\/api\/employment\/placements\/\{/, 'placement'], [/^\/api\/employment\/households\//, 'household'], [/^\/api\/employment\/alerts\//, 'alert'], [/^\/api\/employment\/list-issues\/\{/, 'list-issue'], [/^\/api\/employment\/training\/\{/, 'training'], [/^\/api\/employment\/departures\/\{/, 'departure'], [/^\/api\/employment\/recruitment-events\/\{/, 'recruitment-event'], [/^\/api\/employment\/subsidies\/\{/, 'subsidy'], [/^\/api\/employment\/subsidy-claims\/\{/, 'subsidy-claim'], [/^\/api\/employment\/barred-employers\/\{/, 'barred-employer'], [/^\/api\/employment\/minimum-wages\/\{/, 'minimum-wage'], [/^\/api\/(employment|marketplace)\/(proposal|import)s\//, null], [/^\/api\/matching\/runs\//, 'run'], [/^\/api\/matching\/trials\//, 'trial'], [/^\/api\/matching\/entries\//, 'entry'],
    [/^\/api\/(matching\/policies|registry\/programmes)\//, 'programme'], [/^\/api\/intake\/projects\//, 'project'], [/^\/api\/(registry\/units|intake\/negative-lists)\//, 'open'], [/^\/api\/registry\/accounts\/\{/, 'account'], [/^\/api\/registry\/invitations\//, 'invitation'], [/\/dead-letters\//, 'dead-letter'],
  ].find(([pattern]) => pattern.test(path));
  if (found === undefined) return undefined;
  return found[1] ?? path.replace(/^\/api\/(employment|marketplace)\/(proposal|import)s\/.*$/, '$1-$2');
}
