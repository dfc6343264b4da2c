import { Controller } from '@nestjs/common';
import { publicFigures, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { PublicFiguresService } from './public-figures.service.js';

@Controller()
export class PublicFiguresController {
  constructor(private readonly service: PublicFiguresService) {}

  @Handle(publicFigures.totals)
  async totals(request: RequestOf<typeof publicFigures.totals>): Promise<ReplyOf<typeof publicFigures.totals>> {
    return this.service.totals(request.programme);
  }
}
