/** Words of minimum wages. */
export const minimumWagesMessages = {
  'nav.minimumWages': ['最低工资标准', 'Minimum wages'], 'nav.minimumWages.short': ['最低工资', 'Min. wages'],
  'wage.text': ['各省（自治区、直辖市）公布的月最低工资标准，各计划通用。市、县没有单独登记的，按所在市、省的标准。低于标准的岗位不能发布，也不参加匹配；没有登记标准的地区不作判断。', 'Monthly minimum wages as the provinces publish them, the same for every programme. A city or county without its own follows the one it lies in. A post below the standard can be neither posted nor matched; where no standard is entered, nothing is judged.'],
  'wage.search': ['地区、文件', 'Region, order'], 'wage.filter.state': ['状态', 'State'], 'wage.state.in-force': ['执行中', 'In force'], 'wage.state.coming': ['未到日期', 'To come'], 'wage.state.superseded': ['已被新标准替代', 'Superseded'],
  'wage.field.regions': ['适用地区', 'Regions'], 'wage.field.regions.search': ['输入省、市、县名称，可选多个', 'Provinces, cities, counties by name; several'], 'wage.field.monthly': ['月最低工资（元）', 'Yuan a month'], 'wage.field.validFrom': ['执行日期', 'In force from'], 'wage.field.document': ['公布文件', 'Order'], 'wage.field.document.example': ['如：粤府函〔2025〕12号', 'e.g. number and title of the order'],
  'wage.col.region': ['地区', 'Region'], 'wage.col.monthly': ['元/月', 'Yuan a month'], 'wage.col.below': ['低于标准的在招岗位', 'Open posts below'], 'wage.col.entered': ['登记', 'Entered'],
  'wage.act.enter': ['登记标准', 'Enter a standard'], 'wage.act.withdraw': ['撤销', 'Take back'], 'wage.withdraw.title': ['撤销登记有误的标准', 'Take back a standard entered in error'], 'wage.withdraw.text': ['只用于登记有误。标准调整时不要撤销旧标准，直接登记新标准和执行日期。', 'Only for what was entered in error. When a standard changes, leave the old one and enter the new one with its day.'], 'wage.field.why': ['哪里有误', 'What was wrong'],
  'wage.enter.text': ['同一档次的地区一次登记；先登记全省，再登记标准不同的市、县。', 'Regions of one class are entered at once: the province first, then cities and counties that differ.'],
  'wage.done': ['已登记，共 {n} 个地区', 'Entered for {n} regions'], 'wage.withdrawn': ['已撤销', 'Taken back'],
  'wage.empty': ['还没有登记最低工资标准，岗位工资暂不按标准核对。', 'No minimum wage is entered yet; posts are not checked against any.'], 'wage.empty.own': ['还没有登记最低工资标准，岗位工资暂不按标准核对。点“登记标准”，按各省公布的文件逐档录入。', 'No minimum wage is entered yet; posts are not checked against any. Enter them class by class as the provinces publish them.'], 'wage.empty.filtered': ['没有符合条件的标准，可放宽筛选。', 'No standard meets these filters.'],
  'audit.thing.minimum-wages': ['最低工资标准', 'Minimum wage'], 'audit.verb.enter': ['登记', 'enter'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;
