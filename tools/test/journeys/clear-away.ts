import { livePlacementStates, placements, posts, workers } from '@jiedui/contracts';
import { type Client, factsSettled } from '../arrange.js';
import { stored } from '../import-rows.js';
import { ago } from './placement-steps.js';

/** Ends the placements of a batch and takes its rows from both lists, so that no later suite meets them. */
export async function clearAway(mark: string, programme: string, county: Client, poster: Client): Promise<void> {
  const { items } = await county.call(placements.follow, { programme, search: mark, size: 200 });
  for (const { id, version, state } of items) if (livePlacementStates.includes(state)) await county.call(placements.end, { id, version, reason: 'entered-in-error', on: ago(0) });
  for (const [table, of, client] of [['employment.post', posts, poster], ['employment.worker', workers, county]] as const) {
    for (const { id, version, status } of await stored(table, mark)) if (status !== 'withdrawn') await client.call(of.withdraw, { id, version, reason: '测试结束' });
  }
  await factsSettled();
}
