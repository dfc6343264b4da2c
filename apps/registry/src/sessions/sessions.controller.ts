import { Controller } from '@nestjs/common';
import { ownAccount, type ReplyOf, type RequestOf, sessions } from '@jiedui/contracts';
import { type Call, Handle } from '@jiedui/messaging';
import { OwnAccountService } from './own-account.service.js';
import { SessionsService } from './sessions.service.js';

type Sessions = typeof sessions;
type Own = typeof ownAccount;

@Controller()
export class SessionsController {
  constructor(private readonly service: SessionsService, private readonly own: OwnAccountService) {}

  @Handle(sessions.open)
  async open({ account, password, replaces }: RequestOf<Sessions['open']>, call: Call): Promise<ReplyOf<Sessions['open']>> { return this.service.open(account, password, replaces, call.correlationId); }

  @Handle(sessions.answerCode)
  async answerCode({ ticket, code, replaces }: RequestOf<Sessions['answerCode']>, call: Call): Promise<ReplyOf<Sessions['answerCode']>> { return this.service.answerCode(ticket, code, replaces, call.correlationId); }

  @Handle(sessions.beginSetUp)
  async beginSetUp({ ticket }: RequestOf<Sessions['beginSetUp']>): Promise<ReplyOf<Sessions['beginSetUp']>> { return this.service.beginSetUp(ticket); }

  @Handle(sessions.confirmSetUp)
  async confirmSetUp({ ticket, code, replaces }: RequestOf<Sessions['confirmSetUp']>, call: Call): Promise<ReplyOf<Sessions['confirmSetUp']>> { return this.service.confirmSetUp(ticket, code, replaces, call.correlationId); }

  @Handle(sessions.resolve)
  async resolve({ token }: RequestOf<Sessions['resolve']>): Promise<ReplyOf<Sessions['resolve']>> { return { actor: await this.service.resolve(token) }; }

  @Handle(sessions.close)
  async close({ token }: RequestOf<Sessions['close']>, call: Call): Promise<ReplyOf<Sessions['close']>> {
    await this.service.close(token, call.correlationId);
    return {};
  }

  @Handle(ownAccount.get)
  async mine({ token }: RequestOf<Own['get']>): Promise<ReplyOf<Own['get']>> { return this.own.get(token); }

  @Handle(ownAccount.changePassword)
  async changePassword({ token, password, newPassword }: RequestOf<Own['changePassword']>, call: Call): Promise<ReplyOf<Own['changePassword']>> { return this.own.changePassword(token, password, newPassword, call.correlationId); }

  @Handle(ownAccount.beginSecondFactor)
  async beginSecondFactor({ token, password }: RequestOf<Own['beginSecondFactor']>, call: Call): Promise<ReplyOf<Own['beginSecondFactor']>> { return this.own.beginSecondFactor(token, password, call.correlationId); }

  @Handle(ownAccount.confirmSecondFactor)
  async confirmSecondFactor({ token, code }: RequestOf<Own['confirmSecondFactor']>, call: Call): Promise<ReplyOf<Own['confirmSecondFactor']>> { return this.own.confirmSecondFactor(token, code, call.correlationId); }

  @Handle(ownAccount.removeSecondFactor)
  async removeSecondFactor({ token, password }: RequestOf<Own['removeSecondFactor']>, call: Call): Promise<ReplyOf<Own['removeSecondFactor']>> { return this.own.removeSecondFactor(token, password, call.correlationId); }

  @Handle(ownAccount.endSession)
  async endSession({ token, id }: RequestOf<Own['endSession']>, call: Call): Promise<ReplyOf<Own['endSession']>> {
    await this.own.endSession(token, id, call.correlationId);
    return {};
  }
}
