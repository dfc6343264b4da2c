import { randomBytes } from 'node:crypto';
import { send } from '../open-api.mjs';
import { idNumber, phone } from '../things.mjs';

/** As `REVEALS_AN_HOUR` in the contracts. */
const REVEALS_AN_HOUR = 20;

/** One account reads people by the hundred: one by one in full, everything held on each, and whole lists. */
export default {
  id: 'S11', title: 'bulk read', goal: 'reveal ≤ 20 an hour, then 429 with an entry in the trail; an export is recorded and shows nobody in full', full: { people: 100 }, short: { people: 30 },
  async run(context, { people: count }) {
    const { url } = await context.stack(), county = await context.client('yunyangqu'), faults = [], tag = randomBytes(3).toString('hex').toUpperCase();
    const people = Array.from({ length: count }, (_, i) => ({ externalId: `PL${tag}-${i}`, idNumber: idNumber(), phone: phone() }));
    const file = `人员编号,姓名,身份证号,联系电话,所在县区,求职意向,知情同意\n${people.map((one, i) => `${one.externalId},样例${i},${one.idNumber},${one.phone},郧阳区,保洁员,是`).join('\n')}\n`;
    await county.commit('employment', (await county.upload('employment', 'worker', Buffer.from(file), { programme: 'danjiangkou' })).id);
    const rows = [];
    for (let cursor; rows.length < count;) {
      const page = await county.get(`/api/employment/workers?search=PL${tag}&size=50${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      rows.push(...page.items);
      if (page.next === null) break;
      cursor = page.next;
    }
    // Twice as many at once as follow one another, and the file of everything in between.
    const ask = ({ id }, i) => (i % 3 === 0 ? send(url, { method: 'GET', address: `/api/employment/workers/${id}/dossier.json`, cookie: county.cookie }) : send(url, { method: 'POST', address: `/api/employment/workers/${id}/reveal`, cookie: county.cookie, body: { purpose: 'contact', words: '逐个查看' } }));
    const answers = [];
    for (let at = 0; at < rows.length; at += 10) answers.push(...await Promise.all(rows.slice(at, at + 10).map((row, i) => ask(row, at + i))));
    const shown = answers.filter(({ status }) => status === 200).length, stopped = answers.filter(({ status }) => status === 429).length;
    if (rows.length !== count) faults.push(`${rows.length} of ${count} people found`);
    if (shown !== REVEALS_AN_HOUR || shown + stopped !== count) faults.push(`${shown} shown, ${stopped} stopped of ${count}`);
    const audit = await context.client('shenjigly'), entries = async (action) => (await audit.get(`/api/employment/audit?action=${action}&size=200`)).items.length;
    const [looks, refusals] = [await entries('worker.revealed') + await entries('worker.dossier-exported'), await entries('worker.reveal-refused')];
    if (looks < shown || refusals < Math.min(stopped, 200)) faults.push(`the trail has ${looks} looks and ${refusals} refusals`);
    const exported = await send(url, { method: 'GET', address: `/api/employment/workers/export.xlsx?search=PL${tag}`, cookie: county.cookie });
    let text = '';
    const { readTable } = await import('@jiedui/tabular');
    for await (const row of readTable(exported.bytes)) text += `${row.cells.join('\t')}\n`;
    const inFull = people.filter((one) => text.includes(one.idNumber) || text.includes(one.phone)).length;
    if (!text.includes(`PL${tag}-0`) || inFull > 0) faults.push(`the export shows ${inFull} in full`);
    if (await entries('operation.workers.export') === 0) faults.push('the export is not in the trail');
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `${count} people asked for: ${shown} shown, ${stopped} stopped, ${looks} looks and ${refusals} refusals in the trail; 0 of ${count} in full in an export`, held: faults.length === 0 };
  },
};
