import type { Geography, ListEntry, Text2, TrialChange } from '@jiedui/contracts';

const yuan = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));

/** A change in words. Posts are named as lists name them: no personal data. */
export function changeText(change: TrialChange, labelOf: (postId: string) => string, geography: Geography): Text2 {
  switch (change.kind) {
    case 'course': {
      const where = change.unit === null ? { zh: '', en: '' } : { zh: `${geography.nameOf(change.unit)}`, en: ` in ${geography.nameOf(change.unit)}` };
      return { zh: `${where.zh}开办「${change.certificate}」培训班 ${change.seats} 人`, en: `a course for ${change.certificate}${where.en}, ${change.seats} seats` };
    }
    case 'seats': return { zh: `「${labelOf(change.postId)}」增加 ${change.more} 个名额`, en: `${change.more} more places in "${labelOf(change.postId)}"` };
    case 'bus': return { zh: `组织${geography.nameOf(change.from)}劳动者集中前往${geography.nameOf(change.to)}，${change.seats} 座`, en: `a coach from ${geography.nameOf(change.from)} to ${geography.nameOf(change.to)}, ${change.seats} seats` };
    case 'lodging': return { zh: `「${labelOf(change.postId)}」提供住宿`, en: `lodging with "${labelOf(change.postId)}"` };
    case 'wage': return { zh: `「${labelOf(change.postId)}」月薪提高 ${yuan(change.moreFen)} 元`, en: `${yuan(change.moreFen)} yuan a month more in "${labelOf(change.postId)}"` };
    case 'rules': return { zh: '按所填规则和权重', en: 'other rules and weights' };
  }
}

/** All changes of one attempt in words. */
export function changesText(changes: readonly TrialChange[], entries: readonly ListEntry[], geography: Geography): Text2 {
  const posts = new Set(changes.flatMap((change) => ('postId' in change ? [change.postId] : []))), labels = new Map(entries.filter(({ id }) => posts.has(id)).map(({ id, label, externalId }) => [id, externalId === '' ? label : `${label} ${externalId}`]));
  const texts = changes.map((change) => changeText(change, (id) => labels.get(id) ?? id, geography));
  return { zh: texts.map(({ zh }) => zh).join('；'), en: texts.map(({ en }) => en).join('; ') };
}
