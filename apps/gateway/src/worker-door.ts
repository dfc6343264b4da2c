import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { type Actor, anonymousActor, parseInput, workerDoor } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import type { Logger } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import { sendFault } from './problem-response.js';
import { readCookie } from './session-cookie.js';
import type { SignInLimit } from './sign-in-limit.js';

/** Where a worker's page asks everything; its cookie travels nowhere else, and no session of an office counts here. */
export const WORKER_PATH = '/api/worker';

const body = workerDoor.open.request.omit({ device: true });

/** `__Secure-` since the path is not the root; on a plain-HTTP trial installation the bare name is used. */
function cookieName(secure: boolean): string { return secure ? '__Secure-jiedui_worker' : 'jiedui_worker'; }

/** The secret of the worker's device, or null. Never read from an address. */
export function readDevice(request: Request, secure: boolean): string | null {
  const device = readCookie(request, cookieName(secure));
  return device !== null && /^[\w-]{20,100}$/.test(device) ? device : null;
}

/** Who asks, by the device's cookie. */
export async function workerOf(bus: Bus, device: string): Promise<Actor | null> {
  return (await bus.call(workerDoor.resolve, { device }, { actor: anonymousActor })).actor;
}

/** Opens a worker's link, which comes in the body as it stood in the fragment, and leaves the page. Tries count against the address as sign-ins do. */
export function registerWorkerDoor(app: Express, { bus, log, limit, secure, forget }: { bus: Bus; log: Logger; limit: SignInLimit; secure: boolean; forget: (device: string) => void }): void {
  const cookie = { httpOnly: true, sameSite: 'strict', secure, path: WORKER_PATH } as const;
  const guarded = (work: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response): void => {
    const correlationId = newId();
    response.setHeader('X-Correlation-Id', correlationId);
    work(request, response).catch((error: unknown) => sendFault(response, error, correlationId, log));
  };
  app.post(`${WORKER_PATH}/door`, guarded(async (request, response) => {
    const given = parseInput(body, request.body);
    const step = await limit.around(request, () => bus.call(workerDoor.open, { ...given, device: readDevice(request, secure) }, { actor: anonymousActor }));
    if (step.next === 'done') response.cookie(cookieName(secure), step.device, { ...cookie, expires: new Date(step.expiresAt) });
    response.json(step.next === 'done' ? { next: step.next } : step);
  }));
  app.post(`${WORKER_PATH}/door/close`, guarded(async (request, response) => {
    parseInput(z.strictObject({}), request.body ?? {});
    const device = readDevice(request, secure);
    if (device !== null) {
      await bus.call(workerDoor.close, { device }, { actor: anonymousActor });
      forget(device);
    }
    response.clearCookie(cookieName(secure), cookie);
    response.json({});
  }));
}
