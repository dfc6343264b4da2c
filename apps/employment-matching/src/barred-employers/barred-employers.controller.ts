import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { barredEmployers, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { PlacementActs } from '../placements/placement-acts.js';
import { Placements } from '../placements/placements.js';
import { BarActs } from './bar-acts.js';
import { Bars } from './bars.js';
import { CarryOut } from './carry-out.js';

type Request<K extends keyof typeof barredEmployers> = RequestOf<(typeof barredEmployers)[K]>;
type Reply<K extends keyof typeof barredEmployers> = Promise<ReplyOf<(typeof barredEmployers)[K]>>;

/** The message handlers of barred employers. */
@Controller()
export class BarredEmployersController {
  private readonly reader: Bars;
  private readonly acts: BarActs;

  constructor(dataSource: DataSource, outbox: Outbox, protection: Protection) {
    this.reader = new Bars(dataSource);
    this.acts = new BarActs(dataSource, this.reader, new CarryOut(dataSource, outbox, new PlacementActs(dataSource, outbox, new Placements(dataSource, protection))));
  }

  @Handle(barredEmployers.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(barredEmployers.employers)
  async employers(request: Request<'employers'>, call: Call): Reply<'employers'> { return this.reader.employers(call, request); }

  @Handle(barredEmployers.preview)
  async preview(request: Request<'preview'>, call: Call): Reply<'preview'> { return this.reader.preview(call, request); }

  @Handle(barredEmployers.own)
  async own(_request: Request<'own'>, call: Call): Reply<'own'> { return this.reader.own(call); }

  @Handle(barredEmployers.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(barredEmployers.bar)
  async bar(request: Request<'bar'>, call: Call): Reply<'bar'> { return this.acts.bar(call, request); }

  @Handle(barredEmployers.lift)
  async lift(request: Request<'lift'>, call: Call): Reply<'lift'> { return this.acts.lift(call, request); }
}
