import type { ListIssueState, ListIssueSums, ListIssueView } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

const tones: Record<ListIssueState, Tone> = { draft: 'plain', published: 'wait', acknowledged: 'good', returned: 'warn', superseded: 'plain', withdrawn: 'plain' };

export function IssueStateWord({ issue }: { issue: Pick<ListIssueView, 'state' | 'stateName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={tones[issue.state]}>{pick(issue.stateName)}</StateWord>;
}

/** To whom an issue goes. */
export function useAddressee(): (issue: ListIssueView) => string {
  const { t } = useTexts();
  return (issue) => issue.counterpart?.name ?? t(issue.side === 'supporter' ? 'issue.toAll.receiver' : 'issue.toAll.supporter');
}

/** Sums as the places of a sentence. */
export function placesOf({ rows, people, tier1, tier2 }: ListIssueSums): { rows: string; people: string; tier1: string; tier2: string } {
  return { rows: fullNumber(rows), people: fullNumber(people), tier1: fullNumber(tier1 ?? 0), tier2: fullNumber(tier2 ?? 0) };
}
