import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { alerts, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { Protection } from '@jiedui/protection';
import { AlertActs } from './alert-acts.js';
import { Alerts } from './alerts.js';

type Request<K extends keyof typeof alerts> = RequestOf<(typeof alerts)[K]>;
type Reply<K extends keyof typeof alerts> = Promise<ReplyOf<(typeof alerts)[K]>>;

/** The message handlers of alerts. */
@Controller()
export class AlertsController {
  private readonly reader: Alerts;
  private readonly acts: AlertActs;

  constructor(dataSource: DataSource, protection: Protection) {
    this.reader = new Alerts(dataSource, protection);
    this.acts = new AlertActs(dataSource, this.reader);
  }

  @Handle(alerts.list)
  async list(request: Request<'list'>, call: Call): Reply<'list'> { return this.reader.list(call, request); }

  @Handle(alerts.get)
  async get({ id }: Request<'get'>, call: Call): Reply<'get'> { return this.reader.get(call, id); }

  @Handle(alerts.raise)
  async raise(request: Request<'raise'>, call: Call): Reply<'raise'> { return this.acts.raise(call, request); }

  @Handle(alerts.assign)
  async assign(request: Request<'assign'>, call: Call): Reply<'assign'> { return this.acts.assign(call, request); }

  @Handle(alerts.measure)
  async measure(request: Request<'measure'>, call: Call): Reply<'measure'> { return this.acts.measure(call, request); }

  @Handle(alerts.clear)
  async clear(request: Request<'clear'>, call: Call): Reply<'clear'> { return this.acts.clear(call, request); }

  @Handle(alerts.dismiss)
  async dismiss(request: Request<'dismiss'>, call: Call): Reply<'dismiss'> { return this.acts.dismiss(call, request); }
}
