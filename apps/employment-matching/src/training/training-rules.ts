import { type AgeBand, type EnrolmentAct, type EnrolmentActor, type EnrolmentReason, type EnrolmentReasonRule, enrolmentReasonRules, type EnrolmentRule, enrolmentRules, EnrolmentState, type Text2, type TrainingAct, type TrainingRule, trainingRules, TrainingState } from '@jiedui/contracts';
import { ageOn } from '@jiedui/reference-data';
import { faultsOfLife } from '../households/life-rules.js';

/** What is wrong with the rules of courses and seats; employment does not start then. */
export function faultsOfTraining(courses: readonly TrainingRule[] = trainingRules, seats: readonly EnrolmentRule[] = enrolmentRules, reasons: readonly EnrolmentReasonRule[] = enrolmentReasonRules): readonly string[] {
  return [
    ...faultsOfLife(TrainingState.options, courses, { last: ['ended', 'cancelled'] }).map((fault) => `course: ${fault}`),
    // A result can be taken back, so that these two are left, though nothing has to follow them.
    ...faultsOfLife(EnrolmentState.options, seats, { last: ['dropped'] }).map((fault) => `seat: ${fault}`),
    ...seats.filter((rule) => rule.by.length === 0 || rule.while.length === 0).map((rule) => `seat: act ${rule.act} is for nobody to do`),
    ...reasons.filter((one, i) => reasons.findIndex((other) => other.reason === one.reason) !== i).map((one) => `seat: reason ${one.reason} is declared twice`),
  ];
}

/** The rule of an act of a course. */
export function trainingRule(act: TrainingAct): TrainingRule {
  const rule = trainingRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** The rule of an act of a seat. */
export function enrolmentRule(act: EnrolmentAct): EnrolmentRule {
  const rule = enrolmentRules.find((one) => one.act === act);
  if (rule === undefined) throw new Error(`no rule for ${act}`);
  return rule;
}

/** Acts that the rules give whoever holds a course in a state. */
export function trainingActs(state: TrainingState): TrainingAct[] {
  return trainingRules.filter((rule) => rule.from.includes(state)).map((rule) => rule.act);
}

/** Acts that the rules give somebody on a seat. */
export function enrolmentActs(state: EnrolmentState, course: TrainingState, by: readonly EnrolmentActor[]): EnrolmentAct[] {
  return enrolmentRules.filter((rule) => rule.from.includes(state) && rule.while.includes(course) && rule.by.some((one) => by.includes(one))).map((rule) => rule.act);
}

/** The coded reason in words; null for none. */
export function reasonName(reason: EnrolmentReason | null): Text2 | null {
  return enrolmentReasonRules.find((one) => one.reason === reason)?.name ?? null;
}

/** Whether people may give this reason for this act: an end needs one of its own, everything else has none. */
export function takesReason(act: EnrolmentAct, reason: EnrolmentReason | undefined): boolean {
  if (act !== 'fail' && act !== 'drop') return reason === undefined;
  return enrolmentReasonRules.some((one) => one.reason === reason && one.act === act && !one.bySystem);
}

/** Seats of a course and how many of them are taken: in all, by county, and of those kept for a post. */
export interface Seats {
  readonly seats: number; readonly taken: number;
  readonly quotas: ReadonlyMap<string, { readonly seats: number; readonly taken: number }>;
  readonly posts: ReadonlyMap<string, { readonly seats: number; readonly taken: number }>;
}

/** Why there is no seat: the code and what to do. */
export interface NoSeat { readonly code: 'NO_SEATS' | 'NOT_FOR_COUNTY' | 'QUOTA_FULL' | 'NOT_A_POST' | 'POST_FULL' | 'ONLY_KEPT_SEATS'; readonly message: Text2 }

/** Whether somebody of a county can have a seat, `postId` one of those kept for a post; null where they can. */
export function seatHindrance({ seats, taken, quotas, posts }: Seats, region: string, postId: string | null): NoSeat | null {
  if (taken >= seats) return { code: 'NO_SEATS', message: { zh: `名额已满（共 ${seats} 个）`, en: `all ${seats} seats are taken` } };
  const quota = quotas.get(region);
  if (quotas.size > 0 && quota === undefined) return { code: 'NOT_FOR_COUNTY', message: { zh: '本班没有分给该县（区）的名额', en: 'the course has no seats for this county' } };
  if (quota !== undefined && quota.taken >= quota.seats) return { code: 'QUOTA_FULL', message: { zh: `分给该县（区）的 ${quota.seats} 个名额已满`, en: `the county's ${quota.seats} seats are taken` } };
  if (postId !== null) {
    const kept = posts.get(postId);
    if (kept === undefined || kept.seats === 0) return { code: 'NOT_A_POST', message: { zh: '本班没有为这个岗位预留名额', en: 'the course keeps no seats for this post' } };
    return kept.taken >= kept.seats ? { code: 'POST_FULL', message: { zh: `为这个岗位预留的 ${kept.seats} 个名额已满`, en: `the ${kept.seats} seats kept for this post are taken` } } : null;
  }
  const kept = [...posts.values()].reduce((sum, one) => sum + one.seats, 0), takenOfKept = [...posts.values()].reduce((sum, one) => sum + one.taken, 0);
  return taken - takenOfKept >= seats - kept ? { code: 'ONLY_KEPT_SEATS', message: { zh: '只剩为岗位预留的名额，请选择岗位', en: 'only seats kept for posts are left; choose the post' } } : null;
}

/** The seats after one more was taken. */
export function withSeatTaken(seats: Seats, region: string, postId: string | null): Seats {
  const more = (of: Seats['quotas'], key: string | null): Seats['quotas'] => new Map([...of].map(([one, sum]) => [one, one === key ? { ...sum, taken: sum.taken + 1 } : sum]));
  return { seats: seats.seats, taken: seats.taken + 1, quotas: more(seats.quotas, region), posts: more(seats.posts, postId) };
}

/** The age band of somebody born in a month `YYYY-MM`, or on a day, as of a day. */
export function ageBandOf(birth: string | null, day: string): AgeBand {
  if (birth === null) return 'unknown';
  const age = ageOn(birth.length === 7 ? `${birth}-01` : birth, day);
  return age < 16 ? 'unknown' : age < 25 ? '16-24' : age < 35 ? '25-34' : age < 45 ? '35-44' : age < 60 ? '45-59' : '60+';
}

/** The last day on which a certificate of so many months holds that was given on a day; the same day of the month, or the month's last. */
export function certificateEnd(on: string, months: number): string {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number), last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10);
}
