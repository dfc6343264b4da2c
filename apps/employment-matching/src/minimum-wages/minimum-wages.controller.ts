import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { minimumWages, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { MinimumWageRegister } from './minimum-wages.js';

/** The message handlers of minimum wages. */
@Controller()
export class MinimumWagesController {
  private readonly register: MinimumWageRegister;

  constructor(dataSource: DataSource, outbox: Outbox) {
    this.register = new MinimumWageRegister(dataSource, outbox);
  }

  @Handle(minimumWages.list)
  async list(request: RequestOf<typeof minimumWages.list>, call: Call): Promise<ReplyOf<typeof minimumWages.list>> { return this.register.list(call, request); }

  @Handle(minimumWages.enter)
  async enter(request: RequestOf<typeof minimumWages.enter>, call: Call): Promise<ReplyOf<typeof minimumWages.enter>> { return this.register.enter(call, request); }

  @Handle(minimumWages.withdraw)
  async withdraw(request: RequestOf<typeof minimumWages.withdraw>, call: Call): Promise<ReplyOf<typeof minimumWages.withdraw>> { return this.register.withdraw(call, request); }
}
