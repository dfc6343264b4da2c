import type { CostBearer, DepartureCancelReason, DepartureState, DepartureView, SeatState, StatedStayReason, Vehicle } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

export const departureStates = ['planned', 'departed', 'cancelled'] as const satisfies readonly DepartureState[];
export const vehicles = ['coach', 'train', 'plane', 'ship', 'other'] as const satisfies readonly Vehicle[];
export const costBearers = ['aid-funds', 'county', 'supporter', 'employer', 'worker', 'shared'] as const satisfies readonly CostBearer[];
export const stayReasons = ['no-show', 'illness', 'family', 'changed-mind', 'follows-later', 'other'] as const satisfies readonly StatedStayReason[];
export const cancelReasons = ['too-few', 'employer-postponed', 'weather-or-traffic', 'merged', 'entered-in-error', 'other'] as const satisfies readonly DepartureCancelReason[];

const tones: Record<DepartureState, Tone> = { planned: 'wait', departed: 'good', cancelled: 'plain' };
export const seatTones: Record<SeatState, Tone> = { seated: 'wait', departed: 'good', stayed: 'warn', released: 'plain' };

/** The state of a departure; planned and past its day it says so. */
export function DepartureStateWord({ departure }: { departure: Pick<DepartureView, 'state' | 'stateName' | 'due' | 'cancelled'> }): ReactNode {
  const { t, pick } = useTexts();
  return <StateWord tone={departure.due ? 'warn' : tones[departure.state]}>{pick(departure.stateName)}{departure.due && `，${t('departure.due')}`}{departure.cancelled !== null && `：${pick(departure.cancelled.reasonName)}`}</StateWord>;
}

/** People and seats; for who sees some of them only, how many are theirs. */
export function PeopleOf({ departure }: { departure: DepartureView }): ReactNode {
  const { t } = useTexts();
  const { people, own, seats, stayed, state } = departure;
  return (
    <>
      <span className="figure">{state === 'planned' ? t('departure.people.planned', { people: fullNumber(people), seats: fullNumber(seats) }) : t('departure.people.departed', { people: fullNumber(people) })}</span>
      {own !== people && <div className="muted small">{t('departure.people.own', { own: fullNumber(own) })}</div>}
      {stayed > 0 && <div className="muted small">{t('departure.people.stayed', { n: fullNumber(stayed) })}</div>}
    </>
  );
}
