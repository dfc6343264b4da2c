import { ageOn, monthOfAge, provinceOf, type IdNumber } from '@jiedui/reference-data';
import { listCell, monthCell, dayCell, refuse, splitList, textCell, valueOf, yesNoCell, choiceCell, type ListDefinition, type RowMessage } from '@jiedui/tabular';
import {
  consentCell, educationCell, educationNames, experienceCell, findingCell, heldCertificatesCell, idNumberCell, mobileCell, monthlyWageCell, regionWishesCell, unitCell,
  type Consent, type Finding, type HeldCertificateText, type RegionWishes,
} from '../cell-kinds.js';
import type { ListContext } from '../list-context.js';
import { say, supplyProgramme, unitOutsideProgramme } from '../row-checks.js';
import { externalIdColumn, optionalText, programmeColumn } from '../shared-columns.js';
import { codeWishes } from '../title-coding.js';

/** 监测对象类别 (中央农村工作领导小组 2021: 防止返贫监测三类户). */
export const monitoringKinds = ['脱贫不稳定户', '边缘易致贫户', '突发严重困难户'] as const;
export type MonitoringKind = (typeof monitoringKinds)[number];

/** A wish for work: the title as written and its occupation, null when it could not be coded. */
export interface WorkWish {
  readonly title: string;
  readonly occupation: string | null;
}

/** A row of 就业需求清单. `name`, `idNumber` and `phone` are personal data: they never go into features, logs or messages. */
export interface WorkerRow {
  readonly programme: string;
  readonly externalId: string | null;
  readonly name: string;
  readonly idNumber: string | null;
  /** `YYYY-MM-DD` from the ID number, else null. */
  readonly birthDate: string | null;
  /** `YYYY-MM`; null when neither ID number nor month is given. */
  readonly birthMonth: string | null;
  readonly phone: string | null;
  readonly unit: string;
  readonly township: string | null;
  readonly education: number | null;
  readonly wishes: readonly WorkWish[];
  readonly skills: readonly string[];
  readonly certificates: readonly HeldCertificateText[];
  readonly experienceYears: number | null;
  /** Fen a month. */
  readonly wageWishFen: number | null;
  /** Fen a month below which no post is taken (hard). */
  readonly wageMinFen: number | null;
  readonly regionsWished: readonly string[];
  readonly regionsExcluded: readonly string[];
  readonly wishesSameProvince: boolean;
  readonly wishesNearby: boolean;
  readonly excludesOtherProvinces: boolean;
  readonly needsHousing: boolean | null;
  readonly availableOn: string | null;
  readonly household: string | null;
  readonly zeroEmploymentHousehold: Finding;
  readonly hardToEmploy: Finding;
  readonly monitoring: MonitoringKind | null;
  readonly liftedOut: boolean;
  readonly resettled: boolean;
  readonly travelGroup: string | null;
  readonly consent: Consent;
}

/** Cells of the workers list by column code. */
export interface WorkerCells {
  externalId: string | null;
  name: string;
  idNumber: IdNumber | null;
  birthMonth: string | null;
  phone: string | null;
  unit: string;
  township: string | null;
  education: number | null;
  wishes: readonly WorkWish[];
  skills: readonly string[];
  certificates: readonly HeldCertificateText[];
  experienceYears: number | null;
  wageWish: number | null;
  wageMin: number | null;
  regionsWished: RegionWishes;
  regionsExcluded: RegionWishes;
  needsHousing: boolean | null;
  availableOn: string | null;
  household: string | null;
  zeroEmploymentHousehold: Finding;
  hardToEmploy: Finding;
  zeroEmploymentAuthority: string | null;
  zeroEmploymentUntil: string | null;
  hardToEmployAuthority: string | null;
  hardToEmployUntil: string | null;
  monitoring: MonitoringKind | null;
  liftedOut: boolean;
  resettled: boolean;
  travelGroup: string | null;
  consent: Consent;
  programme: string | null;
}

const NOT_FOUND: Finding = { holds: false, authority: null, validUntil: null };
const NO_WISHES: RegionWishes = { codes: [], sameProvince: false, nearby: false, otherProvinces: false };
/** Workers younger than this come under the legal working age (劳动法 art. 15: 16 full years) within a plan's span. */
const AGE_OF_CONCERN = 18;
const LEGAL_WORKING_AGE = 16;

/** The workers list (就业需求清单): side supply of the employment market, capacity 1. */
export const workerList: ListDefinition<WorkerCells, WorkerRow, ListContext> = {
  code: 'worker',
  title: { zh: '就业需求清单', en: 'Workers list' },
  columns: {
    externalId: externalIdColumn('人员编号', 'RY-001'),
    name: { header: '姓名', personal: true, example: '样例甲', width: 12, whenEmpty: 'required', parse: textCell(30), note: { zh: '30 字以内', en: 'at most 30 characters' } },
    idNumber: { header: '身份证号', aliases: ['身份证号码', '公民身份号码'], personal: true, example: '', width: 22, whenEmpty: { value: null }, parse: idNumberCell, note: { zh: '18 位，含校验位（GB 11643-1999）；没有时填出生年月', en: '18 characters with check character (GB 11643-1999); else give the month of birth' } },
    birthMonth: { header: '出生年月', aliases: ['出生日期'], personal: true, example: '1990-03', width: 12, whenEmpty: { value: null }, parse: monthCell(), note: { zh: '没有身份证号时填写', en: 'when no ID number is given' } },
    phone: { header: '联系电话', aliases: ['手机号', '手机', '电话'], personal: true, example: '', width: 14, whenEmpty: { value: null }, parse: mobileCell, note: { zh: '11 位手机号', en: 'mobile number of 11 digits' } },
    unit: { header: '所在县区', aliases: ['县区', '户籍县区', '所属县区'], example: '云阳县', width: 14, whenEmpty: 'required', parse: unitCell, note: { zh: '受援县（区）名称或代码', en: 'receiving unit by name or code' } },
    township: optionalText('乡镇', 40, '江口镇', '乡镇或街道', 'township', ['乡镇街道']),
    education: { header: '学历', aliases: ['文化程度'], example: '初中', width: 10, choices: educationNames, multiple: true, whenEmpty: { value: null }, parse: educationCell('worker'), note: { zh: '最高学历；不填为待确认', en: 'highest; empty means not known' } },
    wishes: {
      header: '求职意向', aliases: ['意向岗位', '意向职业'], example: '电焊工、保安', width: 20, whenEmpty: 'required',
      parse: (text, context) => {
        const titles = splitList(text);
        if (titles.length === 0 || titles.length > 10 || titles.some((t) => t.length > 40)) return refuse('CELL.WISHES', '应填 1 至 10 项岗位名称，每项不超过 40 个字', 'takes 1 to 10 titles of at most 40 characters');
        const { wishes, message } = codeWishes(titles, context);
        return valueOf(wishes, message);
      },
      note: { zh: '想从事的岗位，可填多项', en: 'titles wished for, several allowed' },
    },
    skills: { header: '技能', example: '电焊', whenEmpty: { value: [] }, parse: listCell(30, 40), note: { zh: '可填多项', en: 'several allowed' } },
    certificates: { header: '证书', aliases: ['职业证书', '技能证书'], example: '焊工证(2027-05)', width: 18, whenEmpty: { value: [] }, parse: heldCertificatesCell, note: { zh: '可填多项，括号内为有效期', en: 'several allowed, expiry in brackets' } },
    experienceYears: { header: '工作年限', aliases: ['工作经验'], example: '3', width: 10, whenEmpty: { value: null }, parse: experienceCell(60), note: { zh: '年，0–60', en: 'years, 0–60' } },
    wageWish: { header: '期望月薪', example: '5000', width: 10, whenEmpty: { value: null }, parse: monthlyWageCell, note: { zh: '元/月，参考', en: 'yuan a month, soft' } },
    wageMin: { header: '最低月薪', example: '4000', width: 10, whenEmpty: { value: null }, parse: monthlyWageCell, note: { zh: '元/月，硬性条件：低于此数不匹配', en: 'yuan a month, hard: nothing below it is matched' } },
    regionsWished: { header: '意向地区', example: '重庆市、省内', width: 18, whenEmpty: { value: NO_WISHES }, parse: regionWishesCell, note: { zh: '可填多项，可写 省内、就近', en: 'several allowed, 省内 and 就近 too' } },
    regionsExcluded: { header: '排除地区', example: '', width: 18, whenEmpty: { value: NO_WISHES }, parse: regionWishesCell, note: { zh: '硬性条件，可填多项，可写 省外', en: 'hard, several allowed, 省外 (other provinces) too' } },
    needsHousing: { header: '需要住宿', example: '是', width: 10, choices: ['是', '否'], whenEmpty: { value: null }, parse: yesNoCell(), note: { zh: '填 是 时，不提供住宿的岗位不匹配', en: 'when 是, posts without lodging are not matched' } },
    availableOn: { header: '可到岗日期', example: '2026-03-01', width: 12, whenEmpty: { value: null }, parse: dayCell(), note: { zh: '不填为随时', en: 'empty means any time' } },
    household: optionalText('家庭编号', 40, 'H-001', '同一家庭填同一编号', 'members of a household share it', ['户编号']),
    zeroEmploymentHousehold: { header: '零就业家庭', example: '是(云阳县人社局;2026-12-31)', width: 26, choices: ['是', '否'], multiple: true, whenEmpty: { value: NOT_FOUND }, parse: findingCell, note: { zh: '是 或 否，可注明认定机构和有效期', en: 'yes or no, with the office and the expiry' } },
    hardToEmploy: { header: '就业困难人员', example: '是(云阳县人社局;2026-12-31)', width: 26, choices: ['是', '否'], multiple: true, whenEmpty: { value: NOT_FOUND }, parse: findingCell, note: { zh: '是 或 否，可注明认定机构和有效期；与零就业家庭同时为 是 才列第一优先级', en: 'yes or no, with the office and the expiry; tier 1 needs both' } },
    zeroEmploymentAuthority: optionalText('零就业认定机构', 60, '', '可写在「零就业家庭」括号内', 'may stand in the bracket instead'),
    zeroEmploymentUntil: { header: '零就业认定有效期至', example: '', whenEmpty: { value: null }, parse: dayCell(), note: { zh: '可写在「零就业家庭」括号内', en: 'may stand in the bracket instead' } },
    hardToEmployAuthority: optionalText('困难认定机构', 60, '', '可写在「就业困难人员」括号内', 'may stand in the bracket instead'),
    hardToEmployUntil: { header: '困难认定有效期至', example: '', whenEmpty: { value: null }, parse: dayCell(), note: { zh: '可写在「就业困难人员」括号内', en: 'may stand in the bracket instead' } },
    monitoring: { header: '监测对象类别', aliases: ['监测对象'], example: '', width: 14, choices: monitoringKinds, whenEmpty: { value: null }, parse: choiceCell<MonitoringKind | null, ListContext>(new Map<string, MonitoringKind | null>([...monitoringKinds.map((k): [string, MonitoringKind] => [k, k]), ['否', null], ['无', null]]), monitoringKinds), note: { zh: '三类监测户之一', en: 'one of the three kinds of monitored household' } },
    liftedOut: { header: '脱贫人口', example: '否', width: 10, choices: ['是', '否'], whenEmpty: { value: false }, parse: yesNoCell(), note: { zh: '不填为否', en: 'empty means no' } },
    resettled: { header: '移民', aliases: ['搬迁移民', '库区移民'], example: '否', width: 8, choices: ['是', '否'], whenEmpty: { value: false }, parse: yesNoCell(), note: { zh: '不填为否', en: 'empty means no' } },
    travelGroup: optionalText('同行编组', 40, '', '填同一编组的人须去同一企业的同一地区，否则都不去', 'people of one group go to one enterprise and region, or none goes'),
    consent: { header: '知情同意', example: '是(2026-01-15)', width: 16, choices: ['是', '否'], multiple: true, whenEmpty: { value: { given: false, on: null }, assumed: { code: 'ASSUMED.NO_CONSENT', zh: '未填，按未同意计：保存但不参与匹配', en: 'empty, taken for no consent: kept but never matched' } }, parse: consentCell, note: { zh: '本人同意参与匹配，可注明日期；没有同意的保存但不匹配', en: 'consent to be matched, with the day; without it the row is kept but never matched' } },
    programme: programmeColumn(),
  },
  rowChecks: [
    (c, context) => unitOutsideProgramme(c.programme, c.unit, 'unit', '所在县区', context),
    (c) => (c.wageWish != null && c.wageMin != null && c.wageWish < c.wageMin
      ? [say(['wageWish', 'wageMin'], 'ROW.WAGE_REVERSED', '「期望月薪」低于「最低月薪」；请核对', '期望月薪 (wageWish) is below 最低月薪 (wageMin); check them')] : []),
    (c, { today }) => {
      const month = c.idNumber?.birthDate.slice(0, 7) ?? c.birthMonth;
      if (month == null) return [];
      if (c.idNumber != null && c.birthMonth != null && c.idNumber.birthDate.slice(0, 7) !== c.birthMonth) return [say(['birthMonth', 'idNumber'], 'ROW.BIRTH_MISMATCH', '「出生年月」与「身份证号」不一致；请核对', '出生年月 (birthMonth) does not agree with 身份证号 (idNumber); check them')];
      const age = ageOn(`${month}-01`, today);
      return age < 0 || age > 120 ? [say([c.idNumber == null ? 'birthMonth' : 'idNumber'], 'ROW.BIRTH_IMPOSSIBLE', '出生日期不合理（在今天以后或超过 120 岁）；请核对', 'the birth date is impossible (in the future or above 120 years); check it')] : [];
    },
    (c) => {
      const both = c.regionsWished?.codes.filter((code) => c.regionsExcluded?.codes.includes(code) === true) ?? [];
      return both.length > 0 ? [say(['regionsExcluded', 'regionsWished'], 'ROW.REGION_WISHED_AND_EXCLUDED', '同一地区既在「意向地区」又在「排除地区」；请去掉一处', 'a region is both wished for (regionsWished) and excluded (regionsExcluded); take one away')] : [];
    },
    (c) => {
      const wrong: RowMessage[] = [];
      if (c.zeroEmploymentUntil != null && c.zeroEmploymentHousehold?.holds === false) wrong.push(say(['zeroEmploymentUntil', 'zeroEmploymentHousehold'], 'ROW.EVIDENCE_WITHOUT_FINDING', '填了「零就业认定有效期至」但「零就业家庭」不是 是；请核对', 'an expiry is given but 零就业家庭 (zeroEmploymentHousehold) is not 是; check them'));
      if (c.hardToEmployUntil != null && c.hardToEmploy?.holds === false) wrong.push(say(['hardToEmployUntil', 'hardToEmploy'], 'ROW.EVIDENCE_WITHOUT_FINDING', '填了「困难认定有效期至」但「就业困难人员」不是 是；请核对', 'an expiry is given but 就业困难人员 (hardToEmploy) is not 是; check them'));
      return wrong;
    },
  ],
  finish(c, context) {
    const assumed: RowMessage[] = [];
    const programme = supplyProgramme(c.programme, c.unit, context) ?? '';
    const withEvidence = (finding: Finding, authority: string | null, until: string | null): Finding => ({ holds: finding.holds, authority: authority ?? finding.authority, validUntil: until ?? finding.validUntil });
    const zeroEmploymentHousehold = withEvidence(c.zeroEmploymentHousehold, c.zeroEmploymentAuthority, c.zeroEmploymentUntil);
    const hardToEmploy = withEvidence(c.hardToEmploy, c.hardToEmployAuthority, c.hardToEmployUntil);
    for (const [code, header, finding] of [['zeroEmploymentHousehold', '零就业家庭', zeroEmploymentHousehold], ['hardToEmploy', '就业困难人员', hardToEmploy]] as const) {
      if (finding.holds && finding.validUntil !== null && finding.validUntil < context.today) assumed.push(say([code], 'ASSUMED.EVIDENCE_EXPIRED', `「${header}」认定已于 ${finding.validUntil} 到期，不计入优先级`, `${header} (${code}): the finding ended on ${finding.validUntil} and gives no priority`));
    }
    const birthDate = c.idNumber?.birthDate ?? null;
    const excluded = new Set(c.regionsExcluded.codes);
    if (c.regionsExcluded.sameProvince) excluded.add(provinceOf(c.unit));
    if (c.regionsExcluded.nearby) excluded.add(c.unit);
    return {
      assumed,
      row: {
        programme, externalId: c.externalId, name: c.name, idNumber: c.idNumber?.number ?? null, birthDate, birthMonth: birthDate?.slice(0, 7) ?? c.birthMonth, phone: c.phone,
        unit: c.unit, township: c.township, education: c.education, wishes: c.wishes, skills: c.skills, certificates: c.certificates, experienceYears: c.experienceYears,
        wageWishFen: c.wageWish, wageMinFen: c.wageMin, regionsWished: c.regionsWished.codes, regionsExcluded: [...excluded],
        wishesSameProvince: c.regionsWished.sameProvince, wishesNearby: c.regionsWished.nearby, excludesOtherProvinces: c.regionsExcluded.otherProvinces,
        needsHousing: c.needsHousing, availableOn: c.availableOn, household: c.household, zeroEmploymentHousehold, hardToEmploy,
        monitoring: c.monitoring, liftedOut: c.liftedOut, resettled: c.resettled, travelGroup: c.travelGroup, consent: c.consent,
      },
    };
  },
  /** Holds the ID number or the name where there is no number of one's own: keep it in memory only, or as a blind index. */
  keyOf: (row) => (row.externalId !== null ? ['worker#', row.unit, row.externalId] : row.idNumber !== null ? ['worker-id', row.unit, row.idNumber] : ['worker', row.unit, row.name, row.birthMonth ?? '', row.phone ?? '']).join('\u001f'),
};

/** Month in which 16 is reached, for workers younger than 18 on the day; null for everyone else and when the birth is not known. */
export function legalAgeFrom(row: Pick<WorkerRow, 'birthDate' | 'birthMonth'>, today: string): string | null {
  const birth = row.birthDate ?? (row.birthMonth === null ? null : `${row.birthMonth}-28`);
  return birth === null || ageOn(birth, today) >= AGE_OF_CONCERN ? null : monthOfAge(birth, LEGAL_WORKING_AGE);
}
