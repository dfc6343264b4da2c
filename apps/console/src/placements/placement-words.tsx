import type { PlacementState, PlacementView } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { unknownMark, useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

/** The way of a placement that goes well, in its order. */
export const stages = ['agreed', 'offered', 'accepted', 'departed', 'on-the-job', 'retained-1', 'retained-3', 'retained-6'] as const satisfies readonly PlacementState[];
const tones: Record<PlacementState, Tone> = { agreed: 'wait', offered: 'wait', accepted: 'wait', departed: 'wait', 'on-the-job': 'good', 'retained-1': 'good', 'retained-3': 'good', 'retained-6': 'good', ended: 'plain' };

export function PlacementStateWord({ placement }: { placement: Pick<PlacementView, 'state' | 'stateName' | 'end'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[placement.state]}>{pick(placement.stateName)}{placement.end !== null && `：${pick(placement.end.reasonName)}`}</StateWord>;
}

/** Day by which the next step is expected; late ones say so. */
export function DueDay({ placement }: { placement: PlacementView }): ReactNode {
  const { t } = useTexts();
  if (placement.dueOn === null) return <span className="muted">{unknownMark}</span>;
  return placement.late ? <StateWord tone="warn"><span className="figure">{placement.dueOn}</span> {t('placement.late')}</StateWord> : <span className="figure">{placement.dueOn}</span>;
}

/** Today in Asia/Shanghai. */
export const todayInShanghai = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
