import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ownWork, refuse, type ReplyOf, type RequestOf } from '@jiedui/contracts';
import { PersonAnswers } from '@jiedui/consent';
import { todayInShanghai } from '@jiedui/list-store';
import { type Call, Handle, Outbox } from '@jiedui/messaging';
import { EVERY_ROW, inTransaction, withRowReach } from '@jiedui/persistence';
import { Protection } from '@jiedui/protection';
import { HelpRequests } from '../help-requests/help-requests.js';
import { addNotice } from '../notices/notices.js';
import { employmentConsent } from '../placements/employment-consent.js';
import { PlacementActs } from '../placements/placement-acts.js';
import { Placements } from '../placements/placements.js';
import { endLink } from '../worker-links/worker-links.js';
import { endBinding, WechatBindings } from '../worker-messages/wechat-bindings.js';
import { workerSpec } from '../workers/worker-list.js';
import { WorkerPrivacy } from '../workers/worker-privacy.js';
import { OwnWorkReader } from './own-work.js';

type Request<K extends keyof typeof ownWork> = RequestOf<(typeof ownWork)[K]>;
type Reply<K extends keyof typeof ownWork> = Promise<ReplyOf<(typeof ownWork)[K]>>;

/** The message handlers of a worker's phone page. The actor's id is the worker's row: nothing that the request says names another. */
@Controller()
export class OwnWorkController {
  private readonly reader: OwnWorkReader;
  private readonly answers: PersonAnswers;
  private readonly acts: PlacementActs;
  private readonly privacy: WorkerPrivacy;
  private readonly help: HelpRequests;

  constructor(private readonly dataSource: DataSource, outbox: Outbox, protection: Protection, private readonly wechat: WechatBindings) {
    this.reader = new OwnWorkReader(dataSource, protection, wechat);
    this.answers = new PersonAnswers(employmentConsent, dataSource, outbox, async (manager, { proposalId, supplyId, yes }) => { await addNotice(manager, { kind: yes ? 'proposal-yes' : 'proposal-no', workerId: supplyId, thingId: proposalId }); });
    this.acts = new PlacementActs(dataSource, outbox, new Placements(dataSource, protection));
    this.privacy = new WorkerPrivacy(workerSpec, dataSource, outbox, protection, this.acts);
    this.help = new HelpRequests(dataSource, protection);
  }

  @Handle(ownWork.get)
  async get(_request: Request<'get'>, call: Call): Reply<'get'> { return this.reader.read(call, todayInShanghai()); }

  @Handle(ownWork.answerProposal)
  async answerProposal(request: Request<'answerProposal'>, call: Call): Reply<'answerProposal'> {
    if (!request.yes && request.reason === undefined) return refuse(400, 'INVALID_INPUT', '请选择原因。', 'Choose a reason.', { fields: [{ field: 'reason', code: 'REASON_MISSING', message: { zh: '请选择原因', en: 'choose a reason' } }] });
    await this.answers.answer(call, call.actor.id, request);
    return {};
  }

  @Handle(ownWork.acceptOffer)
  async acceptOffer({ id, version }: Request<'acceptOffer'>, call: Call): Reply<'acceptOffer'> {
    await this.acts.accept(call, { id, version, on: todayInShanghai(), manner: 'own-link' });
    return {};
  }

  @Handle(ownWork.endPlacement)
  async endPlacement(request: Request<'endPlacement'>, call: Call): Reply<'endPlacement'> {
    await this.acts.end(call, { ...request, on: todayInShanghai() });
    return {};
  }

  @Handle(ownWork.askForHelp)
  async askForHelp(request: Request<'askForHelp'>, call: Call): Reply<'askForHelp'> { return this.help.ask(call, request); }

  @Handle(ownWork.beginWechat)
  async beginWechat(_request: Request<'beginWechat'>, call: Call): Reply<'beginWechat'> { return this.wechat.begin(call); }

  @Handle(ownWork.bindWechat)
  async bindWechat(request: Request<'bindWechat'>, call: Call): Reply<'bindWechat'> { return this.wechat.bind(call, request); }

  @Handle(ownWork.endWechat)
  async endWechat(_request: Request<'endWechat'>, call: Call): Reply<'endWechat'> { return this.wechat.end(call); }

  /** The ledger is guarded by county, which a worker has none of: the look is the system's own, at the actor's one row. */
  @Handle(ownWork.withdrawConsent)
  async withdrawConsent(_request: Request<'withdrawConsent'>, call: Call): Reply<'withdrawConsent'> {
    await withRowReach(EVERY_ROW, () => this.privacy.withdrawOwnConsent(call));
    return {};
  }

  @Handle(ownWork.notMe)
  async notMe(_request: Request<'notMe'>, call: Call): Reply<'notMe'> {
    return inTransaction(this.dataSource, async (manager) => {
      // Whoever it was may have bound a WeChat.
      await endBinding(manager, call.actor.id);
      if (await endLink(manager, call.actor.id, 'not-me') !== null) await addNotice(manager, { kind: 'link-not-me', workerId: call.actor.id, thingId: null });
      return {};
    });
  }
}
