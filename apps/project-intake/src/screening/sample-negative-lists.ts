import type { NegativeListItem } from '@jiedui/contracts';
import { industries, industryName } from '@jiedui/reference-data';

/** A version of a programme's negative list. */
export interface NegativeList { readonly programme: string; readonly version: string; readonly title: string; readonly issuedOn: string; readonly sample: boolean; readonly items: readonly NegativeListItem[] }

type Entry = readonly [effect: NegativeListItem['effect'], industryCode: string, zones: readonly string[], clause: string, condition?: string];

const reservoir = ['库区'];
const core = ['核心区'];
const influence = ['影响区'];
const upper = ['上游'];
const whole = ['核心区', '影响区'];

const dischargeTerms = '达到清洁生产一级水平，工业废水全部进入集中处理设施并稳定达标，取得排污许可。';

/** Three Gorges: one zone. The form follows published county lists (deny, conditional and excepted classes); the contents are samples. */
const threeGorges: readonly Entry[] = [
  ['deny', '2511', reservoir, '禁止新建、扩建原油加工项目。'],
  ['deny', '252', reservoir, '禁止新建炼焦及煤炭加工项目。'],
  ['deny', '26', reservoir, '禁止在长江干支流岸线一公里范围内新建、扩建化工项目。'],
  ['conditional', '2666', reservoir, '环境污染处理专用药剂材料制造不受化工禁止条款限制，有条件准入。', '布局在合规园区内，' + dischargeTerms],
  ['conditional', '2684', reservoir, '以库区植物为原料的香料、香精制造不受化工禁止条款限制，有条件准入。', '仅限物理提取工艺，' + dischargeTerms],
  ['deny', '263', reservoir, '禁止新建农药制造项目。'],
  ['deny', '221', reservoir, '禁止新建纸浆制造项目。'],
  ['deny', '1910', reservoir, '禁止新建皮革鞣制加工项目。'],
  ['deny', '1713', reservoir, '禁止新建棉印染精加工项目。'],
  ['deny', '311', reservoir, '禁止新增炼铁产能。'],
  ['deny', '3843', reservoir, '禁止新建铅蓄电池制造项目。'],
  ['conditional', '3011', reservoir, '水泥制造限制类：不得新增产能。', '实行等量或减量置换并提供置换方案。'],
  ['conditional', '3360', reservoir, '金属表面处理及热处理加工限制类。', '进入电镀集中加工区，' + dischargeTerms],
  ['conditional', '10', reservoir, '非金属矿采选限制类。', '符合矿产资源规划，实行绿色矿山建设标准，不在消落带和地质灾害易发区。'],
  ['conditional', '271', reservoir, '化学药品原料药制造限制类。', '布局在合规园区内，' + dischargeTerms],
  ['conditional', '0313', reservoir, '猪的规模养殖限制类。', '不在禁养区，粪污资源化利用率达到百分之九十以上并有消纳土地。'],
  ['conditional', '0412', reservoir, '内陆养殖限制类：禁止天然水域网箱和投饵养殖。', '采用循环水或稻渔综合种养，尾水达标排放。'],
];

/** Danjiangkou: 核心区 is closed to most heavy industry by 大类 with named exceptions, 影响区 names single classes; 库区 and 上游 add their own. */
const danjiangkou: readonly Entry[] = [
  ['deny', 'B', core, '水源区核心区禁止新建矿产采选项目。'],
  ['conditional', '1019', core, '建筑用砂石开采不受采选禁止条款限制，有条件准入。', '仅限尾矿和疏浚砂石利用，不新设采矿权。'],
  ['conditional', 'B', influence, '水源区影响区矿产采选限制类。', '符合矿产资源规划，选矿废水全部回用。'],
  ['deny', '25', whole, '禁止新建石油、煤炭加工项目。'],
  ['deny', '26', core, '水源区核心区禁止新建、扩建化学原料和化学制品制造项目。'],
  ['conditional', '26', influence, '水源区影响区化学原料和化学制品制造限制类。', '布局在合规园区内，' + dischargeTerms],
  ['deny', '263', influence, '水源区影响区禁止新建农药制造项目。'],
  ['allow', '2666', whole, '鼓励环境污染处理专用药剂材料制造，不受化工条款限制。'],
  ['deny', '22', core, '水源区核心区禁止造纸和纸制品业。'],
  ['deny', '221', influence, '水源区影响区禁止纸浆制造。'],
  ['deny', '191', whole, '禁止皮革鞣制加工。'],
  ['deny', '1713', whole, '禁止棉印染精加工。'],
  ['deny', '31', core, '水源区核心区禁止黑色金属冶炼和压延加工业。'],
  ['conditional', '31', influence, '水源区影响区黑色金属冶炼和压延加工限制类。', '实行产能减量置换并提供置换方案。'],
  ['deny', '32', core, '水源区核心区禁止有色金属冶炼和压延加工业。'],
  ['conditional', '32', influence, '水源区影响区有色金属冶炼和压延加工限制类。', '重金属污染物排放减量替代，比例不低于1.2比1。'],
  ['deny', '3843', whole, '禁止铅蓄电池制造。'],
  ['deny', '3360', core, '水源区核心区禁止电镀等金属表面处理。'],
  ['conditional', '3360', influence, '水源区影响区金属表面处理及热处理加工限制类。', '进入电镀集中加工区，' + dischargeTerms],
  ['deny', '271', core, '水源区核心区禁止化学药品原料药制造。'],
  ['conditional', '271', influence, '水源区影响区化学药品原料药制造限制类。', '布局在合规园区内，' + dischargeTerms],
  ['deny', '0412', reservoir, '丹江口库区禁止网箱养殖和投饵养殖。'],
  ['conditional', '0412', upper, '上游地区内陆养殖限制类。', '采用循环水或稻渔综合种养，尾水达标排放。'],
  ['conditional', '031', core, '水源区核心区牲畜规模养殖限制类。', '不在禁养区，粪污全部资源化利用并有消纳土地。'],
  ['conditional', '1512', core, '水源区核心区白酒制造限制类。', '不新增取水量，' + dischargeTerms],
];

function list(programme: string, prefix: string, title: string, entries: readonly Entry[]): NegativeList {
  return {
    programme, version: '样例-1', title, issuedOn: '2025-01-01', sample: true,
    items: entries.map(([effect, industryCode, zones, clause, condition], i) => ({
      code: `${prefix}${String(i + 1).padStart(2, '0')}`, zones: [...zones], industryCode, industryName: industryName(industryCode) ?? '',
      level: industries().get(industryCode)?.level ?? 1, effect, clause: `（样例）${clause}`, condition: condition ?? null,
    })),
  };
}

/** The policy texts ask for negative lists and contain none (mechanisms, decision 7): these stand in until a real one is loaded. */
export const sampleNegativeLists = (): readonly NegativeList[] => [
  list('three-gorges', 'SX', '三峡库区产业准入负面清单（样例数据，非正式发布）', threeGorges),
  list('danjiangkou', 'DJ', '丹江口库区及上游地区产业准入负面清单（样例数据，非正式发布）', danjiangkou),
];
