import { Controller } from '@nestjs/common';
import { matchingTrials, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { trialView } from './trial-view.js';
import { TrialsService } from './trials.service.js';

@Controller()
export class TrialsController {
  constructor(private readonly trials: TrialsService) {}

  @Handle(matchingTrials.start)
  async start(request: RequestOf<typeof matchingTrials.start>, call: Call): Promise<ReplyOf<typeof matchingTrials.start>> {
    return this.trials.start(call, request);
  }

  @Handle(matchingTrials.list)
  async list(request: RequestOf<typeof matchingTrials.list>, call: Call): Promise<ReplyOf<typeof matchingTrials.list>> {
    return this.trials.list(call, request);
  }

  @Handle(matchingTrials.get)
  async get(request: RequestOf<typeof matchingTrials.get>, call: Call): Promise<ReplyOf<typeof matchingTrials.get>> {
    return trialView(await this.trials.row(call, request.id), call.actor);
  }

  @Handle(matchingTrials.cancel)
  async cancel(request: RequestOf<typeof matchingTrials.cancel>, call: Call): Promise<ReplyOf<typeof matchingTrials.cancel>> {
    return this.trials.cancel(call, request.id);
  }
}
