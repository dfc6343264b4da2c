import { Controller } from '@nestjs/common';
import { matchingPolicies, notFound, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { inScope } from '@jiedui/access';
import { type Call, Handle } from '@jiedui/messaging';
import { isWithin } from '@jiedui/reference-data';
import { PoliciesService } from './policies.service.js';

@Controller()
export class PoliciesController {
  constructor(private readonly policies: PoliciesService) {}

  @Handle(matchingPolicies.get)
  async get(request: RequestOf<typeof matchingPolicies.get>, call: Call): Promise<ReplyOf<typeof matchingPolicies.get>> {
    if (!inScope(call.scope, { programme: request.programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    return this.policies.current(request.programme);
  }

  @Handle(matchingPolicies.put)
  async put(request: RequestOf<typeof matchingPolicies.put>, call: Call): Promise<ReplyOf<typeof matchingPolicies.put>> {
    if (!inScope(call.scope, { programme: request.programme, regions: [], organisations: [] }, call.actor, isWithin)) return notFound();
    return this.policies.put(request.programme, request.policy, call.actor.displayName);
  }
}
