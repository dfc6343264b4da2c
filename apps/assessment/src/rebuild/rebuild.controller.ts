import { Controller } from '@nestjs/common';
import { figures, type ReplyOf } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { RebuildService } from './rebuild.service.js';

@Controller()
export class RebuildController {
  constructor(private readonly service: RebuildService) {}

  @Handle(figures.rebuild)
  async rebuild(): Promise<ReplyOf<typeof figures.rebuild>> {
    return this.service.ask();
  }

  @Handle(figures.rebuilds)
  async rebuilds(): Promise<ReplyOf<typeof figures.rebuilds>> {
    return this.service.list();
  }
}
