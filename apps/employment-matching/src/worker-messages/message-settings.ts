import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { WorkerMessageKind } from '@jiedui/contracts';

/** What is told without the link: the link goes by text message alone, to the telephone that the office knows. */
export type ToldKind = Exclude<WorkerMessageKind, 'link'>;

/** A service for text messages. */
export interface SmsSettings { readonly url: string; readonly key: string; readonly sign: string; readonly templates: Readonly<Record<WorkerMessageKind, string>> }

/** A template of the service account: its id, and the name that each value has in it. */
export interface WechatTemplate { readonly id: string; readonly fields: Readonly<Record<string, string>> }

/** A WeChat service account (服务号); `api` and `open` are the origins of its two servers. */
export interface WechatSettings { readonly appId: string; readonly secret: string; readonly api: string; readonly open: string; readonly publicUrl: string; readonly templates: Readonly<Record<ToldKind, WechatTemplate>> }

/** The ways to workers that the environment names, at least one. `hours` are those of Shanghai in which the system sends by itself, `until` not among them; `publicUrl` is where workers reach their page, without a stroke at its end. */
export interface MessageSettings { readonly publicUrl: string; readonly hours: { readonly from: number; readonly until: number }; readonly sms: SmsSettings | null; readonly wechat: WechatSettings | null }

type Environment = Readonly<Record<string, string | undefined>>;

const id = z.string().min(1).max(80);
const Common = z.object({ JIEDUI_PUBLIC_URL: z.url(), JIEDUI_MESSAGE_HOURS: z.string().regex(/^\d{1,2}-\d{1,2}$/).default('8-20') });
const Sms = z.object({
  JIEDUI_SMS_URL: z.url(), JIEDUI_SMS_KEY_FILE: z.string().min(1), JIEDUI_SMS_SIGN: z.string().min(1).max(40),
  JIEDUI_SMS_TEMPLATE_LINK: id, JIEDUI_SMS_TEMPLATE_PROPOSAL: id, JIEDUI_SMS_TEMPLATE_OFFER: id, JIEDUI_SMS_TEMPLATE_DEPARTURE: id,
});
const template = z.string().max(300).regex(/^\S+(?: (?:office|post|startOn|leaves|place)=\w{1,40})+$/).transform((text): WechatTemplate => {
  const [first = '', ...fields] = text.split(' ');
  return { id: first, fields: Object.fromEntries(fields.map((field) => field.split('='))) };
});
const Wechat = z.object({
  JIEDUI_WECHAT_APP_ID: id, JIEDUI_WECHAT_SECRET_FILE: z.string().min(1), JIEDUI_WECHAT_TEMPLATE_PROPOSAL: template, JIEDUI_WECHAT_TEMPLATE_OFFER: template, JIEDUI_WECHAT_TEMPLATE_DEPARTURE: template,
  JIEDUI_WECHAT_API: z.url().default('https://api.weixin.qq.com'), JIEDUI_WECHAT_OPEN: z.url().default('https://open.weixin.qq.com'),
});

/** Reads the settings; null when neither way is named. What is named in part, or without TLS in production, stops the start. */
export async function messageSettings(environment: Environment): Promise<MessageSettings | null> {
  const named = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')), isSms = named['JIEDUI_SMS_URL'] !== undefined, isWechat = named['JIEDUI_WECHAT_APP_ID'] !== undefined;
  if (named['JIEDUI_SMS_HOURS'] !== undefined) throw new Error('JIEDUI_SMS_HOURS is called JIEDUI_MESSAGE_HOURS now');
  if (!isSms && !isWechat) return null;
  const common = whole('messages to workers', Common, named), [from = 0, until = 0] = common.JIEDUI_MESSAGE_HOURS.split('-').map(Number);
  if (from >= until || until > 24) throw new Error('JIEDUI_MESSAGE_HOURS is two hours of a day such as 8-20');
  const publicUrl = common.JIEDUI_PUBLIC_URL.replace(/\/$/, '');
  const sms = isSms ? whole('text messages', Sms, named) : null, wechat = isWechat ? whole('WeChat messages', Wechat, named) : null;
  if (environment['JIEDUI_MODE'] === 'production') {
    for (const [name, address] of Object.entries({ JIEDUI_PUBLIC_URL: publicUrl, JIEDUI_SMS_URL: sms?.JIEDUI_SMS_URL, JIEDUI_WECHAT_API: wechat?.JIEDUI_WECHAT_API, JIEDUI_WECHAT_OPEN: wechat?.JIEDUI_WECHAT_OPEN })) {
      if (address !== undefined && new URL(address).protocol !== 'https:') throw new Error(`${name} has to begin with https: in production`);
    }
  }
  return {
    publicUrl, hours: { from, until },
    sms: sms === null ? null : {
      url: sms.JIEDUI_SMS_URL, key: await secretOf('JIEDUI_SMS_KEY_FILE', sms.JIEDUI_SMS_KEY_FILE), sign: sms.JIEDUI_SMS_SIGN,
      templates: { link: sms.JIEDUI_SMS_TEMPLATE_LINK, proposal: sms.JIEDUI_SMS_TEMPLATE_PROPOSAL, offer: sms.JIEDUI_SMS_TEMPLATE_OFFER, departure: sms.JIEDUI_SMS_TEMPLATE_DEPARTURE },
    },
    wechat: wechat === null ? null : {
      appId: wechat.JIEDUI_WECHAT_APP_ID, secret: await secretOf('JIEDUI_WECHAT_SECRET_FILE', wechat.JIEDUI_WECHAT_SECRET_FILE), api: wechat.JIEDUI_WECHAT_API.replace(/\/$/, ''), open: wechat.JIEDUI_WECHAT_OPEN.replace(/\/$/, ''), publicUrl,
      templates: { proposal: wechat.JIEDUI_WECHAT_TEMPLATE_PROPOSAL, offer: wechat.JIEDUI_WECHAT_TEMPLATE_OFFER, departure: wechat.JIEDUI_WECHAT_TEMPLATE_DEPARTURE },
    },
  };
}

function whole<T>(what: string, shape: z.ZodType<T>, named: Environment): T {
  const parsed = shape.safeParse(named);
  if (!parsed.success) throw new Error(`${what} need ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return parsed.data;
}

async function secretOf(name: string, file: string): Promise<string> {
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret === '') throw new Error(`the file ${name} is empty`);
  return secret;
}
