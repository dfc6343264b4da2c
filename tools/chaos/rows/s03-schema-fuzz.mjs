import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { processNames } from '../context.mjs';
import { routesOf, send } from '../open-api.mjs';
import { requestsOf } from '../request-fuzz.mjs';
import { byRole, expected, forWorkers } from '../role-expectations.mjs';
import { absentId, kindOf, makeThings, phoneOf } from '../things.mjs';

/** Requests under way at once, and the longest one may take. */
const AT_ONCE = 16, HANG_MS = 5000;

/** Every route is sent what its schemas allow and what they do not; whatever comes, the answer is one that the routes' page declares. */
export default {
  id: 'S3', title: 'schema fuzz', goal: '0 5xx, 0 hangs over 5 s, 0 exits, every answer as declared', leavesUnfit: true,
  full: { requests: 50_000 }, short: { requests: 5000 },
  async run(context, { requests }) {
    const seed = Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31)), { url, accounts } = await context.stack(), { routes, problem } = await routesOf(url);
    process.stdout.write(`  seed ${seed} (CHAOS_SEED)\n`);
    const things = await makeThings(context), phone = await phoneOf(context), people = JSON.parse(readFileSync(accounts.file, 'utf8')).filter(({ account }) => account !== 'yangli');
    const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false, logger: false }), isProblem = ajv.compile(problem);
    const before = pidsOf(context), faults = [], statuses = {};
    const fault = (what) => { faults.push(what); if (faults.length <= 60) process.stdout.write(`  ${what}\n`); };
    const plan = [];
    for (const [i, route] of routes.entries()) {
      const askers = people.filter((person) => expected(person, route.permission, null) !== 'no');
      const isReply = route.reply === null ? () => true : ajv.compile(route.reply), count = Math.ceil(requests / routes.length);
      for (const [n, request] of requestsOf(route, examplesOf(route, things), { seed: seed + i, count }).entries()) plan.push({ route, isReply, request, person: (askers.length === 0 ? people : askers)[n % Math.max(askers.length, 1)] });
    }
    const began = performance.now();
    let next = 0, slowest = { ms: 0, id: '' };
    const work = async () => {
      while (next < plan.length) {
        const { route, isReply, request, person } = plan[next];
        next += 1;
        const cookie = forWorkers.includes(route.permission) ? phone : (await context.client(person.account)).cookie, answer = await send(url, { method: route.method, cookie, limitMs: HANG_MS, ...request });
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (answer.ms > slowest.ms) slowest = { ms: answer.ms, id: route.id };
        const shown = () => `${route.id} as ${person.account} ${route.method} ${request.address.slice(0, 300)} ${JSON.stringify(request.headers)} ${(request.text ?? '').slice(0, 300)}: ${answer.status} ${answer.text.slice(0, 300)}`;
        if (answer.status === 0 || answer.status >= 500) fault(shown());
        else if (answer.status >= 400) { if (!isProblem(parsed(answer.text)) || !answer.headers.get('content-type')?.startsWith('application/problem+json')) fault(`not a problem: ${shown()}`); }
        else if (answer.status !== 200 || (!route.isDownload && !isReply(parsed(answer.text)))) fault(`not as declared: ${JSON.stringify(isReply.errors?.[0] ?? null)} ${shown()}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const after = pidsOf(context), exits = processNames.filter((name) => after[name] !== before[name]);
    const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`).join(', ');
    return { figure: `${plan.length} requests of ${routes.length} routes in ${Math.round((performance.now() - began) / 1000)} s, seed ${seed}; ${answers}; slowest ${Math.round(slowest.ms)} ms (${slowest.id}); ${exits.length} exits; ${faults.length} faults`, held: faults.length === 0 && exits.length === 0 };
  },
};

const pidsOf = (context) => Object.fromEntries(processNames.map((name) => [name, context.pidOf(name)]));

function parsed(text) {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** Values that reach what is behind the parse: ids of real things, places and days that are some. */
function examplesOf(route, things) {
  const kind = kindOf(route), own = things.filter((thing) => thing.kind === kind).map((thing) => thing.id), all = things.map((thing) => thing.id).filter((id) => id.includes('-') && id.length === 36);
  return {
    id: own.length > 0 ? own : all, entryId: all, milestoneId: [things.find((thing) => thing.values.milestoneId !== undefined)?.values.milestoneId ?? absentId], uuid: [...all.slice(0, 12), absentId], seq: [0, 1],
    demandId: things.filter((thing) => ['post', 'orderLine'].includes(thing.kind)).map((thing) => thing.id), supplyId: things.filter((thing) => ['worker', 'lot'].includes(thing.kind)).map((thing) => thing.id),
    programme: ['three-gorges', 'danjiangkou', 'no-such-programme'], '^[a-z][a-z0-9-]{1,40}$': ['three-gorges', 'danjiangkou'], '^\\d{6}(\\d{3})?$': ['500235', '500236', '420304', '420000', '110000', '999999', '420381500'],
    '^[a-z0-9]{1,10}(-\\d{1,2}){1,2}$': ['s3-4-4', 's9-9-9'], '^([A-T]|[A-T]?\\d{2,4})$': ['1373', 'A', 'C2614', '9999'], '^\\d{4}-(0[1-9]|1[0-2])$': ['2026-01', '0000-01', '9999-12'],
    date: ['2026-06-01', '1992-01-01', '2100-12-31', '9999-12-31', '0001-01-01'], 'date-time': ['2026-06-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'], base64: ['eA==', ''], version: [1, 2, 0, 2_147_483_648, 9_007_199_254_740_991],
    role: Object.keys(byRole), keys: ['title', 'name', 'unit', 'externalId', 'idNumber', 'phone', 'headcount', 'wageMin', 'region', 'producer', 'quantity', 'price', 'harvestFrom', 'category', 'x', '__proto__', 'toString', ''],
  };
}
