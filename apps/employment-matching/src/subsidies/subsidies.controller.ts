import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ReplyOf, type RequestOf, subsidies, subsidyClaims } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { ClaimActs } from './claim-acts.js';
import { Claims } from './claims.js';
import { Subsidies } from './subsidies.js';

type Request<K extends keyof typeof subsidies> = RequestOf<(typeof subsidies)[K]>;
type Reply<K extends keyof typeof subsidies> = Promise<ReplyOf<(typeof subsidies)[K]>>;
type ClaimRequest<K extends keyof typeof subsidyClaims> = RequestOf<(typeof subsidyClaims)[K]>;
type ClaimReply<K extends keyof typeof subsidyClaims> = Promise<ReplyOf<(typeof subsidyClaims)[K]>>;

/** The message handlers of subsidy policies and their claims. */
@Controller()
export class SubsidiesController {
  private readonly policies: Subsidies;
  private readonly claims: Claims;
  private readonly acts: ClaimActs;

  constructor(dataSource: DataSource) {
    this.policies = new Subsidies(dataSource);
    this.claims = new Claims(dataSource);
    this.acts = new ClaimActs(dataSource, this.claims);
  }

  @Handle(subsidies.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.policies.list(call, request); }

  @Handle(subsidies.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.policies.get(call, id); }

  @Handle(subsidies.plan)
  async plan(request: Request<'plan'>, call: Call): Reply<'plan'> { return this.policies.plan(call, request); }

  @Handle(subsidies.amend)
  async amend(request: Request<'amend'>, call: Call): Reply<'amend'> { return this.policies.amend(call, request); }

  @Handle(subsidies.start)
  async start(request: Request<'start'>, call: Call): Reply<'start'> { return this.policies.start(call, request); }

  @Handle(subsidies.end)
  async end(request: Request<'end'>, call: Call): Reply<'end'> { return this.policies.end(call, request); }

  @Handle(subsidyClaims.list)
  async listClaims(request: ClaimRequest<'list'>, call: Call): ClaimReply<'list'> { return this.claims.list(call, request); }

  @Handle(subsidyClaims.get)
  async getClaim({ id }: ClaimRequest<'get'>, call: Call): ClaimReply<'get'> { return this.claims.get(call, id); }

  @Handle(subsidyClaims.entitlements)
  async entitlements({ id }: ClaimRequest<'entitlements'>, call: Call): ClaimReply<'entitlements'> { return this.claims.entitlements(call, id); }

  @Handle(subsidyClaims.eligible)
  async eligible(request: ClaimRequest<'eligible'>, call: Call): ClaimReply<'eligible'> { return this.claims.eligible(call, request); }

  @Handle(subsidyClaims.make)
  async make(request: ClaimRequest<'make'>, call: Call): ClaimReply<'make'> { return this.acts.make(call, request); }

  @Handle(subsidyClaims.approve)
  async approve(request: ClaimRequest<'approve'>, call: Call): ClaimReply<'approve'> { return this.acts.approve(call, request); }

  @Handle(subsidyClaims.pay)
  async pay(request: ClaimRequest<'pay'>, call: Call): ClaimReply<'pay'> { return this.acts.pay(call, request); }

  @Handle(subsidyClaims.correct)
  async correct(request: ClaimRequest<'correct'>, call: Call): ClaimReply<'correct'> { return this.acts.correct(call, request); }

  @Handle(subsidyClaims.refuse)
  async refuse(request: ClaimRequest<'refuse'>, call: Call): ClaimReply<'refuse'> { return this.acts.refuse(call, request); }

  @Handle(subsidyClaims.withdraw)
  async withdraw(request: ClaimRequest<'withdraw'>, call: Call): ClaimReply<'withdraw'> { return this.acts.withdraw(call, request); }
}
