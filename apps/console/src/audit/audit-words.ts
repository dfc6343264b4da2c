import type { AuditEntryView } from '@jiedui/contracts';
import { catalogue, type MessageKey } from '../messages/catalogue.js';
import type { Texts } from '../messages/index.js';
import type { Tone } from '../shell/state-word.js';

/** The key, when the catalogue has it. */
function known(key: string): MessageKey | undefined {
  return key in catalogue ? key as MessageKey : undefined;
}

/** `operation.workers.update` as 修改 · 务工人员; a code without words as it is. */
export function actionWords(action: string, { t }: Pick<Texts, 't'>): string {
  const own = known(`audit.act.${action}`) ?? (action.endsWith('.imported') ? 'audit.act.imported' : undefined);
  if (own !== undefined) return t(own);
  const [, thing, ...verb] = action.split('.'), of = known(`audit.thing.${thing}`), act = known(`audit.verb.${verb.join('.')}`);
  return !action.startsWith('operation.') || of === undefined || act === undefined ? action : `${t(act)} · ${t(of)}`;
}

/** What kind of thing it was done to. */
export function thingWords(kind: string | null, { t }: Texts): string | null {
  const key = kind === null ? undefined : known(`audit.thing.${kind}`);
  return key === undefined ? kind : t(key);
}

/** A stated purpose in words; one that is new here as it is. */
export function purposeWords(purpose: string, { t }: Texts): string {
  const key = known(`privacy.purpose.${purpose}`) ?? known(`privacy.reason.${purpose}`);
  return key === undefined ? purpose : t(key);
}

/** A role in words; one that is new here as it is. */
export function roleWords(role: string, { t }: Texts): string {
  const key = known(`role.${role}`);
  return key === undefined ? role : t(key);
}

export const resultTones: Readonly<Record<AuditEntryView['result'], Tone>> = { done: 'good', refused: 'wait', denied: 'bad' };
export const auditResults = ['done', 'refused', 'denied'] as const satisfies readonly AuditEntryView['result'][];

/** Who an entry names: the account where it is known, else what the trail holds. */
export function actorWords(entry: AuditEntryView, names: ReadonlyMap<string, string>, { t }: Texts): string {
  if (entry.actorKind === 'anonymous') return t('audit.actor.anonymous');
  if (entry.roles.includes('worker')) return t('audit.actor.worker', { id: entry.actorId.slice(-8) });
  return entry.actorKind === 'service' ? t('audit.actor.service', { name: entry.actorId }) : names.get(entry.actorId) ?? entry.actorId;
}
