import { z } from 'zod';
import { Actor, Role, RoleGrant } from '../actor.js';
import { operation } from '../operation.js';
import { Id, Instant } from '../units.js';

/** What the gateway asks on behalf of whoever sits at the browser. None has a route of its own: the gateway alone sees tokens, and writes the cookie (reliability D11). */
const service = 'registry' as const;
const of = { service, http: null, permission: 'session.open' as const, timeoutMs: 6000 };

/** An opaque secret of 256 random bits, base64url; only its SHA-256 is stored. */
const Token = z.string().regex(/^[\w-]{20,100}$/);
/** What a person types: six digits of an authenticator, or a recovery code; spaces and hyphens do not count. */
const TypedCode = z.string().trim().min(6).max(40);
/** A new password; what it must be is said by the service. */
const NewPassword = z.string().min(1).max(200);

/** A session that was opened, or whose token was changed; `expiresAt` is its absolute end. */
export const OpenedSession = z.strictObject({ token: Token, actor: Actor, expiresAt: Instant });
export type OpenedSession = z.infer<typeof OpenedSession>;

/** Where a sign-in stands: done, or a second step waits for a ticket that is good for five minutes. */
export const SignInStep = z.discriminatedUnion('next', [
  OpenedSession.extend({ next: z.literal('done') }),
  z.strictObject({ next: z.enum(['code', 'set-up']), ticket: Token }),
]);
export type SignInStep = z.infer<typeof SignInStep>;

/** A secret to be put into an authenticator (RFC 6238): as text in Base32 and as an `otpauth:` address for a picture. */
export const AuthenticatorSecret = z.strictObject({ secret: z.string(), uri: z.string() });
export type AuthenticatorSecret = z.infer<typeof AuthenticatorSecret>;

const RecoveryCodes = z.array(z.string()).max(10);

export const sessions = {
  open: operation({ ...of, name: 'sessions.open', request: z.strictObject({ account: z.string().min(1).max(60), password: z.string().min(1).max(200), replaces: Token.nullable().default(null) }), reply: SignInStep, summary: { zh: '登录：账号与密码', en: 'Sign in: account and password' } }),
  answerCode: operation({ ...of, name: 'sessions.answer-code', request: z.strictObject({ ticket: Token, code: TypedCode, replaces: Token.nullable().default(null) }), reply: OpenedSession, summary: { zh: '登录：验证码', en: 'Sign in: second factor' } }),
  beginSetUp: operation({ ...of, name: 'sessions.begin-set-up', request: z.strictObject({ ticket: Token }), reply: AuthenticatorSecret, summary: { zh: '登录：开始设置二次验证', en: 'Sign in: begin to set up a second factor' } }),
  confirmSetUp: operation({ ...of, name: 'sessions.confirm-set-up', request: z.strictObject({ ticket: Token, code: TypedCode, replaces: Token.nullable().default(null) }), reply: OpenedSession.extend({ recoveryCodes: RecoveryCodes }), summary: { zh: '登录：完成设置二次验证', en: 'Sign in: second factor is set up' } }),
  resolve: operation({ ...of, name: 'sessions.resolve', timeoutMs: 2500, request: z.strictObject({ token: z.string().max(100) }), reply: z.strictObject({ actor: Actor.nullable() }), summary: { zh: '核对会话', en: 'Resolve a session' } }),
  close: operation({ ...of, name: 'sessions.close', timeoutMs: 3000, request: z.strictObject({ token: z.string().max(100) }), reply: z.strictObject({}), summary: { zh: '退出', en: 'Sign out' } }),
};

/** What a one-time link is for: the first password of an invited person, or a new one. */
export const InvitationKind = z.enum(['invitation', 'reset']);
export type InvitationKind = z.infer<typeof InvitationKind>;

/** A one-time link from the side of the person who has it. The code travels in the URL fragment and in the body, never in an address (abuse A1). */
export const invitationCodes = {
  look: operation({ ...of, name: 'invitation-codes.look', request: z.strictObject({ code: Token }), reply: z.strictObject({ kind: InvitationKind, account: z.string(), displayName: z.string(), organisationName: z.string().nullable(), roles: z.array(Role), isSecondFactorRequired: z.boolean(), expiresAt: Instant }), summary: { zh: '查看邀请', en: 'Look at an invitation' } }),
  accept: operation({ ...of, name: 'invitation-codes.accept', request: z.strictObject({ code: Token, password: NewPassword }), reply: z.strictObject({ account: z.string() }), summary: { zh: '接受邀请并设置密码', en: 'Accept an invitation and set a password' } }),
};

/** A session as its owner and the security administrator see it. */
export const SessionView = z.strictObject({ id: Id, createdAt: Instant, usedAt: Instant, expiresAt: Instant, isCurrent: z.boolean() });
export type SessionView = z.infer<typeof SessionView>;

/** A person's own account. */
export const OwnAccount = z.strictObject({
  account: z.string(), displayName: z.string(), organisationName: z.string().nullable(), grants: z.array(RoleGrant),
  hasPassword: z.boolean(), secondFactor: z.strictObject({ isOn: z.boolean(), isRequired: z.boolean(), recoveryCodesLeft: z.int() }),
  sessions: z.array(SessionView),
});
export type OwnAccount = z.infer<typeof OwnAccount>;

const mine = { token: Token };
/** What a person does to the own account, known by the session's token. Each change of what protects the account changes the token. */
export const ownAccount = {
  get: operation({ ...of, name: 'own-account.get', request: z.strictObject(mine), reply: OwnAccount, summary: { zh: '我的账号', en: 'My account' } }),
  changePassword: operation({ ...of, name: 'own-account.change-password', request: z.strictObject({ ...mine, password: z.string().min(1).max(200), newPassword: NewPassword }), reply: OpenedSession, summary: { zh: '修改密码', en: 'Change the password' } }),
  beginSecondFactor: operation({ ...of, name: 'own-account.begin-second-factor', request: z.strictObject({ ...mine, password: z.string().min(1).max(200) }), reply: AuthenticatorSecret, summary: { zh: '开始设置二次验证', en: 'Begin to set up a second factor' } }),
  confirmSecondFactor: operation({ ...of, name: 'own-account.confirm-second-factor', request: z.strictObject({ ...mine, code: TypedCode }), reply: OpenedSession.extend({ recoveryCodes: RecoveryCodes }), summary: { zh: '完成设置二次验证', en: 'A second factor is set up' } }),
  removeSecondFactor: operation({ ...of, name: 'own-account.remove-second-factor', request: z.strictObject({ ...mine, password: z.string().min(1).max(200) }), reply: OpenedSession, summary: { zh: '取消二次验证', en: 'Remove the second factor' } }),
  endSession: operation({ ...of, name: 'own-account.end-session', request: z.strictObject({ ...mine, id: Id }), reply: z.strictObject({}), summary: { zh: '结束自己的一个会话', en: 'End a session of one\'s own' } }),
};

/** Sign-in through an OpenID Connect provider; `flow` is sealed and stays with the browser while it is away. */
export const signInProvider = {
  get: operation({ ...of, name: 'provider.get', request: z.strictObject({}), reply: z.strictObject({ name: z.string().nullable(), samples: z.boolean() }), summary: { zh: '登录页显示什么', en: 'The sign-in provider, and whether there are sample accounts' } }),
  begin: operation({ ...of, name: 'provider.begin', request: z.strictObject({}), reply: z.strictObject({ url: z.url(), flow: z.string() }), summary: { zh: '开始单点登录', en: 'Begin a sign-in through the provider' } }),
  finish: operation({ ...of, name: 'provider.finish', request: z.strictObject({ query: z.string().max(8000), flow: z.string().max(2000), replaces: Token.nullable().default(null) }), reply: SignInStep, summary: { zh: '完成单点登录', en: 'Finish a sign-in through the provider' } }),
};
