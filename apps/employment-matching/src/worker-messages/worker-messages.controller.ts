import { Controller, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ReplyOf, type RequestOf, workerMessages, type WorkerMessageView } from '@jiedui/contracts';
import { type Call, Handle, Jobs } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import type { SmsSettings } from './sms-settings.js';
import { SmsChannel } from './worker-channel.js';
import { WorkerMessages } from './worker-messages.js';

/** The message handlers of messages to workers, with the service of the settings; without settings nothing is sent. */
export function workerMessagesController(settings: SmsSettings | null): Type {
  @Controller()
  class WorkerMessagesController {
    private readonly messages: WorkerMessages;

    constructor(dataSource: DataSource, protection: Protection, jobs: Jobs) {
      this.messages = new WorkerMessages(settings, settings === null ? null : new SmsChannel(settings), dataSource, protection, jobs);
    }

    @Handle(workerMessages.list)
    async list({ id }: RequestOf<typeof workerMessages.list>, call: Call): Promise<ReplyOf<typeof workerMessages.list>> { return this.messages.list(call, id); }

    @Handle(workerMessages.sendLink)
    async sendLink({ id }: RequestOf<typeof workerMessages.sendLink>, call: Call): Promise<WorkerMessageView> { return this.messages.sendLink(call, id); }
  }
  return WorkerMessagesController;
}
