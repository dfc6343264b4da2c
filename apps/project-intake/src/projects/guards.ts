import { type Actor, type FieldProblem, type ProjectAct, type ProjectSide, projectStateNames, refuse } from '@jiedui/contracts';
import { ruleOf } from './state-machine.js';
import { type Hindrance, sidesOf, whyNot } from './sides.js';
import type { ProjectRow } from './project-row.js';

/** Refuses what was decided on an older state of the project than the one that stands. */
export function assertVersion(row: ProjectRow, version: number): void {
  if (row.version !== version) {
    refuse(412, 'CHANGED_MEANWHILE', `该项目已有变动（您看到的是第 ${version} 版，现为第 ${row.version} 版）。您的操作没有生效，请刷新后再试。`,
      `The project changed meanwhile (you saw version ${version}, it is now ${row.version}). Nothing was done; reload and try again.`);
  }
}

const hindrances: Readonly<Record<Hindrance, (row: ProjectRow) => readonly [zh: string, en: string, field?: string]>> = {
  SAME_APPROVER: () => ['受援方和支援方的审核不能由同一人完成。', 'One person cannot approve for both sides.'],
  ALREADY_PAID: () => ['项目已有资金拨付，不能撤回。', 'Money was paid already; the project cannot be withdrawn.'],
  MILESTONES_OPEN: (row) => [`还有 ${row.milestones - row.milestonesDone} 个节点未完成，不能办结。`, `${row.milestones - row.milestonesDone} milestones are still open.`],
  NO_MILESTONES: () => ['没有待完成的节点。', 'No milestone is open.'],
  BUDGET_SPENT: () => ['无偿援助资金已全部拨付，没有入账。', 'The grant is paid out. Nothing was booked.', 'amountFen'],
};

/** The side for which the actor does this, when state, side and circumstances allow it; refuses otherwise and says why. */
export function assertRule(act: ProjectAct, row: ProjectRow, actor: Actor): ProjectSide {
  const rule = ruleOf(act);
  const own = sidesOf(actor, row);
  const side = rule.sides.find((candidate) => own.includes(candidate));
  if (side === undefined) {
    return own.length === 0
      ? refuse(403, 'NOT_YOUR_SIDE', '您不代表该项目的受援方或支援方，不能进行此操作。', 'You stand for neither side of this project.')
      : refuse(403, 'NOT_YOUR_SIDE', `“${rule.name.zh}”由${rule.sides.includes('receiver') ? '受援方' : '支援方'}办理，不能代替对方。`, `This is for the ${rule.sides[0] ?? 'other side'} to do; nobody acts for the other side.`);
  }
  if (!rule.from.includes(row.state)) {
    return refuse(409, 'WRONG_STATE', `项目现为“${projectStateNames[row.state].zh}”，不能“${rule.name.zh}”。`, `The project is "${projectStateNames[row.state].en}"; "${rule.name.en}" is not possible now.`);
  }
  const hindrance = whyNot(act, row, actor);
  if (hindrance !== null) {
    const [zh, en, field] = hindrances[hindrance](row);
    const fields: FieldProblem[] = field === undefined ? [] : [{ field, code: hindrance, message: { zh, en } }];
    return refuse(hindrance === 'SAME_APPROVER' ? 403 : 409, hindrance, zh, en, { fields });
  }
  return side;
}
