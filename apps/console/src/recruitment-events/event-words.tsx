import type { EventCancelReason, EventKind, EventState, EventSums, RecruitmentEventView } from '@jiedui/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fullNumber, unknownMark, useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

export const eventStates = ['planned', 'held', 'closed', 'cancelled'] as const satisfies readonly EventState[];
export const eventKinds = ['fair', 'visit', 'broadcast'] as const satisfies readonly EventKind[];
export const eventCancelReasons = ['too-few-posts', 'too-few-people', 'weather-or-traffic', 'postponed', 'entered-in-error', 'other'] as const satisfies readonly EventCancelReason[];
const tones: Record<EventState, Tone> = { planned: 'wait', held: 'warn', closed: 'good', cancelled: 'plain' };

export function EventStateWord({ event }: { event: Pick<RecruitmentEventView, 'state' | 'stateName' | 'cancelled'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[event.state]}>{pick(event.stateName)}{event.cancelled !== null && `：${pick(event.cancelled.reasonName)}`}</StateWord>;
}

/** The days of an event; one day stands once. */
export function daysOf({ startsOn, endsOn }: Pick<RecruitmentEventView, 'startsOn' | 'endsOn'>): string {
  return startsOn === endsOn ? startsOn : `${startsOn} — ${endsOn}`;
}

/** A count, or the mark of what nobody counted yet. */
export function counted(value: number | null): string { return value === null ? unknownMark : fullNumber(value); }

/** Plan against what came of it, as one line of pairs. */
export function SumsRow({ sums, testId }: { sums: EventSums; testId: string }): ReactNode {
  const { t } = useTexts();
  const parts: readonly (readonly [string, string])[] = [
    [t('event.sum.enterprises'), fullNumber(sums.enterprises)], [t('event.sum.posts'), fullNumber(sums.posts)], [t('event.sum.quota'), fullNumber(sums.quota)], [t('event.sum.attended'), counted(sums.attended)], [t('event.sum.hires'), counted(sums.hires)], [t('event.sum.placed'), fullNumber(sums.placed)],
  ];
  return (
    <dl data-testid={testId} style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(84px, 1fr))', gap: '10px 18px', margin: '0 0 16px' }}>
      {parts.map(([label, value]) => <div key={label}><dt className="muted small">{label}</dt><dd className="figure" style={{ margin: 0, fontSize: 20, fontWeight: 500 }}>{value}</dd></div>)}
    </dl>
  );
}

/** Everything on screen that an act on an event changes. */
export function useRenewEvents(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['recruitment-event', 'recruitment-events', 'recruitment-event-sums']) void client.invalidateQueries({ queryKey: [key] }); };
}
