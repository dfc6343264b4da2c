import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { notFound, type ProjectAct, type projects, type ProjectView, refuse, type RequestOf } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { inTransaction } from '@jiedui/persistence';
import { ScreeningService } from '../screening/screening.service.js';
import { assertRule, assertVersion } from './guards.js';
import { type ProjectRow, viewOf } from './project-row.js';
import { ProjectsRepository } from './projects.repository.js';
import { ruleOf } from './state-machine.js';

/** Columns that a step sets beside the state. Keys are ours, values are parameters. */
type Also = Readonly<Record<string, string | null>>;
interface Step { readonly id: string; readonly version: number }

/** The steps of a project's life from submission to completion, each under the row's lock, with history and fact. */
@Injectable()
export class ApprovalsService {
  constructor(private readonly dataSource: DataSource, private readonly repository: ProjectsRepository, private readonly screening: ScreeningService) {}

  /** Submits after a fresh screening: 禁止 is blocked, 限制 needs a written answer to its condition. */
  async submit(request: RequestOf<typeof projects.submit>, call: Call): Promise<ProjectView> {
    return this.step('submit', request, call, null, async (row, manager) => {
      if (row.industryCode === null) {
        return refuse(422, 'INDUSTRY_MISSING', '提交前须填写行业小类，以进行产业准入核查。', 'Name the industry class before submission: it is screened.', { fields: [{ field: 'industryCode', code: 'REQUIRED', message: { zh: '请选择行业小类。', en: 'Choose a class.' } }] });
      }
      const judged = await this.screening.check(row.programme, row.unit, row.industryCode, manager);
      const clauses = judged.clauses.map((item) => `${item.code} ${item.industryCode} ${item.industryName}：${item.clause}`).join('；');
      if (judged.verdict === 'prohibited') {
        return refuse(422, 'INDUSTRY_PROHIBITED', `该行业在${judged.zones.join('、')}属禁止准入，不能提交。依据：${clauses}`, `The industry is prohibited in this zone. Clause: ${clauses}`, { fields: [{ field: 'industryCode', code: 'INDUSTRY_PROHIBITED', message: judged.text }] });
      }
      const answer = request.conditionAnswer ?? row.conditionAnswer;
      if (judged.verdict === 'conditional' && answer.trim() === '') {
        const conditions = judged.clauses.map((item) => item.condition ?? '').join('；');
        return refuse(422, 'CONDITION_UNANSWERED', `该行业属限制准入，请书面说明如何满足条件：${conditions}`, `The industry is conditional; say in writing how the condition is met: ${conditions}`, { fields: [{ field: 'conditionAnswer', code: 'REQUIRED', message: { zh: '请说明如何满足准入条件。', en: 'Answer the condition.' } }] });
      }
      return { screening: judged.verdict, screening_list: judged.listVersion, condition_answer: answer };
    });
  }

  async approveReceiver(request: RequestOf<typeof projects.approveReceiver>, call: Call): Promise<ProjectView> {
    return this.step('approve-receiver', request, call, request.opinion ?? null, async () => ({ receiver_approved_by: call.actor.id, receiver_approved_at: new Date().toISOString() }));
  }

  async approveSupporter(request: RequestOf<typeof projects.approveSupporter>, call: Call): Promise<ProjectView> {
    return this.step('approve-supporter', request, call, request.opinion ?? null, async () => ({ supporter_approved_by: call.actor.id, supporter_approved_at: new Date().toISOString() }));
  }

  /** Sends it back with the reason; both approvals begin anew. */
  async return(request: RequestOf<typeof projects.return>, call: Call): Promise<ProjectView> {
    return this.step('return', request, call, request.reason, async () => ({ receiver_approved_by: null, receiver_approved_at: null }));
  }

  async withdraw(request: RequestOf<typeof projects.withdraw>, call: Call): Promise<ProjectView> {
    return this.step('withdraw', request, call, request.reason, async () => ({}));
  }

  async start(request: RequestOf<typeof projects.start>, call: Call): Promise<ProjectView> {
    return this.step('start', request, call, null, async () => ({}));
  }

  async complete(request: RequestOf<typeof projects.complete>, call: Call): Promise<ProjectView> {
    return this.step('complete', request, call, null, async () => ({}));
  }

  private async step(act: ProjectAct, request: Step, call: Call, reason: string | null, also: (row: ProjectRow, manager: EntityManager) => Promise<Also>): Promise<ProjectView> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.repository.find(manager, request.id, call, true) ?? notFound();
      assertVersion(row, request.version);
      const side = assertRule(act, row, call.actor);
      const to = ruleOf(act).to ?? row.state;
      const entries = Object.entries({ state: to, ...await also(row, manager) });
      await manager.query(`update project set ${entries.map(([column], i) => `${column} = $${i + 2}`).join(', ')}, version = version + 1, updated_at = now() where id = $1`, [row.id, ...entries.map(([, value]) => value)]);
      return viewOf(await this.repository.trace(manager, row.id, call, { act, side, from: row.state, to, reason }), call.actor);
    });
  }
}
