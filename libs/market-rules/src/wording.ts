import type { Text2 } from '@jiedui/contracts';

export const say = (zh: string, en: string): Text2 => ({ zh, en });

/** `4500元` from fen; two decimals only when there are any. */
export function yuan(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
}

/** Schooling by level 0..8 as `EducationLevel` numbers it. */
export const schooling: readonly Text2[] = [
  say('不限', 'none'), say('小学', 'primary school'), say('初中', 'junior middle school'), say('高中', 'senior middle school'),
  say('中专', 'secondary vocational'), say('大专', 'junior college'), say('本科', 'bachelor'), say('硕士', 'master'), say('博士', 'doctor'),
];

/** Grade by level 0..3 as `GradeLevel` numbers it. */
export const grades: readonly Text2[] = [say('不限', 'any'), say('二级', 'grade two'), say('一级', 'grade one'), say('特级', 'premium')];

export function levelName(names: readonly Text2[], level: number): Text2 {
  return names[level] ?? say(String(level), String(level));
}
