import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { placements, placementsSnapshot, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { PlacementActs, placementFacts } from './placement-acts.js';
import { Placements } from './placements.js';

type Request<K extends keyof typeof placements> = RequestOf<(typeof placements)[K]>;
type Reply<K extends keyof typeof placements> = Promise<ReplyOf<(typeof placements)[K]>>;

/** The message handlers of placements after both sides agreed. */
@Controller()
export class PlacementsController {
  private readonly reader: Placements;
  private readonly acts: PlacementActs;

  constructor(private readonly dataSource: DataSource, outbox: Outbox, protection: Protection) {
    this.reader = new Placements(dataSource, protection);
    this.acts = new PlacementActs(dataSource, outbox, this.reader);
  }

  @Handle(placements.follow)
  async follow(request: Request<'follow'>, call: Call): Reply<'follow'> { return this.reader.list(call, request); }

  @Handle(placements.board)
  async board(request: Request<'board'>, call: Call): Reply<'board'> { return this.reader.board(call, request); }

  @Handle(placements.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(placements.offer)
  async offer(request: Request<'offer'>, call: Call): Reply<'offer'> { return this.acts.offer(call, request); }

  @Handle(placements.accept)
  async accept(request: Request<'accept'>, call: Call): Reply<'accept'> { return this.acts.accept(call, request); }

  @Handle(placements.depart)
  async depart(request: Request<'depart'>, call: Call): Reply<'depart'> { return this.acts.depart(call, request); }

  @Handle(placements.arrive)
  async arrive(request: Request<'arrive'>, call: Call): Reply<'arrive'> { return this.acts.arrive(call, request); }

  @Handle(placements.retain)
  async retain(request: Request<'retain'>, call: Call): Reply<'retain'> { return this.acts.retain(call, request); }

  @Handle(placements.end)
  async end(request: Request<'end'>, call: Call): Reply<'end'> { return this.acts.end(call, request); }

  @Handle(placements.look)
  async look(request: Request<'look'>, call: Call): Reply<'look'> { return this.acts.look(call, request); }

  @Handle(placements.correct)
  async correct(request: Request<'correct'>, call: Call): Reply<'correct'> { return this.acts.correct(call, request); }

  @Handle(placements.confirm)
  async confirm(request: Request<'confirm'>, call: Call): Reply<'confirm'> { return this.acts.confirm(call, request); }

  @Handle(placementsSnapshot)
  async snapshot({ after, size }: RequestOf<typeof placementsSnapshot>): Promise<ReplyOf<typeof placementsSnapshot>> {
    const agreements = await placementFacts(this.dataSource.manager, '($1::uuid is null or p.id > $1::uuid)', [after, size], 'limit $2');
    return { agreements, next: agreements.length === size ? agreements.at(-1)?.id ?? null : null };
  }
}
