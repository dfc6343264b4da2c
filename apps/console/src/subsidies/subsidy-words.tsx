import type { ClaimState, ClaimView, SubsidyKind, SubsidyState, SubsidyView } from '@jiedui/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';
import { StateWord, type Tone } from '../shell/state-word.js';

export const subsidyStates = ['planned', 'in-force', 'ended'] as const satisfies readonly SubsidyState[];
export const subsidyKinds = ['travel', 'job-seeking', 'training', 'social-insurance', 'post', 'hiring', 'other'] as const satisfies readonly SubsidyKind[];
export const claimStates = ['claimed', 'approved', 'paid', 'refused', 'withdrawn'] as const satisfies readonly ClaimState[];
const policyTones: Record<SubsidyState, Tone> = { planned: 'wait', 'in-force': 'good', ended: 'plain' };
const claimTones: Record<ClaimState, Tone> = { claimed: 'wait', approved: 'warn', paid: 'good', refused: 'bad', withdrawn: 'plain' };

export function SubsidyStateWord({ policy }: { policy: Pick<SubsidyView, 'state' | 'stateName'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={policyTones[policy.state]}>{pick(policy.stateName)}</StateWord>;
}

export function ClaimStateWord({ claim }: { claim: Pick<ClaimView, 'state' | 'stateName' | 'refused'> }): ReactNode {
  const { pick } = useTexts();
  return <StateWord tone={claimTones[claim.state]}>{pick(claim.stateName)}{claim.refused !== null && `：${pick(claim.refused.reasonName)}`}</StateWord>;
}

/** Fen in yuan, to the cent where there is one. */
export const yuan = (fen: number): string => `${fullNumber(fen / 100)} 元`;

/** What a policy pays: once, or a month. */
export function useAmount(): (policy: Pick<SubsidyView, 'amountFen' | 'monthly'>) => string {
  const { t } = useTexts();
  return ({ amountFen, monthly }) => (monthly === null ? yuan(amountFen) : t('subsidy.amount.monthly', { yuan: yuan(amountFen), months: monthly }));
}

/** Everything on screen that an act on a policy or a claim changes. */
export function useRenewSubsidies(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['subsidy', 'subsidies', 'subsidy-claim', 'subsidy-claims', 'entitlements', 'eligible']) void client.invalidateQueries({ queryKey: [key] }); };
}
