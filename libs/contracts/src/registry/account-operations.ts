import { z } from 'zod';
import { Role, RoleGrant } from '../actor.js';
import { operation } from '../operation.js';
import { pageOf, PageRequest } from '../paging.js';
import { Id, Instant } from '../units.js';
import { InvitationKind, SessionView } from './session-operations.js';

const service = 'registry' as const;
const read = 'account.read' as const, write = 'account.write' as const;

/** Name to sign in with: 2 to 40 letters (any script), digits, `.`, `_`, `-`, `@`. Never changed afterwards. */
export const AccountName = z.string().trim().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,39}$/u);
/** What an account is: invited (no password yet), active, locked by failed sign-ins, disabled. */
export const AccountState = z.enum(['invited', 'active', 'locked', 'disabled']);
export type AccountState = z.infer<typeof AccountState>;

/** An account in the list. */
export const AccountView = z.strictObject({
  id: Id, account: z.string(), displayName: z.string(), organisationName: z.string().nullable(),
  roles: z.array(Role), state: AccountState, hasSecondFactor: z.boolean(), sample: z.boolean(), lastSignIn: Instant.nullable(), version: z.int(),
});
export type AccountView = z.infer<typeof AccountView>;

/** A grant with its region in words. */
export const GrantView = RoleGrant.extend({ regionName: z.string().nullable() });
export type GrantView = z.infer<typeof GrantView>;

/** Where a one-time link stands. */
export const InvitationState = z.enum(['open', 'used', 'expired', 'withdrawn']);
export type InvitationState = z.infer<typeof InvitationState>;

/** A one-time link; its code is nowhere. */
export const InvitationView = z.strictObject({
  id: Id, kind: InvitationKind, accountId: Id, account: z.string(), displayName: z.string(), organisationName: z.string().nullable(), roles: z.array(Role),
  state: InvitationState, createdBy: z.string(), createdAt: Instant, expiresAt: Instant, usedAt: Instant.nullable(),
});
export type InvitationView = z.infer<typeof InvitationView>;

/** One account whole. */
export const AccountDetail = AccountView.extend({
  grants: z.array(GrantView), createdAt: Instant, lockedUntil: Instant.nullable(), isProviderLinked: z.boolean(),
  sessions: z.array(SessionView), invitation: InvitationView.nullable(),
});
export type AccountDetail = z.infer<typeof AccountDetail>;

/** What the holder of a role is bound by, from the role table; `isStaff` asks for a second factor. */
export const RoleView = z.strictObject({ role: Role, programme: z.boolean(), region: z.boolean(), organisation: z.boolean(), isStaff: z.boolean() });
export type RoleView = z.infer<typeof RoleView>;

/** A process's signing key: who has it, its thumbprint (RFC 7638), when it was made. */
export const ServiceKeyView = z.strictObject({ name: z.string(), algorithm: z.string(), thumbprint: z.string(), madeAt: Instant });
export type ServiceKeyView = z.infer<typeof ServiceKeyView>;

const person = { displayName: z.string().trim().min(1).max(60), organisationName: z.string().trim().min(1).max(100).nullable(), grants: z.array(RoleGrant).min(1).max(40) };
const base = '/api/registry/accounts';

/** People, their roles and what protects them; for the security administrator alone (等保2.0 三权分立). */
export const accounts = {
  list: operation({ service, name: 'accounts.list', http: { method: 'GET', path: base }, permission: read, request: z.strictObject({ ...PageRequest, search: z.string().max(40).optional(), role: Role.optional(), state: AccountState.optional() }), reply: pageOf(AccountView), summary: { zh: '账号', en: 'Accounts' } }),
  get: operation({ service, name: 'accounts.get', http: { method: 'GET', path: `${base}/:id` }, permission: read, request: z.strictObject({ id: Id }), reply: AccountDetail, summary: { zh: '账号详情', en: 'One account' } }),
  roles: operation({ service, name: 'accounts.roles', http: { method: 'GET', path: `${base}/roles` }, permission: read, request: z.strictObject({}), reply: z.strictObject({ items: z.array(RoleView) }), summary: { zh: '岗位及其范围', en: 'Roles and what each is bound by' } }),
  keys: operation({ service, name: 'accounts.keys', http: { method: 'GET', path: '/api/registry/service-keys' }, permission: read, request: z.strictObject({}), reply: z.strictObject({ items: z.array(ServiceKeyView) }), summary: { zh: '各服务的签名密钥', en: 'Signing keys of the services' } }),
  create: operation({ service, name: 'accounts.create', http: { method: 'POST', path: base }, permission: write, creates: true, request: z.strictObject({ account: AccountName, ...person }), reply: AccountDetail, summary: { zh: '新建账号（另发一次性链接）', en: 'Make an account; its one-time link is a request of its own' } }),
  update: operation({ service, name: 'accounts.update', http: { method: 'PUT', path: `${base}/:id` }, permission: write, request: z.strictObject({ id: Id, version: z.int(), ...person }), reply: AccountDetail, summary: { zh: '修改账号及岗位', en: 'Edit an account and its roles' } }),
  link: operation({ service, name: 'accounts.link', http: { method: 'POST', path: `${base}/:id/link` }, permission: write, request: z.strictObject({ id: Id }), reply: z.strictObject({ code: z.string(), kind: InvitationKind, expiresAt: Instant }), summary: { zh: '生成一次性链接（邀请或重设密码），之前的链接作废', en: 'Make a one-time link, to accept an invitation or to set a new password; earlier ones end' } }),
  disable: operation({ service, name: 'accounts.disable', http: { method: 'POST', path: `${base}/:id/disable` }, permission: write, request: z.strictObject({ id: Id, version: z.int() }), reply: AccountDetail, summary: { zh: '停用账号', en: 'Disable an account' } }),
  enable: operation({ service, name: 'accounts.enable', http: { method: 'POST', path: `${base}/:id/enable` }, permission: write, request: z.strictObject({ id: Id, version: z.int() }), reply: AccountDetail, summary: { zh: '启用账号', en: 'Enable an account' } }),
  unlock: operation({ service, name: 'accounts.unlock', http: { method: 'POST', path: `${base}/:id/unlock` }, permission: write, request: z.strictObject({ id: Id }), reply: AccountDetail, summary: { zh: '解除锁定', en: 'Unlock an account' } }),
  resetSecondFactor: operation({ service, name: 'accounts.reset-second-factor', http: { method: 'POST', path: `${base}/:id/reset-second-factor` }, permission: write, request: z.strictObject({ id: Id, version: z.int() }), reply: AccountDetail, summary: { zh: '清除二次验证', en: 'Reset the second factor' } }),
  endSessions: operation({ service, name: 'accounts.end-sessions', http: { method: 'POST', path: `${base}/:id/end-sessions` }, permission: write, request: z.strictObject({ id: Id, session: Id.optional() }), reply: AccountDetail, summary: { zh: '结束会话（一个或全部）', en: 'End one session or all of them' } }),
};

/** One-time links from the side of the security administrator. */
export const invitations = {
  list: operation({ service, name: 'invitations.list', http: { method: 'GET', path: '/api/registry/invitations' }, permission: read, request: z.strictObject({ ...PageRequest, state: InvitationState.optional(), search: z.string().max(40).optional() }), reply: pageOf(InvitationView), summary: { zh: '一次性链接', en: 'One-time links' } }),
  withdraw: operation({ service, name: 'invitations.withdraw', http: { method: 'POST', path: '/api/registry/invitations/:id/withdraw' }, permission: write, request: z.strictObject({ id: Id }), reply: InvitationView, summary: { zh: '撤回一次性链接', en: 'Withdraw a one-time link' } }),
};
