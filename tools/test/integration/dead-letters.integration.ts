import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetters, type DeadLetterView } from '@jiedui/contracts';
import { as, type Client, close, factsSettled, sql, until } from '../arrange.js';
import { type Entry, publishEntries, publishUnreadable } from '../unreadable-facts.js';

/** Facts that could not be carried out, in front of the system administrator: read, mended, replayed, given up; what waited behind them goes on. */

const { list, get, replay, discard } = deadLetters.matching;
let system: Client;
let enterprise: Client;

beforeAll(async () => { [system, enterprise] = await Promise.all([as('xitong'), as('qiye')]); });
afterAll(close);

/** An unreadable fact and two behind it, parked. */
async function parkedFacts(): Promise<{ aggregate: string; entry: Entry; letters: DeadLetterView[] }> {
  const { aggregate, entry } = await publishUnreadable(enterprise);
  return { aggregate, entry, letters: await until(() => lettersOf(aggregate), (found) => found.length === 3, 'three letters') };
}
const lettersOf = async (aggregate: string, state: 'open' | 'decided' = 'open'): Promise<DeadLetterView[]> =>
  [...(await system.call(list, { search: aggregate, state })).items].sort((a, b) => (a.aggregateVersion ?? 0) - (b.aggregateVersion ?? 0));
const entryOf = async ({ id }: Entry): Promise<{ version: number; capacity: number } | undefined> => (await sql<{ version: number; capacity: number }>('select version, capacity from matching.entry where id = $1', [id]))[0];
const idOf = (letter: DeadLetterView | undefined): string => letter?.id ?? '';

describe('a fact that was parked', () => {
  it('is shown with its reason and its place in line, and nothing that could be personal', async () => {
    const { aggregate, letters } = await parkedFacts();
    expect(letters.map(({ reason, aggregateVersion, isFirst }) => [reason, aggregateVersion, isFirst])).toEqual([['UNPROCESSABLE', 1, true], ['BEHIND_PARKED', 2, false], ['BEHIND_PARKED', 3, false]]);
    expect(letters[0]?.error).toContain('capacity');
    const { body } = await system.call(get, { id: idOf(letters[0]) });
    expect(JSON.parse(body)).toMatchObject({ aggregate, aggregateVersion: 1 });
    expect(body).toContain('138****1234');
    expect(body).not.toContain('13800001234');
  });

  it('replayed as it is fails again, says why and stays; only the first of its line can be decided', async () => {
    const { entry, letters } = await parkedFacts(), before = await entryOf(entry);
    expect(await system.refused(replay, { id: idOf(letters[0]), words: '再试' })).toMatchObject({ status: 409, code: 'FAILED_AGAIN' });
    expect(await system.refused(replay, { id: idOf(letters[1]), words: '先做这条' })).toMatchObject({ status: 409, code: 'NOT_FIRST' });
    expect(await entryOf(entry)).toEqual(before);
    expect((await lettersOf(letters[0]?.aggregate ?? '')).map(({ decision }) => decision)).toEqual([null, null, null]);
  });

  it('mended is carried out, and what waited behind it follows in order', async () => {
    const { aggregate, entry, letters } = await parkedFacts();
    const stored = JSON.parse((await system.call(get, { id: idOf(letters[0]) })).body) as { payload: { entries: object[] } };
    const mended = { ...stored, payload: { entries: [{ ...stored.payload.entries[0], capacity: 10 }] } };
    expect(await system.refused(replay, { id: idOf(letters[0]), words: '改为数字', body: JSON.stringify({ ...mended, aggregate: 'test:other' }) })).toMatchObject({ status: 409, code: 'ANOTHER_FACT' });
    const answer = await system.call(replay, { id: idOf(letters[0]), words: '改为数字', body: JSON.stringify(mended) });
    expect(answer).toMatchObject({ released: 2, letter: { decision: { kind: 'replayed', words: '改为数字' } } });
    expect(await entryOf(entry)).toEqual({ version: 12, capacity: 12 });
    expect(await lettersOf(aggregate)).toEqual([]);
    expect((await lettersOf(aggregate, 'decided')).map(({ decision }) => decision?.kind)).toEqual(['replayed', 'replayed', 'replayed']);
    expect(await sql('select version from matching.consumer_position where aggregate = $1', [aggregate])).toEqual([{ version: '3' }]);
    expect(await system.refused(discard, { id: idOf(letters[0]), words: '不要了' })).toMatchObject({ status: 409, code: 'DECIDED_ALREADY' });
  });

  it('given up never happens, and what waited behind it does', async () => {
    const { aggregate, entry, letters } = await parkedFacts();
    expect(await system.call(discard, { id: idOf(letters[0]), words: '来源已更正' })).toMatchObject({ released: 2, letter: { decision: { kind: 'discarded', words: '来源已更正' } } });
    expect(await entryOf(entry)).toEqual({ version: 12, capacity: 12 });
    // The line is open again: the next fact of it is handled as any other.
    const [fact] = await sql<{ body: { payload: { entries: object[] } } }>('select body from matching.dead_letter where aggregate = $1 and aggregate_version = 3', [aggregate]);
    await publishEntries(aggregate, 4, [{ ...fact?.body.payload.entries[0], version: 13, capacity: 13 }]);
    await until(() => entryOf(entry), (now) => now?.version === 13, 'the next fact');
    await factsSettled();
    expect(await lettersOf(aggregate)).toEqual([]);
  });

  it('is decided once, however many decide at once', async () => {
    const { entry, letters } = await parkedFacts(), id = idOf(letters[0]);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => system.ask(discard, { id, words: `第 ${i} 次` })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(11);
    expect(await entryOf(entry)).toEqual({ version: 12, capacity: 12 });
  });

  it('is nobody’s but the system administrator’s', async () => {
    const { letters } = await parkedFacts();
    for (const account of ['admin', 'anquan', 'shenji', 'yunyang', 'qiye']) {
      const client = await as(account);
      expect((await client.refused(list, {})).status).toBe(403);
      expect((await client.refused(get, { id: idOf(letters[0]) })).status).toBe(403);
      expect((await client.refused(discard, { id: idOf(letters[0]), words: 'x' })).status).toBe(403);
    }
    expect((await lettersOf(letters[0]?.aggregate ?? '')).length).toBe(3);
  });

  it('is paged through in both directions, every service’s in its own list', async () => {
    await parkedFacts();
    const first = await system.call(list, { size: 2 }), second = await system.call(list, { size: 2, cursor: first.next ?? '' }), back = await system.call(list, { size: 2, cursor: second.previous ?? '' });
    expect(back.items).toEqual(first.items);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(first.items.length + second.items.length);
    for (const service of ['registry', 'intake', 'employment', 'marketplace', 'assessment'] as const) expect((await system.call(deadLetters[service].list, {})).items).toBeDefined();
  });
});
