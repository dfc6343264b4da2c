import { Controller, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { importOperations, ReplyOf, RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Jobs, Live, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { Imports } from './imports.js';
import type { ListSpec } from './list-spec.js';

type Operations = ReturnType<typeof importOperations>;
type Request<K extends keyof Operations> = RequestOf<Operations[K]>;
type Reply<K extends keyof Operations> = Promise<ReplyOf<Operations[K]>>;

/** The message handlers of a service's imports. */
export function importController(operations: Operations, specs: readonly ListSpec[]): Type {
  @Controller()
  class ImportController {
    private readonly imports: Imports;

    constructor(dataSource: DataSource, files: StoredFiles, jobs: Jobs, live: Live, protection: Protection) {
      this.imports = new Imports(specs, dataSource, files, jobs, live, protection);
    }

    @Handle(operations.begin)
    async begin(request: Request<'begin'>, call: Call): Reply<'begin'> { return this.imports.begin(call, request); }

    @Handle(operations.chunk)
    async chunk(request: Request<'chunk'>, call: Call): Reply<'chunk'> { return this.imports.chunk(call, request); }

    @Handle(operations.parse)
    async parse(request: Request<'parse'>, call: Call): Reply<'parse'> { return this.imports.parse(call, request); }

    @Handle(operations.get)
    async get(request: Request<'get'>, call: Call): Reply<'get'> { return this.imports.get(call, request.id); }

    @Handle(operations.list)
    async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.imports.list(call, request); }

    @Handle(operations.rows)
    async rows(request: Request<'rows'>, call: Call): Reply<'rows'> { return this.imports.rows(call, request); }

    @Handle(operations.commit)
    async commit(request: Request<'commit'>, call: Call): Reply<'commit'> { return this.imports.commit(call, request.id); }

    @Handle(operations.cancel)
    async cancel(request: Request<'cancel'>, call: Call): Reply<'cancel'> { return this.imports.cancel(call, request.id); }

    @Handle(operations.errors)
    async errors(request: Request<'errors'>, call: Call): Reply<'errors'> { return this.imports.errorPiece(call, request.id, request.seq); }
  }
  return ImportController;
}
