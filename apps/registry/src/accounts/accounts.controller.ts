import { Controller } from '@nestjs/common';
import { accounts, registry, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { InvitationsService } from '../invitations/invitations.service.js';
import { AccountsService } from './accounts.service.js';
import { serviceKeys } from './service-keys.js';

type Operations = typeof accounts;

@Controller()
export class AccountsController {
  constructor(private readonly service: AccountsService, private readonly invitations: InvitationsService) {}

  @Handle(accounts.list)
  async list(request: RequestOf<Operations['list']>): Promise<ReplyOf<Operations['list']>> { return this.service.list(request); }

  @Handle(registry.accountNames)
  async names(request: RequestOf<typeof registry.accountNames>): Promise<ReplyOf<typeof registry.accountNames>> { return this.service.names(request); }

  @Handle(accounts.get)
  async get(request: RequestOf<Operations['get']>): Promise<ReplyOf<Operations['get']>> { return this.service.get(request.id); }

  @Handle(accounts.roles)
  async roles(): Promise<ReplyOf<Operations['roles']>> { return this.service.roles(); }

  @Handle(accounts.keys)
  async keys(): Promise<ReplyOf<Operations['keys']>> { return { items: await serviceKeys() }; }

  @Handle(accounts.create)
  async create(request: RequestOf<Operations['create']>, call: Call): Promise<ReplyOf<Operations['create']>> { return this.service.create(request, call); }

  @Handle(accounts.update)
  async update(request: RequestOf<Operations['update']>, call: Call): Promise<ReplyOf<Operations['update']>> { return this.service.update(request, call); }

  @Handle(accounts.link)
  async link(request: RequestOf<Operations['link']>, call: Call): Promise<ReplyOf<Operations['link']>> { return this.invitations.link(request.id, call.actor.displayName); }

  @Handle(accounts.disable)
  async disable(request: RequestOf<Operations['disable']>, call: Call): Promise<ReplyOf<Operations['disable']>> { return this.service.disable(request, call); }

  @Handle(accounts.enable)
  async enable(request: RequestOf<Operations['enable']>): Promise<ReplyOf<Operations['enable']>> { return this.service.enable(request); }

  @Handle(accounts.unlock)
  async unlock(request: RequestOf<Operations['unlock']>): Promise<ReplyOf<Operations['unlock']>> { return this.service.unlock(request.id); }

  @Handle(accounts.resetSecondFactor)
  async resetSecondFactor(request: RequestOf<Operations['resetSecondFactor']>, call: Call): Promise<ReplyOf<Operations['resetSecondFactor']>> { return this.service.resetSecondFactor(request, call); }

  @Handle(accounts.endSessions)
  async endSessions(request: RequestOf<Operations['endSessions']>): Promise<ReplyOf<Operations['endSessions']>> { return this.service.endSessions(request); }
}
