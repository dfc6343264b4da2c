import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { occupationReview, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { postSpec } from '../posts/post-list.js';
import { workerSpec } from '../workers/worker-list.js';
import { OccupationReview } from './occupation-review.js';

/** The message handlers of what titles mean. */
@Controller()
export class OccupationsController {
  private readonly review: OccupationReview;

  constructor(dataSource: DataSource) {
    this.review = new OccupationReview(postSpec, workerSpec, dataSource);
  }

  @Handle(occupationReview.titles)
  async titles(request: RequestOf<typeof occupationReview.titles>, call: Call): Promise<ReplyOf<typeof occupationReview.titles>> { return this.review.titles(call, request); }

  @Handle(occupationReview.find)
  async find({ search }: RequestOf<typeof occupationReview.find>): Promise<ReplyOf<typeof occupationReview.find>> { return Promise.resolve(this.review.find(search)); }

  @Handle(occupationReview.settle)
  async settle(request: RequestOf<typeof occupationReview.settle>, call: Call): Promise<ReplyOf<typeof occupationReview.settle>> { return this.review.settle(call, request); }
}
