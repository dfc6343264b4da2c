import { ConsoleClient } from '../../start/console-client.mjs';
import { send } from '../open-api.mjs';

const LIMIT_MS = 1000;

/** What was taken away is felt by the open session: sign-out, an ended session, a lost role, a disabled account. */
export default {
  id: 'S7', title: 'revocation', goal: 'sign-out, disabling and role removal felt within 1 s', full: { rounds: 5 }, short: { rounds: 2 },
  async run(context, { rounds }) {
    const { url, accounts } = await context.stack(), security = await context.client('anquan'), faults = [], slowest = {};
    const opened = async () => { const client = new ConsoleClient(url); await client.signIn('shenji', accounts.passwordOf('shenji')); return client; };
    const status = async ({ cookie }) => (await send(url, { method: 'GET', address: '/api/matching/runs?size=1', cookie })).status;
    const felt = async (what, client, wanted, change) => {
      if (await status(client) !== 200) { faults.push(`${what}: the session was not open`); return; }
      await change();
      const began = performance.now();
      while (await status(client) !== wanted && performance.now() - began < 5000) await new Promise((resolve) => setTimeout(resolve, 20));
      const ms = performance.now() - began;
      slowest[what] = Math.max(slowest[what] ?? 0, ms);
      if (ms > LIMIT_MS) faults.push(`${what}: felt after ${Math.round(ms)} ms`);
    };
    const { items } = await security.get('/api/registry/accounts?search=shenji&size=50'), { id } = items.find(({ account }) => account === 'shenji');
    const account = () => security.get(`/api/registry/accounts/${id}`);
    const change = async (path, more = {}) => security.post(`/api/registry/accounts/${id}/${path}`, { ...(path === 'end-sessions' ? {} : { version: (await account()).version }), ...more });
    for (let round = 0; round < rounds; round += 1) {
      const one = await opened(), { cookie } = one;
      await felt('sign-out', { cookie }, 401, () => one.request('DELETE', '/api/session'));
      await felt('ended session', await opened(), 401, () => change('end-sessions'));
      const { grants, displayName, organisationName } = await account(), plain = grants.map(({ regionName: _, ...grant }) => grant);
      const grant = async (list) => security.put(`/api/registry/accounts/${id}`, { version: (await account()).version, displayName, organisationName, grants: list });
      await felt('role removal', await opened(), 403, () => grant([{ role: 'audit-administrator', programme: null, region: null, organisation: null }]));
      await grant(plain);
      await felt('disabling', await opened(), 401, () => change('disable'));
      await change('enable');
      if (await status(await opened()) !== 200) faults.push('what was given back is not there');
    }
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `${rounds} rounds; longest ${Object.entries(slowest).map(([what, ms]) => `${what} ${Math.round(ms)} ms`).join(', ')}; ${faults.length} faults`, held: faults.length === 0 };
  },
};
