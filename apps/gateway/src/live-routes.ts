import type { Express, Request, Response } from 'express';
import { type Actor, employmentImports, marketplaceImports, matchingRuns, notFound } from '@jiedui/contracts';
import type { Bus, Live } from '@jiedui/messaging';
import type { Logger } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import { sendFault } from './problem-response.js';

export interface LiveContext { readonly bus: Bus; readonly live: Live; readonly log: Logger; readonly actorOf: (request: Request) => Promise<Actor> }

/** Re-read this often beside the pushed states, so that a lost push is made good. */
const REFRESH_MS = 5000;

/** Server-sent events of an import or a run: the state at once, then as it changes. Access is that of the `get` operation. The function returned ends them all. */
export function registerLiveRoutes(app: Express, context: LiveContext): () => void {
  const open = new Set<Response>();
  app.get('/api/live/imports/:service/:id', (request, response) => {
    const id = String(request.params['id']);
    const imports = request.params['service'] === 'employment' ? employmentImports : request.params['service'] === 'marketplace' ? marketplaceImports : null;
    void stream(request, response, open, context, id, (actor) => (imports === null ? notFound() : context.bus.call(imports.get, { id }, { actor })));
  });
  app.get('/api/live/runs/:id', (request, response) => {
    const id = String(request.params['id']);
    void stream(request, response, open, context, id, (actor) => context.bus.call(matchingRuns.get, { id }, { actor }));
  });
  return () => { for (const response of open) response.end(); };
}

async function stream(request: Request, response: Response, open: Set<Response>, context: LiveContext, id: string, read: (actor: Actor) => Promise<object>): Promise<void> {
  // Before anything is waited for: a browser that goes meanwhile closes once only.
  let release = (): void => undefined;
  response.on('close', () => {
    open.delete(response);
    release();
  });
  try {
    const actor = await context.actorOf(request);
    const first = await read(actor);
    if (response.destroyed) return;
    response.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    open.add(response);
    const send = (state: unknown): void => { if (!response.writableEnded && !response.destroyed) response.write(`data: ${JSON.stringify(state)}\n\n`); };
    send(first);
    const unwatch = context.live.watch(id, send);
    const refresh = setInterval(() => {
      context.actorOf(request).then(read).then(send).catch((error: unknown) => {
        context.log.debug({ err: error, id }, 'live refresh ended');
        response.end();
      });
    }, REFRESH_MS);
    release = () => {
      unwatch();
      clearInterval(refresh);
    };
  } catch (error) {
    sendFault(response, error, newId(), context.log);
  }
}
