import { z } from 'zod';
import { Text2 } from '../matching/explanation.js';
import { operation } from '../operation.js';
import { PageRequest, pageOf } from '../paging.js';
import { Instant, ProgrammeCode } from '../units.js';

/** Code of 职业分类大典 2022, `x-xx-xx-xx`. */
const OccupationCode = z.string().regex(/^\d-\d\d-\d\d-\d\d$/);
const words = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\u0000]*$/);

/** An occupation that a title may mean, with why; `probability` 0 to 1, null where a person chose it. */
export const OccupationOption = z.strictObject({ code: OccupationCode, name: z.string(), probability: z.number().nullable(), reasons: z.array(Text2) });
export type OccupationOption = z.infer<typeof OccupationOption>;

/** A title that posts and wishes share, whose occupation a person is to look at or has settled. No personal data. */
export const ReviewedTitle = z.strictObject({
  programme: ProgrammeCode, title: z.string(),
  /** Rows of each list that hold it, also in other words of pay and welfare, as last counted. */
  posts: z.int(), workers: z.int(),
  /** What stands for it now; null where it could not be coded. */
  now: OccupationOption.nullable(),
  /** The next best, in order. */
  next: z.array(OccupationOption),
  /** Who settled it, when, and whether the rows follow already; null where nobody did. */
  settled: z.strictObject({ by: z.string(), at: Instant, isDone: z.boolean() }).nullable(),
});
export type ReviewedTitle = z.infer<typeof ReviewedTitle>;

const service = 'employment' as const, path = '/api/employment/occupations';

/** Occupations of free titles: what the coder is not sure of, and what clerks settled (docs/occupation-coding.md). */
export const occupationReview = {
  titles: operation({
    service, name: 'occupations.titles', http: { method: 'GET', path: `${path}/titles` }, permission: 'occupation.settle',
    request: z.strictObject({ ...PageRequest, programme: ProgrammeCode.optional(), search: z.string().max(80).optional(), state: z.enum(['open', 'settled']).default('open') }),
    reply: pageOf(ReviewedTitle).extend({ countedAt: Instant.nullable() }), summary: { zh: '待核对职业的名称', en: 'Titles whose occupation is to be checked' },
  }),
  /** Occupations by name or code, at most twenty. */
  find: operation({ service, name: 'occupations.find', http: { method: 'GET', path }, permission: 'occupation.settle', request: z.strictObject({ search: words(40) }), reply: z.strictObject({ items: z.array(z.strictObject({ code: OccupationCode, name: z.string() })) }), summary: { zh: '查找职业', en: 'Find occupations' } }),
  /** Settles what a title means; every row that holds it follows within seconds, and so does every later import. Settling it again replaces what was said. */
  settle: operation({
    service, name: 'occupations.settle', http: { method: 'POST', path: `${path}/settle` }, permission: 'occupation.settle',
    request: z.strictObject({ title: words(200), code: OccupationCode }), reply: z.strictObject({ title: z.string(), code: OccupationCode, name: z.string() }), summary: { zh: '改定职业', en: 'Settle an occupation' },
  }),
};
