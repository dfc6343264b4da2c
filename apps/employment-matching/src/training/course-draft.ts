import type { EntityManager } from 'typeorm';
import type { FieldProblem, TrainingDraft } from '@jiedui/contracts';
import { Parameters, scopeOf, scopeSql } from '@jiedui/access';
import { listScopeColumns } from '@jiedui/list-store';
import type { Call } from '@jiedui/messaging';
import { isOccupation, regionName, unitsOf } from '@jiedui/reference-data';
import { splitList } from '@jiedui/tabular';
import { wordFaults } from '../households/typed-input.js';
import type { Seats } from './training-rules.js';

/** What the form of a course holds, without whose it is. */
export type CourseDetails = Omit<TrainingDraft, 'programme' | 'side' | 'region'>;

const FIRST_DAY = '2014-01-01', YEAR_MS = 366 * 86_400_000;
/** Years that a course may lie ahead, and that one may take: a vocational school takes three to five. */
const AHEAD = 3, LONGEST = 6;

const fault = (field: string, code: string, zh: string, en: string): FieldProblem => ({ field, code, message: { zh, en } });
const sum = (of: readonly { readonly seats: number }[]): number => of.reduce((total, one) => total + one.seats, 0);
const doubles = (of: readonly string[]): string[] => of.filter((one, i) => of.indexOf(one) !== i);

/** What is wrong with the details of a course, each fault with its field and how to mend it. */
export function detailFaults(draft: CourseDetails, programme: string, today: string): FieldProblem[] {
  const { kind, startsOn, endsOn, certificate, certificateMonths, occupation, year, seats, quotas, posts } = draft, units = new Set(unitsOf(programme).map(({ code }) => code));
  return [
    ...(startsOn < FIRST_DAY ? [fault('startsOn', 'DAY_TOO_EARLY', `${startsOn} 早于 ${FIRST_DAY}；请核对年份`, `${startsOn} lies before ${FIRST_DAY}; check the year`)] : []),
    ...(Date.parse(startsOn) - Date.parse(today) > AHEAD * YEAR_MS ? [fault('startsOn', 'DAY_TOO_FAR', `${startsOn} 超过 ${AHEAD} 年；请填 ${AHEAD} 年以内的日期`, `${startsOn} is more than ${AHEAD} years ahead; give a nearer day`)] : []),
    ...(endsOn < startsOn ? [fault('endsOn', 'DAY_BEFORE', `${endsOn} 早于开班日期（${startsOn}）；请填当天或以后的日期`, `${endsOn} lies before the first day (${startsOn}); give that day or a later one`)] : []),
    ...(Date.parse(endsOn) - Date.parse(startsOn) > LONGEST * YEAR_MS ? [fault('endsOn', 'TOO_LONG', `一个班最长 ${LONGEST} 年；请核对结班日期`, `a course takes ${LONGEST} years at most; check the last day`)] : []),
    ...(kind === 'school' && year === null ? [fault('year', 'YEAR_MISSING', '院校招生请填招生年度', 'give the year of entry of a school')] : []), ...(kind === 'short' && year !== null ? [fault('year', 'NO_YEAR', '短期培训不填招生年度', 'a short course has no year of entry')] : []),
    ...(kind === 'school' && quotas.length === 0 ? [fault('quotas', 'QUOTAS_MISSING', '院校招生请分配各县（区）名额', 'give the seats of each county of a school')] : []),
    ...(certificate !== null && !isCertificateName(certificate) ? [fault('certificate', 'CERTIFICATE', '请只填一个证书名称，不带括号和顿号，如 电工证', 'give one certificate by name, without brackets and commas, such as 电工证')] : []),
    ...(certificate === null && certificateMonths !== null ? [fault('certificateMonths', 'NO_CERTIFICATE', '没有证书就没有有效期；请填证书或清空有效期', 'without a certificate there is no expiry; name one or leave this empty')] : []),
    ...(occupation !== null && !isOccupation(occupation) ? [fault('occupation', 'CELL.OCCUPATION', '不是职业分类大典（2022）的编码；请从列表中选择', 'is no code of 职业分类大典 2022; choose one from the list')] : []),
    ...quotas.filter(({ region }) => !units.has(region)).map(({ region }) => fault('quotas', 'NOT_A_UNIT', `${regionName(region)}不是本计划的受援县（区）；请从列表中选择`, `${regionName(region)} is no receiving unit of this programme; choose one from the list`)),
    ...doubles(quotas.map(({ region }) => region)).map((region) => fault('quotas', 'DOUBLE', `${regionName(region)}填了两次；请合并`, `${regionName(region)} stands twice; join the two`)), ...doubles(posts.map(({ id }) => id)).map(() => fault('posts', 'DOUBLE', '同一岗位填了两次；请合并', 'a post stands twice; join the two')),
    ...(sum(quotas) > seats ? [fault('quotas', 'MORE_THAN_SEATS', `各县（区）名额合计 ${sum(quotas)}，多于总名额 ${seats}；请减少或增加总名额`, `the counties' seats are ${sum(quotas)}, more than ${seats} in all; lower them or raise the sum`)] : []),
    ...(sum(posts) > seats ? [fault('posts', 'MORE_THAN_SEATS', `为岗位预留的名额合计 ${sum(posts)}，多于总名额 ${seats}；请减少`, `seats kept for posts are ${sum(posts)}, more than ${seats} in all; lower them`)] : []),
    ...wordFaults({ title: draft.title, organiser: draft.organiser, place: draft.place }),
  ];
}

/** Seats that are taken already cannot be taken away. */
export function takenFaults({ seats, quotas, posts }: CourseDetails, held: Seats): FieldProblem[] {
  const quota = new Map(quotas.map((one) => [one.region, one.seats])), kept = new Map(posts.map((one) => [one.id, one.seats])), takenOfPosts = [...held.posts.values()].reduce((total, one) => total + one.taken, 0);
  return [
    ...(seats < held.taken ? [fault('seats', 'BELOW_TAKEN', `已报名 ${held.taken} 人，名额不能更少`, `${held.taken} seats are taken; there cannot be fewer`)] : []),
    ...[...held.quotas].filter(([region, { taken }]) => quotas.length > 0 && taken > (quota.get(region) ?? 0)).map(([region, { taken }]) => fault('quotas', 'BELOW_TAKEN', `${regionName(region)}已报名 ${taken} 人，名额不能更少`, `${regionName(region)} has taken ${taken} seats; it cannot have fewer`)),
    ...[...held.posts].filter(([id, { taken }]) => taken > (kept.get(id) ?? 0)).map(([, { taken }]) => fault('posts', 'BELOW_TAKEN', `有岗位的预留名额已报名 ${taken} 人，不能更少`, `${taken} of the seats kept for a post are taken; there cannot be fewer`)),
    ...(seats >= held.taken && held.taken - takenOfPosts > seats - sum(posts) ? [fault('posts', 'BELOW_TAKEN', '未按岗位报名的人数多于剩余名额；请减少预留或增加总名额', 'more people enrolled without a post than seats would be left; keep fewer or raise the sum')] : []),
  ];
}

/** Posts that are newly linked: open ones of the programme that the caller reads. */
export async function postFaults(manager: EntityManager, call: Call, programme: string, ids: readonly string[]): Promise<FieldProblem[]> {
  if (ids.length === 0) return [];
  const parameters = new Parameters(), scope = scopeSql(scopeOf(call.actor, 'post.read'), call.actor, listScopeColumns, parameters);
  const found: { id: string }[] = await manager.query(`select id from post where id = any(${parameters.add([...ids])}::uuid[]) and programme = ${parameters.add(programme)} and status in ('open', 'filled') and ${scope}`, parameters.values);
  return found.length === new Set(ids).size ? [] : [fault('posts', 'NOT_A_POST', '有岗位不在您可查看的本计划岗位清单中，或已撤回；请重新选择', 'a post is not on the jobs list of this programme that you read, or was withdrawn; choose again')];
}

/** One name as the lists write it: it stays one item, and a bracket with its expiry can follow it. */
function isCertificateName(name: string): boolean {
  return splitList(name).length === 1 && !/[()（）[\]【】]/u.test(name) && !/^(无|没有)$/u.test(name.trim());
}
