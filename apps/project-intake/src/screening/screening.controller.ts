import { Controller } from '@nestjs/common';
import { type ReplyOf, type RequestOf, screening } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { ScreeningService } from './screening.service.js';

@Controller()
export class ScreeningController {
  constructor(private readonly service: ScreeningService) {}

  @Handle(screening.check)
  async check(request: RequestOf<typeof screening.check>): Promise<ReplyOf<typeof screening.check>> {
    return this.service.check(request.programme, request.unit, request.industryCode);
  }

  @Handle(screening.negativeList)
  async negativeList(request: RequestOf<typeof screening.negativeList>): Promise<ReplyOf<typeof screening.negativeList>> {
    return this.service.negativeList(request.programme);
  }

  @Handle(screening.industries)
  async industries(request: RequestOf<typeof screening.industries>): Promise<ReplyOf<typeof screening.industries>> {
    return this.service.industries(request.search, request.parent);
  }
}
