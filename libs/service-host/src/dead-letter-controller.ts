import { Controller, type Type } from '@nestjs/common';
import { deadLetters, type ReplyOf, type RequestOf, type ServiceName } from '@jiedui/contracts';
import { type Call, DeadLetters, Handle } from '@jiedui/messaging';

type Operations = (typeof deadLetters)['registry'];

/** The message handlers of a service's dead letters. */
export function deadLetterController(service: ServiceName): Type {
  const operations = deadLetters[service];

  @Controller()
  class DeadLetterController {
    constructor(private readonly letters: DeadLetters) {}

    @Handle(operations.list)
    async list(request: RequestOf<Operations['list']>): Promise<ReplyOf<Operations['list']>> { return this.letters.list(request); }

    @Handle(operations.get)
    async get(request: RequestOf<Operations['get']>): Promise<ReplyOf<Operations['get']>> { return this.letters.get(request.id); }

    @Handle(operations.replay)
    async replay(request: RequestOf<Operations['replay']>, call: Call): Promise<ReplyOf<Operations['replay']>> { return this.letters.replay(request, call); }

    @Handle(operations.discard)
    async discard(request: RequestOf<Operations['discard']>, call: Call): Promise<ReplyOf<Operations['discard']>> { return this.letters.discard(request, call); }
  }
  return DeadLetterController;
}
