import type { ProtectionTier } from '@jiedui/contracts';
import type { ReactNode } from 'react';
import { useTexts, type MessageKey } from '../messages/index.js';

export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'plain';

/** A state: a colour and always a word. */
export function StateWord({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return <span className={`word ${tone}`}>{children}</span>;
}

const whoStands: Record<'worker' | 'lot', Record<ProtectionTier, MessageKey>> = {
  worker: { 1: 'tier.1.worker', 2: 'tier.2.worker', 3: 'tier.3.worker', 4: 'tier.4.worker' },
  lot: { 1: 'tier.1.lot', 2: 'tier.2.lot', 3: 'tier.3.lot', 4: 'tier.4.lot' },
};
const names: Record<ProtectionTier, MessageKey> = { 1: 'tier.1', 2: 'tier.2', 3: 'tier.3', 4: 'tier.4' };

/** The protection tier as a badge; nothing where the reader may not see it. */
export function TierBadge({ tier, of }: { tier: ProtectionTier | null; of: 'worker' | 'lot' }): ReactNode {
  const { t } = useTexts();
  if (tier === null) return null;
  return <span className={`tier t${tier}`} title={t(whoStands[of][tier])}>{t(names[tier])}</span>;
}

export function tierName(tier: ProtectionTier): MessageKey { return names[tier]; }
export function tierWho(tier: ProtectionTier, of: 'worker' | 'lot'): MessageKey { return whoStands[of][tier]; }
