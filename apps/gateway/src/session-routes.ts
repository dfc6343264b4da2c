import type { Express, Request, Response } from 'express';
import { roleTable } from '@jiedui/access';
import { type Actor, anonymousActor, parseInput, type Permission, permissions, sessions } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import type { Logger } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import { sendFault } from './problem-response.js';
import { clearSessionCookie, readSessionToken, writeSessionCookie } from './session-cookie.js';

/** How long a resolved session is believed without asking again: bounds how late a revoked role is felt (goal S7: 1 s). */
const BELIEVE_MS = 500;
const BELIEVED_AT_MOST = 10_000;

/** Finds who asks from the session cookie; nobody is the public. */
export class SessionReader {
  private readonly believed = new Map<string, { actor: Actor; until: number }>();

  constructor(private readonly bus: Bus, private readonly secure: boolean) {}

  async actorOf(request: Request): Promise<Actor> {
    const token = readSessionToken(request, this.secure);
    if (token === null) return anonymousActor;
    const known = this.believed.get(token);
    if (known !== undefined && known.until > Date.now()) return known.actor;
    const { actor } = await this.bus.call(sessions.resolve, { token }, { actor: anonymousActor });
    if (this.believed.size >= BELIEVED_AT_MOST) this.believed.clear();
    if (actor === null) {
      this.believed.delete(token);
      return anonymousActor;
    }
    this.believed.set(token, { actor, until: Date.now() + BELIEVE_MS });
    return actor;
  }

  forget(token: string): void { this.believed.delete(token); }
}

/** What the actor's roles include by the one role table, for the console to show no more than that; every service decides for itself. */
function permissionsOf(actor: Actor): Permission[] {
  return permissions.filter((permission) => actor.grants.some((grant) => roleTable[permission][grant.role] !== undefined));
}

/** Sign in, who am I, sign out. */
export function registerSessionRoutes(app: Express, bus: Bus, reader: SessionReader, secure: boolean, log: Logger): void {
  const guarded = (work: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response): void => {
    const correlationId = newId();
    work(request, response).catch((error: unknown) => sendFault(response, error, correlationId, log));
  };
  app.post('/api/session', guarded(async (request, response) => {
    const opened = await bus.call(sessions.open, parseInput(sessions.open.request, request.body), { actor: anonymousActor });
    writeSessionCookie(response, opened.token, new Date(opened.expiresAt), secure);
    response.json({ actor: opened.actor, permissions: permissionsOf(opened.actor), expiresAt: opened.expiresAt });
  }));
  app.get('/api/session', guarded(async (request, response) => {
    const actor = await reader.actorOf(request);
    response.json({ actor, permissions: permissionsOf(actor) });
  }));
  app.delete('/api/session', guarded(async (request, response) => {
    const token = readSessionToken(request, secure);
    if (token !== null) {
      await bus.call(sessions.close, { token }, { actor: anonymousActor });
      reader.forget(token);
    }
    clearSessionCookie(response, secure);
    response.json({});
  }));
}
