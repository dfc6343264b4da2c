import type { Express, Request, Response } from 'express';
import { allOperations, type Actor, FilePiece, type Operation, refuse, type ServiceName } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import { GONE, inSpan, type Logger, type Metrics, SpanKind } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import type { Admission } from './admission.js';
import { sendPieces } from './file-pieces.js';
import { sendFault } from './problem-response.js';
import type { ServiceReach } from './service-reach.js';

export interface RouteContext { readonly bus: Bus; readonly log: Logger; readonly actorOf: (request: Request) => Promise<Actor>; readonly admission: Admission; readonly metrics: Metrics; readonly reach: ServiceReach }

/** Offers every declared operation that has a route. Literal paths come before those with parameters, so `/columns` is not an id, and are found by their name: a router asks all its two hundred in turn. */
export function registerOperationRoutes(app: Express, context: RouteContext): void {
  const routed = allOperations.flatMap((op) => (op.http === null ? [] : [{ op, http: op.http }]));
  routed.sort((a, b) => parameterCount(a.http.path) - parameterCount(b.http.path));
  const literal = new Map<string, (request: Request, response: Response) => void>();
  app.use((request, response, next) => {
    const handler = literal.get(`${request.method === 'HEAD' ? 'GET' : request.method} ${request.path}`);
    if (handler === undefined) next();
    else handler(request, response);
  });
  for (const { op, http } of routed) {
    const name = `${http.method} ${http.path}`;
    const handler = (request: Request, response: Response): void => {
      const correlationId = newId();
      void inSpan(name, { kind: SpanKind.SERVER, parent: request.get('traceparent') ?? null, correlationId, attributes: { 'http.request.method': http.method, 'http.route': http.path } }, async (span) => {
        await handle(op, request, response, correlationId, context);
        span.setAttribute('http.response.status_code', response.statusCode);
      });
    };
    if (parameterCount(http.path) === 0) literal.set(name, handler);
    else switch (http.method) {
      case 'GET': app.get(http.path, handler); break;
      case 'POST': app.post(http.path, handler); break;
      case 'PUT': app.put(http.path, handler); break;
      case 'DELETE': app.delete(http.path, handler); break;
    }
  }
}

/** The service that answers what begins like this address (`/api/employment/...`); null where several do, or none. */
export function serviceOfPath(): (path: string) => ServiceName | null {
  const services = new Map<string, ServiceName | null>();
  for (const { http, service } of allOperations) {
    const area = http?.path.split('/')[2];
    if (area === undefined) continue;
    const known = services.get(area);
    services.set(area, known === undefined || known === service ? service : null);
  }
  return (path) => services.get(path.split('/', 3)[2] ?? '') ?? null;
}

async function handle(op: Operation, request: Request, response: Response, correlationId: string, context: RouteContext): Promise<void> {
  const began = performance.now();
  response.setHeader('X-Correlation-Id', correlationId);
  let isBroken = false;
  // Whoever went before the answer was whole got none, whatever status stands on it.
  response.once('close', () => context.metrics.operationDone(`${op.service}.${op.name}`, response.writableFinished ? response.statusCode : isBroken ? 500 : GONE, (performance.now() - began) / 1000));
  try {
    const actor = await context.actorOf(request);
    const input = requestOf(request);
    await answer(op, input, actor, correlationId, request, response, context);
  } catch (error) {
    isBroken = true;
    sendFault(response, error, correlationId, context.log);
  }
}

async function answer(op: Operation, input: Record<string, unknown>, actor: Actor, correlationId: string, request: Request, response: Response, { bus, admission, reach }: RouteContext): Promise<void> {
  const inTurn = <T>(work: () => Promise<T>, isBegun = false): Promise<T> => admission.of(op.service, () => reach.asking(op.service, work), () => response.destroyed, isBegun);
  if (op.download === true) return sendPieces(response, (seq) => inTurn(async () => FilePiece.parse(await bus.call(op, { ...input, seq }, { actor, correlationId })), seq > 0));
  const { bytes, isReplayed } = await inTurn(() => bus.askBytes(op, input, { actor, correlationId, idempotencyKey: request.get('Idempotency-Key') }));
  if (isReplayed) response.setHeader('Idempotency-Replayed', 'true');
  response.type('json').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
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

function parameterCount(path: string): number { return path.split('/').filter((part) => part.startsWith(':')).length; }
