import { z } from 'zod';
import type { Text2 } from '../matching/explanation.js';
import type { EndReason } from './placement-states.js';

/** Where an alert stands (mechanisms E19: 快速发现和响应), from its registration until its risk is cleared or it proves to be none. */
export const AlertState = z.enum(['registered', 'assigned', 'measured', 'cleared', 'dismissed']);
export type AlertState = z.infer<typeof AlertState>;

/** What can be done with an alert. */
export const AlertAct = z.enum(['raise', 'assign', 'reassign', 'measure', 'clear', 'dismiss', 'note']);
export type AlertAct = z.infer<typeof AlertAct>;

/** Why an alert is dismissed. */
export const DismissReason = z.enum(['not-true', 'resolved-itself', 'duplicate', 'moved-away', 'entered-in-error']);
export type DismissReason = z.infer<typeof DismissReason>;

export const alertStateNames: Readonly<Record<AlertState, Text2>> = {
  registered: { zh: '待派办', en: 'To be assigned' }, assigned: { zh: '已派办', en: 'Assigned' }, measured: { zh: '已采取措施', en: 'Measure taken' }, cleared: { zh: '风险消除', en: 'Risk cleared' }, dismissed: { zh: '不予处置', en: 'Dismissed' },
};

export const dismissReasonNames: Readonly<Record<DismissReason, Text2>> = {
  'not-true': { zh: '经核实不属实', en: 'found not to be so' }, 'resolved-itself': { zh: '已自行解决', en: 'settled by itself' }, duplicate: { zh: '重复登记', en: 'registered twice' }, 'moved-away': { zh: '已迁出', en: 'moved away' }, 'entered-in-error': { zh: '登记有误', en: 'entered in error' },
};

/** Who acts: the county's office, or the system by itself. */
export type AlertSide = 'county' | 'system';

/** One act: in which states (none: it makes the alert), to which state (`null`: the state stays), by whom. */
export interface AlertRule { readonly act: AlertAct; readonly from: readonly AlertState[]; readonly to: AlertState | null; readonly by: readonly AlertSide[]; readonly name: Text2 }

/** States of an alert that somebody still has to work on. */
export const openAlertStates: readonly AlertState[] = ['registered', 'assigned', 'measured'];

/** The life of an alert as data; employment does not start when it is not sound. Several measures may follow one another before the risk is cleared. */
export const alertRules: readonly AlertRule[] = [
  { act: 'raise', from: [], to: 'registered', by: ['county', 'system'], name: { zh: '登记预警', en: 'Registered' } },
  { act: 'assign', from: ['registered'], to: 'assigned', by: ['county'], name: { zh: '派办', en: 'Assigned' } },
  { act: 'reassign', from: ['assigned', 'measured'], to: null, by: ['county'], name: { zh: '改派', en: 'Assigned anew' } },
  { act: 'measure', from: ['assigned', 'measured'], to: 'measured', by: ['county'], name: { zh: '采取措施', en: 'Measure taken' } },
  { act: 'clear', from: ['measured'], to: 'cleared', by: ['county'], name: { zh: '风险消除', en: 'Risk cleared' } },
  { act: 'dismiss', from: ['registered', 'assigned'], to: 'dismissed', by: ['county', 'system'], name: { zh: '不予处置', en: 'Dismissed' } },
  { act: 'note', from: openAlertStates, to: null, by: ['system'], name: { zh: '系统提示', en: 'Note of the system' } },
];

/** Days within which an alert is to be assigned; then the day given with the assignment counts. */
export const ALERT_ASSIGN_DAYS = 5;

/**
 * Whether somebody who was on the job lost it by an end of this reason: who moved up or went to another job has work, and an entry made in error was no job. Reasons
 * of ends before the job stand here too, so that a new reason cannot be left undecided.
 */
export const losesTheJob: Readonly<Record<EndReason, boolean>> = {
  'offer-declined': false, 'offer-withdrawn': false, 'did-not-arrive': false, 'moved-up': false, 'other-job': false, 'entered-in-error': false, 'consent-withdrawn': false,
  'not-suited': true, 'wage-below-promise': true, family: true, health: true, 'laid-off': true, misconduct: true, 'lost-contact': true, 'contract-ended': true, 'employer-closed': true, other: true,
};
