import 'reflect-metadata';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { problem } from '@jiedui/contracts';
import { loadIdentity, requireProductionSettings, type IdentityFile } from '@jiedui/access';
import { Bus, busHealth, connectBus, Live } from '@jiedui/messaging';
import { createLog, endOnUncaught, listenForProbes, Metrics, nestLogger, startTracing, stopTracing } from '@jiedui/observability';
import { acceptFaster, BACKLOG } from './accept-faster.js';
import { Admission } from './admission.js';
import { closeServer } from './closing.js';
import { asOfASecond, gatewayGauges, gatewayReadings, registerHealthRoutes } from './health-routes.js';
import { registerLiveRoutes } from './live-routes.js';
import { openApiDocument } from './openapi.js';
import { registerOperationRoutes, serviceOfPath } from './operation-routes.js';
import { sendFault, sendProblem } from './problem-response.js';
import { registerProviderRoutes } from './provider-routes.js';
import { ServiceReach } from './service-reach.js';
import { SessionReader } from './session-reader.js';
import { registerSessionRoutes } from './session-routes.js';
import { SignInLimit, TRIES_PER_ADDRESS } from './sign-in-limit.js';
import { answerUnreadableRequests } from './unreadable-requests.js';
import { readDevice, registerWorkerDoor, WORKER_PATH, workerOf } from './worker-door.js';

@Module({})
class GatewayModule {}

const log = createLog('gateway');

/** Largest JSON body in bytes; an upload's chunk in base64 fits (reliability D16). */
const BODY_LIMIT = 280 * 1024;
/** Levels of nesting a body may have (reliability D16). */
const BODY_DEPTH = 20;

async function start(): Promise<void> {
  endOnUncaught(log);
  await startTracing('gateway');
  const need = (name: string): string => process.env[name] ?? fail(`environment variable ${name} is missing`);
  await requireProductionSettings('gateway', process.env);
  const secure = process.env['JIEDUI_SECURE_COOKIES'] === '1';
  const identity = await loadIdentity(JSON.parse(await readFile(need('JIEDUI_IDENTITY_FILE'), 'utf8')) as IdentityFile);
  const connection = await connectBus('gateway', identity.natsSeed);
  const bus = new Bus(connection, identity);
  const reader = new SessionReader(bus, secure);
  const workers = new SessionReader(bus, secure, { tokenOf: readDevice, ask: workerOf });
  // A worker's page and the offices' console know nothing of each other's sessions.
  const actorOf = (request: Request) => (request.path.startsWith(`${WORKER_PATH}/`) ? workers : reader).actorOf(request);

  const server = express(), busIsReached = asOfASecond(async () => (await busHealth(connection)).reachable);
  server.disable('x-powered-by');
  // Answers are not stored anywhere, so nobody asks whether they changed.
  server.disable('etag');
  server.set('query parser', 'simple');
  server.set('trust proxy', trustedProxies(process.env['JIEDUI_TRUST_PROXY']));
  server.use(helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"] } },
    hsts: secure, crossOriginEmbedderPolicy: false,
  }));
  server.get('/live', (_request, response) => { response.json({ status: 'ok' }); });
  server.get('/ready', (_request, response) => { void busIsReached().then((isReached) => { response.status(isReached ? 200 : 503).json({ status: isReached ? 'ok' : 'no bus' }); }); });
  const admission = new Admission(serviceOfPath()), reach = new ServiceReach(), metrics = new Metrics('gateway');
  metrics.declare(gatewayGauges, () => gatewayReadings(connection, admission));
  server.use('/api', admission.middleware, refuseForeignWrites, express.json({ limit: BODY_LIMIT, strict: true }), refuseDeepBodies, noStore);
  server.get('/api/openapi.json', (_request, response) => { response.json(openApiDocument()); });
  const limit = SignInLimit.create(process.env['REDIS_URL'], positive('JIEDUI_SIGN_INS_PER_ADDRESS', TRIES_PER_ADDRESS), log);
  const sessions = { bus, reader, log, limit };
  registerSessionRoutes(server, sessions);
  registerProviderRoutes(server, sessions);
  registerWorkerDoor(server, { bus, log, limit, secure, forget: (device) => workers.forget(device) });
  registerHealthRoutes(server, { bus, connection, admission, reach, log, knownActorOf: (request) => reader.knownActorOf(request) });
  registerOperationRoutes(server, { bus, log, actorOf, admission, metrics, reach });
  const endLive = registerLiveRoutes(server, { bus, live: new Live(connection), log, actorOf });
  server.use('/api', (_request, response) => sendProblem(response, problem(404, 'NO_SUCH_ROUTE', '没有这个接口。', 'There is no such route.')));
  const consoleFolder = need('JIEDUI_CONSOLE_FOLDER');
  server.use(compression());
  server.use(express.static(consoleFolder, { index: false, maxAge: '1y', immutable: true, fallthrough: true }));
  server.get(/^\/(?!api\/).*/, (_request, response) => { response.sendFile(path.join(consoleFolder, 'index.html'), { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }); });
  server.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500;
    if (status === 413) sendProblem(response, problem(413, 'BODY_TOO_LARGE', '提交的内容过大。', 'The body is too large.'));
    else if (status < 500) sendProblem(response, problem(400, 'BODY_NOT_JSON', '请求内容不是有效的 JSON。', 'The body is not valid JSON.'));
    else sendFault(response, error, String(request.headers['x-correlation-id'] ?? ''), log);
  });

  const app = await NestFactory.create<NestExpressApplication>(GatewayModule, new ExpressAdapter(server), { bodyParser: false, logger: nestLogger(log) });
  const http = app.getHttpServer();
  // Longer than proxies and clients keep an idle connection: else one is closed just as a request goes out on it. Headers that trickle end after 15 s, bodies after 60 s.
  Object.assign(http, { keepAliveTimeout: 65_000, headersTimeout: 15_000, requestTimeout: 60_000 });
  answerUnreadableRequests(http);
  admission.atTheDoor(http);
  await app.init();
  await once(http.listen({ port: Number(need('PORT')), host: process.env['HOST'] ?? '127.0.0.1', backlog: BACKLOG }), 'listening');
  const closeMore = acceptFaster(http, log);
  const probes = await listenForProbes({ metrics, isReady: busIsReached, log });
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    probes?.close();
    // Who watches something watches it at the next gateway: the page opens its stream again.
    endLive();
    await closeServer(http, async () => { await Promise.all([closeMore(), app.close()]); });
    await connection.drain();
    await limit.close();
    await stopTracing();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
  process.send?.({ ready: true, ...(probes === null ? {} : { metricsPort: probes.port }) });
  log.info('ready');
}

/** Cross-site requests cannot set this header without a preflight, which is never granted (reliability D11). */
function refuseForeignWrites(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const site = request.headers['sec-fetch-site'];
  if (request.headers['x-jiedui'] === undefined || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    return sendProblem(response, problem(403, 'CROSS_SITE_REQUEST', '请求缺少 X-Jiedui 头，已拒绝。', 'The request lacks the X-Jiedui header.'));
  }
  if (request.headers['content-length'] !== undefined && request.headers['content-length'] !== '0' && request.is('application/json') === false) {
    return sendProblem(response, problem(415, 'NOT_JSON', '只接受 application/json。', 'Only application/json is accepted.'));
  }
  next();
}

/** Nesting and keys, level by level, since what is nested thousands deep breaks whatever walks it recursively. */
function refuseDeepBodies(request: Request, response: Response, next: NextFunction): void {
  const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
  let level: object[] = isNested(request.body) ? [request.body] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > BODY_DEPTH) return sendProblem(response, problem(400, 'BODY_TOO_DEEP', `请求内容嵌套超过 ${BODY_DEPTH} 层。`, `The body is nested more than ${BODY_DEPTH} levels deep.`));
    // Dropped in silence by what copies objects, so that a caller would take it for stored.
    if (level.some((value) => Object.hasOwn(value, '__proto__'))) return sendProblem(response, problem(400, 'FORBIDDEN_KEY', '请求内容含有不允许的字段 __proto__。', 'The body holds the key __proto__, which no object may have.'));
    level = level.flatMap((value) => Object.values(value).filter(isNested));
  }
  next();
}

function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

/** Proxies in front whose X-Forwarded-For is believed: how many (`1`), or their addresses (`10.0.0.0/8, 192.0.2.7`); nobody's by default. */
function trustedProxies(setting: string | undefined): number | string | false {
  if (setting === undefined || setting === '') return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting;
}

function positive(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : fail(`${name} is ${text}; it has to be a whole number above 0`);
}

function fail(message: string): never { throw new Error(message); }

start().catch((error: unknown) => {
  log.fatal({ err: error }, 'could not start');
  process.exit(1);
});
