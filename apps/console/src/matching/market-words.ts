import type { Market, RunView, Side, UnmatchedReason } from '@jiedui/contracts';
import type { MessageKey } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

export const marketName: Record<Market, MessageKey> = { employment: 'market.employment', produce: 'market.produce' };
/** What a side of a market is called by its list, never by its economic side. */
export const sideName: Record<Market, Record<Side, MessageKey>> = {
  employment: { demand: 'run.side.post', supply: 'run.side.worker' },
  produce: { demand: 'run.side.orderLine', supply: 'run.side.lot' },
};
export const runStateTone: Record<RunView['state'], Tone> = { waiting: 'plain', running: 'wait', finished: 'good', cancelled: 'plain', failed: 'bad' };
export const runStateWord: Record<RunView['state'], MessageKey> = { waiting: 'run.state.waiting', running: 'run.state.running', finished: 'run.state.finished', cancelled: 'run.state.cancelled', failed: 'run.state.failed' };

/** Why an entry was left out, in the words of its side. */
export function reasonWord(reason: UnmatchedReason, side: Side): MessageKey {
  return reason === 'OUTBID' && side === 'demand' ? 'reason.OUTBID.demand' : `reason.${reason}`;
}

export function isMoving(run: RunView): boolean {
  return run.state === 'waiting' || run.state === 'running';
}
