import { FigureCode, FigureUnit, type ServiceName, type Text2 } from '@jiedui/contracts';
import type { z } from 'zod';

/** What a figure is, as readers are told. */
export interface Definition { readonly code: FigureCode; readonly name: Text2; readonly unit: z.infer<typeof FigureUnit>; readonly wording: Text2; readonly source: Text2; readonly service: ServiceName; readonly public: boolean }

const sources: Readonly<Record<'employment' | 'marketplace' | 'matching' | 'intake', Text2>> = {
  employment: { zh: '就业服务：岗位供给清单、就业需求清单、上岗记录', en: 'Employment: posts, workers, placements' },
  marketplace: { zh: '消费帮扶服务：采购需求清单、农产品供给清单、合同行', en: 'Consumer aid: order lines, lots, contract lines' },
  matching: { zh: '匹配服务：最近一次完成的匹配', en: 'Matching: the newest finished run' },
  intake: { zh: '项目服务：对口支援（协作）项目', en: 'Project intake' },
};

function define(code: FigureCode, unit: Definition['unit'], service: keyof typeof sources, open: boolean, zh: readonly [name: string, wording: string], en: readonly [name: string, wording: string]): Definition {
  return { code, unit, service, public: open, source: sources[service], name: { zh: zh[0], en: en[0] }, wording: { zh: zh[1], en: en[1] } };
}

const approvedZh = '状态为已批准、实施中或已完成的项目';
const approvedEn = 'projects approved, under way or completed';
const tierWords: readonly (readonly [zh: string, en: string])[] = [
  ['零就业家庭中的就业困难人员（两项同时具备）', 'hard-to-employ members of zero-employment households (both)'],
  ['防止返贫监测对象家庭成员', 'members of households monitored against falling back into poverty'],
  ['脱贫人口和移民', 'people lifted out of poverty, resettled migrants'], ['其他务工人员', 'everyone else'],
];
const tierCodes = ['placed.tier-1', 'placed.tier-2', 'placed.tier-3', 'placed.tier-4'] as const;

/** Every figure, in the order of the dashboard. */
export const definitions: readonly Definition[] = [
  define('posts.open', 'entries', 'employment', true, ['岗位（条）', '岗位供给清单中未撤回的条数，含已招满的；按县区筛选时，计入面向该县区或面向全部县区的岗位；按支援方筛选时，计入该支援方的岗位。'], ['Posts', 'Rows of the jobs list that are not withdrawn, filled ones included; by unit, those meant for it or for all; by supporter, those of the supporter.']),
  define('posts.headcount', 'people', 'employment', true, ['招聘人数', '上述岗位的招聘人数之和。'], ['Headcount', 'Sum of the headcount of those posts.']),
  define('workers.open', 'people', 'employment', true, ['求职人数', '就业需求清单中未撤回的人数，含已上岗的，按所在县区；按支援方筛选时，计入与其结对的县区。'], ['Workers', 'Rows of the workers list that are not withdrawn, people placed included, by county; by supporter, of the counties paired with it.']),
  define('order-lines.open', 'entries', 'marketplace', true, ['采购需求（条）', '采购需求清单中未撤回的条数，含已满足的，筛选同岗位。'], ['Order lines', 'Rows of the orders list that are not withdrawn, filled ones included, filtered as posts are.']),
  define('order-lines.grams', 'grams', 'marketplace', true, ['采购需求重量', '上述采购需求的数量之和，以克计（匹配以500克为单位）。'], ['Weight wanted', 'Sum of their quantities in grams (matching counts 500 g).']),
  define('lots.open', 'entries', 'marketplace', true, ['农产品批次', '农产品供给清单中未撤回的批次，含已售完的，按产地县区，筛选同求职人数。'], ['Lots', 'Rows of the produce list that are not withdrawn, sold out ones included, by county, filtered as workers are.']),
  define('lots.grams', 'grams', 'marketplace', true, ['可供重量', '上述批次的可供数量之和，以克计。'], ['Weight offered', 'Sum of their quantities in grams.']),
  define('matched.people', 'people', 'matching', true, ['匹配人数', '最近一次完成的就业匹配所建议的人数，按务工人员所在县区和岗位的支援方；不含已发出或已定的。'], ['People matched', 'People proposed by the newest finished employment run, without pairs already sent or agreed.']),
  define('matched.grams', 'grams', 'matching', false, ['匹配重量', '最近一次完成的农产品匹配所建议的重量，以克计。'], ['Weight matched', 'Grams proposed by the newest finished produce run.']),
  define('placed.total', 'people', 'employment', true, ['上岗人数', '双方同意、现未终止的上岗人数，按务工人员所在县区和用工单位的支援方；按月走势以双方同意之日计。'], ['Placed', 'Placements both sides agreed to that have not ended; by month of the agreement.']),
  ...tierCodes.map((code, i): Definition => define(code, 'people', 'employment', true, [`上岗人数：优先级${i + 1}`, `上岗人数中的${tierWords[i]?.[0] ?? ''}。四级之和等于上岗人数。`], [`Placed, tier ${i + 1}`, `Of those placed: ${tierWords[i]?.[1] ?? ''}. The four tiers add up to the total.`])),
  define('placed.on-the-job', 'people', 'employment', false, ['在岗人数', '上岗人数中已确认到岗、现未结束的。'], ['On the job', 'Of those placed: confirmed on the job, and not ended.']),
  ...([1, 3, 6] as const).flatMap((months): Definition[] => [
    define(`retention.due-${months}`, 'people', 'employment', false, [`应满${months}个月`, `到岗之日起至今已满${months}个月的人数，其后结束的也计入；以“登记有误”结束的除外。`], [`${months} months due`, `People whose first day on the job is ${months} months past, those who left since included; entries made in error left out.`]),
    define(`retention.kept-${months}`, 'people', 'employment', false, [`稳岗${months}个月`, `上述人数中，满${months}个月时经回访确认在岗的。稳岗率＝稳岗人数÷应满人数；未回访的、撤回授权后不再回访的按未确认计。`], [`Retained ${months} months`, `Of those: confirmed on the job at ${months} months. Their share is the retention rate; whom nobody asked, or may ask no more, counts as not confirmed.`]),
  ]),
  define('contracts.lines', 'lines', 'marketplace', true, ['成交（条）', '双方同意、现未终止的合同行，按产地县区和采购单位的支援方。'], ['Contract lines', 'Contract lines both sides agreed to that have not ended.']),
  define('contracts.grams', 'grams', 'marketplace', true, ['成交重量', '上述合同行的数量之和，以克计。'], ['Weight contracted', 'Their quantities in grams.']),
  define('contracts.fen', 'fen', 'marketplace', true, ['成交金额', '上述合同行的金额之和，以分计；没有金额的合同行按零计。'], ['Value contracted', 'Their amounts in fen; a line without an amount counts as zero.']),
  define('projects.count', 'projects', 'intake', true, ['项目数', `${approvedZh}；按月走势以支援方同意之日计。`], ['Projects', `The ${approvedEn}; by month of the supporter's approval.`]),
  define('projects.total-fen', 'fen', 'intake', true, ['项目总投资', `${approvedZh}的总投资，以分计，已包含无偿援助资金。`], ['Project funds', `Total funds of ${approvedEn} in fen, the grants included.`]),
  define('projects.grant-fen', 'fen', 'intake', true, ['其中无偿援助资金', '上述项目的无偿援助资金，以分计；包含在总投资之内，不得与其相加。'], ['Of which grants', 'Grants of those projects in fen; inside the total, never added to it.']),
  define('projects.paid-fen', 'fen', 'intake', true, ['已拨付资金', '上述项目已登记拨付的无偿援助资金，以分计；按月走势以拨付之日计。'], ['Paid', 'Grant money paid for those projects in fen; by month of payment.']),
];
