import { once } from '../data-files.js';
import { divisions } from '../regions/divisions.js';

/** A title taken apart: what names the work, what stands in brackets, and who advertises. */
export interface TitleForm {
  /** Parts between slashes, commas, pluses and blanks, in order, without pay, welfare, urgency, places and numbers of the advertisement. */
  readonly parts: readonly string[];
  /** The same of what stood in brackets. */
  readonly asides: readonly string[];
  /** The advertiser before 招聘 (`沐歌家具厂` of 沐歌家具厂招聘木工), empty when none is named. */
  readonly advertiser: string;
  /** Parts joined: two titles with one normal form are one title. */
  readonly normal: string;
}

/** Pay, welfare, hours and slogans: they say nothing of the work. Longer phrases stand before their parts. */
const NOISE = new RegExp([
  '(?:入职)?(?:就)?(?:缴纳?|交|购买?|提供|有)?(?:[五六七5-7]险)[一二三两1-3]?金?', '(?:缴纳?|交)?社保', '公积金', '大小周', '(?:周末)?[双单]休', '周末(?:休息|双休)?', '法定(?:节假日|休息)', '月休[\\d一二三四五六七八]*天?', '做[五六]休[一二]', '上[五六]休[一二]',
  '(?:提供|免费|可提供)?(?:包)?(?:食宿|吃住|住宿|公寓|宿舍)(?:免费)?', '包[吃住](?:包?[吃住])?(?:包[吃住])*', '管吃(?:管?住)?', '管住', '免费(?:培训|午餐|三餐)', '餐补', '房补', '车补', '话补', '补贴', '班车',
  '(?:超?高|无责|有|保障性?|保底)?(?:(?:底薪|工资|月薪|年薪|时薪|日薪|薪水|薪资)(?:保底|优厚|可谈|面议|高|无责|过万|上万)*|(?:薪酬|收入)(?:保底|优厚|可谈|面议|高|过万|上万)+)', '高?提成(?:高|上不封顶)?', '上不封顶', '无责', '保底', '综合薪资', '奖金', '年终奖', '绩效奖(?:金)?', '高薪', '高福利',
  '(?:高薪|长期|大量|现|特|诚|急|直|热){0,2}(?:招聘(?!$|专员|经理|主管|顾问|师|文员|助理|岗|总监|专家|运营|组长|负责人|员|与|及|方向|管理|客服|讲师|教练)|聘请|诚聘|急聘|急招|直招|诚招|热招|直聘|高聘|招募(?!$)|急需|招人|招满即止)', '(?:高薪|急|诚){1,2}[招聘](?=.)', '^急(?!诊|救)', '急$', '(?:可)?(?:接受)?(?:小白|新手|零基础|0基础)(?:可|也可)?', '(?:无|零|不限|有|免|可无|无需)(?:工作)?经验(?:可|者|均可|优先)*', '经验不限', '学历不限', '不限(?:学历|经验)',
  '可?(?:兼职|全职|实习|应届生?|应届毕业生|暑假工|寒假工|临时工|小时工|长期工|短期工|日结|周结|月结)(?:均可|可)?', '(?:带薪)(?:培训|年?休?假期?|学习|实习)?', '(?:长)?(?:白|夜|早|晚)班', '[两三二]班倒', '轮班', '不(?:加|上夜|倒)班', '无加班', '朝九晚[五六]', '早[八九]晚[五六]', '下午茶', '(?:可)?(?:转正|晋升)(?:快|空间大)?', '福利(?:好|优厚|待遇)?', '待遇(?:优厚?|好|从优)?', '国企', '央企', '上市公司', '外企', '日企', '世界五百强', '正编', '在编',
  '就近(?:分配|安排|上班)?', '(?:可)?居家办公', '弹性(?:工作|上班)?', '稳定', '轻松', '氛围好', '大专(?:以上|起)?', '本科(?:以上|起)?', '硕士', '博士', '中专', '初中以上', '男女不限', '年龄不限', '非中介', '双向选择', '\\d+届', '\\d+岁(?:以[上下内])?', '\\d+人', '\\d+[-~至]\\d+岁', '[一二三四五六七八九十]名', '\\d+名',
  '(?:月入|月薪|年薪|日薪|时薪|月)?[\\d.]+\\s*(?:[-~至到]\\s*[\\d.]+)?\\s*(?:k|w|千|万|元|块|/h|/天|/月|一天|每天|一小时)(?:\\+|起|以上)?(?:[-~至到]\\s*[\\d.]+\\s*(?:k|w|千|万|元|块))?(?:/?[天月年时])?',
  '(?:月入|月薪|年薪|日薪)?(?:过|上)万', '\\b(?:m?j|a|mj)\\d{4,}\\b', '\\d{3,}',
].join('|'), 'giu');

/** 招聘 here is the work itself, not the advertiser's verb. */
const RECRUITING = /招聘(?=$|专员|经理|主管|顾问|师|文员|助理|岗|实习|总监|专家|运营|组长|负责人|员|与|及|\/|方向|管理|客服|讲师|教练)/u;
const BRACKETED = /[([【{「《<][^([【{「《<)\]】}」》>]*[)\]】}」》>]/gu;
const OPEN = /[([【{「《<][^]*$/u;
const SEPARATOR = /(?<!c)\+|[\/\\、,，;；|·•\-—–_~!！?？:：。…*&"“”'’\s]+/u;

/** Short names of provinces and prefectures, the longest first, as titles put them before or behind the work. */
const places = once(() => {
  const names = new Set<string>();
  for (const division of divisions().values()) {
    if (division.level === 'province' || division.level === 'prefecture') { names.add(division.shortName); names.add(division.name); }
    else if (division.name.length >= 3) names.add(division.name);
  }
  return names;
});
const LONGEST_PLACE = 8;

/** Without a place in front; what is left keeps at least two characters. */
function withoutPlace(text: string): string {
  for (let length = Math.min(LONGEST_PLACE, text.length - 2); length >= 2; length--) {
    if (places().has(text.slice(0, length))) return withoutPlace(text.slice(length).replace(/^[市省区县](?=..)/u, ''));
  }
  return text;
}

/** Letters, digits and `+#.`, without dots at the ends; counted, since an expression for the last dots takes quadratic time on many. */
function plain(text: string): string {
  const marks = text.replace(/[^\p{L}\p{N}+#.]/gu, '');
  let from = 0, to = marks.length;
  while (from < to && marks[from] === '.') from++;
  while (to > from && marks[to - 1] === '.') to--;
  return marks.slice(from, to);
}

function partsOf(text: string): string[] {
  return text.split(SEPARATOR).map((part) => withoutPlace(plain(part.replace(NOISE, ' ')))).filter((part) => part !== '' && !/^[\d.+]+$/u.test(part) && !places().has(part));
}

/** Takes a title of an advertisement or a wish apart. Total: any text has a form, one without letters and digits an empty one. */
export function titleForm(title: string): TitleForm {
  const folded = title.normalize('NFKC').toLowerCase();
  const asides = [...folded.matchAll(BRACKETED)].flatMap((match) => partsOf(match[0].slice(1, -1)));
  let bare = folded.replace(BRACKETED, ' ').replace(OPEN, (rest) => ` ${rest.slice(1)}`).replace(/[)\]】}」》>]/gu, ' ');
  let advertiser = '';
  const at = bare.lastIndexOf('招聘');
  if (at >= 2 && !RECRUITING.test(bare.slice(at)) && plain(bare.slice(at + 2)).length >= 2) {
    const before = plain(bare.slice(0, at).replace(NOISE, ' '));
    advertiser = withoutPlace(before);
    bare = bare.slice(at + 2);
  }
  let parts = partsOf(bare);
  if (parts.length === 0) parts = asides.length > 0 ? asides : [plain(folded)].filter((part) => part !== '');
  return { parts, asides: parts === asides ? [] : asides, advertiser, normal: parts.join('') };
}
