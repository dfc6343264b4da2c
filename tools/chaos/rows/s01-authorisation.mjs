import { readFileSync } from 'node:fs';
import { addressOf, leastOf, routesOf, send } from '../open-api.mjs';
import { byRole, expected, expectedPermissions, forAll, forWorkers } from '../role-expectations.mjs';
import { absentId, accountDraft, barDraft, cellsOf, departureDraft, eventDraft, minimumWageDraft, householdDraft, kindOf, makeThings, phoneOf, projectDraft, subsidyDraft, trainingDraft } from '../things.mjs';

/** Who is the maker of things and holds many roles, so that no cell would say anything. */
const maker = 'yangli';

/**
 * Every route × every role × every thing there is, an absent one, nobody signed in: what is answered against an independent statement of
 * who may do what. A route nobody stated anything about fails the row.
 */
export default {
  id: 'S1', title: 'authorisation matrix', goal: 'every cell declared, no unexpected 2xx, out of scope is 404', full: {}, short: {},
  async run(context) {
    const { url, accounts } = await context.stack(), denials = await deniedEntries(context), { routes } = await routesOf(url), faults = [], counts = { cells: 0, reached: 0, denied: 0, absent: 0, anonymous: 0 };
    const people = JSON.parse(readFileSync(accounts.file, 'utf8')).filter(({ account }) => account !== maker);
    for (const role of Object.keys(byRole)) if (!people.some(({ grants }) => grants.some((grant) => grant.role === role))) faults.push(`no sample account is ${role}`);
    const things = await makeThings(context), worker = { account: 'a worker by link', cookie: await phoneOf(context) }, policies = new Map();
    for (const { id } of things.filter(({ kind }) => kind === 'programme')) policies.set(id, await (await context.client(maker)).get(`/api/matching/policies/${id}`));
    const ask = async (route, person, { values = {}, query = {}, body = bodyOf(route, values, policies) }) => {
      const cookie = person === null ? '' : person.cookie ?? (await context.client(person.account)).cookie, text = new URLSearchParams(query).toString();
      counts.cells += 1;
      return send(url, { method: route.method, address: `${addressOf(route, values)}${text === '' ? '' : `?${text}`}`, cookie, ...(route.method === 'GET' ? {} : { body }) });
    };
    const judge = (route, person, what, wanted, answer) => {
      const isRight = { reached: (status) => [200, 409, 412].includes(status), no: (status) => status === 403, outside: (status) => status === 404, lacking: (status) => status === 404, anonymous: (status) => status === 401 }[wanted];
      counts[{ reached: 'reached', lacking: 'reached', no: 'denied', outside: 'absent', anonymous: 'anonymous' }[wanted]] += 1;
      if (!isRight(answer.status)) faults.push(`${route.id} ${person?.account ?? 'nobody'} ${what}: ${wanted}, got ${answer.status} ${answer.text.slice(0, 160)}`);
    };
    // What ends a thing comes last of all, so that the others still find it.
    const ordered = routes.toSorted((a, b) => Number(/(cancel|not-me)$/.test(a.path)) - Number(/(cancel|not-me)$/.test(b.path)));
    for (const route of ordered) {
      const kind = kindOf(route), isPublic = forAll.includes(route.permission);
      if (!expectedPermissions.has(route.permission)) faults.push(`${route.id}: nothing is stated about ${route.permission}`);
      if (kind === undefined) { faults.push(`${route.id}: no thing is known for ${route.path}`); continue; }
      if (forWorkers.includes(route.permission)) {
        // No session of an account counts on the worker's page, and the worker has there what is the own.
        for (const person of [null, ...people]) judge(route, person, 'at all', 'anonymous', await ask(route, person, { values: absentOf(route) }));
        for (const thing of kind === null ? [null] : [{ values: absentOf(route) }, ...things.filter((one) => one.kind === kind)]) judge(route, worker, kind ?? 'own', thing === null ? 'reached' : 'outside', await ask(route, worker, { values: thing?.values ?? {} }));
        continue;
      }
      const own = things.filter((thing) => thing.kind === kind), nowhere = absentOf(route);
      const query = Object.fromEntries(route.query.filter((one) => one.required).map(({ name, schema }) => [name, leastOf(schema)]));
      if (!isPublic) judge(route, null, 'anonymous', 'anonymous', await ask(route, null, { values: own[0]?.values ?? nowhere, query }));
      await Promise.all(people.map(async (person) => {
        const special = specials[route.id];
        if (special !== undefined) {
          for (const { what, wanted, body } of special(person, things, expected, route.permission)) judge(route, person, what, wanted, await ask(route, person, { body, query }));
          return;
        }
        if (query.programme !== undefined && !isOpenData(route)) {
          for (const thing of things.filter((one) => one.kind === 'programme')) judge(route, person, thing.programme, wantedOf(route, person, thing), await ask(route, person, { query: { ...query, programme: thing.programme } }));
          return;
        }
        if (kind === null) {
          const wanted = expected(person, route.permission, null), answer = await ask(route, person, { query });
          judge(route, person, 'at all', wanted, answer);
          if (wanted === 'reached') faults.push(...await shownBeyond(route, person, answer, things, (more) => ask(route, person, { query: { ...query, ...more } })));
          return;
        }
        const may = expected(person, route.permission, null) !== 'no';
        if (kind === 'open') judge(route, person, 'at all', may ? 'reached' : 'no', await ask(route, person, { values: nowhere, query }));
        else if (kind !== 'programme') judge(route, person, 'absent', may ? 'outside' : 'no', await ask(route, person, { values: nowhere, query }));
        for (const thing of own) judge(route, person, `${kind} ${thing.programme} ${thing.regions} ${thing.organisations}`, wantedOf(route, person, thing), await ask(route, person, { values: thing.values, query }));
      }));
    }
    faults.push(...await live(context, url, people, things), ...await ownAccount(url));
    const recorded = await deniedEntries(context) - denials, wanted = counts.denied + counts.absent;
    if (recorded < wanted) faults.push(`${wanted} denials, ${recorded} entries of the audit trail`);
    for (const fault of faults.slice(0, 400)) process.stdout.write(`  ${fault}\n`);
    return { figure: `${routes.length} routes × ${people.length} accounts, ${counts.cells} cells (${counts.reached} reached, ${counts.denied} denied, ${counts.absent} absent, ${counts.anonymous} anonymous), ${recorded} denials in the trail, ${faults.length} unexpected`, held: faults.length === 0 };
  },
};

/** Lists and rules of the programmes themselves, which are published: any programme's, to all who may ask. */
const isOpenData = (route) => route.path.startsWith('/api/intake/screening');

/** An entry is explained to those who also read its list, and its counterparts are shown to those who may match by hand. What nobody filed yet may be lacking. */
function wantedOf(route, person, thing) {
  const held = expected(person, route.permission, thing);
  if (route.id.endsWith('imports.errors') && held === 'reached') return 'lacking';
  if (route.permission === 'subsidy.manage' && held === 'reached' && !keeps(person, thing)) return 'outside';
  // The policy is its programme's to read; whom it lists is kept to the reader's own.
  if (route.id.endsWith('subsidy-claims.eligible') && held === 'outside') return expected(person, 'subsidy.read', thing);
  if (thing.kind !== 'entry' || held !== 'reached') return held;
  if (expected(person, `${{ post: 'post', worker: 'worker', orderLine: 'order-line', lot: 'lot' }[thing.list]}.read`, thing) !== 'reached') return 'outside';
  const making = ['post', 'worker'].includes(thing.list) ? 'employment-proposal.make' : 'produce-proposal.make';
  return route.id.endsWith('candidates') && expected(person, making, null) === 'no' ? 'no' : 'reached';
}

/** A policy of a subsidy is kept by the office whose it is; the administrator keeps the programme's own alone. */
function keeps(person, thing) {
  return thing.regions.length === 0 || expected({ ...person, grants: person.grants.filter(({ role }) => role !== 'programme-administrator') }, 'subsidy.manage', thing) === 'reached';
}

/** Denials in the trails of all services. */
async function deniedEntries(context) {
  const tables = await context.sql(`select schemaname as schema from pg_tables where tablename = 'audit_entry'`);
  const [{ entries }] = await context.sql(`select (${tables.map(({ schema }) => `(select count(*) from ${schema}.audit_entry where result = 'denied')`).join(' + ')})::int as entries`);
  return entries;
}

/** Values of a path for something that is not there. */
function absentOf(route) {
  return Object.fromEntries(route.inPath.map(({ name, schema }) => [name, name === 'seq' ? 0 : schema.format === 'uuid' ? absentId : leastOf(schema)]));
}

function bodyOf(route, values, policies) {
  if (route.body === null) return undefined;
  const body = leastOf(route.body);
  if (route.id === 'matching.policies.put') return { policy: policies.get(values.programme) ?? [...policies.values()][0] };
  if (route.id === 'registry.accounts.update') { const { account: _, ...person } = accountDraft(); return { ...body, ...person }; }
  if (route.id === 'intake.projects.update') return { ...body, ...projectDraft() };
  return body;
}

/** Ids of the same kind that a list shows though they lie outside the reader's reach, by whatever filter. */
async function shownBeyond(route, person, answer, things, again) {
  const kind = { post: /employment\/posts/, worker: /employment\/workers/, orderLine: /order-lines/, lot: /marketplace\/lots/, project: /intake\/projects$/, run: /matching\/runs$/, 'employment-proposal': /employment\/proposals$/, placement: /placements\/stages$/, household: /employment\/households$/, alert: /employment\/alerts$/, 'list-issue': /employment\/list-issues$/, training: /employment\/training$/, departure: /employment\/departures$/, 'recruitment-event': /employment\/recruitment-events$/, subsidy: /employment\/subsidies$/, 'barred-employer': /employment\/barred-employers$/, 'help-request': /help-requests$/, notice: /employment\/notices$/, 'marketplace-proposal': /marketplace\/proposals$/, 'employment-import': /employment\/imports$/, 'marketplace-import': /marketplace\/imports$/ };
  const [mine] = Object.entries(kind).find(([, pattern]) => pattern.test(route.path)) ?? [null];
  if (mine === null || /columns|template/.test(route.path)) return [];
  const beyond = things.filter((thing) => thing.kind === mine && expected(person, route.permission, thing) === 'outside'), faults = [];
  const names = new Set(route.query.map(({ name }) => name));
  const filters = [{}, ...(names.has('size') ? [{ size: 200 }] : []), ...beyond.flatMap((thing) => [{ search: thing.externalId ?? thing.id }, { programme: thing.programme }, { region: thing.regions[0] }, { unit: thing.regions[0] }, { organisation: thing.organisations[0] }])]
    .filter((filter) => Object.entries(filter).every(([name, value]) => names.has(name) && value !== undefined && value !== null));
  for (const filter of filters) {
    const got = Object.keys(filter).length === 0 ? answer : await again(filter);
    const text = route.isDownload ? await textOf(got.bytes) : got.text;
    for (const thing of beyond) if (text.includes(thing.id) || (thing.externalId !== null && text.includes(thing.externalId))) faults.push(`${route.id} ${person.account} ${JSON.stringify(filter)} shows ${mine} of ${thing.regions} ${thing.organisations}`);
    if (got.status !== 200) faults.push(`${route.id} ${person.account} ${JSON.stringify(filter)}: ${got.status} ${got.text.slice(0, 160)}`);
  }
  return faults;
}

async function textOf(bytes) {
  const { readTable } = await import('@jiedui/tabular');
  const rows = [];
  for await (const row of readTable(bytes)) rows.push(row.cells.join('\t'));
  return rows.join('\n');
}

const mayWrite = { post: 'post.write', worker: 'worker.write', orderLine: 'order-line.write', lot: 'lot.write' };

/** A new row filed in two places: within a region's reach or refused; what an organisation files is its own whatever it says. */
function filing(list, places) {
  return (person, _things, expect, permission) => Object.entries(places).map(([what, { thing, cells }]) => {
    const wanted = expect(person, permission, thing), isOrganisations = person.grants.some((grant) => grant.organisation !== null);
    return { what, wanted: wanted === 'outside' && isOrganisations ? 'reached' : wanted === 'outside' ? 'no' : wanted, body: { programme: 'three-gorges', cells: cellsOf[list](cells) } };
  });
}
const place = (region) => ({ programme: 'three-gorges', regions: [region], organisations: [] });
/** An issue of a list is given for one's own place, of the side on which the role stands. */
const issuing = (person, _things, expect, permission) => [['worker', 'receiver', '500235'], ['post', 'supporter', '110000']].map(([kind, side, region]) => {
  const wanted = expect(person, permission, place(region));
  return { what: `${kind} of ${region}`, wanted: wanted === 'outside' ? 'no' : wanted, body: { programme: 'three-gorges', kind, side, region } };
});
const begin = (service, lists) => (person) => [...Object.keys(mayWrite)].map((list) => ({
  what: list, wanted: !lists.includes(list) ? 'bad' : expected(person, mayWrite[list], null), body: { list, fileName: 'x.csv', size: 5, programme: 'three-gorges' },
})).filter(({ wanted }) => wanted !== 'bad');
/** Ids in a body: none is told apart from an absent one, so they are skipped and the answer is counted. */
const sending = (kind) => (person, things, expect, permission) => things.filter((thing) => thing.kind === kind).map((thing) => ({ what: `${thing.regions}`, wanted: expect(person, permission, null), body: { ids: [thing.id] } }));
const making = (demand, supply) => (person, things, expect, permission) => [{
  what: 'absent entries', wanted: expect(person, permission, null) === 'no' ? 'no' : 'outside', body: { demandId: absentId, supplyId: absentId, reason: '面谈' },
}, ...(expect(person, permission, null) === 'no' ? [{ what: 'real entries', wanted: 'no', body: { demandId: things.find((one) => one.kind === demand).id, supplyId: things.find((one) => one.kind === supply).id, reason: '面谈' } }] : [])];

/** Operations whose reach is in their body. */
const specials = {
  'registry.accounts.create': (person, _things, expect, permission) => [{ what: 'a new one', wanted: expect(person, permission, null), body: accountDraft() }],
  'employment.posts.create': filing('post', { 'in Beijing': { thing: place('110106'), cells: { region: '北京市丰台区', employer: '样例新公司' } }, 'in Shanghai': { thing: place('310115'), cells: { region: '上海市浦东新区', employer: '样例新公司' } } }),
  'employment.workers.create': filing('worker', { 'of Yunyang': { thing: place('500235'), cells: {} }, 'of Fengjie': { thing: place('500236'), cells: { unit: '奉节县' } } }),
  'marketplace.order-lines.create': filing('orderLine', { 'to Beijing': { thing: place('110106'), cells: {} }, 'to Shanghai': { thing: place('310115'), cells: { region: '上海市浦东新区' } } }),
  'marketplace.lots.create': filing('lot', { 'of Fengjie': { thing: place('500236'), cells: {} }, 'of Badong': { thing: place('422823'), cells: { originUnit: '巴东县' } } }),
  'employment.households.create': (person, _things, expect, permission) => ['500235', '500236'].map((region) => {
    const wanted = expect(person, permission, place(region));
    return { what: `in ${region}`, wanted: wanted === 'outside' ? 'no' : wanted, body: householdDraft('three-gorges', region) };
  }),
  'employment.alerts.raise': (person, things, expect, permission) => things.filter(({ kind }) => kind === 'household').map((thing) => ({ what: `${thing.regions}`, wanted: expect(person, permission, thing), body: { householdId: thing.id, cause: 'accident', on: '2026-01-01' } })),
  'employment.occupations.settle': (person, _things, expect, permission) => [{ what: 'a title', wanted: expect(person, permission, null), body: { title: '样例岗位名称', code: '6-05-01-03' } }],
  'employment.departures.plan': (person, _things, expect, permission) => ['500235', '500236'].map((region) => {
    const wanted = expect(person, permission, place(region));
    return { what: `of ${region}`, wanted: wanted === 'outside' ? 'no' : wanted, body: departureDraft('three-gorges', region) };
  }),
  'employment.recruitment-events.plan': (person, _things, expect, permission) => [['county', '500235'], ['supporter', '110000']].map(([side, region]) => {
    const wanted = expect(person, permission, place(region));
    return { what: `of ${region}`, wanted: wanted === 'outside' ? 'no' : wanted, body: eventDraft('three-gorges', side, region) };
  }),
  'employment.subsidies.plan': (person, _things, expect, permission) => [['county', '500235'], ['supporter', '110000']].map(([side, region]) => {
    const wanted = expect(person, permission, place(region));
    return { what: `of ${region}`, wanted: wanted === 'outside' || !keeps(person, place(region)) ? 'no' : wanted, body: subsidyDraft('three-gorges', side, region) };
  }),
  'employment.subsidy-claims.make': (person, _things, expect, permission) => [{ what: 'an absent policy', wanted: expect(person, permission, null) === 'no' ? 'no' : 'outside', body: { policyId: absentId, subjects: [absentId] } }],
  'employment.barred-employers.bar': (person, things, expect, permission) => things.filter(({ kind }) => kind === 'barred-employer').map((thing) => ({ what: thing.programme, wanted: expect(person, permission, thing), body: barDraft(thing.programme, thing.externalId) })),
  'employment.minimum-wages.enter': (person, _things, expect, permission) => [{ what: 'a new one', wanted: expect(person, permission, null), body: minimumWageDraft() }],
  'employment.list-issues.create': issuing, 'employment.list-issues.preview': issuing,
  'employment.training.create': (person, _things, expect, permission) => [['supporter', '110000'], ['receiver', '500235'], ['receiver', '500236']].map(([side, region]) => {
    const wanted = expect(person, permission, place(region));
    return { what: `${side} ${region}`, wanted: wanted === 'outside' ? 'no' : wanted, body: trainingDraft('three-gorges', side, region, null) };
  }),
  'employment.imports.begin': begin('employment', ['post', 'worker']), 'marketplace.imports.begin': begin('marketplace', ['orderLine', 'lot']),
  'employment.proposals.send': sending('employment-proposal'), 'marketplace.proposals.send': sending('marketplace-proposal'),
  'employment.proposals.make': making('post', 'worker'), 'marketplace.proposals.make': making('orderLine', 'lot'),
  'matching.runs.start': (person, _things, expect, permission) => ['three-gorges', 'danjiangkou'].map((programme) => ({ what: programme, wanted: expect(person, permission, { programme, regions: [], organisations: [] }), body: { market: 'produce', programme } })),
  'matching.trials.start': (person, _things, expect, permission) => ['three-gorges', 'danjiangkou'].map((programme) => ({ what: programme, wanted: expect(person, permission, { programme, regions: [], organisations: [] }), body: { programme, kind: 'what-helps', changes: [] } })),
  'intake.projects.create': (person, _things, expect, permission) => [['420506', '310000'], ['422823', '110000']].map(([unit, supporter]) => {
    const wanted = expect(person, permission, { programme: 'three-gorges', regions: [unit, supporter], organisations: [] });
    return { what: `${unit} ${supporter}`, wanted: wanted === 'outside' ? 'no' : wanted, body: { programme: 'three-gorges', unit, supporter, ...projectDraft() } };
  }),
};

/** Routes of one's own session and account, which stand outside the page of routes too: nobody signed in has none. */
async function ownAccount(url) {
  const faults = [];
  for (const [method, address] of [['GET', ''], ['PUT', '/password'], ['POST', '/second-factor'], ['PUT', '/second-factor'], ['POST', '/second-factor/remove'], ['DELETE', `/sessions/${absentId}`]]) {
    const { status } = await send(url, { method, address: `/api/own-account${address}`, ...(method === 'GET' ? {} : { body: { password: 'x', newPassword: 'correct horse battery', oldPassword: 'x', code: '000000' } }) });
    if (![400, 401].includes(status)) faults.push(`${method} /api/own-account${address}: ${status} to nobody signed in`);
  }
  return faults;
}

/** The streams of states, which stand outside the page of routes: an import's for its owner, a run's for its readers. */
async function live(context, url, people, things) {
  const faults = [];
  for (const thing of things.filter(({ kind }) => kind.endsWith('-import') || kind === 'run')) {
    const address = thing.kind === 'run' ? `/api/live/runs/${thing.id}` : `/api/live/imports/${thing.kind.replace('-import', '')}/${thing.id}`;
    const statusFor = async (cookie) => {
      const ending = new AbortController(), response = await fetch(`${url}${address}`, { headers: { cookie }, signal: ending.signal });
      ending.abort();
      return response.status;
    };
    if (await statusFor('') !== 401) faults.push(`${address}: open to nobody signed in`);
    for (const person of people) {
      const wanted = { reached: 200, no: 403, outside: 404 }[expected(person, thing.kind === 'run' ? 'run.read' : 'import.own', thing)];
      const status = await statusFor((await context.client(person.account)).cookie);
      if (status !== wanted) faults.push(`${address} ${person.account}: ${wanted}, got ${status}`);
    }
  }
  return faults;
}
