import type { GatewayHealth, ServiceHealth } from '@jiedui/contracts';
import type { MessageKey } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

/** Where a process stands, and why, in words of the catalogue. */
export interface ProcessState { readonly state: 'good' | 'behind' | 'away'; readonly reasons: readonly MessageKey[] }

/** What is usual and what is not: seconds that the oldest may wait, and facts that a consumer may be behind. */
const OUTBOX_SECONDS = 10, JOB_SECONDS = 120, UNCHAINED_SECONDS = 60, FACTS_BEHIND = 500, LATE_MS = 150;

export const stateTone: Readonly<Record<ProcessState['state'], Tone>> = { good: 'good', behind: 'warn', away: 'bad' };
export const stateWord: Readonly<Record<ProcessState['state'], MessageKey>> = { good: 'running.state.good', behind: 'running.state.behind', away: 'running.state.away' };

/** A service that does not answer, or cannot without its database or the broker, is away; one whose work waits longer than usual is behind. */
export function stateOfService(health: ServiceHealth | null): ProcessState {
  if (health === null) return { state: 'away', reasons: ['running.why.silent'] };
  const away: MessageKey[] = [...(health.database.reachable ? [] : ['running.why.database'] as const), ...(health.bus.reachable ? [] : ['running.why.bus'] as const)];
  const { outbox, jobs, audit, consumers, deadLetters, redis, database, eventLoopLagMs } = health;
  const behind: readonly (readonly [boolean, MessageKey])[] = [
    [!redis.reachable, 'running.why.redis'],
    [(outbox?.oldestSeconds ?? 0) > OUTBOX_SECONDS, 'running.why.outbox'],
    [consumers.some(({ pending, ackPending }) => (pending ?? 0) + (ackPending ?? 0) > FACTS_BEHIND), 'running.why.consumers'],
    [(jobs?.oldestSeconds ?? 0) > JOB_SECONDS, 'running.why.jobs'],
    [(deadLetters ?? 0) > 0, 'running.why.deadLetters'],
    [(audit?.oldestSeconds ?? 0) > UNCHAINED_SECONDS, 'running.why.audit'],
    [database.pool.waiting > 0, 'running.why.pool'],
    [eventLoopLagMs > LATE_MS, 'running.why.late'],
  ];
  const reasons = [...away, ...behind.filter(([is]) => is).map(([, why]) => why)];
  return { state: away.length > 0 ? 'away' : reasons.length > 0 ? 'behind' : 'good', reasons };
}

/** The gateway answered, else nothing would be known. */
export function stateOfGateway(health: GatewayHealth): ProcessState {
  if (!health.bus.reachable) return { state: 'away', reasons: ['running.why.bus'] };
  const reasons: MessageKey[] = [...(health.waiting > 0 ? ['running.why.waiting'] as const : []), ...(health.eventLoopLagMs > LATE_MS ? ['running.why.late'] as const : [])];
  return { state: reasons.length > 0 ? 'behind' : 'good', reasons };
}
