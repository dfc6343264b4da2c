import { z } from 'zod';
import type { WechatSettings } from './message-settings.js';
import { ANSWER_LIMIT_MS, type Delivery, type OutgoingMessage, type WorkerChannel } from './worker-channel.js';

/** Longest value of a place of a template, in characters: that of its kind `thing`. */
const VALUE_LIMIT = 20;
/** A token is asked for anew so long before it runs out. */
const BEFORE_END_MS = 5 * 60_000;
/** The token is no more in force. */
const OLD_TOKEN = [40001, 40014, 42001];
/** Busy, or too many calls: it may be tried again. */
const LATER = [-1, 45009, 45011];
/** The openid is none of this account's, does not follow it, was shut out by it, or wants none of its messages. */
const GONE = [40003, 43004, 43019, 43101];

const Answer = z.object({ errcode: z.int() });
const Token = z.object({ access_token: z.string().min(1).max(2000), expires_in: z.number() });
const Person = z.object({ openid: z.string().regex(/^[\w-]{10,100}$/) });
const Follower = z.object({ subscribe: z.union([z.literal(0), z.literal(1)]) });

/**
 * Template messages of a WeChat service account, to workers who bound their WeChat on their page: `cgi-bin/message/template/send` with a token of `cgi-bin/stable_token`, which
 * several processes may ask for beside each other; who somebody is by web authorisation with `snsapi_base`, which tells nothing but the openid
 * (https://developers.weixin.qq.com/doc/service/).
 */
export class WechatChannel implements WorkerChannel {
  private token: { readonly value: string; readonly until: number } | null = null;

  constructor(private readonly settings: WechatSettings) {}

  async send({ id, kind, to, values }: OutgoingMessage): Promise<Delivery> {
    if (kind === 'link') return 'refused';
    const { templates, publicUrl } = this.settings, { id: template, fields } = templates[kind];
    const data = Object.fromEntries(Object.entries(fields).map(([value, field]) => [field, { value: [...(values[value] ?? '')].slice(0, VALUE_LIMIT).join('') }]));
    for (const isLast of [false, true]) {
      const token = await this.accessToken();
      if (token === null) return 'unreachable';
      const answer = Answer.safeParse(await this.ask(`/cgi-bin/message/template/send?access_token=${encodeURIComponent(token)}`, { touser: to, template_id: template, url: `${publicUrl}/w`, client_msg_id: id, data }));
      if (!answer.success) return 'unreachable';
      const { errcode } = answer.data;
      if (errcode === 0) return 'taken';
      if (OLD_TOKEN.includes(errcode)) {
        this.token = null;
        if (isLast) return 'unreachable';
        continue;
      }
      return GONE.includes(errcode) ? 'gone' : LATER.includes(errcode) ? 'unreachable' : 'refused';
    }
    return 'unreachable';
  }

  /** Where WeChat asks nothing and sends the browser back to the worker's page with a code and this state. */
  addressOf(state: string): string {
    const { open, appId, publicUrl } = this.settings;
    return `${open}/connect/oauth2/authorize?${String(new URLSearchParams({ appid: appId, redirect_uri: `${publicUrl}/w`, response_type: 'code', scope: 'snsapi_base', state }))}#wechat_redirect`;
  }

  /** Whose code it is; `refused` for a code that was used, ran out or is none, `stranger` for somebody who does not follow the account, whom it may not tell anything. */
  async personOf(code: string): Promise<{ readonly openId: string } | 'refused' | 'stranger' | 'unreachable'> {
    const { appId, secret } = this.settings;
    const answer = await this.ask(`/sns/oauth2/access_token?${String(new URLSearchParams({ appid: appId, secret, code, grant_type: 'authorization_code' }))}`);
    const person = Person.safeParse(answer), { success, data } = Answer.safeParse(answer);
    if (!person.success) return success && data.errcode !== 0 && !LATER.includes(data.errcode) ? 'refused' : 'unreachable';
    const openId = person.data.openid, token = await this.accessToken();
    const follower = token === null ? null : Follower.safeParse(await this.ask(`/cgi-bin/user/info?${String(new URLSearchParams({ access_token: token, openid: openId }))}`));
    if (follower?.success !== true) { this.token = null; return 'unreachable'; }
    return follower.data.subscribe === 1 ? { openId } : 'stranger';
  }

  private async accessToken(): Promise<string | null> {
    if (this.token !== null && Date.now() < this.token.until) return this.token.value;
    const { appId, secret } = this.settings, given = Token.safeParse(await this.ask('/cgi-bin/stable_token', { grant_type: 'client_credential', appid: appId, secret }));
    if (!given.success) return null;
    this.token = { value: given.data.access_token, until: Date.now() + given.data.expires_in * 1000 - BEFORE_END_MS };
    return this.token.value;
  }

  /** What the account's server answered; null where it did not, or nothing that can be read. Its addresses hold secrets, so nothing of a fault is told on. */
  private async ask(path: string, body?: object): Promise<unknown> {
    try {
      const response = await fetch(`${this.settings.api}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_LIMIT_MS), ...(body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
      if (!response.ok) { await response.body?.cancel(); return null; }
      return await response.json();
    } catch { return null; }
  }
}
