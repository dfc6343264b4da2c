import { Controller, type Type } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { listOperations, ReplyOf, RequestOf } from '@jiedui/contracts';
import { type Call, Handle, Outbox, StoredFiles } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { ListExport, templatePiece } from './list-export.js';
import { ListReader } from './list-reader.js';
import type { ListSpec } from './list-spec.js';
import { type EntriesFact, ListWriter } from './list-writer.js';

type Operations = ReturnType<typeof listOperations>;
type Request<K extends keyof Operations> = RequestOf<Operations[K]>;
type Reply<K extends keyof Operations> = Promise<ReplyOf<Operations[K]>>;

/** The message handlers of one list: the same for all four, so they are written once. */
export function listController(operations: Operations, spec: ListSpec, fact: EntriesFact): Type {
  @Controller()
  class ListController {
    private readonly reader: ListReader;
    private readonly writer: ListWriter;
    private readonly exports: ListExport;

    constructor(dataSource: DataSource, outbox: Outbox, protection: Protection, files: StoredFiles) {
      this.reader = new ListReader(spec, dataSource, protection);
      this.writer = new ListWriter(spec, fact, dataSource, outbox, protection);
      this.exports = new ListExport(spec, this.reader, files);
    }

    @Handle(operations.list)
    async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

    @Handle(operations.columns)
    async columns(): Reply<'columns'> {
      return {
        title: spec.title.zh,
        columns: spec.columns.map(({ code, header, required, key, personal, note, example, choices, multiple }) => ({ code, header, required, key, personal, note: note.zh, example, choices: multiple ? [] : [...choices] })),
      };
    }

    @Handle(operations.get)
    async get(request: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, request.id); }

    @Handle(operations.create)
    async create(request: Request<'create'>, call: Call): Reply<'create'> { return this.writer.create(call, request); }

    @Handle(operations.update)
    async update(request: Request<'update'>, call: Call): Reply<'update'> { return this.writer.update(call, request); }

    @Handle(operations.withdraw)
    async withdraw(request: Request<'withdraw'>, call: Call): Reply<'withdraw'> { return this.writer.setStatus(call, request, 'withdrawn'); }

    @Handle(operations.restore)
    async restore(request: Request<'restore'>, call: Call): Reply<'restore'> { return this.writer.setStatus(call, request, 'open'); }

    @Handle(operations.template)
    async template(request: Request<'template'>): Reply<'template'> { return templatePiece(spec, request.seq); }

    @Handle(operations.export)
    async export(request: Request<'export'>, call: Call): Reply<'export'> { return this.exports.piece(call, request, request.seq); }
  }
  Object.defineProperty(ListController, 'name', { value: `${spec.table}Controller` });
  return ListController;
}
