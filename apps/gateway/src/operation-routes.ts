import type { Express, Request, Response } from 'express';
import { allOperations, type Actor, FilePiece, type Operation, refuse } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import { inSpan, type Logger, type Metrics, SpanKind } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import type { Admission } from './admission.js';
import { sendFault } from './problem-response.js';
import type { ServiceReach } from './service-reach.js';

export interface RouteContext { readonly bus: Bus; readonly log: Logger; readonly actorOf: (request: Request) => Promise<Actor>; readonly admission: Admission; readonly metrics: Metrics; readonly reach: ServiceReach }

/** Offers every declared operation that has a route. Literal paths come before those with parameters, so `/columns` is not an id. */
export function registerOperationRoutes(app: Express, context: RouteContext): void {
  const routed = allOperations.flatMap((op) => (op.http === null ? [] : [{ op, http: op.http }]));
  routed.sort((a, b) => parameterCount(a.http.path) - parameterCount(b.http.path));
  for (const { op, http } of routed) {
    const name = `${http.method} ${http.path}`;
    const handler = (request: Request, response: Response): void => {
      const correlationId = newId();
      void inSpan(name, { kind: SpanKind.SERVER, parent: request.get('traceparent') ?? null, correlationId, attributes: { 'http.request.method': http.method, 'http.route': http.path } }, async (span) => {
        await handle(op, request, response, correlationId, context);
        span.setAttribute('http.response.status_code', response.statusCode);
      });
    };
    switch (http.method) {
      case 'GET': app.get(http.path, handler); break;
      case 'POST': app.post(http.path, handler); break;
      case 'PUT': app.put(http.path, handler); break;
      case 'DELETE': app.delete(http.path, handler); break;
    }
  }
}

async function handle(op: Operation, request: Request, response: Response, correlationId: string, context: RouteContext): Promise<void> {
  const began = performance.now();
  response.setHeader('X-Correlation-Id', correlationId);
  // A browser that went before its answer counts with the status that it would have got.
  response.once('close', () => context.metrics.operationDone(`${op.service}.${op.name}`, response.statusCode, (performance.now() - began) / 1000));
  try {
    const actor = await context.actorOf(request);
    const input = requestOf(request);
    await context.admission.of(op.service, () => context.reach.asking(op.service, () => answer(op, input, actor, correlationId, request, response, context)));
  } catch (error) {
    sendFault(response, error, correlationId, context.log);
  }
}

async function answer(op: Operation, input: Record<string, unknown>, actor: Actor, correlationId: string, request: Request, response: Response, context: RouteContext): Promise<void> {
  if (op.download === true) return download(op, input, actor, correlationId, response, context);
  const { value, isReplayed } = await context.bus.ask(op, input, { actor, correlationId, idempotencyKey: request.get('Idempotency-Key') });
  if (isReplayed) response.setHeader('Idempotency-Replayed', 'true');
  response.json(value);
}

/** Path parameters over query (GET) or body; a field given twice is refused rather than guessed. */
function requestOf(request: Request): Record<string, unknown> {
  const given: Record<string, unknown> = request.method === 'GET' ? { ...request.query } : bodyOf(request);
  for (const [name, value] of Object.entries(request.params)) {
    if (name in given) refuse(400, 'FIELD_GIVEN_TWICE', `字段 ${name} 已在地址中给出，请勿重复。`, `Field ${name} is already in the path.`);
    given[name] = value;
  }
  return given;
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (body === undefined) return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse(400, 'BODY_NOT_AN_OBJECT', '请求内容必须是 JSON 对象。', 'The body must be a JSON object.');
  return { ...body };
}

/** Streams a file piece by piece; the client's slowness is felt piece by piece, so no file is held in memory. */
async function download(op: Operation, input: Record<string, unknown>, actor: Actor, correlationId: string, response: Response, context: RouteContext): Promise<void> {
  for (let seq: number | null = 0; seq !== null;) {
    const piece: FilePiece = FilePiece.parse(await context.bus.call(op, { ...input, seq }, { actor, correlationId }));
    if (seq === 0) {
      response.status(200).type(piece.mime);
      response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(piece.fileName)}`);
      response.setHeader('X-Content-Type-Options', 'nosniff');
    }
    if (response.closed) return;
    if (!response.write(Buffer.from(piece.base64, 'base64'))) await new Promise((resolve) => { response.once('drain', resolve); response.once('close', resolve); });
    seq = piece.next;
  }
  response.end();
}

function parameterCount(path: string): number { return path.split('/').filter((part) => part.startsWith(':')).length; }
