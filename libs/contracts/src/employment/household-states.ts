import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** Where a household of the register stands: monitored; out since the risk was cleared, or since it died out or moved away; or entered in error. */
export const HouseholdState = z.enum(['monitored', 'cleared', 'reduced', 'void']);
export type HouseholdState = z.infer<typeof HouseholdState>;

/** What can be done with a household of the register; each is a line of its history (mechanisms E21). */
export const HouseholdAct = z.enum(['enter', 'amend', 'reclass', 'clear', 'reduce', 're-enter', 'correct']);
export type HouseholdAct = z.infer<typeof HouseholdAct>;

/** Why a household leaves by itself (自然减少). */
export const ReductionReason = z.enum(['died', 'moved-away', 'merged']);
export type ReductionReason = z.infer<typeof ReductionReason>;

export const householdStateNames: Readonly<Record<HouseholdState, Text2>> = {
  monitored: { zh: '监测中', en: 'Monitored' }, cleared: { zh: '风险已消除', en: 'Risk cleared' }, reduced: { zh: '自然减少', en: 'Gone' }, void: { zh: '登记有误', en: 'Entered in error' },
};

export const reductionReasonNames: Readonly<Record<ReductionReason, Text2>> = {
  died: { zh: '死亡', en: 'died' }, 'moved-away': { zh: '迁出', en: 'moved away' }, merged: { zh: '并户', en: 'joined another household' },
};

/** One act: in which states (none: it makes the household's entry), and to which state; `null`: the state stays, or for a correction is the one before the line it corrects. */
export interface HouseholdRule { readonly act: HouseholdAct; readonly from: readonly HouseholdState[]; readonly to: HouseholdState | null; readonly name: Text2 }

/** The life of a household in the register as data; employment does not start when it is not sound. No state is the last: whoever left may come back. */
export const householdRules: readonly HouseholdRule[] = [
  { act: 'enter', from: [], to: 'monitored', name: { zh: '纳入', en: 'Entered' } },
  { act: 'amend', from: ['monitored', 'cleared', 'reduced'], to: null, name: { zh: '补充或更改资料', en: 'Details amended' } },
  { act: 'reclass', from: ['monitored'], to: null, name: { zh: '类别变更', en: 'Class changed' } },
  { act: 'clear', from: ['monitored'], to: 'cleared', name: { zh: '风险消除', en: 'Risk cleared' } },
  { act: 'reduce', from: ['monitored'], to: 'reduced', name: { zh: '自然减少', en: 'Gone' } },
  { act: 're-enter', from: ['cleared', 'reduced', 'void'], to: 'monitored', name: { zh: '重新纳入', en: 'Entered again' } },
  { act: 'correct', from: ['monitored', 'cleared', 'reduced'], to: null, name: { zh: '更正', en: 'Corrected' } },
];

/** Acts that a correction takes back: those that move a household in or out, or change its class. */
export const correctableHouseholdActs: readonly HouseholdAct[] = ['enter', 'reclass', 'clear', 'reduce', 're-enter'];
