import { type Actor, type ProjectAct, projectRules, type ProjectSide } from '@jiedui/contracts';
import { scopeOf } from '@jiedui/access';
import { isWithin } from '@jiedui/reference-data';
import type { ProjectRow } from './project-row.js';

/** The pairing under which a project stands. */
export interface Pairing { readonly programme: string; readonly unit: string; readonly supporter: string }

/**
 * Sides of a pairing that an actor may speak for: the receiver, whoever approves for a region that holds the unit; the
 * supporter, whoever approves for exactly that place (an office of 山东省 does not speak for 青岛市, which supports in its own name).
 * 重庆市 stands on both sides of the table: its supporting office is not the receiving one.
 */
export function sidesOf(actor: Actor, pairing: Pairing): readonly ProjectSide[] {
  const receiver = scopeOf(actor, 'project.approve-receiver').some((area) =>
    (area.programme === null || area.programme === pairing.programme) && (area.region === null || isWithin(pairing.unit, area.region)));
  const supporter = scopeOf(actor, 'project.approve-supporter').some((area) =>
    (area.programme === null || area.programme === pairing.programme) && (area.region === null || area.region === pairing.supporter));
  return [...(receiver ? ['receiver' as const] : []), ...(supporter ? ['supporter' as const] : [])];
}

/** What the actor may do with the project as it stands; the operations check each again. */
export function actsOf(actor: Actor, project: ProjectRow): readonly ProjectAct[] {
  const sides = sidesOf(actor, project);
  return projectRules.filter((rule) => rule.from.includes(project.state) && rule.sides.some((side) => sides.includes(side)) && whyNot(rule.act, project, actor) === null).map((rule) => rule.act);
}

/** Reasons beyond state and side. */
export type Hindrance = 'SAME_APPROVER' | 'ALREADY_PAID' | 'MILESTONES_OPEN' | 'NO_MILESTONES' | 'BUDGET_SPENT';

/** What stands in the way of an act although state and side are right; null when nothing does. */
export function whyNot(act: ProjectAct, project: ProjectRow, actor: Actor): Hindrance | null {
  switch (act) {
    case 'approve-supporter': return project.receiverApprovedBy === actor.id ? 'SAME_APPROVER' : null;
    case 'withdraw': return project.paidFen > 0 ? 'ALREADY_PAID' : null;
    case 'complete': return project.milestonesDone < project.milestones ? 'MILESTONES_OPEN' : null;
    case 'complete-milestone': return project.milestonesDone === project.milestones ? 'NO_MILESTONES' : null;
    case 'pay': return project.paidFen >= project.grantFen ? 'BUDGET_SPENT' : null;
    case 'edit': case 'submit': case 'approve-receiver': case 'return': case 'start': case 'add-milestone': return null;
  }
}
