import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';

/** What help is asked for (mechanisms E04: 就业指导、社会保障、法律咨询), and what else workers ask: their wages, anything. */
export const HelpKind = z.enum(['guidance', 'insurance', 'law', 'wage', 'other']);
export type HelpKind = z.infer<typeof HelpKind>;

/** Where a request stands: nobody took it yet, somebody of the county works on it, answered. */
export const HelpState = z.enum(['open', 'taken', 'answered']);
export type HelpState = z.infer<typeof HelpState>;

/** What can be done with a request: asked by the worker, opened by the county for the worker, taken (over), answered (once more). */
export const HelpAct = z.enum(['ask', 'open', 'take', 'answer']);
export type HelpAct = z.infer<typeof HelpAct>;

export const helpStateNames: Readonly<Record<HelpState, Text2>> = { open: { zh: '待受理', en: 'To be taken' }, taken: { zh: '办理中', en: 'Taken' }, answered: { zh: '已答复', en: 'Answered' } };

/** Who acts: the worker on the phone page, or the county. */
export type HelpSide = 'worker' | 'county';

/** One act: in which states (none: it makes the request), to which state, by whom. */
export interface HelpRule { readonly act: HelpAct; readonly from: readonly HelpState[]; readonly to: HelpState; readonly by: HelpSide; readonly name: Text2 }

/** The life of a request as data; employment does not start when it is not sound. The last answer is the one the worker reads, so an answer may be mended. */
export const helpRules: readonly HelpRule[] = [
  { act: 'ask', from: [], to: 'open', by: 'worker', name: { zh: '本人求助', en: 'Asked by the worker' } },
  { act: 'open', from: [], to: 'taken', by: 'county', name: { zh: '代为登记', en: 'Opened for the worker' } },
  { act: 'take', from: ['open', 'taken'], to: 'taken', by: 'county', name: { zh: '受理', en: 'Taken' } },
  { act: 'answer', from: ['open', 'taken', 'answered'], to: 'answered', by: 'county', name: { zh: '答复', en: 'Answered' } },
];

/** Calendar days from the day it was asked within which a request is to be answered; past the last of them it is late. The system's own rule: wages are pressing. */
export const helpDays: Readonly<Record<HelpKind, number>> = { wage: 5, guidance: 7, insurance: 10, law: 10, other: 10 };

/** Requests of one worker that may wait for an answer at a time. */
export const OPEN_HELP_REQUESTS = 5;
