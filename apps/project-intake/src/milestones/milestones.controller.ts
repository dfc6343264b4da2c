import { Controller } from '@nestjs/common';
import { projects, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { MilestonesService } from './milestones.service.js';

@Controller()
export class MilestonesController {
  constructor(private readonly service: MilestonesService) {}

  @Handle(projects.addMilestone)
  async add(request: RequestOf<typeof projects.addMilestone>, call: Call): Promise<ReplyOf<typeof projects.addMilestone>> {
    return this.service.add(request, call);
  }

  @Handle(projects.completeMilestone)
  async complete(request: RequestOf<typeof projects.completeMilestone>, call: Call): Promise<ReplyOf<typeof projects.completeMilestone>> {
    return this.service.complete(request, call);
  }
}
