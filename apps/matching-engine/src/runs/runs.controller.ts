import { Controller } from '@nestjs/common';
import { matchingRuns, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { RunOutcomeService } from './run-outcome.service.js';
import { runView } from './run-view.js';
import { RunsService } from './runs.service.js';

@Controller()
export class RunsController {
  constructor(private readonly runs: RunsService, private readonly outcomes: RunOutcomeService) {}

  @Handle(matchingRuns.start)
  async start(request: RequestOf<typeof matchingRuns.start>, call: Call): Promise<ReplyOf<typeof matchingRuns.start>> {
    return this.runs.start(call, request.market, request.programme);
  }

  @Handle(matchingRuns.list)
  async list(request: RequestOf<typeof matchingRuns.list>, call: Call): Promise<ReplyOf<typeof matchingRuns.list>> {
    return this.runs.list(call, request);
  }

  @Handle(matchingRuns.get)
  async get(request: RequestOf<typeof matchingRuns.get>, call: Call): Promise<ReplyOf<typeof matchingRuns.get>> {
    return runView(await this.runs.row(call, request.id));
  }

  @Handle(matchingRuns.cancel)
  async cancel(request: RequestOf<typeof matchingRuns.cancel>, call: Call): Promise<ReplyOf<typeof matchingRuns.cancel>> {
    return this.runs.cancel(call, request.id);
  }

  @Handle(matchingRuns.pairs)
  async pairs(request: RequestOf<typeof matchingRuns.pairs>, call: Call): Promise<ReplyOf<typeof matchingRuns.pairs>> {
    return this.outcomes.pairs(call, await this.runs.row(call, request.id), request);
  }

  @Handle(matchingRuns.unmatched)
  async unmatched(request: RequestOf<typeof matchingRuns.unmatched>, call: Call): Promise<ReplyOf<typeof matchingRuns.unmatched>> {
    return this.outcomes.unmatched(call, await this.runs.row(call, request.id), request);
  }

  @Handle(matchingRuns.outcome)
  async outcome(request: RequestOf<typeof matchingRuns.outcome>, call: Call): Promise<ReplyOf<typeof matchingRuns.outcome>> {
    return this.outcomes.outcome(await this.runs.row(call, request.id));
  }

  @Handle(matchingRuns.certificate)
  async certificate(request: RequestOf<typeof matchingRuns.certificate>, call: Call): Promise<ReplyOf<typeof matchingRuns.certificate>> {
    return this.outcomes.certificate(call, await this.runs.row(call, request.id), request.seq);
  }
}
