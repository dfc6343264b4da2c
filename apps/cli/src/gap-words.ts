import type { RunGap } from '@jiedui/matching-run';

/** A gap in words, Chinese and English. Points below 0 take from the last tier step: it is then less than so many steps. */
export function gapWords({ tierSteps, fit }: RunGap): { zh: string; en: string } {
  if (tierSteps === 0n) return { zh: `匹配度 ${fit} 分`, en: `${fit} points of fit` };
  if (fit <= 0n) return { zh: `优先级 ${tierSteps} 级`, en: `${tierSteps} tier steps` };
  return { zh: `优先级 ${tierSteps} 级、匹配度 ${fit} 分`, en: `${tierSteps} tier steps and ${fit} points of fit` };
}
