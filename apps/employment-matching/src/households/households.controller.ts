import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { households, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { Alerts } from '../alerts/alerts.js';
import { HouseholdActs } from './household-acts.js';
import { Households } from './households.js';

type Request<K extends keyof typeof households> = RequestOf<(typeof households)[K]>;
type Reply<K extends keyof typeof households> = Promise<ReplyOf<(typeof households)[K]>>;

/** The message handlers of the register of monitored households. */
@Controller()
export class HouseholdsController {
  private readonly reader: Households;
  private readonly acts: HouseholdActs;

  constructor(dataSource: DataSource, protection: Protection) {
    this.reader = new Households(dataSource, protection, new Alerts(dataSource, protection));
    this.acts = new HouseholdActs(dataSource, this.reader);
  }

  @Handle(households.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(households.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(households.ofWorker)
  async ofWorker({ id }: Request<'ofWorker'>, call: Call): Reply<'ofWorker'> { return this.reader.ofWorker(call, id); }

  @Handle(households.create)
  async create(request: Request<'create'>, call: Call): Reply<'create'> { return this.acts.create(call, request); }

  @Handle(households.amend)
  async amend(request: Request<'amend'>, call: Call): Reply<'amend'> { return this.acts.amend(call, request); }

  @Handle(households.reclass)
  async reclass(request: Request<'reclass'>, call: Call): Reply<'reclass'> { return this.acts.reclass(call, request); }

  @Handle(households.clear)
  async clear(request: Request<'clear'>, call: Call): Reply<'clear'> { return this.acts.clear(call, request); }

  @Handle(households.reduce)
  async reduce(request: Request<'reduce'>, call: Call): Reply<'reduce'> { return this.acts.reduce(call, request); }

  @Handle(households.reEnter)
  async reEnter(request: Request<'reEnter'>, call: Call): Reply<'reEnter'> { return this.acts.reEnter(call, request); }

  @Handle(households.correct)
  async correct(request: Request<'correct'>, call: Call): Reply<'correct'> { return this.acts.correct(call, request); }
}
