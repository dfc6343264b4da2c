import { type FieldProblem, projectField, refuse } from '@jiedui/contracts';
import { industries, industryName, pairingsOf } from '@jiedui/reference-data';
import { plainIndustryCode } from '../screening/screen-industry.js';
import type { Pairing } from './sides.js';

/** What is checked of a draft beyond its form. */
export interface Draft { readonly field: string; readonly industryCode: string | null; readonly totalFen: number; readonly grantFen: number; readonly startOn: string | null; readonly endOn: string | null }

const yuan = (fen: number): string => `${(fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })} 元`;

/** Everything that is wrong with a draft, field by field; empty when nothing is. */
export function faultsOfDraft(pairing: Pairing, draft: Draft): FieldProblem[] {
  const faults: FieldProblem[] = [];
  const fault = (field: string, code: string, zh: string, en: string): void => { faults.push({ field, code, message: { zh, en } }); };
  if (!pairingsOf(pairing.programme).some((known) => known.unitCode === pairing.unit && known.supporterCode === pairing.supporter)) {
    fault('supporter', 'NOT_A_PAIRING', '该受援县（区）与该支援方在本计划中没有结对关系。', 'This unit and this supporter are no pairing of the programme.');
  }
  if (projectField(pairing.programme, draft.field) === null) fault('field', 'UNKNOWN_FIELD', '请选择本计划领域目录中的二级领域。', 'Choose a second-level field of the programme\'s catalogue.');
  if (draft.grantFen > draft.totalFen) {
    fault('grantFen', 'GRANT_ABOVE_TOTAL', `无偿援助资金（${yuan(draft.grantFen)}）包含在总投资之内，不能超过总投资（${yuan(draft.totalFen)}）。`, 'The grant lies inside the total and cannot pass it.');
  }
  if (draft.startOn !== null && draft.endOn !== null && draft.endOn < draft.startOn) fault('endOn', 'END_BEFORE_START', `计划完成日期（${draft.endOn}）早于计划开工日期（${draft.startOn}）。`, 'It ends before it starts.');
  if (draft.industryCode !== null) {
    const code = plainIndustryCode(draft.industryCode);
    if (industryName(code) === null) fault('industryCode', 'UNKNOWN_INDUSTRY', `国民经济行业分类（GB/T 4754—2017）中没有代码 ${draft.industryCode}。`, `GB/T 4754-2017 has no class ${draft.industryCode}.`);
    else if (industries().get(code)?.level !== 4) fault('industryCode', 'INDUSTRY_TOO_BROAD', '请选到小类（四位代码），产业准入核查以小类为准。', 'Choose a 小类 (four digits): screening goes by it.');
  }
  return faults;
}

/** Ends the operation when anything is wrong with the draft. */
export function checkDraft(pairing: Pairing, draft: Draft): void {
  const fields = faultsOfDraft(pairing, draft);
  if (fields.length > 0) refuse(400, 'PROJECT_NOT_VALID', '项目内容有误，请按提示修改。', 'The project is not valid; mend the fields named.', { fields });
}
