import type { EnrolmentReason, EnrolmentState, TrainingCancelReason, TrainingKind, TrainingScheme, TrainingState, TrainingTrack, TrainingView } from '@jiedui/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

/** Codes in the order in which they are offered. */
export const trainingStates = ['planned', 'open', 'running', 'ended', 'cancelled'] as const satisfies readonly TrainingState[];
export const trainingKinds = ['short', 'school'] as const satisfies readonly TrainingKind[];
export const trainingTracks = ['transfer-skills', 'rural-practical', 'agri-technology', 'new-farmer', 'start-up-skills', 'e-commerce', 'tourism', 'wealth-leader', 'new-operator', 'community', 'vocational-school'] as const satisfies readonly TrainingTrack[];
export const trainingSchemes = ['high-quality-farmer', 'rural-leader', 'spring-tide', 'rain-dew', 'skills-action', 'other'] as const satisfies readonly TrainingScheme[];
export const cancelReasons = ['too-few', 'no-teacher', 'no-funds', 'disaster', 'merged', 'entered-in-error'] as const satisfies readonly TrainingCancelReason[];
export const seatStates = ['enrolled', 'attended', 'passed', 'failed', 'dropped'] as const satisfies readonly EnrolmentState[];
/** Reasons that people give, by the act they go with. */
export const seatReasons = { fail: ['exam-failed', 'absent-too-often'], drop: ['did-not-come', 'found-work', 'health', 'family', 'not-suited', 'entered-in-error'] } as const satisfies Record<string, readonly EnrolmentReason[]>;

const tones: Record<TrainingState, Tone> = { planned: 'plain', open: 'wait', running: 'wait', ended: 'good', cancelled: 'plain' };
const seatTones: Record<EnrolmentState, Tone> = { enrolled: 'wait', attended: 'wait', passed: 'good', failed: 'warn', dropped: 'plain' };

export function TrainingStateWord({ course }: { course: Pick<TrainingView, 'state' | 'stateName' | 'cancelName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[course.state]}>{pick(course.stateName)}{course.cancelName !== null && `：${pick(course.cancelName)}`}</StateWord>;
}

export function SeatStateWord({ seat }: { seat: { readonly state: EnrolmentState; readonly stateName: TrainingView['stateName']; readonly reasonName: TrainingView['stateName'] | null } }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={seatTones[seat.state]}>{pick(seat.stateName)}{seat.reasonName !== null && `：${pick(seat.reasonName)}`}</StateWord>;
}

/** Everything on screen that an act on a course or its seats changes. */
export function useRenewTraining(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['training', 'training-course', 'training-seats', 'training-of-worker', 'home', 'row', 'list']) void client.invalidateQueries({ queryKey: [key] }); };
}
