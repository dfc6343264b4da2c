import { Controller } from '@nestjs/common';
import { type ReplyOf, type RequestOf, sessions } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { SessionsService } from './sessions.service.js';

@Controller()
export class SessionsController {
  constructor(private readonly service: SessionsService) {}

  @Handle(sessions.open)
  async open(request: RequestOf<typeof sessions.open>, call: Call): Promise<ReplyOf<typeof sessions.open>> {
    return this.service.open(request.account, request.password, call.correlationId);
  }

  @Handle(sessions.resolve)
  async resolve(request: RequestOf<typeof sessions.resolve>): Promise<ReplyOf<typeof sessions.resolve>> {
    return { actor: await this.service.resolve(request.token) };
  }

  @Handle(sessions.close)
  async close(request: RequestOf<typeof sessions.close>, call: Call): Promise<ReplyOf<typeof sessions.close>> {
    await this.service.close(request.token, call.correlationId);
    return {};
  }
}
