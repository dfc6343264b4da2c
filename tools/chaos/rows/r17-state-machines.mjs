import path from 'node:path';
import fc from 'fast-check';
import { check, quiesce, verdictText } from '../checker.mjs';
import { History } from '../history.mjs';
import { Load, signInAll, writes } from '../load.mjs';

/** Steps of a project by the state it may be taken in, who takes it and where it leads. */
const projectSteps = {
  submit: { from: ['draft', 'returned'], to: 'submitted', by: 'hubei' },
  'approve-receiver': { from: ['submitted'], to: 'approved-by-receiver', by: 'hubei' },
  'approve-supporter': { from: ['approved-by-receiver'], to: 'approved', by: 'beijing' },
  return: { from: ['submitted', 'approved-by-receiver'], to: 'returned', by: 'beijing', more: { reason: '材料不全' } },
  start: { from: ['approved'], to: 'under-way', by: 'hubei' },
  complete: { from: ['under-way'], to: 'completed', by: 'hubei' },
};
/** Steps of a list row; an edit leaves the state as it is. */
const rowSteps = { edit: { from: ['open', 'withdrawn'], to: null }, withdraw: { from: ['open'], to: 'withdrawn' }, restore: { from: ['withdrawn'], to: 'open' } };

/** R17: what the system does with a thing, step after step, is what a model of a few lines says, also while others work beside it. */
export default {
  id: 'R17', title: 'state machines against models', goal: '0 divergences over posts and projects, 4 clients beside each other',
  full: { runs: 2000, commands: 60 }, short: { runs: 200, commands: 12 },
  async run(context, { runs, commands }) {
    const stack = await context.stack(), history = new History(path.join(context.folderOf('r17'), 'history.jsonl')), sessions = await signInAll(context);
    const load = new Load({ stack, history, sessions }), { caller, prefix } = load, seed = Date.now() % 2 ** 31;
    let number = 0, steps = 0;
    const insist = async (method, address, account, body) => (method === 'GET' ? looked(address, account) : load.step(method, address, account, body));
    const looked = async (address, account) => {
      for (;;) {
        const answer = await caller.ask('GET', address, { cookie: sessions[account] });
        if (answer.status < 500) return answer;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    /** One thing through a list of steps; each is judged by the model before the next. `stale` sends the version before. */
    const walk = async (kind, names) => {
      const name = `${kind[0]}${prefix}M${(number += 1)}`.toUpperCase(), { account, path: base, body } = writes[kind];
      const answer = await insist('POST', base, account, body(name));
      if (answer.status !== 200) throw new Error(`${name} was not made: ${answer.status}`);
      const model = { id: answer.json.id, version: answer.json.version, state: kind === 'post' ? 'open' : 'draft' };
      for (const [step, isStale] of names) {
        steps += 1;
        const rule = (kind === 'post' ? rowSteps : projectSteps)[step];
        const version = isStale ? model.version - 1 : model.version;
        const told = kind === 'post'
          ? await insist(step === 'edit' ? 'PUT' : 'POST', `${base}/${model.id}${step === 'edit' ? '' : `/${step}`}`, account, { version, ...(step === 'edit' ? { cells: { headcount: String(1 + (steps % 50)) } } : step === 'withdraw' ? { reason: '停招' } : {}) })
          : await insist('POST', `${base}/${model.id}/${step}`, rule.by, { version, ...rule.more });
        const isAllowed = !isStale && rule.from.includes(model.state);
        if (isAllowed !== (told.status === 200)) throw new Error(`${name}: ${step}${isStale ? ' with an old version' : ''} in ${model.state} was answered ${told.status} ${told.json?.code ?? ''}`);
        if (!isAllowed && ![409, 412, 422].includes(told.status)) throw new Error(`${name}: ${step} in ${model.state} was refused with ${told.status}`);
        if (isAllowed) Object.assign(model, { state: rule.to ?? model.state, version: told.json.version });
        const now = (await insist('GET', `${base}/${model.id}`, account)).json, seen = kind === 'post' ? now.row.status : now.project.state, seenVersion = (now.row ?? now.project).version;
        if (seen !== model.state || seenVersion !== model.version) throw new Error(`${name}: is ${seen} v${seenVersion}, the model says ${model.state} v${model.version} after ${step}`);
      }
    };
    const arbitrary = (machine) => fc.array(fc.tuple(fc.constantFrom(...Object.keys(machine)), fc.integer({ min: 0, max: 6 }).map((n) => n === 0)), { minLength: 1, maxLength: commands });
    let divergence = null;
    for (const [kind, machine] of [['post', rowSteps], ['project', projectSteps]]) {
      const result = await fc.check(fc.asyncProperty(fc.array(arbitrary(machine), { minLength: 4, maxLength: 4 }), async (four) => { await Promise.all(four.map((names) => walk(kind, names))); }), { numRuns: Math.ceil(runs / 8), seed });
      if (result.failed) divergence ??= `${kind}: ${result.errorInstance?.message ?? 'failed'}`;
    }
    await quiesce(context);
    const verdict = await check(context, history);
    await load.close();
    await history.close();
    return { figure: `${number} things, ${steps} steps, seed ${seed}, ${divergence ?? 'no divergence'}; ${verdictText(verdict)}`, held: divergence === null && verdict.isClean };
  },
};
