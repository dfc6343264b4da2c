import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ReplyOf, type RequestOf, workerDoor, workerLinks } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { addNotice } from '../notices/notices.js';
import { WorkerDoor } from './worker-door.js';
import { WorkerLinks } from './worker-links.js';

type Door = typeof workerDoor;
type Links = typeof workerLinks;

/** The message handlers of links to the phone page: as the county makes them, and as they are opened. */
@Controller()
export class WorkerLinksController {
  private readonly links: WorkerLinks;
  private readonly door: WorkerDoor;

  constructor(dataSource: DataSource, protection: Protection) {
    this.links = new WorkerLinks(dataSource, protection);
    this.door = new WorkerDoor(dataSource, protection, async (manager, { workerId, reason }) => { await addNotice(manager, { kind: `link-${reason}`, workerId, thingId: null }); });
  }

  @Handle(workerLinks.list)
  async list({ id }: RequestOf<Links['list']>, call: Call): Promise<ReplyOf<Links['list']>> { return this.links.list(call, id); }

  @Handle(workerLinks.make)
  async make({ id }: RequestOf<Links['make']>, call: Call): Promise<ReplyOf<Links['make']>> { return this.links.make(call, id); }

  @Handle(workerLinks.withdraw)
  async withdraw({ id }: RequestOf<Links['withdraw']>, call: Call): Promise<ReplyOf<Links['withdraw']>> { return this.links.withdraw(call, id); }

  @Handle(workerDoor.open)
  async open(request: RequestOf<Door['open']>, call: Call): Promise<ReplyOf<Door['open']>> { return this.door.open(call, request); }

  @Handle(workerDoor.resolve)
  async resolve({ device }: RequestOf<Door['resolve']>): Promise<ReplyOf<Door['resolve']>> { return { actor: await this.door.resolve(device) }; }

  @Handle(workerDoor.close)
  async close({ device }: RequestOf<Door['close']>): Promise<ReplyOf<Door['close']>> {
    await this.door.close(device);
    return {};
  }
}
