import type { HelpKind, HelpRequestView, HelpState } from '@jiedui/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

export const helpKinds = ['guidance', 'insurance', 'law', 'wage', 'other'] as const satisfies readonly HelpKind[];
export const helpStates = ['open', 'taken', 'answered'] as const satisfies readonly HelpState[];
const tones: Record<HelpState, Tone> = { open: 'wait', taken: 'wait', answered: 'good' };

/** The state of a request; one past its day says so. */
export function HelpStateWord({ request }: { request: Pick<HelpRequestView, 'state' | 'stateName' | 'late'> }): ReactNode {
  const { t, pick } = useTexts();
  return <StateWord tone={request.late ? 'warn' : tones[request.state]}>{pick(request.stateName)}{request.late && `，${t('help.late')}`}</StateWord>;
}

/** Everything on screen that an act on a request changes. */
export function useRenewHelp(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['help-requests', 'help-request', 'home']) void client.invalidateQueries({ queryKey: [key] }); };
}
