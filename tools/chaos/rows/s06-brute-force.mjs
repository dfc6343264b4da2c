import { send } from '../open-api.mjs';

const address = '/api/session';
/** Nobody's address is known to be this many wrong tries before it is refused. */
const TRIES = 1000, REFUSED_AT_LEAST = 985, SAME_MS = 20;
/** Tries of one address that are answered: those this row makes before it guesses. */
const ANSWERED = 29, PAIRS = 9;

/** Guessing: ten wrong passwords lock an account, a thousand tries from one address are turned away, and no answer tells whether there is such an account. */
export default {
  id: 'S6', title: 'brute force', goal: 'locked after 10, ≥ 985 of 1,000 tries from one address get 429, known and unknown answered alike (±20 ms)', leavesUnfit: true, full: {}, short: {},
  async run(context) {
    const { url, accounts } = await context.stack({ JIEDUI_SIGN_INS_PER_ADDRESS: String(ANSWERED) }), faults = [];
    const sign = (account, password) => send(url, { method: 'POST', address, body: { account, password } });
    const bare = ({ status, text }) => { const { correlationId: _, ...rest } = JSON.parse(text); return `${status} ${JSON.stringify(rest)}`; };
    // By turns, so that what the machine does besides falls on both; the middle of each, since one answer says little.
    const times = { known: [], unknown: [] };
    for (let i = 0; i < PAIRS; i += 1) {
      const known = await sign('pinggu', 'wrong'), unknown = await sign('nobody-at-all', 'wrong');
      if (known.status !== 401 || bare(known) !== bare(unknown)) faults.push(`told apart: ${bare(known)} and ${bare(unknown)}`);
      times.known.push(known.ms);
      times.unknown.push(unknown.ms);
    }
    const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)], apart = Math.abs(middle(times.known) - middle(times.unknown));
    if (apart > SAME_MS) faults.push(`${Math.round(apart)} ms apart`);
    for (let i = 0; i < 10; i += 1) { const answer = await sign('shenjigly', `wrong ${i}`); if (answer.status !== 401) faults.push(`try ${i + 1}: ${answer.status}`); }
    const right = await sign('shenjigly', accounts.passwordOf('shenjigly'));
    if (right.status !== 401) faults.push(`the right password after ten wrong ones: ${right.status}`);
    const [row] = await context.sql(`select locked_until > now() + interval '14 minutes' as locked from registry.account where account = 'shenjigly'`);
    if (row.locked !== true) faults.push('not locked for 15 minutes');
    let refused = 0, others = 0;
    const guess = async (from) => {
      for (let i = from; i < TRIES; i += 10) {
        const answer = await sign(`nobody-${i}`, 'wrong');
        if (answer.status === 429 && answer.headers.get('retry-after') !== null) refused += 1;
        else if (answer.status !== 401) others += 1;
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, i) => guess(i)));
    if (refused < REFUSED_AT_LEAST) faults.push(`${refused} of ${TRIES} refused`);
    if (others > 0) faults.push(`${others} answered otherwise`);
    const elsewhere = await send(url, { method: 'GET', address });
    if (elsewhere.status !== 200) faults.push(`other requests from the address: ${elsewhere.status}`);
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
    return { figure: `locked after 10; ${refused} of ${TRIES} got 429; known and unknown ${Math.round(apart)} ms apart; ${faults.length} faults`, held: faults.length === 0 };
  },
};
