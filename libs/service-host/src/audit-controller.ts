import { Controller, type Type } from '@nestjs/common';
import { audits, type ReplyOf, type RequestOf, type ServiceName } from '@jiedui/contracts';
import { AuditReader, type Call, Handle } from '@jiedui/messaging';

type Operations = (typeof audits)['registry'];

/** The message handlers of a service's audit trail. */
export function auditController(service: ServiceName): Type {
  const operations = audits[service];

  @Controller()
  class AuditController {
    constructor(private readonly reader: AuditReader) {}

    @Handle(operations.list)
    async list(request: RequestOf<Operations['list']>, call: Call): Promise<ReplyOf<Operations['list']>> { return this.reader.list(request, call); }

    @Handle(operations.state)
    async state(): Promise<ReplyOf<Operations['state']>> { return this.reader.state(); }

    @Handle(operations.export)
    async export(request: RequestOf<Operations['export']>, call: Call): Promise<ReplyOf<Operations['export']>> { return this.reader.export(request, call); }

    @Handle(operations.check)
    async check(_: RequestOf<Operations['check']>, call: Call): Promise<ReplyOf<Operations['check']>> { return this.reader.check(call); }
  }
  return AuditController;
}
