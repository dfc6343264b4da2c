import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, signInAll, writes } from '../load.mjs';
import { until } from '../../start/console-client.mjs';

/** R16: many want the same at the same time; as many get it as there is. */
export default {
  id: 'R16', title: 'races', goal: 'of 200 claims on one opening 1, of 500 debits on a fund for 137 exactly 137, of 300 orders on a stock of 40 exactly 40, of 1,000 calls with one key 1 effect; the rest 409/422, never 5xx',
  full: { claims: 200, debits: 500, orders: 300, calls: 1000 }, short: { claims: 100, orders: 120 },
  async run(context, { claims, debits, orders, calls }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r16'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions, connections: 128 }), { caller, prefix } = load;
    let faults = 0, later = 0;
    const onAnswer = ({ status }) => {
      if (status === 503) later += 1;
      else if (status >= 500) faults += 1;
    };
    const ask = async (method, address, account, body, key) => {
      const answer = await caller.ask(method, address, { cookie: sessions[account], body, key, timeoutMs: 60_000 });
      onAnswer(answer);
      return answer;
    };
    /** Repeats what was told to come later; what was decided is decided. */
    const insist = (method, address, account, body, more) => load.step(method, address, account, body, { onAnswer, ...more });
    const made = async (kind, name, change = {}) => {
      const { account, path: address, body } = writes[kind], content = body(name);
      return (await insist('POST', address, account, { ...content, cells: { ...content.cells, ...change } }, { mayBeRefused: false })).json;
    };
    const known = (ids) => until(() => context.sql('select count(*)::int as count from matching.entry where id = any($1::uuid[])', [ids]), ([{ count }]) => count === ids.length, 120_000);
    const inParts = async (list, width, work) => { const out = []; for (let i = 0; i < list.length; i += width) out.push(...await Promise.all(list.slice(i, i + width).map(work))); return out; };

    // One opening, a proposal for each worker, and everybody says yes at once.
    const post = await made('post', `${prefix}ONE`, { headcount: '1' }), workers = await inParts(Array.from({ length: claims }, (_, i) => i), 20, (i) => made('worker', `${prefix}W${i}`));
    await known([post.id, ...workers.map(({ id }) => id)]);
    const proposals = await inParts(workers, 20, async (worker) => (await insist('POST', '/api/employment/proposals', 'yunyang', { demandId: post.id, supplyId: worker.id, reason: '面谈合适' })).json);
    const claimed = await Promise.all(proposals.map(({ id, version }) => insist('POST', `/api/employment/proposals/${id}/accept-demand`, 'qiye', { id: undefined, version })));
    const placed = (await context.sql('select count(*)::int as count from employment.agreement where demand_id = $1', [post.id]))[0].count;

    // A stock of 40 units and orders of one unit each.
    const lot = await made('lot', `${prefix}LOT`, { quantity: '40', unit: '斤', price: '2' }), lines = await inParts(Array.from({ length: orders }, (_, i) => i), 20, (i) => made('order', `${prefix}O${i}`, { quantity: '1', unit: '斤' }));
    await known([lot.id, ...lines.map(({ id }) => id)]);
    const offers = await inParts(lines, 20, async (line) => (await insist('POST', '/api/marketplace/proposals', 'fengjie', { demandId: line.id, supplyId: lot.id, quantity: 1, reason: '样品合格' })).json);
    const bought = await Promise.all(offers.map(({ id, version }) => insist('POST', `/api/marketplace/proposals/${id}/accept-demand`, 'chaoshi', { version })));
    const sold = (await context.sql('select coalesce(sum(quantity), 0)::int as count from marketplace.agreement where supply_id = $1', [lot.id]))[0].count;

    // A grant that covers 137 payments.
    const draft = { ...writes.project.body(`${prefix}FUND`), totalFen: 13_700_00, grantFen: 13_700_00 };
    let project = (await insist('POST', writes.project.path, 'hubei', draft)).json;
    for (const [step, account] of [['submit', 'hubei'], ['approve-receiver', 'hubei'], ['approve-supporter', 'beijing']]) project = (await insist('POST', `/api/intake/projects/${project.id}/${step}`, account, { version: project.version })).json;
    const paid = await Promise.all(Array.from({ length: debits }, (_, i) => insist('POST', `/api/intake/projects/${project.id}/payments`, 'beijing', { voucher: `${prefix}V${i}`, amountFen: 100_00, paidOn: '2024-04-01', purpose: '工程款' })));
    const [{ payments }] = await context.sql('select count(*)::int as payments from intake.payment where project_id = $1', [project.id]);

    // One key.
    const key = randomUUID(), name = `${prefix}KEY`, same = await Promise.all(Array.from({ length: calls }, () => ask('POST', writes.project.path, 'hubei', writes.project.body(name), key)));
    const [{ effects }] = await context.sql('select count(*)::int as effects from intake.project where name = $1', [name]);

    await quiesce(context);
    const yes = (answers) => answers.filter(({ status }) => status === 200).length, answered = same.filter(({ status }) => status === 200).map(({ json }) => json.id), oneAnswer = new Set(answered).size;
    // What people were told is what was done.
    const told = [yes(claimed), yes(bought), yes(paid)], toldRight = told[0] === placed && told[1] === sold && told[2] === payments && oneAnswer === 1;
    const verdict = await check(context, history, { wiped: true }), wrong = [...claimed, ...bought, ...paid].filter(({ status }) => ![200, 409, 422].includes(status)).length + same.filter(({ status }) => ![200, 409, 503].includes(status)).length;
    await load.close();
    await history.close();
    return {
      figure: `${claims} claims: ${placed} placed; ${orders} orders on 40: ${sold} sold; ${debits} debits on 137: ${payments} booked; ${calls} calls: ${effects} made; one key answered with ${oneAnswer}; told yes ${told.join(', ')}; ${wrong} other answers, ${later} told to come later, ${faults} other 5xx; ${verdictText(verdict)}`,
      held: placed === 1 && sold === 40 && payments === 137 && effects === 1 && toldRight && wrong === 0 && faults === 0 && verdict.isClean,
    };
  },
};
