import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { listIssues, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle, StoredFiles } from '@jiedui/messaging';
import { IssueActs } from './issue-acts.js';
import { IssueExport } from './issue-export.js';
import { ListIssues } from './list-issues.js';

type Request<K extends keyof typeof listIssues> = RequestOf<(typeof listIssues)[K]>;
type Reply<K extends keyof typeof listIssues> = Promise<ReplyOf<(typeof listIssues)[K]>>;

/** The message handlers of issues of the two lists. */
@Controller()
export class ListIssuesController {
  private readonly reader: ListIssues;
  private readonly acts: IssueActs;
  private readonly exports: IssueExport;

  constructor(dataSource: DataSource, files: StoredFiles) {
    this.reader = new ListIssues(dataSource);
    this.acts = new IssueActs(dataSource, this.reader);
    this.exports = new IssueExport(dataSource, this.reader, files);
  }

  @Handle(listIssues.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(listIssues.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(listIssues.changes)
  async changes({ id }: Request<'changes'>, call: Call): Reply<'changes'> { return this.reader.changes(call, id); }

  @Handle(listIssues.preview)
  async preview(request: Request<'preview'>, call: Call): Reply<'preview'> { return this.acts.preview(call, request); }

  @Handle(listIssues.create)
  async create(request: Request<'create'>, call: Call): Reply<'create'> { return this.acts.create(call, request); }

  @Handle(listIssues.publish)
  async publish(request: Request<'publish'>, call: Call): Reply<'publish'> { return this.acts.publish(call, request); }

  @Handle(listIssues.acknowledge)
  async acknowledge(request: Request<'acknowledge'>, call: Call): Reply<'acknowledge'> { return this.acts.answer(call, request, 'acknowledge'); }

  @Handle(listIssues.return)
  async return(request: Request<'return'>, call: Call): Reply<'return'> { return this.acts.answer(call, request, 'return'); }

  @Handle(listIssues.withdraw)
  async withdraw(request: Request<'withdraw'>, call: Call): Reply<'withdraw'> { return this.acts.withdraw(call, request); }

  @Handle(listIssues.export)
  async export({ id, seq }: Request<'export'>, call: Call): Reply<'export'> { return this.exports.piece(call, id, seq); }
}
