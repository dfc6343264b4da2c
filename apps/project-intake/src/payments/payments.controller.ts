import { Controller } from '@nestjs/common';
import { projects, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { PaymentsService } from './payments.service.js';

@Controller()
export class PaymentsController {
  constructor(private readonly service: PaymentsService) {}

  @Handle(projects.pay)
  async record(request: RequestOf<typeof projects.pay>, call: Call): Promise<ReplyOf<typeof projects.pay>> {
    return this.service.record(request, call);
  }
}
