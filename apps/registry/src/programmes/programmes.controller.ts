import { Controller } from '@nestjs/common';
import { registry, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { ProgrammesService } from './programmes.service.js';
import { searchRegions } from './search-regions.js';

@Controller()
export class ProgrammesController {
  constructor(private readonly service: ProgrammesService) {}

  @Handle(registry.programmes)
  async programmes(): Promise<ReplyOf<typeof registry.programmes>> {
    return this.service.list();
  }

  @Handle(registry.pairingTable)
  async pairingTable(request: RequestOf<typeof registry.pairingTable>): Promise<ReplyOf<typeof registry.pairingTable>> {
    return this.service.pairingTable(request.programme);
  }

  @Handle(registry.supporters)
  async supporters(request: RequestOf<typeof registry.supporters>): Promise<ReplyOf<typeof registry.supporters>> {
    return { items: await this.service.supporters(request.programme) };
  }

  @Handle(registry.units)
  async units(request: RequestOf<typeof registry.units>): Promise<ReplyOf<typeof registry.units>> {
    return { items: await this.service.units(request) };
  }

  @Handle(registry.unit)
  async unit(request: RequestOf<typeof registry.unit>): Promise<ReplyOf<typeof registry.unit>> {
    return this.service.unit(request.code);
  }

  @Handle(registry.regions)
  async regions(request: RequestOf<typeof registry.regions>): Promise<ReplyOf<typeof registry.regions>> {
    return { items: searchRegions(request.search) };
  }
}
