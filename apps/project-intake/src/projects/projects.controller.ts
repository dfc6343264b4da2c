import { Controller } from '@nestjs/common';
import { projects, projectsSnapshot, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { ApprovalsService } from './approvals.service.js';
import { ProjectsService } from './projects.service.js';

@Controller()
export class ProjectsController {
  constructor(private readonly service: ProjectsService, private readonly approvals: ApprovalsService) {}

  @Handle(projects.catalogue)
  async catalogue(request: RequestOf<typeof projects.catalogue>, call: Call): Promise<ReplyOf<typeof projects.catalogue>> {
    return this.service.catalogue(request.programme, call);
  }

  @Handle(projects.list)
  async list(request: RequestOf<typeof projects.list>, call: Call): Promise<ReplyOf<typeof projects.list>> {
    return this.service.list(request, call);
  }

  @Handle(projects.board)
  async board(request: RequestOf<typeof projects.board>, call: Call): Promise<ReplyOf<typeof projects.board>> {
    return this.service.board(request, call);
  }

  @Handle(projects.get)
  async get(request: RequestOf<typeof projects.get>, call: Call): Promise<ReplyOf<typeof projects.get>> {
    return this.service.get(request.id, call);
  }

  @Handle(projects.create)
  async create(request: RequestOf<typeof projects.create>, call: Call): Promise<ReplyOf<typeof projects.create>> {
    return this.service.create(request, call);
  }

  @Handle(projects.update)
  async update(request: RequestOf<typeof projects.update>, call: Call): Promise<ReplyOf<typeof projects.update>> {
    return this.service.update(request, call);
  }

  @Handle(projects.submit)
  async submit(request: RequestOf<typeof projects.submit>, call: Call): Promise<ReplyOf<typeof projects.submit>> {
    return this.approvals.submit(request, call);
  }

  @Handle(projects.approveReceiver)
  async approveReceiver(request: RequestOf<typeof projects.approveReceiver>, call: Call): Promise<ReplyOf<typeof projects.approveReceiver>> {
    return this.approvals.approveReceiver(request, call);
  }

  @Handle(projects.approveSupporter)
  async approveSupporter(request: RequestOf<typeof projects.approveSupporter>, call: Call): Promise<ReplyOf<typeof projects.approveSupporter>> {
    return this.approvals.approveSupporter(request, call);
  }

  @Handle(projects.return)
  async return(request: RequestOf<typeof projects.return>, call: Call): Promise<ReplyOf<typeof projects.return>> {
    return this.approvals.return(request, call);
  }

  @Handle(projects.withdraw)
  async withdraw(request: RequestOf<typeof projects.withdraw>, call: Call): Promise<ReplyOf<typeof projects.withdraw>> {
    return this.approvals.withdraw(request, call);
  }

  @Handle(projects.start)
  async start(request: RequestOf<typeof projects.start>, call: Call): Promise<ReplyOf<typeof projects.start>> {
    return this.approvals.start(request, call);
  }

  @Handle(projects.complete)
  async complete(request: RequestOf<typeof projects.complete>, call: Call): Promise<ReplyOf<typeof projects.complete>> {
    return this.approvals.complete(request, call);
  }

  @Handle(projectsSnapshot)
  async snapshot(request: RequestOf<typeof projectsSnapshot>): Promise<ReplyOf<typeof projectsSnapshot>> {
    return this.service.snapshot(request.after, request.size);
  }
}
