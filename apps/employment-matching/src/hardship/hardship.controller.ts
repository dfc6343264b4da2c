import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hardship, type ReplyOf, type RequestOf, type TierDerivation } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { workerSpec } from '../workers/worker-list.js';
import { TierGrounds } from './tier-grounds.js';

/** The message handlers of what protection tiers stand on. */
@Controller()
export class HardshipController {
  private readonly grounds: TierGrounds;

  constructor(dataSource: DataSource) {
    this.grounds = new TierGrounds(workerSpec, dataSource);
  }

  @Handle(hardship.tier)
  async tier({ id }: RequestOf<typeof hardship.tier>, call: Call): Promise<TierDerivation> { return this.grounds.of(call, id); }

  @Handle(hardship.ending)
  async ending(request: RequestOf<typeof hardship.ending>, call: Call): Promise<ReplyOf<typeof hardship.ending>> { return this.grounds.ending(call, request); }
}
