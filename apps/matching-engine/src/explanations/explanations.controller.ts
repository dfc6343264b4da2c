import { Controller } from '@nestjs/common';
import { matchingExplanations, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { ExplanationsService } from './explanations.service.js';

@Controller()
export class ExplanationsController {
  constructor(private readonly explanations: ExplanationsService) {}

  @Handle(matchingExplanations.entry)
  async entry(request: RequestOf<typeof matchingExplanations.entry>, call: Call): Promise<ReplyOf<typeof matchingExplanations.entry>> {
    return this.explanations.entry(call, request);
  }

  @Handle(matchingExplanations.candidates)
  async candidates(request: RequestOf<typeof matchingExplanations.candidates>, call: Call): Promise<ReplyOf<typeof matchingExplanations.candidates>> {
    return this.explanations.candidates(call, request.entryId, request.search);
  }

  @Handle(matchingExplanations.pair)
  async pair(request: RequestOf<typeof matchingExplanations.pair>): Promise<ReplyOf<typeof matchingExplanations.pair>> {
    return this.explanations.pair(request.demandId, request.supplyId);
  }
}
