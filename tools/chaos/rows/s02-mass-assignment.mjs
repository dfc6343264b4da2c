import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addressOf, leastOf, routesOf, send } from '../open-api.mjs';
import { expected, forWorkers } from '../role-expectations.mjs';
import { absentId, accountDraft, cellsOf, kindOf, makeThings, phoneOf, projectDraft } from '../things.mjs';

/** Fields that the system alone sets, by whatever name they go anywhere, and the names by which objects are made to be what they are not. */
const serverOwned = {
  id: absentId, _id: absentId, version: 1, rowVersion: 1, state: 'approved', status: 'filled', role: 'programme-administrator', roles: ['security-administrator'], grants: [{ role: 'programme-administrator' }], permissions: ['account.write'],
  region: '500235', unit: '500235', supporter: '110000', programme: 'danjiangkou', organisation: 'x', organisationName: 'x', createdBy: 'me', created_by: 'me', startedBy: 'me', recordedBy: 'me', updatedAt: '2020-01-01T00:00:00Z', createdAt: '2020-01-01T00:00:00Z', approvedAt: '2020-01-01T00:00:00Z', agreedAt: '2020-01-01T00:00:00Z',
  amountFen: 1, amount_fen: 1, paidFen: 0, paid_fen: 0, grantFen: 1, tier: 1, fit: 1000, quantity: 1, capacity: 1, features: {}, acceptedBySupply: '2020-01-01T00:00:00Z', acceptedByDemand: '2020-01-01T00:00:00Z', receiverApprovedBy: 'me', deadline: '2099-01-01T00:00:00Z', runId: absentId, origin: 'run', sample: false,
  actor: { kind: 'service', id: 'registry' }, account: 'admin', accountId: absentId, password: 'x', disabled: false, failedSignIns: 0, sealed: 'x', personal: 'x', hash: 'x', prevHash: 'x', audited: false, isAdmin: true, admin: true,
};
/** Keys that reach an object's prototype, as they stand in the text. */
const prototypes = ['"__proto__":{"role":"programme-administrator"}', '"constructor":{"prototype":{"role":"programme-administrator"}}', '"prototype":{"x":1}', '"toString":"x"', '"hasOwnProperty":"x"', '"\\u005f_proto__":{"role":"x"}'];

/** Rows that follow requests by themselves: their keys, refusals in the trail, what a session was last used for. */
const ofItsOwn = ['idempotency_key', 'audit_entry', 'audit_pending', 'audit_chain', 'audit_head', 'audit_anchor', 'session', 'worker_device', 'work_item', 'migrations', 'outbox', 'inbox', 'consumer_position', 'account', 'title_review', 'title_review_count'];

/** Every write route, by whom it would be allowed, with one field more than it declares: refused by name, and no row is another. */
export default {
  id: 'S2', title: 'mass assignment', goal: '400, no changed row', full: {}, short: {},
  async run(context) {
    const { url, accounts } = await context.stack(), { routes } = await routesOf(url), faults = [];
    const people = JSON.parse(readFileSync(accounts.file, 'utf8')).filter(({ account }) => account !== 'yangli'), things = await makeThings(context), phone = await phoneOf(context);
    const policy = await (await context.client('admin')).get('/api/matching/policies/three-gorges'), before = await settled(context);
    let requests = 0;
    const writes = routes.filter((route) => route.method !== 'GET');
    for (const route of writes) {
      const kind = kindOf(route), own = things.filter((one) => one.kind === kind);
      const [person, thing] = people.flatMap((one) => own.map((each) => [one, each])).find(([one, each]) => expected(one, route.permission, each) === 'reached') ?? [people.find((one) => expected(one, route.permission, null) !== 'no') ?? people[0], own[0]];
      const values = thing?.values ?? Object.fromEntries(route.inPath.map(({ name, schema }) => [name, leastOf(schema)])), client = await context.client(person.account), cookie = forWorkers.includes(route.permission) ? phone : client.cookie;
      const least = bodyOf(route, policy), current = route.method === 'PUT' && least.cells !== undefined ? await client.get(addressOf(route, values)) : null;
      // Only a version that is current reaches what looks at the cells.
      if (current !== null) least.version = current.row.version;
      const attempt = async (what, text, isRefused) => {
        requests += 1;
        const answer = await send(url, { method: route.method, address: addressOf(route, values), cookie, text });
        if (!isRefused(answer)) faults.push(`${route.id} with ${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
      };
      const names = (answer, field) => answer.status === 400 && JSON.parse(answer.text).fields.some((one) => one.field.includes(field));
      const declared = new Set(Object.keys(route.body.properties ?? {})), inPath = new Set(route.inPath.map(({ name }) => name));
      for (const [field, value] of Object.entries(serverOwned).filter(([name]) => !declared.has(name))) {
        await attempt(field, JSON.stringify({ ...least, [field]: value }), (answer) => (inPath.has(field) ? answer.status === 400 : names(answer, field)));
      }
      for (const pair of prototypes) await attempt(pair, `${JSON.stringify(least).slice(0, -1)}${Object.keys(least).length === 0 ? '' : ','}${pair}}`, (answer) => answer.status === 400);
      for (const [name, inner] of Object.entries(route.body.properties ?? {}).filter(([, one]) => one.type === 'object')) {
        if (inner.additionalProperties !== false && name !== 'cells') continue;
        for (const field of ['id', 'version', 'status', 'createdBy', 'tier', 'organisation', 'constructor', '__proto__x']) {
          await attempt(`${name}.${field}`, JSON.stringify({ ...least, [name]: { ...least[name], [field]: '1' } }), (answer) => answer.status === 400);
        }
        await attempt(`${name}.__proto__`, JSON.stringify({ ...least, [name]: '#' }).replace('"#"', `${JSON.stringify(least[name] ?? {}).slice(0, -1)}${Object.keys(least[name] ?? {}).length === 0 ? '' : ','}"__proto__":{"tier":1}}`), (answer) => answer.status === 400);
      }
    }
    const after = await settled(context), changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    for (const table of changed) faults.push(`${table} changed`);
    for (const fault of faults.slice(0, 120)) process.stdout.write(`  ${fault}\n`);
    return { figure: `${requests} requests on ${writes.length} write routes, ${Object.keys(after).length} tables compared, ${changed.length} changed, ${faults.length} not refused as meant`, held: faults.length === 0 };
  },
};

/** A body that would be taken. */
function bodyOf(route, policy) {
  const least = leastOf(route.body), list = { 'employment.posts': 'post', 'employment.workers': 'worker', 'marketplace.order-lines': 'orderLine', 'marketplace.lots': 'lot' }[route.id.replace(/\.\w+$/, '')];
  if (route.id === 'matching.policies.put') return { policy };
  if (route.id === 'registry.accounts.create') return accountDraft();
  if (route.id === 'registry.accounts.update') { const { account: _, ...person } = accountDraft(); return { ...least, ...person }; }
  if (list !== undefined && least.cells !== undefined) return { ...least, cells: route.id.endsWith('create') ? cellsOf[list]() : {} };
  return route.id.startsWith('intake.projects') && least.totalFen !== undefined ? { ...least, ...projectDraft() } : least;
}

/** The same, once what follows from earlier requests has arrived everywhere. */
async function settled(context) {
  for (let last = await fingerprints(context); ;) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const now = await fingerprints(context);
    if (Object.keys(now).every((table) => now[table] === last[table])) return now;
    last = now;
  }
}

/** A hash of all rows of each table that requests alone change. */
async function fingerprints(context) {
  const tables = await context.sql(`select schemaname as schema, tablename as name from pg_tables where schemaname in ('registry', 'intake', 'employment', 'marketplace', 'matching', 'assessment') order by 1, 2`), found = {};
  for (const { schema, name } of tables.filter((table) => !ofItsOwn.includes(table.name))) {
    const rows = await context.sql(`select md5(t::text) as hash from ${schema}.${name} t order by 1`);
    found[`${schema}.${name}`] = createHash('md5').update(rows.map(({ hash }) => hash).join()).digest('hex');
  }
  return found;
}
