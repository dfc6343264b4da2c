import type { EntryOf, PostFeatures, WorkerFeatures } from '@jiedui/contracts';
import { dayNumber, noEnd } from '../day-number.js';
import type { RuleContext } from '../rule-set.js';

export type Post = EntryOf<PostFeatures>;
export type Worker = EntryOf<WorkerFeatures>;

/** 小类 (`x-xx-xx`) of an occupation code of the 职业分类大典 2022. */
export function occupationFamily(code: string): string {
  return code.slice(0, 7);
}

/** Whether a wish is an occupation code; a wish that could not be coded is kept as its title. */
export function isOccupationCode(wish: string): boolean {
  return /^\d-\d\d-\d\d/.test(wish);
}

/**
 * Whether the worker has a wish without a code. Only such a worker meets posts whose title could not be coded:
 * an uncoded post would otherwise be in everybody's wish. A worker without any coded wish counts as such.
 */
export function hasUncodedWish(worker: WorkerFeatures): boolean {
  return worker.wishes.length === 0 || worker.wishes.some((wish) => !isOccupationCode(wish));
}

/** First day the worker could be at work: the latest of the run's day, the post's start and the worker's date. */
export function startDay(post: PostFeatures, worker: WorkerFeatures, ctx: RuleContext): number {
  let day = dayNumber(ctx.asOf);
  if (post.startOn !== null) day = Math.max(day, dayNumber(post.startOn));
  if (worker.availableOn !== null) day = Math.max(day, dayNumber(worker.availableOn));
  return day;
}

/**
 * Last day a worker may become available: the post's start (the end of recruiting when no start is given), not before
 * the run's day, plus the grace of the policy. `noEnd` when neither date is known.
 */
export function latestAvailability(post: PostFeatures, ctx: RuleContext): number {
  const reference = post.startOn ?? post.closesOn;
  if (reference === null) return noEnd;
  return Math.max(dayNumber(reference), dayNumber(ctx.asOf)) + ctx.policy.employment.startGraceDays;
}

/** The most the post pays a month, in fen; null when no wage is known. */
export function wageTopFen(post: PostFeatures): number | null {
  return post.wageMaxFen ?? post.wageMinFen;
}

/** The wage the fit counts with: the middle of the stated range, in whole fen; null when no wage is known. */
export function wageOfferFen(post: PostFeatures): number | null {
  if (post.wageMinFen !== null && post.wageMaxFen !== null) return Math.floor((post.wageMinFen + post.wageMaxFen) / 2);
  return wageTopFen(post);
}

/** Levels of schooling as they compare: 高中 (3) and 中专 (4) satisfy each other. */
export function schoolingRank(level: number): number {
  return level === 4 ? 3 : level;
}

export function offersLodging(post: PostFeatures): boolean {
  return post.housing === 'lodging' || post.housing === 'board-and-lodging';
}

/** Whether two region codes speak of one place: one lies in the other. */
export function samePlace(a: string, b: string, ctx: RuleContext): boolean {
  return ctx.geography.isWithin(a, b) || ctx.geography.isWithin(b, a);
}

/** Whether the worker rules the region out: 排除地区, or everything outside the own province. */
export function excludesRegion(worker: Worker, region: string, ctx: RuleContext): boolean {
  const { regionsExcluded, excludesOtherProvinces } = worker.features;
  if (regionsExcluded.some((excluded) => ctx.geography.isWithin(region, excluded))) return true;
  return excludesOtherProvinces && ctx.geography.provinceOf(region) !== ctx.geography.provinceOf(worker.region);
}

/** 0 the worker named no place, 1 the region is in a named one, 2 it is elsewhere. */
export function wishedRegion(worker: Worker, region: string, ctx: RuleContext): 0 | 1 | 2 {
  const { regionsWished, wishesSameProvince, wishesNearby } = worker.features;
  if (regionsWished.length === 0 && !wishesSameProvince && !wishesNearby) return 0;
  if (regionsWished.some((wished) => ctx.geography.isWithin(region, wished))) return 1;
  if (wishesSameProvince && ctx.geography.provinceOf(region) === ctx.geography.provinceOf(worker.region)) return 1;
  return wishesNearby && samePlace(region, worker.region, ctx) ? 1 : 2;
}
