import { Controller } from '@nestjs/common';
import { figures, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { FiguresService } from './figures.service.js';
import { RecordsService } from './records.service.js';

@Controller()
export class FiguresController {
  constructor(private readonly service: FiguresService, private readonly opened: RecordsService) {}

  @Handle(figures.dashboard)
  async dashboard(request: RequestOf<typeof figures.dashboard>, call: Call): Promise<ReplyOf<typeof figures.dashboard>> {
    return this.service.dashboard(request, call);
  }

  @Handle(figures.trend)
  async trend(request: RequestOf<typeof figures.trend>, call: Call): Promise<ReplyOf<typeof figures.trend>> {
    return this.service.trend(request, call);
  }

  @Handle(figures.byPairing)
  async byPairing(request: RequestOf<typeof figures.byPairing>, call: Call): Promise<ReplyOf<typeof figures.byPairing>> {
    return this.service.byPairing(request.programme, call);
  }

  @Handle(figures.records)
  async records(request: RequestOf<typeof figures.records>, call: Call): Promise<ReplyOf<typeof figures.records>> {
    return this.opened.page(request, call);
  }

  @Handle(figures.definitions)
  async definitions(): Promise<ReplyOf<typeof figures.definitions>> {
    return this.service.definitions();
  }
}
