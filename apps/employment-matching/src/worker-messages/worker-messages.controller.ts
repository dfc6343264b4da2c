import { Controller } from '@nestjs/common';
import { type ReplyOf, type RequestOf, workerMessages, type WorkerMessageView } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { WorkerMessages } from './worker-messages.js';

/** The message handlers of messages to workers. */
@Controller()
export class WorkerMessagesController {
  constructor(private readonly messages: WorkerMessages) {}

  @Handle(workerMessages.list)
  async list({ id }: RequestOf<typeof workerMessages.list>, call: Call): Promise<ReplyOf<typeof workerMessages.list>> { return this.messages.list(call, id); }

  @Handle(workerMessages.sendLink)
  async sendLink({ id }: RequestOf<typeof workerMessages.sendLink>, call: Call): Promise<WorkerMessageView> { return this.messages.sendLink(call, id); }
}
