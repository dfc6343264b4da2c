import type { AccountState, InvitationState, Role } from '@jiedui/contracts';
import type { MessageKey } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

/** The roles a person can hold, in the order they are offered. */
export const roles: readonly Role[] = ['programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'department', 'labour-office', 'enterprise', 'producer', 'buyer', 'worker', 'auditor', 'system-administrator', 'security-administrator', 'audit-administrator'];
export const accountStates: readonly AccountState[] = ['active', 'invited', 'locked', 'disabled'];
export const linkStates: readonly InvitationState[] = ['open', 'used', 'expired', 'withdrawn'];

const tones: Record<AccountState, Tone> = { active: 'good', invited: 'wait', locked: 'warn', disabled: 'bad' };
const linkTones: Record<InvitationState, Tone> = { open: 'wait', used: 'good', expired: 'plain', withdrawn: 'plain' };

export function accountTone(state: AccountState): Tone { return tones[state]; }
export function linkTone(state: InvitationState): Tone { return linkTones[state]; }

/** Roles in words, each once. */
export function roleWords(roles: readonly Role[], t: (key: MessageKey) => string): string { return [...new Set(roles)].map((role) => t(`role.${role}`)).join('、'); }
