import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { recruitmentEvents, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { EventActs } from './event-acts.js';
import { RecruitmentEvents } from './recruitment-events.js';

type Request<K extends keyof typeof recruitmentEvents> = RequestOf<(typeof recruitmentEvents)[K]>;
type Reply<K extends keyof typeof recruitmentEvents> = Promise<ReplyOf<(typeof recruitmentEvents)[K]>>;

/** The message handlers of recruitment events. */
@Controller()
export class RecruitmentEventsController {
  private readonly reader: RecruitmentEvents;
  private readonly acts: EventActs;

  constructor(dataSource: DataSource) {
    this.reader = new RecruitmentEvents(dataSource);
    this.acts = new EventActs(dataSource, this.reader);
  }

  @Handle(recruitmentEvents.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(recruitmentEvents.sums)
  async sums(request: Request<'sums'>, call: Call): Reply<'sums'> { return this.reader.sums(call, request); }

  @Handle(recruitmentEvents.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(recruitmentEvents.plan)
  async plan(request: Request<'plan'>, call: Call): Reply<'plan'> { return this.acts.plan(call, request); }

  @Handle(recruitmentEvents.change)
  async change(request: Request<'change'>, call: Call): Reply<'change'> { return this.acts.change(call, request); }

  @Handle(recruitmentEvents.hold)
  async hold(request: Request<'hold'>, call: Call): Reply<'hold'> { return this.acts.hold(call, request); }

  @Handle(recruitmentEvents.count)
  async count(request: Request<'count'>, call: Call): Reply<'count'> { return this.acts.count(call, request); }

  @Handle(recruitmentEvents.close)
  async close(request: Request<'close'>, call: Call): Reply<'close'> { return this.acts.close(call, request); }

  @Handle(recruitmentEvents.cancel)
  async cancel(request: Request<'cancel'>, call: Call): Reply<'cancel'> { return this.acts.cancel(call, request); }
}
