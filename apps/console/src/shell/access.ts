import type { Actor, Permission, Role } from '@jiedui/contracts';

/**
 * What a role is shown. Every service decides for itself (DESIGN section 4); this only keeps away what would be refused.
 * Follows the role table of `libs/access`.
 */
const offices: readonly Role[] = ['programme-administrator', 'evaluator', 'labour-office', 'receiving-office', 'supporter-office'];
const shownTo: Partial<Record<Permission, readonly Role[]>> = {
  'account.read': ['security-administrator'],
  'post.read': [...offices, 'department', 'enterprise'],
  'post.write': ['supporter-office', 'department', 'enterprise'],
  'worker.read': ['programme-administrator', 'evaluator', 'labour-office'],
  'worker.write': ['labour-office'],
  'order-line.read': ['programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'enterprise', 'buyer', 'producer'],
  'order-line.write': ['enterprise', 'buyer', 'supporter-office'],
  'lot.read': ['programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'producer', 'buyer', 'enterprise'],
  'lot.write': ['producer', 'receiving-office'],
  'run.read': [...offices, 'auditor'],
  'run.start': ['programme-administrator', 'labour-office', 'receiving-office'],
  'policy.read': [...offices, 'auditor'],
  'policy.write': ['programme-administrator'],
  'explanation.read': [...offices, 'enterprise', 'department', 'producer', 'buyer'],
  'employment-proposal.read': ['programme-administrator', 'evaluator', 'labour-office', 'enterprise', 'department', 'supporter-office'],
  'employment-proposal.send': ['labour-office'],
  'employment-proposal.answer-county': ['labour-office'],
  'employment-proposal.answer-enterprise': ['enterprise', 'department'],
  'employment-proposal.make': ['labour-office'],
  'produce-proposal.read': ['programme-administrator', 'evaluator', 'receiving-office', 'producer', 'buyer', 'enterprise', 'supporter-office'],
  'produce-proposal.send': ['receiving-office', 'producer'],
  'produce-proposal.answer-producer': ['producer', 'receiving-office'],
  'produce-proposal.answer-buyer': ['buyer', 'enterprise'],
  'produce-proposal.make': ['receiving-office', 'producer', 'buyer', 'enterprise'],
  'placement.read': ['programme-administrator', 'evaluator', 'labour-office', 'receiving-office', 'enterprise', 'department', 'supporter-office'],
  'contract-line.read': ['programme-administrator', 'evaluator', 'receiving-office', 'producer', 'buyer', 'enterprise', 'supporter-office'],
  'project.read': ['programme-administrator', 'evaluator', 'supporter-office', 'receiving-office', 'department'],
  'project.write': ['supporter-office', 'receiving-office'],
  'project.approve-supporter': ['supporter-office'],
  'project.approve-receiver': ['receiving-office'],
  'project.pay': ['supporter-office'],
  'figures.read': [...offices, 'department', 'auditor'],
};

export function may(actor: Actor, permission: Permission): boolean {
  return actor.grants.some((grant) => shownTo[permission]?.includes(grant.role) === true);
}

/** Whether the actor sees rows of others explained; an enterprise, a producer or a buyer only its own. */
export function explainsOthers(actor: Actor): boolean {
  return actor.grants.some((grant) => offices.includes(grant.role));
}

/** Programmes the actor works in; null when not bound to any. */
export function programmesOf(actor: Actor): readonly string[] | null {
  const codes = actor.grants.map((grant) => grant.programme);
  return codes.some((code) => code === null) || codes.length === 0 ? null : codes.filter((code) => code !== null);
}
