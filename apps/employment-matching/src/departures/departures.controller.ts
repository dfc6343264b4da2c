import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { departures, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Outbox, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { PlacementActs } from '../placements/placement-acts.js';
import { Placements } from '../placements/placements.js';
import { DepartureActs } from './departure-acts.js';
import { Departures } from './departures.js';
import { PassengerExport } from './passenger-export.js';

type Request<K extends keyof typeof departures> = RequestOf<(typeof departures)[K]>;
type Reply<K extends keyof typeof departures> = Promise<ReplyOf<(typeof departures)[K]>>;

/** The message handlers of group departures. */
@Controller()
export class DeparturesController {
  private readonly reader: Departures;
  private readonly acts: DepartureActs;
  private readonly exports: PassengerExport;

  constructor(dataSource: DataSource, outbox: Outbox, protection: Protection, files: StoredFiles) {
    const placements = new Placements(dataSource, protection);
    this.reader = new Departures(dataSource, protection);
    this.acts = new DepartureActs(dataSource, this.reader, placements, new PlacementActs(dataSource, outbox, placements), protection);
    this.exports = new PassengerExport(this.reader, files);
  }

  @Handle(departures.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(departures.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(departures.passengers)
  async passengers(request: Request<'passengers'>, call: Call): Reply<'passengers'> { return this.reader.passengers(call, request); }

  @Handle(departures.export)
  async export({ id, seq }: Request<'export'>, call: Call): Reply<'export'> { return this.exports.piece(call, id, seq); }

  @Handle(departures.plan)
  async plan(request: Request<'plan'>, call: Call): Reply<'plan'> { return this.acts.plan(call, request); }

  @Handle(departures.change)
  async change(request: Request<'change'>, call: Call): Reply<'change'> { return this.acts.change(call, request); }

  @Handle(departures.seat)
  async seat(request: Request<'seat'>, call: Call): Reply<'seat'> { return this.acts.seat(call, request); }

  @Handle(departures.unseat)
  async unseat(request: Request<'unseat'>, call: Call): Reply<'unseat'> { return this.acts.unseat(call, request); }

  @Handle(departures.depart)
  async depart(request: Request<'depart'>, call: Call): Reply<'depart'> { return this.acts.depart(call, request); }

  @Handle(departures.cancel)
  async cancel(request: Request<'cancel'>, call: Call): Reply<'cancel'> { return this.acts.cancel(call, request); }
}
