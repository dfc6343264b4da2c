import type { BarEffects, BarReason, BarState, BarView } from '@jiedui/contracts';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fullNumber, useTexts } from '../messages/index.js';
import { StateWord } from '../shell/state-word.js';

export const barStates = ['in-force', 'lifted'] as const satisfies readonly BarState[];
export const barReasons = ['dissolved', 'licence-revoked', 'serious-dishonesty', 'wage-arrears', 'other'] as const satisfies readonly BarReason[];

export function BarStateWord({ bar }: { bar: Pick<BarView, 'state' | 'stateName' | 'carriedOut'> }): ReactNode {
  const { t, pick } = useTexts();
  return <StateWord tone={bar.state === 'in-force' ? 'bad' : 'plain'}>{pick(bar.stateName)}{!bar.carriedOut && ` · ${t('bar.working')}`}</StateWord>;
}

/** The reason with its words. */
export function useReasonWords(): (bar: Pick<BarView, 'reasonName' | 'reasonWords'>) => string {
  const { pick } = useTexts();
  return ({ reasonName, reasonWords }) => [pick(reasonName), reasonWords].filter((part) => part !== null).join('：');
}

/** What follows, or followed, as one line of pairs. */
export function EffectsRow({ effects, testId }: { effects: BarEffects; testId: string }): ReactNode {
  const { t } = useTexts();
  const parts: readonly (readonly [string, number])[] = [[t('bar.effect.posts'), effects.posts], [t('bar.effect.ended'), effects.ended], [t('bar.effect.looks'), effects.looks]];
  return (
    <dl data-testid={testId} style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(88px, 1fr))', gap: '10px 14px', margin: '0 0 12px' }}>
      {parts.map(([label, value]) => <div key={label}><dt className="muted small">{label}</dt><dd className="figure" style={{ margin: 0, fontSize: 20, fontWeight: 500 }}>{fullNumber(value)}</dd></div>)}
    </dl>
  );
}

/** Everything on screen that a bar changes. */
export function useRenewBars(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['bar', 'bars', 'bar-preview', 'bar-employers', 'list', 'row', 'placement', 'placements', 'placement-board', 'home']) void client.invalidateQueries({ queryKey: [key] }); };
}
