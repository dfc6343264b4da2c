import { Controller, type Type } from '@nestjs/common';
import { healths, type ReplyOf, type ServiceName } from '@jiedui/contracts';
import { Handle } from '@jiedui/messaging';
import { HealthReader } from './service-health.js';

type Operations = (typeof healths)['registry'];

/** The message handler of a service's health. */
export function healthController(service: ServiceName): Type {
  const operations = healths[service];

  @Controller()
  class HealthController {
    constructor(private readonly reader: HealthReader) {}

    @Handle(operations.read)
    async read(): Promise<ReplyOf<Operations['read']>> { return this.reader.read(); }
  }
  return HealthController;
}
