import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { roleTable } from '@jiedui/access';
import { type Actor, anonymousActor, invitationCodes, type OpenedSession, type Operation, ownAccount, parseInput, type Permission, permissions, refuse, type ReplyOf, type RequestInputOf, sessions, type SignInStep } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import type { Logger } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import { sendFault } from './problem-response.js';
import { clearSessionCookie, readSessionToken, writeSessionCookie } from './session-cookie.js';
import type { SessionReader } from './session-reader.js';
import type { SignInLimit } from './sign-in-limit.js';

/** What the actor's roles include by the one role table, for the console to show no more than that; every service decides for itself. */
function permissionsOf(actor: Actor): Permission[] {
  return permissions.filter((permission) => actor.grants.some((grant) => roleTable[permission][grant.role] !== undefined));
}

export interface SessionContext { readonly bus: Bus; readonly reader: SessionReader; readonly log: Logger; readonly limit: SignInLimit }
type Work = (request: Request, response: Response) => Promise<void>;

/** What the browser sends: an operation's request without what the gateway adds from the cookie. */
const body = {
  open: sessions.open.request.omit({ replaces: true }), answerCode: sessions.answerCode.request.omit({ replaces: true }), beginSetUp: sessions.beginSetUp.request, confirmSetUp: sessions.confirmSetUp.request.omit({ replaces: true }),
  look: invitationCodes.look.request, accept: invitationCodes.accept.request,
  changePassword: ownAccount.changePassword.request.omit({ token: true }), beginSecondFactor: ownAccount.beginSecondFactor.request.omit({ token: true }), confirmSecondFactor: ownAccount.confirmSecondFactor.request.omit({ token: true }),
  removeSecondFactor: ownAccount.removeSecondFactor.request.omit({ token: true }), endSession: z.strictObject({ id: z.uuid() }),
};

/** Sign in in one step or two, who am I, sign out; one-time links; the own account. Tokens go into the cookie and nowhere else. */
export function registerSessionRoutes(app: Express, context: SessionContext): void {
  const { bus, reader, limit } = context;
  const guarded = (work: Work) => (request: Request, response: Response): void => {
    const correlationId = newId();
    response.setHeader('X-Correlation-Id', correlationId);
    work(request, response).catch((error: unknown) => sendFault(response, error, correlationId, context.log));
  };
  const ask = <O extends Operation>(op: O, request: RequestInputOf<O>): Promise<ReplyOf<O>> => bus.call(op, request, { actor: anonymousActor });
  const tokenOf = (request: Request): string => readSessionToken(request, reader.secure) ?? refuse(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.');
  /** Writes the token into the cookie; the browser's scripts learn who signed in and what that includes. */
  const signedIn = <T extends OpenedSession>(request: Request, response: Response, { token, ...rest }: T): object => {
    const old = readSessionToken(request, reader.secure);
    if (old !== null) reader.forget(old);
    writeSessionCookie(response, token, new Date(rest.expiresAt), reader.secure);
    return { ...rest, permissions: permissionsOf(rest.actor) };
  };
  const stepped = (request: Request, response: Response, step: SignInStep): void => { response.json(step.next === 'done' ? signedIn(request, response, step) : step); };

  app.get('/api/session', guarded(async (request, response) => {
    const actor = await reader.actorOf(request);
    response.json({ actor, permissions: permissionsOf(actor) });
  }));
  app.post('/api/session', guarded(async (request, response) => {
    const given = parseInput(body.open, request.body);
    stepped(request, response, await limit.around(request, () => ask(sessions.open, { ...given, replaces: readSessionToken(request, reader.secure) })));
  }));
  app.post('/api/session/code', guarded(async (request, response) => {
    const given = parseInput(body.answerCode, request.body);
    response.json(signedIn(request, response, await limit.around(request, () => ask(sessions.answerCode, { ...given, replaces: readSessionToken(request, reader.secure) }))));
  }));
  app.post('/api/session/set-up', guarded(async (request, response) => {
    const given = parseInput(body.beginSetUp, request.body);
    response.json(await limit.around(request, () => ask(sessions.beginSetUp, given)));
  }));
  app.post('/api/session/set-up/code', guarded(async (request, response) => {
    const given = parseInput(body.confirmSetUp, request.body);
    response.json(signedIn(request, response, await limit.around(request, () => ask(sessions.confirmSetUp, { ...given, replaces: readSessionToken(request, reader.secure) }))));
  }));
  app.delete('/api/session', guarded(async (request, response) => {
    const token = readSessionToken(request, reader.secure);
    if (token !== null) {
      await ask(sessions.close, { token });
      reader.forget(token);
    }
    clearSessionCookie(response, reader.secure);
    response.json({});
  }));

  app.post('/api/invitation', guarded(async (request, response) => {
    const given = parseInput(body.look, request.body);
    response.json(await limit.around(request, () => ask(invitationCodes.look, given)));
  }));
  app.post('/api/invitation/accept', guarded(async (request, response) => {
    const given = parseInput(body.accept, request.body);
    response.json(await limit.around(request, () => ask(invitationCodes.accept, given)));
  }));

  app.get('/api/own-account', guarded(async (request, response) => { response.json(await ask(ownAccount.get, { token: tokenOf(request) })); }));
  app.put('/api/own-account/password', guarded(async (request, response) => {
    response.json(signedIn(request, response, await ask(ownAccount.changePassword, { ...parseInput(body.changePassword, request.body), token: tokenOf(request) })));
  }));
  app.post('/api/own-account/second-factor', guarded(async (request, response) => {
    response.json(await ask(ownAccount.beginSecondFactor, { ...parseInput(body.beginSecondFactor, request.body), token: tokenOf(request) }));
  }));
  app.put('/api/own-account/second-factor', guarded(async (request, response) => {
    response.json(signedIn(request, response, await ask(ownAccount.confirmSecondFactor, { ...parseInput(body.confirmSecondFactor, request.body), token: tokenOf(request) })));
  }));
  app.post('/api/own-account/second-factor/remove', guarded(async (request, response) => {
    response.json(signedIn(request, response, await ask(ownAccount.removeSecondFactor, { ...parseInput(body.removeSecondFactor, request.body), token: tokenOf(request) })));
  }));
  app.delete('/api/own-account/sessions/:id', guarded(async (request, response) => {
    response.json(await ask(ownAccount.endSession, { ...parseInput(body.endSession, { ...request.params }), token: tokenOf(request) }));
  }));
}
