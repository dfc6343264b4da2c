import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { helpRequests, type HelpRequestView, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { HelpRequests } from './help-requests.js';

/** The message handlers of requests for help, as the county sees them. */
@Controller()
export class HelpRequestsController {
  private readonly requests: HelpRequests;

  constructor(dataSource: DataSource, protection: Protection) {
    this.requests = new HelpRequests(dataSource, protection);
  }

  @Handle(helpRequests.list)
  async list(request: RequestOf<typeof helpRequests.list>, call: Call): Promise<ReplyOf<typeof helpRequests.list>> { return this.requests.list(call, request); }

  @Handle(helpRequests.get)
  async get({ id }: RequestOf<typeof helpRequests.get>, call: Call): Promise<ReplyOf<typeof helpRequests.get>> { return this.requests.get(call, id); }

  @Handle(helpRequests.open)
  async open(request: RequestOf<typeof helpRequests.open>, call: Call): Promise<HelpRequestView> { return this.requests.open(call, request); }

  @Handle(helpRequests.take)
  async take(request: RequestOf<typeof helpRequests.take>, call: Call): Promise<HelpRequestView> { return this.requests.take(call, request); }

  @Handle(helpRequests.answer)
  async answer(request: RequestOf<typeof helpRequests.answer>, call: Call): Promise<HelpRequestView> { return this.requests.answer(call, request); }
}
