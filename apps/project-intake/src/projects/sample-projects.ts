import type { MilestoneView } from '@jiedui/contracts';
import type { z } from 'zod';

/** How far a sample project has come. */
export type SampleStage = 'draft' | 'submitted' | 'approved-by-receiver' | 'approved' | 'under-way' | 'completed' | 'returned';

/** A project made for trying out; days count from the day it is loaded, amounts in 万元. */
export interface SampleProject {
  readonly programme: string; readonly unit: string; readonly supporter: string; readonly name: string; readonly field: string; readonly site: string;
  readonly industryCode: string; readonly totalWan: number; readonly grantWan: number; readonly conditionAnswer?: string; readonly stage: SampleStage;
  readonly milestones: readonly (readonly [phase: z.infer<typeof MilestoneView>['phase'], title: string, dueInDays: number, doneDaysAgo: number | null])[];
  /** Days ago and 万元. */
  readonly payments: readonly (readonly [daysAgo: number, wan: number, purpose: string])[];
}

/**
 * Projects of the sample mode, every one marked 样例; sizes follow the first Henan batch of 2019 (23 projects, 8,426 万元:
 * mechanisms, decision 9). They are nobody's real projects.
 */
export const sampleProjects: readonly SampleProject[] = [
  {
    programme: 'three-gorges', unit: '500235', supporter: '320000', name: '（样例）云阳柑橘标准化基地与分选中心', field: 's3-4-2', site: '云阳县（样例地点）', industryCode: '1373', totalWan: 2600, grantWan: 800, stage: 'under-way',
    milestones: [['planning', '初步设计批复', -200, 205], ['construction', '分选车间封顶', -60, 58], ['construction', '设备安装调试', -10, null], ['operation', '移交运营', 90, null]],
    payments: [[190, 300, '首期工程款'], [100, 200, '进度款'], [45, 150, '设备采购款']],
  },
  {
    programme: 'three-gorges', unit: '500101', supporter: '310000', name: '（样例）万州远程诊疗平台', field: 's3-5-2', site: '万州区（样例地点）', industryCode: '8411', totalWan: 600, grantWan: 600, stage: 'completed',
    milestones: [['planning', '方案论证', -330, 335], ['construction', '平台上线', -210, 205], ['operation', '首批医师培训', -120, 118]],
    payments: [[320, 240, '平台建设首期'], [200, 240, '平台验收款'], [110, 120, '培训经费']],
  },
  {
    programme: 'three-gorges', unit: '420527', supporter: '320000', name: '（样例）秭归脐橙冷链集配中心', field: 's3-4-3', site: '秭归县（样例地点）', industryCode: '5920', totalWan: 1800, grantWan: 450, stage: 'approved',
    milestones: [['planning', '用地预审', 20, null], ['construction', '主体开工', 80, null]], payments: [],
  },
  {
    programme: 'three-gorges', unit: '500236', supporter: '210000', name: '（样例）奉节职业技能实训基地', field: 's3-5-4', site: '奉节县（样例地点）', industryCode: '8391', totalWan: 900, grantWan: 700, stage: 'approved-by-receiver', milestones: [['planning', '课程与岗位对接方案', 30, null]], payments: [],
  },
  {
    programme: 'three-gorges', unit: '422823', supporter: '110000', name: '（样例）巴东中药材提取车间', field: 's3-4-4', site: '巴东县（样例地点）', industryCode: '2684', totalWan: 1500, grantWan: 300, stage: 'submitted',
    conditionAnswer: '选址在合规园区内，采用物理提取工艺，废水接入园区污水处理厂。', milestones: [], payments: [],
  },
  {
    programme: 'three-gorges', unit: '500237', supporter: '440000', name: '（样例）巫山乡村污水治理示范', field: 's3-3-2', site: '巫山县（样例地点）', industryCode: '7721', totalWan: 1200, grantWan: 1000, stage: 'returned', milestones: [], payments: [],
  },
  {
    programme: 'danjiangkou', unit: '411326', supporter: '110000', name: '（样例）淅川农村污水处理设施', field: 's0-6-3', site: '淅川县（样例地点）', industryCode: '4620', totalWan: 1400, grantWan: 1100, stage: 'under-way',
    milestones: [['planning', '可研批复', -160, 165], ['construction', '管网完工', -20, null], ['operation', '移交管护', 120, null]], payments: [[150, 400, '首期工程款'], [70, 250, '进度款']],
  },
  {
    programme: 'danjiangkou', unit: '420381450', supporter: '110000', name: '（样例）武当山生态旅游线路', field: 's0-1-5', site: '武当山特区（样例地点）', industryCode: '7861', totalWan: 500, grantWan: 200, stage: 'approved', milestones: [['planning', '线路设计', 40, null]], payments: [],
  },
  {
    programme: 'danjiangkou', unit: '610902', supporter: '120000', name: '（样例）汉滨富硒茶标准化生产基地', field: 's0-1-3', site: '汉滨区（样例地点）', industryCode: '0164', totalWan: 760, grantWan: 320, stage: 'under-way',
    milestones: [['construction', '茶园改造一期', -30, 28], ['construction', '茶园改造二期', 60, null]], payments: [[35, 160, '一期补助']],
  },
  {
    programme: 'danjiangkou', unit: '610702', supporter: '120000', name: '（样例）汉中中等职业学校联合办学', field: 's0-3-2', site: '汉台区（样例地点）', industryCode: '8336', totalWan: 420, grantWan: 420, stage: 'completed',
    milestones: [['planning', '合作协议签署', -300, 300], ['operation', '首届招生', -90, 85]], payments: [[280, 210, '实训设备'], [80, 210, '教学经费']],
  },
  {
    programme: 'danjiangkou', unit: '420323', supporter: '110000', name: '（样例）竹山绿松石加工园区污水改造', field: 's0-2-4', site: '竹山县（样例地点）', industryCode: '7721', totalWan: 980, grantWan: 350, stage: 'draft', milestones: [], payments: [],
  },
];
