import type { Express, Request, Response } from 'express';
import { anonymousActor, Refusal, signInProvider } from '@jiedui/contracts';
import { newId } from '@jiedui/persistence';
import { sendFault } from './problem-response.js';
import { readCookie, readSessionToken, writeSessionCookie } from './session-cookie.js';
import type { SessionContext } from './session-routes.js';

/** What the browser keeps while it is at the provider: sealed by the registry, for the callback alone. */
const COOKIE = 'jiedui_provider', PATH = '/api/session/provider', LASTS_MS = 10 * 60_000;

/** Sign-in through a provider: whether there is one, there, and back. Both ways are navigations, so their answers are redirections. */
export function registerProviderRoutes(app: Express, { bus, reader, log, limit }: SessionContext): void {
  const cookie = { httpOnly: true, sameSite: 'lax', secure: reader.secure, path: PATH } as const;
  const guarded = (work: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response): void => {
    const correlationId = newId();
    work(request, response).catch((error: unknown) => {
      // Whoever comes from a provider gets a page, not a problem in JSON.
      if (error instanceof Refusal && request.path !== PATH) response.redirect(303, `/sign-in?refused=${error.problem.code}`);
      else sendFault(response, error, correlationId, log);
    });
  };
  app.get(PATH, guarded(async (_request, response) => { response.json(await bus.call(signInProvider.get, {}, { actor: anonymousActor })); }));
  app.get(`${PATH}/start`, guarded(async (request, response) => {
    const { url, flow } = await limit.around(request, () => bus.call(signInProvider.begin, {}, { actor: anonymousActor }));
    response.cookie(COOKIE, flow, { ...cookie, maxAge: LASTS_MS });
    response.redirect(303, url);
  }));
  app.get(`${PATH}/callback`, guarded(async (request, response) => {
    response.clearCookie(COOKIE, cookie);
    const query = new URL(request.originalUrl, 'http://localhost').search, flow = readCookie(request, COOKIE) ?? '';
    const step = await limit.around(request, () => bus.call(signInProvider.finish, { query, flow, replaces: readSessionToken(request, reader.secure) }, { actor: anonymousActor }));
    if (step.next !== 'done') return response.redirect(303, `/sign-in#${step.next}.${step.ticket}`);
    writeSessionCookie(response, step.token, new Date(step.expiresAt), reader.secure);
    response.redirect(303, '/');
  }));
}
