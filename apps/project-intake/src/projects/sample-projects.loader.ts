import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor, ProjectView } from '@jiedui/contracts';
import { scopeOf } from '@jiedui/access';
import type { Call } from '@jiedui/messaging';
import { allowLongStatements, inTransaction, newId } from '@jiedui/persistence';
import { MilestonesService } from '../milestones/milestones.service.js';
import { PaymentsService } from '../payments/payments.service.js';
import { ApprovalsService } from './approvals.service.js';
import { dayInShanghai } from './calendar.js';
import { ProjectsService } from './projects.service.js';
import { type SampleProject, sampleProjects, type SampleStage } from './sample-projects.js';

const FEN_PER_WAN = 1_000_000;
const DAY_MS = 24 * 3600 * 1000;
const stages: readonly SampleStage[] = ['draft', 'submitted', 'approved-by-receiver', 'approved', 'under-way', 'completed'];

/** On a slow machine all of them take longer than a transaction may rest. */
const LOADING_SECONDS = 300;

/** Files the sample projects through the same services that people use, so that their history and facts are whole. */
@Injectable()
export class SampleProjectsLoader {
  constructor(private readonly dataSource: DataSource, private readonly projects: ProjectsService, private readonly approvals: ApprovalsService, private readonly milestones: MilestonesService, private readonly payments: PaymentsService) {}

  /** Files those that are not there yet, so that a start that was broken off is made good by the next; the lock keeps two replicas from doing it twice. */
  async loadMissing(): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await allowLongStatements(manager, LOADING_SECONDS);
      await manager.query(`select pg_advisory_xact_lock(hashtext('intake-sample-projects'))`);
      const filed = new Set(z.array(z.object({ name: z.string() })).parse(await manager.query('select name from project where created_by = $1', [receiver().actor.id])).map(({ name }) => name));
      for (const sample of sampleProjects) if (!filed.has(sample.name)) await this.load(sample);
    });
  }

  private async load(sample: SampleProject): Promise<void> {
    const filed = await this.projects.create({
      programme: sample.programme, unit: sample.unit, supporter: sample.supporter, name: sample.name, field: sample.field, site: sample.site, summary: '样例数据，不是真实项目。',
      industryCode: sample.industryCode, totalFen: sample.totalWan * FEN_PER_WAN, grantFen: sample.grantWan * FEN_PER_WAN, startOn: day(-210), endOn: day(365), conditionAnswer: sample.conditionAnswer ?? '',
    }, receiver(), true);
    for (const [phase, title, dueIn] of sample.milestones) await this.milestones.add({ id: filed.id, phase, title, dueOn: day(dueIn) }, receiver());
    const last = sample.stage === 'returned' ? 'submitted' : sample.stage;
    let project: ProjectView = { ...filed, version: filed.version + sample.milestones.length };
    for (const stage of stages.slice(1, stages.indexOf(last) + 1)) {
      const step = { id: project.id, version: project.version };
      if (stage === 'submitted') project = await this.approvals.submit(step, receiver());
      if (stage === 'approved-by-receiver') project = await this.approvals.approveReceiver({ ...step, opinion: '同意。' }, receiver());
      if (stage === 'approved') project = await this.approvals.approveSupporter({ ...step, opinion: '同意，列入年度计划。' }, supporter());
      if (stage === 'under-way') {
        project = await this.approvals.start(step, receiver());
        await this.carryOut(sample, project.id);
        project = (await this.projects.get(project.id, receiver())).project;
      }
      if (stage === 'completed') project = await this.approvals.complete({ id: project.id, version: project.version }, receiver());
    }
    if (sample.stage === 'returned') await this.approvals.return({ id: project.id, version: project.version, reason: '请补充管护主体和运行经费来源。' }, supporter());
  }

  private async carryOut(sample: SampleProject, id: string): Promise<void> {
    for (const [i, [daysAgo, wan, purpose]] of sample.payments.entries()) {
      await this.payments.record({ id, voucher: `样例-${i + 1}`, amountFen: wan * FEN_PER_WAN, paidOn: day(-daysAgo), purpose }, supporter());
    }
    const { milestones } = await this.projects.get(id, receiver());
    for (const [, title, , doneDaysAgo] of sample.milestones) {
      const milestone = milestones.find((candidate) => candidate.title === title);
      if (milestone !== undefined && doneDaysAgo !== null) await this.milestones.complete({ id, milestoneId: milestone.id, completedOn: day(-doneDaysAgo) }, receiver());
    }
  }
}

function day(fromNow: number): string { return dayInShanghai(new Date(Date.now() + fromNow * DAY_MS)); }
function receiver(): Call { return callOf({ kind: 'service', id: 'sample-receiver', displayName: '样例：受援方', organisationName: null, grants: [] }); }
function supporter(): Call { return callOf({ kind: 'service', id: 'sample-supporter', displayName: '样例：支援方', organisationName: null, grants: [] }); }
function callOf(actor: Actor): Call { return { actor, scope: scopeOf(actor, 'project.write'), correlationId: newId(), hops: 1 }; }
