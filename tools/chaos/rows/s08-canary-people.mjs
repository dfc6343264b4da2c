import { randomBytes } from 'node:crypto';
import { until } from '../../start/console-client.mjs';
import { Canaries, searchKept } from '../canaries.mjs';
import { send } from '../open-api.mjs';
import { idNumber, phone } from '../things.mjs';

/** A name that nobody has: wherever it stands, it leaked. */
const NAME = '金丝雀';

/** People whose numbers are known are imported and worked with; then everything that lies outside their county's own pages is searched for them. */
export default {
  id: 'S8', title: 'canary people', goal: '0 of their numbers in logs, streams, Redis, plain columns, errors, answers to others', full: { people: 1000 }, short: { people: 100 },
  async run(context, { people: count }) {
    const stack = await context.stack({ LOG_LEVEL: 'debug' }), { url } = stack, county = await context.client('yunyang'), hits = [];
    const tag = randomBytes(3).toString('hex').toUpperCase(), people = Array.from({ length: count }, (_, i) => ({ externalId: `JSQ${tag}-${i}`, idNumber: idNumber(), phone: phone() })), canaries = new Canaries(people.flatMap((person) => [person.idNumber, person.phone]), NAME);
    const line = ({ externalId, idNumber: number, phone: mobile }, i) => `${externalId},${NAME}${i},${number},${mobile},云阳县,电焊工,是`;
    const file = (rows) => Buffer.from(`人员编号,姓名,身份证号,联系电话,所在县区,求职意向,知情同意\n${rows.join('\n')}\n`);
    const staged = await county.upload('employment', 'worker', file(people.map(line)), { programme: 'three-gorges' }), committed = await county.commit('employment', staged.id);
    if (committed.counts.new !== count) throw new Error(`${committed.counts.new} of ${count} people came in`);
    // Uploads that were left where they were: before they were read, and after.
    const begun = await county.post('/api/employment/imports', { list: 'worker', fileName: 'list.csv', size: file(people.slice(0, 50).map(line)).length, programme: 'three-gorges' });
    await county.put(`/api/employment/imports/${begun.id}/chunks/0`, { base64: file(people.slice(0, 50).map(line)).toString('base64') });
    await county.upload('employment', 'worker', file(people.slice(0, 50).map((person, i) => line({ ...person, externalId: `${person.externalId}-B` }, i).replace('云阳县', '没有这个县'))), { programme: 'three-gorges' });
    // Their county works with them, rightly and wrongly.
    const look = async (client, where, address, { method = 'GET', body, isOwn = false } = {}) => {
      const answer = await send(url, { method, address, cookie: client.cookie, body });
      const { readTable } = await import('@jiedui/tabular');
      let text = answer.text;
      if (answer.bytes.subarray(0, 2).toString() === 'PK') { text = ''; for await (const row of readTable(answer.bytes)) text += `${row.cells.join('\t')}\n`; }
      const found = canaries.in(text);
      if (found !== null && !isOwn) hits.push(`${where} ${method} ${address.replace(/\d{11,}/, '…')}: ${answer.status} ${found}`);
      return answer;
    };
    const { items } = await county.get(`/api/employment/workers?search=JSQ${tag}-0&size=5`);
    for (const person of people.slice(0, 20)) await look(county, 'a search', `/api/employment/workers?search=${person.idNumber}`, { isOwn: true });
    for (const person of people.slice(0, 10)) {
      await look(county, 'an error', '/api/employment/workers', { method: 'POST', body: { programme: 'three-gorges', cells: { externalId: 'X', name: `${NAME}甲`, idNumber: `${person.idNumber.slice(0, 17)}Q`, phone: `${person.phone}0`, unit: '没有', wishes: '电焊工', consent: '也许' } } });
      await look(county, 'an error', '/api/employment/workers', { method: 'POST', body: { programme: 'three-gorges', cells: { idNumber: person.idNumber }, phone: person.phone, [person.idNumber]: 1 } });
      await look(county, 'an error', `/api/employment/workers?size=${person.idNumber}&cursor=${person.phone}&region=${person.idNumber}`);
      await look(county, 'an error', `/api/employment/workers/${person.idNumber}`);
      await look(county, 'an error', '/api/session', { method: 'POST', body: { account: person.phone, password: person.idNumber } });
    }
    await (await context.client('qiye')).post('/api/employment/posts', { programme: 'three-gorges', cells: { externalId: `JSQ${tag}-P`, title: '电焊工', headcount: '5', employer: '样例云帆电子有限公司', region: '重庆市云阳县' } });
    await until(() => county.get(`/api/matching/entries/${items[0].id}/candidates`).then(() => true, () => false), Boolean);
    const run = await county.match('employment', 'three-gorges');
    const proposals = await until(() => county.get(`/api/employment/proposals?state=proposed&size=50`), (page) => page.items.length > 0);
    await county.post('/api/employment/proposals/send', { ids: proposals.items.slice(0, 3).map(({ id }) => id) });
    // Everybody else reads what there is to read.
    for (const account of ['admin', 'pinggu', 'beijing', 'fengjie', 'yunyangqu', 'qiye', 'hezuoshe', 'shenji', 'xitong', 'anquan', 'shenjigly']) {
      const client = await context.client(account);
      for (const address of ['/api/employment/workers?size=200', `/api/employment/workers?search=${people[0].idNumber}`, `/api/employment/workers/${items[0].id}`, '/api/employment/workers/export.xlsx', '/api/employment/proposals?size=200', '/api/employment/placements?size=200', `/api/matching/runs/${run.id}/pairs?size=200`, `/api/matching/runs/${run.id}/unmatched?size=200`, `/api/matching/runs/${run.id}/certificate.json`,
        `/api/matching/entries/${items[0].id}/explanation`, '/api/assessment/records?programme=three-gorges&figure=workers.open&size=200', `/api/employment/imports/${staged.id}`, `/api/employment/imports/${staged.id}/rows`]) await look(client, account, address);
    }
    const masked = await look(county, 'the county itself', '/api/employment/workers?size=200', { isOwn: true });
    if ([...masked.text.matchAll(/\d{17}[\dX]|1\d{10}/g)].some(([number]) => canaries.numbers.has(number))) hits.push('the county’s own list shows whole numbers');
    const kept = await searchKept(context, canaries), { searched } = kept;
    hits.push(...kept.hits);
    for (const hit of hits.slice(0, 60)) process.stdout.write(`  ${hit}\n`);
    return { figure: `${count} people; ${searched.files} files of ${Math.round(searched.bytes / 1024)} KB, ${searched.rows} rows of ${searched.tables} tables; ${hits.length} hits`, held: hits.length === 0 };
  },
};
