import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notices, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { Notices } from './notices.js';

type Operations = typeof notices;

/** The message handlers of notices. */
@Controller()
export class NoticesController {
  private readonly notices: Notices;

  constructor(dataSource: DataSource) { this.notices = new Notices(dataSource); }

  @Handle(notices.list)
  async list(request: RequestOf<Operations['list']>, call: Call): Promise<ReplyOf<Operations['list']>> { return this.notices.list(call, request); }

  @Handle(notices.read)
  async read({ id }: RequestOf<Operations['read']>, call: Call): Promise<ReplyOf<Operations['read']>> { return this.notices.read(call, id); }

  @Handle(notices.readAll)
  async readAll(request: RequestOf<Operations['readAll']>, call: Call): Promise<ReplyOf<Operations['readAll']>> { return this.notices.readAll(call, request); }
}
