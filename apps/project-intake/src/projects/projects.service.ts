import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { fieldCatalogues, MilestoneView, notFound, PaymentView, ProjectEvent, projectRules, type projects, ProjectSide, type projectsSnapshot, ProjectState, projectStateNames, type ProjectView, refuse, type ReplyOf, type RequestOf, type Text2 } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId, toSafeInteger } from '@jiedui/persistence';
import { pairingsOf, programmes, regionName } from '@jiedui/reference-data';
import { ScreeningService } from '../screening/screening.service.js';
import { plainIndustryCode } from '../screening/screen-industry.js';
import { checkDraft } from './check-draft.js';
import { assertVersion, assertRule } from './guards.js';
import { projectColumns, viewOf } from './project-row.js';
import { ProjectsRepository, ProjectRows } from './projects.repository.js';
import { sidesOf } from './sides.js';

const Event = z.object({ at: z.date(), by: z.string(), side: ProjectSide.nullable(), act: z.string(), from: ProjectState.nullable(), to: ProjectState.nullable(), reason: z.string().nullable() });
const Payment = z.object({ id: z.string(), voucher: z.string(), amountFen: z.union([z.string(), z.number()]).transform(toSafeInteger), paidOn: z.string(), purpose: z.string(), recordedBy: z.string(), recordedAt: z.date() });

const filed: Text2 = { zh: '申报', en: 'File' };

/** Filing, editing and reading projects of a pairing. */
@Injectable()
export class ProjectsService {
  constructor(private readonly dataSource: DataSource, private readonly repository: ProjectsRepository, private readonly screening: ScreeningService) {}

  /** Fields, states, and the pairings under which this actor may file. */
  catalogue(programme: string | undefined, call: Call): ReplyOf<typeof projects.catalogue> {
    const wanted = programmes().filter((known) => programme === undefined || known.code === programme);
    const pairings = wanted.flatMap(({ code }) => pairingsOf(code)).filter((pairing) =>
      sidesOf(call.actor, { programme: pairing.programme, unit: pairing.unitCode, supporter: pairing.supporterCode }).length > 0);
    return {
      catalogues: fieldCatalogues.filter((catalogue) => wanted.some((known) => known.code === catalogue.programme)).map((catalogue) => ({
        programme: catalogue.programme, document: catalogue.document,
        groups: catalogue.groups.map((group) => ({ code: group.code, name: group.name, clause: group.clause, fields: group.fields.map(({ code, name, clause }) => ({ code, name, clause })) })),
      })),
      states: ProjectState.options.map((state) => ({ state, name: projectStateNames[state] })),
      pairings: pairings.map((pairing) => ({
        programme: pairing.programme, unit: pairing.unitCode, unitName: regionName(pairing.unitCode), supporter: pairing.supporterCode, supporterName: regionName(pairing.supporterCode), kind: pairing.kind,
      })),
    };
  }

  async list(request: RequestOf<typeof projects.list>, call: Call): Promise<ReplyOf<typeof projects.list>> {
    const page = await this.repository.page(request, call);
    return { items: page.rows.map((row) => viewOf(row, call.actor)), next: page.next, previous: page.previous, total: page.total, exact: page.exact };
  }

  async board(request: RequestOf<typeof projects.board>, call: Call): Promise<ReplyOf<typeof projects.board>> {
    const found = new Map((await this.repository.board(request, call)).map((state) => [state.state, state]));
    return {
      states: ProjectState.options.map((state) => {
        const { projects: count = 0, totalFen = 0, grantFen = 0, paidFen = 0 } = found.get(state) ?? {};
        return { state, name: projectStateNames[state], projects: count, totalFen, grantFen, paidFen };
      }),
    };
  }

  async get(id: string, call: Call): Promise<ReplyOf<typeof projects.get>> {
    const manager = this.dataSource.manager;
    const row = await this.repository.find(manager, id, call);
    if (row === null) return notFound();
    const milestones = z.array(MilestoneView).parse(await manager.query(
      `select id, phase, title, due_on::text as "dueOn", completed_on::text as "completedOn", note, completed_on is null and due_on < (now() at time zone 'Asia/Shanghai')::date as late
        from milestone where project_id = $1 order by due_on, id`, [id]));
    const payments = z.array(Payment).parse(await manager.query(
      `select id, voucher, amount_fen as "amountFen", paid_on::text as "paidOn", purpose, recorded_by as "recordedBy", recorded_at as "recordedAt" from payment where project_id = $1 order by paid_on, id limit 1000`, [id]));
    const history = z.array(Event).parse(await manager.query(
      'select at, by_name as by, side, act, from_state as "from", to_state as "to", reason from project_event where project_id = $1 order by id desc limit 500', [id]));
    return {
      project: viewOf(row, call.actor), milestones,
      payments: payments.map((payment): z.infer<typeof PaymentView> => ({ ...payment, recordedAt: payment.recordedAt.toISOString() })),
      history: history.map((event): ProjectEvent => ({ ...event, at: event.at.toISOString(), actName: projectRules.find((rule) => rule.act === event.act)?.name ?? filed })),
      screening: row.industryCode === null ? null : await this.screening.check(row.programme, row.unit, row.industryCode),
    };
  }

  /** Files a draft. `sample` marks what ships for trying out. */
  async create(request: RequestOf<typeof projects.create>, call: Pick<Call, 'actor' | 'correlationId'>, sample = false): Promise<ProjectView> {
    const side = sidesOf(call.actor, request)[0];
    if (side === undefined) return refuse(403, 'NOT_YOUR_SIDE', '只能为本单位所在的受援县（区）或支援方申报项目。', 'You can file only for the receiving unit or the supporter you stand for.');
    checkDraft(request, request);
    const industryCode = request.industryCode === null ? null : plainIndustryCode(request.industryCode);
    const id = newId();
    return inTransaction(this.dataSource, async (manager) => {
      const judged = industryCode === null ? null : await this.screening.check(request.programme, request.unit, industryCode, manager);
      const [written] = ProjectRows.parse(await manager.query(
        `insert into project as p (id, programme, unit, supporter, name, field, site, summary, industry_code, total_fen, grant_fen, start_on, end_on, state, screening, screening_list, condition_answer, sample, created_by)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14, $15, $16, $17, $18) returning ${projectColumns}`,
        [id, request.programme, request.unit, request.supporter, request.name, request.field, request.site, request.summary, industryCode, request.totalFen, request.grantFen, request.startOn, request.endOn,
          judged?.verdict ?? null, judged?.listVersion ?? null, request.conditionAnswer, sample, call.actor.id]));
      const row = await this.repository.trace(manager, id, call, { act: 'create', side, from: null, to: 'draft', reason: null }, written);
      return viewOf(row, call.actor);
    });
  }

  /** Edits a draft or what came back; the version the reader saw must still be the newest. */
  async update(request: RequestOf<typeof projects.update>, call: Call): Promise<ProjectView> {
    const industryCode = request.industryCode === null ? null : plainIndustryCode(request.industryCode);
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.repository.find(manager, request.id, call, true) ?? notFound();
      assertVersion(row, request.version);
      const side = assertRule('edit', row, call.actor);
      checkDraft(row, request);
      const judged = industryCode === null ? null : await this.screening.check(row.programme, row.unit, industryCode, manager);
      await manager.query(
        `update project set name = $2, field = $3, site = $4, summary = $5, industry_code = $6, total_fen = $7, grant_fen = $8, start_on = $9, end_on = $10, screening = $11, screening_list = $12,
          condition_answer = $13, version = version + 1, updated_at = now() where id = $1`,
        [row.id, request.name, request.field, request.site, request.summary, industryCode, request.totalFen, request.grantFen, request.startOn, request.endOn, judged?.verdict ?? null, judged?.listVersion ?? null, request.conditionAnswer]);
      return viewOf(await this.repository.trace(manager, row.id, call, { act: 'edit', side, from: row.state, to: row.state, reason: null }), call.actor);
    });
  }

  async snapshot(after: string | null, size: number): Promise<ReplyOf<typeof projectsSnapshot>> {
    const found = await this.repository.snapshot(after, size);
    return { projects: [...found], next: found.length < size ? null : found.at(-1)?.id ?? null };
  }
}
