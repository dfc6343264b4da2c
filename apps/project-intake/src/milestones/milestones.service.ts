import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { MilestoneView, notFound, type projects, refuse, type RequestOf } from '@jiedui/contracts';
import type { Call } from '@jiedui/messaging';
import { inTransaction, newId } from '@jiedui/persistence';
import { assertNotAhead } from '../projects/calendar.js';
import { assertRule } from '../projects/guards.js';
import { ProjectsRepository } from '../projects/projects.repository.js';

type Milestone = z.infer<typeof MilestoneView>;

/** A project holds at most this many; beyond it a plan is not read any more. */
const MAX_MILESTONES = 100;

/** Dated aims inside a project's life. */
@Injectable()
export class MilestonesService {
  constructor(private readonly dataSource: DataSource, private readonly repository: ProjectsRepository) {}

  async add(request: RequestOf<typeof projects.addMilestone>, call: Call): Promise<Milestone> {
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.repository.find(manager, request.id, call, true) ?? notFound();
      const side = assertRule('add-milestone', row, call.actor);
      if (row.milestones >= MAX_MILESTONES) return refuse(409, 'TOO_MANY_MILESTONES', `每个项目最多 ${MAX_MILESTONES} 个节点。`, `A project has at most ${MAX_MILESTONES} milestones.`);
      const id = newId();
      await manager.query('insert into milestone (id, project_id, phase, title, due_on) values ($1, $2, $3, $4, $5)', [id, row.id, request.phase, request.title, request.dueOn]);
      await touch(manager, row.id);
      await this.repository.trace(manager, row.id, call, { act: 'add-milestone', side, from: row.state, to: row.state, reason: `${request.title}（${request.dueOn}）` });
      return this.one(manager, row.id, id);
    });
  }

  async complete(request: RequestOf<typeof projects.completeMilestone>, call: Call): Promise<Milestone> {
    assertNotAhead('completedOn', request.completedOn);
    return inTransaction(this.dataSource, async (manager) => {
      const row = await this.repository.find(manager, request.id, call, true) ?? notFound();
      const milestone = await this.one(manager, row.id, request.milestoneId);
      if (milestone.completedOn !== null) return refuse(409, 'MILESTONE_DONE', `该节点已于 ${milestone.completedOn} 完成。`, `The milestone was completed on ${milestone.completedOn}.`);
      const side = assertRule('complete-milestone', row, call.actor);
      await manager.query('update milestone set completed_on = $2, note = $3 where id = $1', [milestone.id, request.completedOn, request.note ?? null]);
      await touch(manager, row.id);
      await this.repository.trace(manager, row.id, call, { act: 'complete-milestone', side, from: row.state, to: row.state, reason: `${milestone.title}${request.note === undefined ? '' : `：${request.note}`}` });
      return this.one(manager, row.id, milestone.id);
    });
  }

  private async one(manager: EntityManager, projectId: string, id: string): Promise<Milestone> {
    const [milestone] = z.array(MilestoneView).parse(await manager.query(
      `select id, phase, title, due_on::text as "dueOn", completed_on::text as "completedOn", note, completed_on is null and due_on < (now() at time zone 'Asia/Shanghai')::date as late
        from milestone where project_id = $1 and id = $2`, [projectId, id]));
    return milestone ?? notFound();
  }
}

async function touch(manager: EntityManager, projectId: string): Promise<void> {
  await manager.query('update project set version = version + 1, updated_at = now() where id = $1', [projectId]);
}
