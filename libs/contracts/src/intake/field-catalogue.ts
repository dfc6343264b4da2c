import type { Text2 } from '../matching/explanation.js';

/** A field of cooperation. Projects carry the code of the second level; the first groups them. */
export interface ProjectField {
  readonly code: string;
  readonly name: Text2;
  /** Place in the policy text, `四（一）`. */
  readonly clause: string;
}
/** First level with what lies below it. */
export interface ProjectFieldGroup extends ProjectField { readonly fields: readonly ProjectField[] }
/** The catalogue of one programme, from one policy text. A further programme is a further entry, not code. */
export interface FieldCatalogue { readonly programme: string; readonly document: string; readonly groups: readonly ProjectFieldGroup[] }

type Line = readonly [zh: string, en: string];

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const numeral = (n: number): string => numerals[n - 1] ?? String(n);

/** 全国对口支援三峡库区合作规划（2021—2025年）三–七: chapters and their sections, in the text's own words. */
const threeGorges: readonly (readonly [chapter: number, title: Line, sections: readonly Line[]])[] = [
  [3, ['加强生态保护和环境治理', 'Ecological protection and environmental control'], [
    ['筑牢长江上游生态屏障', 'Ecological barrier of the upper Yangtze'],
    ['加强库区环境综合治理', 'Comprehensive environmental control'],
    ['推进生产生活方式绿色化', 'Green production and living'],
  ]],
  [4, ['支持产业高质量发展', 'High-quality industry'], [
    ['支持发展大旅游产业', 'Tourism'],
    ['支持发展特色生态现代农业', 'Ecological modern agriculture'],
    ['支持发展现代商贸物流业', 'Trade and logistics'],
    ['支持发展绿色制造产业', 'Green manufacturing'],
    ['支持提升创新驱动能力', 'Innovation'],
  ]],
  [5, ['提高基本公共服务和民生保障能力', 'Public services and livelihood'], [
    ['促进教育均衡发展', 'Education'],
    ['提高医疗保障水平', 'Health care'],
    ['繁荣文化体育事业', 'Culture and sport'],
    ['完善就业创业体系', 'Employment and enterprise'],
    ['提升社会治理能力', 'Social governance'],
  ]],
  [6, ['推进库区城乡区域协调发展', 'Balanced urban, rural and regional development'], [
    ['加强库区融合协调发展', 'Integrated development of the reservoir area'],
    ['推进新型城镇化建设', 'New urbanisation'],
    ['建设美丽宜居乡村', 'Liveable villages'],
    ['持续巩固拓展脱贫成果', 'Consolidating the end of poverty'],
  ]],
  [7, ['提升库区对外开放合作水平', 'Opening up'], [
    ['融入“一带一路”深化对外开放', 'Belt and Road, opening up'],
    ['提升库区在长江经济带中的战略功能', 'The reservoir area in the Yangtze economic belt'],
  ]],
];

/** 丹江口库区及上游地区对口协作工作方案 四（一）–（七）: its seven priorities, and the kinds of work each paragraph names. */
const danjiangkou: readonly (readonly [title: Line, kinds: readonly Line[]])[] = [
  [['大力发展生态经济', 'Ecological economy'], [
    ['生态型农林产业', 'Ecological farming and forestry'], ['特色畜禽养殖和淡水养殖', 'Livestock and freshwater fish'],
    ['标准化生产基地和订单农业', 'Standard bases and contract farming'], ['名优品牌和绿色农副产品安全体系', 'Brands and produce safety'],
    ['生态旅游合作', 'Eco-tourism'],
  ]],
  [['促进传统工业升级', 'Upgrading of traditional industry'], [
    ['优势装备制造业', 'Equipment manufacturing'], ['中药材和绿色食品加工业', 'Herbal medicine and green food processing'],
    ['规范矿产采掘业', 'Regulated mining'], ['产业聚集园区', 'Industrial parks'],
  ]],
  [['加强人力资源开发', 'Human resources'], [
    ['专业人才培养和交流', 'Training and exchange of professionals'], ['中等职业教育', 'Secondary vocational education'],
    ['劳动力培养培训', 'Training of labour'], ['劳务合作', 'Labour cooperation'],
  ]],
  [['加大科技支持力度', 'Science and technology'], [
    ['科技成果转移转化', 'Transfer of research results'], ['科研机构和高等院校合作', 'Research institutes and universities'],
  ]],
  [['深化经贸交流合作', 'Trade and economic exchange'], [
    ['招商引资和项目推介', 'Investment promotion'], ['农超对接和产品直供', 'Market to supermarket and direct supply'],
    ['标准化农产品现代流通体系', 'Standardised circulation of produce'],
  ]],
  [['加强生态环保合作', 'Environmental protection'], [
    ['水污染联防联控', 'Joint prevention of water pollution'], ['生态治理', 'Ecological restoration'],
    ['污水垃圾处理和工业废水深度治理', 'Sewage, waste and industrial wastewater'], ['节能减排', 'Energy saving and emission reduction'],
  ]],
  [['增强公共服务能力', 'Public services'], [
    ['教育合作与联合办学', 'Education and joint schooling'], ['文化合作', 'Culture'], ['公共卫生', 'Public health'], ['社会保障', 'Social security'],
    ['农村社会化服务', 'Rural services'], ['公益设施建设', 'Public-benefit facilities'],
  ]],
];

const text = ([zh, en]: Line): Text2 => ({ zh, en });

/** Two-level catalogues of the policy texts, by programme. */
export const fieldCatalogues: readonly FieldCatalogue[] = [
  {
    programme: 'three-gorges', document: '全国对口支援三峡库区合作规划（2021—2025年）',
    groups: threeGorges.map(([chapter, title, sections]) => ({
      code: `s3-${chapter}`, name: text(title), clause: numeral(chapter),
      fields: sections.map((section, i) => ({ code: `s3-${chapter}-${i + 1}`, name: text(section), clause: `${numeral(chapter)}（${numeral(i + 1)}）` })),
    })),
  },
  {
    programme: 'danjiangkou', document: '丹江口库区及上游地区对口协作工作方案',
    groups: danjiangkou.map(([title, kinds], i) => ({
      code: `s0-${i + 1}`, name: text(title), clause: `四（${numeral(i + 1)}）`,
      fields: kinds.map((kind, k) => ({ code: `s0-${i + 1}-${k + 1}`, name: text(kind), clause: `四（${numeral(i + 1)}）` })),
    })),
  },
];

/** The second-level field with this code in the programme's catalogue; null when there is none. */
export function projectField(programme: string, code: string): (ProjectField & { readonly group: ProjectFieldGroup }) | null {
  for (const group of fieldCatalogues.find((catalogue) => catalogue.programme === programme)?.groups ?? []) {
    const field = group.fields.find((candidate) => candidate.code === code);
    if (field !== undefined) return { ...field, group };
  }
  return null;
}

/** Field codes that a filter by a first-level or second-level code stands for. */
export function fieldCodesUnder(code: string): readonly string[] {
  for (const catalogue of fieldCatalogues) {
    const group = catalogue.groups.find((candidate) => candidate.code === code);
    if (group !== undefined) return group.fields.map((field) => field.code);
  }
  return [code];
}
