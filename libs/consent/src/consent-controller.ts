import { Controller, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { consentOperations, Operation, ReplyOf, RequestOf, snapshotOperation } from '@jiedui/contracts';
import type { ListSpec } from '@jiedui/list-store';
import { Bus, type Call, Handle, Outbox } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { Agreements } from './agreements.js';
import type { ConsentMarket } from './consent-market.js';
import { snapshotPage } from './pair-snapshot.js';
import { ProposalAnswers } from './proposal-answers.js';
import { Proposals } from './proposals.js';

type Operations = ReturnType<typeof consentOperations>;
type Request<K extends keyof Operations> = RequestOf<Operations[K]>;
type Reply<K extends keyof Operations> = Promise<ReplyOf<Operations[K]>>;
type Snapshot = ReturnType<typeof snapshotOperation>;

/** The message handlers of a market's consent: the same in both markets. */
export function consentController(operations: Operations, snapshot: Snapshot & Operation, market: ConsentMarket, specs: readonly ListSpec[]): Type {
  @Controller()
  class ConsentController {
    private readonly proposals: Proposals;
    private readonly answers: ProposalAnswers;
    private readonly agreed: Agreements;

    constructor(private readonly dataSource: DataSource, outbox: Outbox, bus: Bus, protection: Protection) {
      this.proposals = new Proposals(market, dataSource);
      this.answers = new ProposalAnswers(market, dataSource, outbox, bus, protection);
      this.agreed = new Agreements(market, dataSource);
    }

    @Handle(operations.list)
    async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.proposals.list(call, request); }

    @Handle(operations.get)
    async get(request: Request<'get'>, call: Call): Reply<'get'> { return this.proposals.get(call, request.id); }

    @Handle(operations.send)
    async send(request: Request<'send'>, call: Call): Reply<'send'> { return this.answers.send(call, request.ids); }

    @Handle(operations.acceptSupply)
    async acceptSupply(request: Request<'acceptSupply'>, call: Call): Reply<'acceptSupply'> { return this.answers.accept(call, request.id, request.version, 'supply'); }

    @Handle(operations.acceptDemand)
    async acceptDemand(request: Request<'acceptDemand'>, call: Call): Reply<'acceptDemand'> { return this.answers.accept(call, request.id, request.version, 'demand'); }

    @Handle(operations.refuseSupply)
    async refuseSupply(request: Request<'refuseSupply'>, call: Call): Reply<'refuseSupply'> { return this.answers.refuse(call, request.id, request.version, 'supply', request.reason, request.words); }

    @Handle(operations.refuseDemand)
    async refuseDemand(request: Request<'refuseDemand'>, call: Call): Reply<'refuseDemand'> { return this.answers.refuse(call, request.id, request.version, 'demand', request.reason, request.words); }

    @Handle(operations.make)
    async make(request: Request<'make'>, call: Call): Reply<'make'> { return this.answers.make(call, request); }

    @Handle(operations.agreements)
    async agreements(request: Request<'agreements'>, call: Call): Reply<'agreements'> { return this.agreed.list(call, request); }

    @Handle(snapshot)
    async snapshot(request: RequestOf<Snapshot>): Promise<ReplyOf<Snapshot>> { return snapshotPage(this.dataSource, market, specs, request.part, request.after, request.size); }
  }
  return ConsentController;
}
