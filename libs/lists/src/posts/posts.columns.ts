import type { Housing, PostKind } from '@jiedui/contracts';
import { dayCell, listCell, refuse, textCell, valueOf, yesNoCell, type ListDefinition, type RowMessage } from '@jiedui/tabular';
import {
  certificateNamesCell, creditCodeCell, educationCell, educationNames, experienceCell, headcountCell, housingCell, monthlyWageCell, occupationCell, postKindCell, regionCell,
} from '../cell-kinds.js';
import type { ListContext } from '../list-context.js';
import { expandTargets, needsProgramme, programmeOf, say, targetsOutsideProgramme } from '../row-checks.js';
import { externalIdColumn, programmeColumn, targetUnitsColumn } from '../shared-columns.js';
import { codePost } from '../title-coding.js';
import { type AgeAsked, ageAskedColumn, legalGroundColumn, type LegalGround, menOnly, sexAskedColumn, unfairTerms } from './fair-terms.js';
import { beginsBelowMinimumWage, belowMinimumWage } from './minimum-wage.js';
import { parseWageText, type MonthlyWage } from '../wage-text.js';

/** A row of 岗位供给清单. Null is unknown and never excludes. */
export interface PostRow {
  readonly programme: string;
  readonly externalId: string | null;
  readonly title: string;
  /** 职业分类大典 2022; null when the title could not be coded. */
  readonly occupation: string | null;
  readonly headcount: number;
  readonly employer: string;
  readonly creditCode: string | null;
  readonly region: string;
  /** Fen a month, safe integers. */
  readonly wageMinFen: number | null;
  readonly wageMaxFen: number | null;
  readonly wageText: string | null;
  /** 0 不限 to 8 博士, as `EducationLevel`. */
  readonly education: number | null;
  readonly experienceYears: number | null;
  readonly certificates: readonly string[];
  readonly skills: readonly string[];
  readonly housing: Housing | null;
  readonly insurance: boolean | null;
  readonly startOn: string | null;
  readonly closesOn: string | null;
  /** Units, expanded from prefectures and provinces; empty means all of the programme. */
  readonly targetUnits: readonly string[];
  readonly kind: PostKind;
}

interface WageText { readonly text: string; readonly wage: MonthlyWage }

/** Cells of the jobs list by column code. */
export interface PostCells {
  externalId: string | null;
  title: string;
  occupationCode: string | null;
  headcount: number;
  employer: string;
  creditCode: string | null;
  region: string;
  wageMin: number | null;
  wageMax: number | null;
  wageText: WageText | null;
  education: number | null;
  experienceYears: number | null;
  certificates: readonly string[];
  skills: readonly string[];
  housing: Housing | null;
  insurance: boolean | null;
  startOn: string | null;
  closesOn: string | null;
  targetUnits: readonly string[];
  kind: PostKind;
  sexAsked: 'm' | 'f' | null;
  ageAsked: AgeAsked | null;
  legalGround: LegalGround | null;
  programme: string | null;
}

/** The jobs list (岗位供给清单): side demand of the employment market. */
export const postList: ListDefinition<PostCells, PostRow, ListContext> = {
  code: 'post',
  title: { zh: '岗位供给清单', en: 'Jobs list' },
  columns: {
    externalId: externalIdColumn('岗位编号', 'GW-001'),
    title: { header: '岗位名称', aliases: ['职位', '职位名称', '岗位'], key: true, example: '电焊工', width: 20, whenEmpty: 'required', parse: textCell(80), note: { zh: '80 字以内；没有职业编码时据此编码', en: 'at most 80 characters; coded by it when no occupation code is given' } },
    occupationCode: { header: '职业编码', aliases: ['职业代码'], example: '6-18-02-04', whenEmpty: { value: null }, parse: occupationCell, note: { zh: '职业分类大典（2022）编码，可不填', en: 'code of 职业分类大典 2022, may be left empty' } },
    headcount: { header: '招聘人数', aliases: ['人数', '需求人数', '招用人数'], example: '10', width: 10, whenEmpty: { value: 1, assumed: { code: 'ASSUMED.HEADCOUNT', zh: '未填，按 1 人计', en: 'empty, counted as 1' } }, parse: headcountCell, note: { zh: '1–5000 的整数；不填或 若干 按 1 人计', en: 'whole number 1–5000; empty or 若干 counts as 1' } },
    employer: { header: '用工单位', aliases: ['公司', '企业', '企业名称', '单位名称', '公司名称', '用人单位'], key: true, example: '样例机械有限公司', width: 28, whenEmpty: 'required', parse: textCell(100), note: { zh: '单位全称', en: 'full name of the employer' } },
    creditCode: { header: '统一社会信用代码', aliases: ['信用代码'], example: '', width: 22, whenEmpty: { value: null }, parse: creditCodeCell, note: { zh: '18 位，含校验位（GB 32100-2015）', en: '18 characters with check character (GB 32100-2015)' } },
    region: { header: '工作地区', aliases: ['工作地点', '地点', '地区'], key: true, example: '广东省广州市黄埔区', width: 22, whenEmpty: 'required', parse: regionCell, note: { zh: '市或区县的名称或代码', en: 'city or district by name or code' } },
    wageMin: { header: '月薪下限', aliases: ['最低薪资', '薪资下限'], example: '5000', width: 10, whenEmpty: { value: null }, parse: monthlyWageCell, note: { zh: '元/月；可只填薪资说明', en: 'yuan a month; 薪资说明 alone will do' } },
    wageMax: { header: '月薪上限', aliases: ['最高薪资', '薪资上限'], example: '7000', width: 10, whenEmpty: { value: null }, parse: monthlyWageCell, note: { zh: '元/月', en: 'yuan a month' } },
    wageText: {
      header: '薪资说明', aliases: ['薪资', '薪酬', '工资', '工资待遇'], example: '5-7千', width: 14, whenEmpty: { value: null },
      parse: (text) => { const r = parseWageText(text); return r.ok ? valueOf({ text, wage: r.wage }, r.wage.assumed) : refuse(r.code, `：${r.zh}`, r.en); },
      note: { zh: '如 6-8千、1-1.5万·13薪、10-15万/年、150-200元/天、20元/小时、面议；日薪按 21.75 天、时薪按 174 小时折算', en: 'such as 6-8千, 10-15万/年, 150-200元/天, 面议; 21.75 days and 174 hours a month' },
    },
    education: { header: '学历要求', aliases: ['学历'], example: '初中', width: 10, choices: educationNames, multiple: true, whenEmpty: { value: null }, parse: educationCell('post'), note: { zh: '最低要求；不填为待确认', en: 'at least; empty means not known' } },
    experienceYears: { header: '经验要求', aliases: ['工作经验', '经验'], example: '1', width: 10, whenEmpty: { value: null }, parse: experienceCell(40), note: { zh: '年，0–40', en: 'years, 0–40' } },
    certificates: { header: '持证要求', aliases: ['证书要求'], example: '焊工证', whenEmpty: { value: [] }, parse: certificateNamesCell, note: { zh: '硬性条件，可填多项', en: 'hard rule, several allowed' } },
    skills: { header: '技能要求', aliases: ['技能'], example: '氩弧焊、识图', whenEmpty: { value: [] }, parse: listCell(30, 40), note: { zh: '可填多项', en: 'several allowed' } },
    housing: { header: '食宿', aliases: ['食宿情况', '食宿条件'], example: '包吃住', width: 10, choices: ['包吃住', '包住', '包吃', '不提供'], whenEmpty: { value: null }, parse: housingCell, note: { zh: '不填为待确认', en: 'empty means not known' } },
    insurance: { header: '五险一金', aliases: ['社保'], example: '是', width: 10, choices: ['是', '否'], whenEmpty: { value: null }, parse: yesNoCell(), note: { zh: '是 或 否', en: '是 (yes) or 否 (no)' } },
    startOn: { header: '到岗日期', aliases: ['入职日期'], example: '2026-03-01', width: 12, whenEmpty: { value: null }, parse: dayCell(), note: { zh: '硬性条件：晚于此日加宽限期才可到岗的人不匹配', en: 'hard rule: people free later than this plus the grace are not matched' } },
    closesOn: { header: '截止日期', aliases: ['招聘截止日期'], example: '2026-06-30', width: 12, whenEmpty: { value: null }, parse: dayCell(), note: { zh: '过期后不再匹配', en: 'not matched afterwards' } },
    targetUnits: targetUnitsColumn('面向县区'),
    kind: { header: '岗位性质', example: '普通', width: 12, choices: ['普通', '就近就业', '以工代赈', '公益性'], whenEmpty: { value: 'ordinary' }, parse: postKindCell, note: { zh: '不填为普通', en: 'empty means 普通 (ordinary)' } },
    sexAsked: sexAskedColumn, ageAsked: ageAskedColumn, legalGround: legalGroundColumn,
    programme: programmeColumn(),
  },
  rowChecks: [
    (c) => unfairTerms(c),
    (c, context) => belowMinimumWage(c, context.minimumWages),
    (c, context) => needsProgramme(c.programme, context),
    (c, context) => targetsOutsideProgramme(c.programme, c.targetUnits, '面向县区', context),
    (c) => (c.wageMin != null && c.wageMax != null && c.wageMax < c.wageMin
      ? [say(['wageMax', 'wageMin'], 'ROW.WAGE_REVERSED', `「月薪上限」${c.wageMax / 100} 元低于「月薪下限」${c.wageMin / 100} 元；请核对`, `月薪上限 (wageMax) ${c.wageMax / 100} is below 月薪下限 (wageMin) ${c.wageMin / 100}; check them`)] : []),
  ],
  finish(c, context) {
    const assumed: RowMessage[] = [...menOnly(c.legalGround, c.sexAsked), ...beginsBelowMinimumWage(c, context.minimumWages)];
    const programme = programmeOf(c.programme, context) ?? '';
    let occupation = c.occupationCode;
    if (occupation === null) {
      const coded = codePost(c.title, context);
      occupation = coded.code;
      assumed.push(coded.message);
    }
    const given = c.wageMin !== null || c.wageMax !== null;
    return {
      assumed,
      row: {
        programme, externalId: c.externalId, title: c.title, occupation, headcount: c.headcount, employer: c.employer, creditCode: c.creditCode, region: c.region,
        wageMinFen: given ? c.wageMin : c.wageText?.wage.minFen ?? null, wageMaxFen: given ? c.wageMax : c.wageText?.wage.maxFen ?? null, wageText: c.wageText?.text ?? null,
        education: c.education, experienceYears: c.experienceYears, certificates: c.certificates, skills: c.skills, housing: c.housing, insurance: c.insurance,
        startOn: c.startOn, closesOn: c.closesOn, targetUnits: expandTargets(c.targetUnits, programme, context), kind: c.kind,
      },
    };
  },
  keyOf: (row) => (row.externalId === null ? ['post', row.title, row.employer, row.region] : ['post#', row.externalId, row.employer]).join('\u001f'),
};
