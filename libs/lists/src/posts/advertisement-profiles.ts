import { resolveRegion } from '@jiedui/reference-data';
import type { FileProfile, RowMessage } from '@jiedui/tabular';
import { say } from '../row-checks.js';

/** Which header of an advertisement file feeds which column, and where tags stand. */
interface AdvertisementHeaders {
  readonly title: string;
  readonly employer: string;
  readonly region: string;
  readonly wageText: string;
  readonly education?: string;
  readonly experience?: string;
  /** A cell that holds several of experience, schooling, 招N人 and welfare. */
  readonly tags?: string;
}

const EXPERIENCE_TAG = /^(无需经验|无工作经验|无经验|在校生\/应届生|应届生|\d+(-\d+)?年(以上)?(工作)?(经验)?(以上)?)$/u;
const EDUCATION_TAG = /^(博士|硕士|本科|大专|中专|中技|高中|初中|小学)(及以[上下])?$|^(中技\/中专|高中\/中技\/中专|中专\/中技)$/u;
const HEADCOUNT_TAG = /^招(\d+|若干)人$/u;
const HOUSING_TAGS: readonly (readonly [RegExp, string])[] = [[/^(包吃住|包吃包住|提供食宿|包食宿)$/u, '包吃住'], [/^(包住|提供住宿|员工宿舍|免费住宿)$/u, '包住'], [/^(包吃|免费工作餐|免费午餐|工作餐)$/u, '包吃']];

/** Tags of a cell, whatever the file parts them by: line feeds, |, quoted lists of lists. */
export function tagsOf(cell: string): string[] {
  return cell.replace(/[[\]]/gu, ',').split(/[\n|,'"]+/u).map((t) => t.replace(/\u00a0/gu, ' ').trim()).filter((t) => t !== '');
}

function profile(code: string, title: string, signature: readonly string[], headers: AdvertisementHeaders): FileProfile {
  return {
    code, signature, title: { zh: title, en: title },
    adapt(cells) {
      const of = (header: string | undefined): string => (header === undefined ? '' : (cells.get(header) ?? '').trim());
      const assumed: RowMessage[] = [];
      const fromTag = (column: string, header: string, tag: string): void => {
        assumed.push(say([column], 'ASSUMED.FROM_TAG', `「${header}」取自标签「${tag}」`, `${header} (${column}): taken from the tag "${tag}"`));
      };
      const texts: Record<string, string> = { title: of(headers.title), employer: of(headers.employer), wageText: of(headers.wageText) };
      const place = of(headers.region);
      const region = resolveRegion(place, { cityFirst: true });
      texts['region'] = region.ok ? region.code : place;
      if (region.ok && region.assumed !== undefined) assumed.push(say(['region'], 'ASSUMED.REGION', `「工作地区」${region.assumed.zh}`, `工作地区 (region): ${region.assumed.en}`));
      const experience = of(headers.experience);
      if (experience !== '') texts['experienceYears'] = experience;
      const education = of(headers.education);
      if (education !== '') texts['education'] = education;
      for (const tag of tagsOf(of(headers.tags))) {
        const headcount = HEADCOUNT_TAG.exec(tag);
        if (headcount !== null) texts['headcount'] ??= tag;
        else if (EXPERIENCE_TAG.test(tag)) texts['experienceYears'] ??= tag;
        else if (EDUCATION_TAG.test(tag)) texts['education'] ??= tag;
        else if (/^(五险一金|六险一金|五险二金)$/u.test(tag) && texts['insurance'] === undefined) { texts['insurance'] = '是'; fromTag('insurance', '五险一金', tag); }
        else {
          const housing = HOUSING_TAGS.find(([pattern]) => pattern.test(tag));
          if (housing !== undefined && texts['housing'] === undefined) { texts['housing'] = housing[1]; fromTag('housing', '食宿', tag); }
        }
      }
      return { texts, assumed };
    },
  };
}

/**
 * Advertisement exports met in the wild, told by their header rows. In the 2024 layout 需求 is the size of the firm
 * (50-150人) and not the headcount: it is left out.
 */
export const advertisementProfiles: readonly FileProfile[] = [
  profile('ads-search', '招聘网站搜索结果', ['职位', '薪资', '标签', '公司', '需求', '地点'], { title: '职位', employer: '公司', region: '地点', wageText: '薪资', tags: '标签' }),
  profile('ads-listing', '招聘网站列表（2023）', ['company', 'title', 'education', 'location', 'salary', 'experience', 'posted_at'], { title: 'title', employer: 'company', region: 'location', wageText: 'salary', education: 'education', experience: 'experience', tags: 'tags' }),
  profile('ads-requirements', '招聘网站列表（2018，要求列）', ['posted_mmdd', 'title', 'company', 'location', 'salary', 'requirements'], { title: 'title', employer: 'company', region: 'location', wageText: 'salary', tags: 'requirements' }),
  profile('ads-nested-tags', '招聘网站列表（2018，标签列）', ['职位', '公司', '地址', '薪酬', '标签'], { title: '职位', employer: '公司', region: '地址', wageText: '薪酬', tags: '标签' }),
];
