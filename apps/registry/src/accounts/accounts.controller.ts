import { Controller } from '@nestjs/common';
import { registry, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { AccountsService } from './accounts.service.js';

@Controller()
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Handle(registry.accounts)
  async list(request: RequestOf<typeof registry.accounts>): Promise<ReplyOf<typeof registry.accounts>> {
    return this.accounts.list(request.search);
  }

  @Handle(registry.accountNames)
  async names(request: RequestOf<typeof registry.accountNames>): Promise<ReplyOf<typeof registry.accountNames>> {
    return this.accounts.names(request);
  }
}
