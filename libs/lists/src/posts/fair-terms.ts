import { choiceCell, refuse, valueOf, type Column, type RowMessage } from '@jiedui/tabular';
import type { ListContext } from '../list-context.js';
import { say } from '../row-checks.js';

/** Grounds in law on which a post may ask for a sex or an age. */
export const legalGrounds = {
  /** 女职工劳动保护特别规定 (国务院令第 619 号), annex art. 1: mining under ground, the heaviest grade of labour, loads above its bounds. */
  'women-barred': { zh: '女职工禁忌从事的劳动', en: 'labour that women are barred from', law: '《女职工劳动保护特别规定》附录第一条' },
  /** 特种作业人员安全技术培训考核管理规定 art. 4: of full 18 years and not above the age of retirement. */
  'special-operation': { zh: '特种作业', en: 'special operations', law: '《特种作业人员安全技术培训考核管理规定》第四条' },
} as const;
export type LegalGround = keyof typeof legalGrounds;

/** Ages that a post asks for, in full years; null where it does not bound that side. */
export interface AgeAsked { readonly min: number | null; readonly max: number | null }

const LEGAL_WORKING_AGE = 16, GROWN_UP = 18;
/** No upper bound below this is taken for the age of retirement; women retire from 50 on, which 特种作业 may ask for. */
const RETIREMENT = 60, EARLIEST_RETIREMENT = 50;
const ANY = ['不限', '无', '无要求', '没有要求', '不要求', '均可', '都可', '男女不限', '男女均可', '年龄不限', '性别不限'] as const;
const FROM = /^(?:年满|满)?(\d{2})(?:周?岁)?(?:及?以上|\+|起)$/u, UP_TO = /^(\d{2})(?:周?岁)?(?:及?以[下内])$/u, BETWEEN = /^(?:年龄)?(\d{2})(?:周?岁)?[-~—–至到](\d{2})(?:周?岁)?(?:之间)?$/u;

/** 性别要求: kept only to be looked at; nothing is matched by sex. */
export const sexAskedColumn: Column<'m' | 'f' | null, ListContext> = {
  header: '性别要求', aliases: ['性别', '性别限制'], example: '不限', width: 10, choices: ['不限', '男', '女'], whenEmpty: { value: null },
  parse: choiceCell<'m' | 'f' | null, ListContext>(new Map<string, 'm' | 'f' | null>([...ANY.map((form): [string, null] => [form, null]), ['男', 'm'], ['男性', 'm'], ['女', 'f'], ['女性', 'f']]), ['不限', '男', '女']),
  note: { zh: '除国家规定不适合妇女的岗位外，不得按性别招人（就业促进法第二十七条）', en: 'no post asks for a sex but where the state bars women from it (就业促进法 art. 27)' },
};

/** 年龄要求: bounds that the law itself draws are understood, others refused. */
export const ageAskedColumn: Column<AgeAsked | null, ListContext> = {
  header: '年龄要求', aliases: ['年龄', '年龄限制', '年龄范围'], example: '不限', width: 10, whenEmpty: { value: null },
  parse: (text) => {
    const plain = text.normalize('NFKC').replace(/\s/gu, ''), between = BETWEEN.exec(plain), from = FROM.exec(plain), upTo = UP_TO.exec(plain);
    if (ANY.some((form) => form === plain)) return valueOf(null);
    if (between !== null) return valueOf({ min: Number(between[1]), max: Number(between[2]) });
    if (from !== null) return valueOf({ min: Number(from[1]), max: null });
    if (upTo !== null) return valueOf({ min: null, max: Number(upTo[1]) });
    return refuse('CELL.AGE_ASKED', '应写作 不限、18周岁以上 或 18-60周岁', 'is written 不限, 18周岁以上 or 18-60周岁');
  },
  note: { zh: '一般填 不限；没有法定依据不得限制年龄', en: 'as a rule 不限; ages are not bounded without a ground in law' },
};

/** 限制依据: the ground in law of a bound. */
export const legalGroundColumn: Column<LegalGround | null, ListContext> = {
  header: '限制依据', example: '', width: 14, choices: Object.values(legalGrounds).map(({ zh }) => zh), whenEmpty: { value: null },
  parse: choiceCell<LegalGround | null, ListContext>(new Map<string, LegalGround | null>([['无', null], [legalGrounds['women-barred'].zh, 'women-barred'], ['女职工禁忌劳动', 'women-barred'], ['特种作业', 'special-operation']]), Object.values(legalGrounds).map(({ zh }) => zh)),
  note: { zh: '限制性别或年龄时必填', en: 'when a sex or an age is asked for' },
};

/** What advertisements write into titles; 男女不限 and 女装 are none of it. */
const SEX_IN_TITLE = /限[男女]|(?:只|仅)(?:招|限)?[男女](?![装鞋裤包科])|[男女][性士生]?优先/u;
const AGE_IN_TITLE = /\d{2}\s*[-~—–至到]\s*\d{2}\s*周?岁|\d{2}\s*周?岁(?:及?以[下内])/u;

const sexAsked = (column: string, header: string): RowMessage => say([column], 'ROW.SEX_ASKED',
  `「${header}」不得按性别招人（《就业促进法》第二十七条：除国家规定的不适合妇女的工种或者岗位外，不得以性别为由拒绝录用妇女或者提高录用标准）；请改为不限，确属女职工禁忌从事的劳动的，请填「性别要求」男并填「限制依据」`,
  `${header} (${column}): no post may ask for a sex (就业促进法 art. 27: but for work that the state holds unfit for women); take it out, or name the ground in 限制依据 (legalGround)`);
const ageAsked = (column: string, header: string): RowMessage => say([column], 'ROW.AGE_ASKED',
  `「${header}」没有法定依据不得限制年龄（《就业促进法》第三条、第二十六条：提供平等的就业机会和公平的就业条件，不得实施就业歧视）；请改为不限，属于特种作业的请填「限制依据」`,
  `${header} (${column}): ages are not bounded without a ground in law (就业促进法 art. 3 and 26); take it out, or name the ground in 限制依据 (legalGround)`);

/** A post that asks for a sex or an age without a ground in law is refused, with the article. */
export function unfairTerms(cells: { readonly title?: string; readonly sexAsked?: 'm' | 'f' | null; readonly ageAsked?: AgeAsked | null; readonly legalGround?: LegalGround | null }): readonly RowMessage[] {
  const found: RowMessage[] = [], { title = '', sexAsked: sex = null, ageAsked: age = null, legalGround: ground = null } = cells;
  if (sex !== null && !(sex === 'm' && ground === 'women-barred')) found.push(sexAsked('sexAsked', '性别要求'));
  if (SEX_IN_TITLE.test(title)) found.push(sexAsked('title', '岗位名称'));
  if (AGE_IN_TITLE.test(title)) found.push(ageAsked('title', '岗位名称'));
  if (age === null) return found;
  if ((age.min ?? GROWN_UP) < LEGAL_WORKING_AGE) found.push(say(['ageAsked'], 'ROW.AGE_BELOW_LEGAL', '「年龄要求」不得招用未满 16 周岁的人（《劳动法》第十五条）；请改为 16 周岁以上', '年龄要求 (ageAsked): nobody under 16 is employed (劳动法 art. 15); ask for 16 or more'));
  else if ((age.min ?? LEGAL_WORKING_AGE) > GROWN_UP || (age.max ?? RETIREMENT) < (ground === 'special-operation' ? EARLIEST_RETIREMENT : RETIREMENT)) found.push(ageAsked('ageAsked', '年龄要求'));
  return found;
}

/** Told beside a post that only men may be sent to: matching does not read sex, so the county looks before it sends anybody. */
export const menOnly = (ground: LegalGround | null, sex: 'm' | 'f' | null): readonly RowMessage[] => (sex === 'm' && ground === 'women-barred'
  ? [say(['sexAsked'], 'ASSUMED.MEN_ONLY', `「性别要求」依${legalGrounds['women-barred'].law}不安排女职工；匹配不看性别，发送建议前请县级核对`, `性别要求 (sexAsked): women are barred from this work (${legalGrounds['women-barred'].law}); matching does not read sex, so the county checks before it sends`)] : []);
