import type { Actor, Role } from '@jiedui/contracts';

const offices: readonly Role[] = ['programme-administrator', 'evaluator', 'labour-office', 'receiving-office', 'supporter-office'];

/** Whether the actor sees rows of others explained; an enterprise, a producer or a buyer only its own. */
export function explainsOthers(actor: Actor): boolean {
  return actor.grants.some((grant) => offices.includes(grant.role));
}

/** Whether the actor reads both lists of the whole programme. */
export function seesProgramme(actor: Actor): boolean {
  return actor.grants.some((grant) => grant.role === 'programme-administrator' || grant.role === 'evaluator');
}

const managing: readonly Role[] = ['system-administrator', 'security-administrator', 'audit-administrator'];

/** Whether the actor only looks after the installation: three people, none of whom reads business data. */
export function managesOnly(actor: Actor): boolean {
  return actor.grants.length > 0 && actor.grants.every((grant) => managing.includes(grant.role));
}

/** Programmes the actor works in; null when not bound to any. */
export function programmesOf(actor: Actor): readonly string[] | null {
  const codes = actor.grants.map((grant) => grant.programme);
  return codes.some((code) => code === null) || codes.length === 0 ? null : codes.filter((code) => code !== null);
}
