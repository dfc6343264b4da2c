import { Controller } from '@nestjs/common';
import { invitationCodes, invitations, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { InvitationsService } from './invitations.service.js';

@Controller()
export class InvitationsController {
  constructor(private readonly service: InvitationsService) {}

  @Handle(invitations.list)
  async list(request: RequestOf<typeof invitations.list>): Promise<ReplyOf<typeof invitations.list>> { return this.service.list(request); }

  @Handle(invitations.withdraw)
  async withdraw(request: RequestOf<typeof invitations.withdraw>): Promise<ReplyOf<typeof invitations.withdraw>> { return this.service.withdraw(request.id); }

  @Handle(invitationCodes.look)
  async look(request: RequestOf<typeof invitationCodes.look>): Promise<ReplyOf<typeof invitationCodes.look>> { return this.service.look(request.code); }

  @Handle(invitationCodes.accept)
  async accept(request: RequestOf<typeof invitationCodes.accept>, call: Call): Promise<ReplyOf<typeof invitationCodes.accept>> { return this.service.accept(request.code, request.password, call.correlationId); }
}
