import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ConsentRecord, type ErasedPerson, type FilePiece, type ListRow, type RequestOf, type RevealedPerson, workerPrivacy } from '@jiedui/contracts';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { PlacementActs } from '../placements/placement-acts.js';
import { Placements } from '../placements/placements.js';
import { workerSpec } from './worker-list.js';
import { WorkerPrivacy } from './worker-privacy.js';

/** The message handlers of what is done with one worker's own data. */
@Controller()
export class WorkerPrivacyController {
  private readonly privacy: WorkerPrivacy;

  constructor(dataSource: DataSource, outbox: Outbox, protection: Protection) {
    this.privacy = new WorkerPrivacy(workerSpec, dataSource, outbox, protection, new PlacementActs(dataSource, outbox, new Placements(dataSource, protection)));
  }

  @Handle(workerPrivacy.reveal)
  async reveal(request: RequestOf<typeof workerPrivacy.reveal>, call: Call): Promise<RevealedPerson> { return this.privacy.reveal(call, request); }

  @Handle(workerPrivacy.dossier)
  async dossier(request: RequestOf<typeof workerPrivacy.dossier>, call: Call): Promise<FilePiece> { return this.privacy.dossier(call, request); }

  @Handle(workerPrivacy.erase)
  async erase(request: RequestOf<typeof workerPrivacy.erase>, call: Call): Promise<ErasedPerson> { return this.privacy.erase(call, request); }

  @Handle(workerPrivacy.consents)
  async consents({ id }: RequestOf<typeof workerPrivacy.consents>, call: Call): Promise<{ items: ConsentRecord[] }> { return this.privacy.consents(call, id); }

  @Handle(workerPrivacy.withdrawConsent)
  async withdrawConsent(request: RequestOf<typeof workerPrivacy.withdrawConsent>, call: Call): Promise<ListRow> { return this.privacy.withdrawConsent(call, request); }
}
