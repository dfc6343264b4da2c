import type { NatsConnection } from '@nats-io/transport-node';
import type { Express, Request } from 'express';
import { type Actor, type GatewayHealth, healths, problem, Refusal, serviceNames, SYSTEM_HEALTH_PATH, type SystemHealth } from '@jiedui/contracts';
import { scopeOf } from '@jiedui/access';
import { type Bus, busHealth } from '@jiedui/messaging';
import { type GaugeDeclaration, type Logger, processFigures, type Reading } from '@jiedui/observability';
import { newId } from '@jiedui/persistence';
import type { Admission } from './admission.js';
import { sendFault } from './problem-response.js';
import type { ServiceReach } from './service-reach.js';

export interface HealthContext { readonly bus: Bus; readonly connection: NatsConnection; readonly admission: Admission; readonly reach: ServiceReach; readonly log: Logger; readonly knownActorOf: (request: Request) => Promise<Actor> }

/** The whole system as of now, for whoever runs it: every service is asked at the same time, one that does not answer holds up no other. */
export function registerHealthRoutes(app: Express, context: HealthContext): void {
  app.get(SYSTEM_HEALTH_PATH, (request, response) => {
    const correlationId = newId();
    response.setHeader('X-Correlation-Id', correlationId);
    systemHealth(request, correlationId, context).then((health) => { response.json(health); }, (error: unknown) => sendFault(response, error, correlationId, context.log));
  });
}

async function systemHealth(request: Request, correlationId: string, { bus, connection, admission, reach, knownActorOf }: HealthContext): Promise<SystemHealth> {
  const actor = await knownActorOf(request);
  if (actor.kind === 'anonymous') throw new Refusal(problem(401, 'NOT_SIGNED_IN', '请先登录。', 'Sign in first.'));
  if (scopeOf(actor, 'operations.read').length === 0) throw new Refusal(problem(403, 'NOT_PERMITTED', '您的角色不能进行此操作。', 'Your role may not do this.'));
  const [gateway, services] = await Promise.all([
    gatewayHealth(connection, admission),
    Promise.all(serviceNames.map(async (service) => {
      const health = await reach.asking(service, () => bus.call(healths[service].read, {}, { actor, correlationId })).catch(() => null);
      return { service, health, silentSince: reach.silentSince(service) };
    })),
  ]);
  return { at: new Date().toISOString(), gateway, services };
}

async function gatewayHealth(connection: NatsConnection, admission: Admission): Promise<GatewayHealth> {
  return { ...processFigures(), bus: await busHealth(connection), requests: admission.underWay, waiting: admission.waiting };
}

export const gatewayGauges: readonly GaugeDeclaration[] = [
  { name: 'bus_up', help: 'Whether the broker answers.' }, { name: 'requests_under_way', help: 'Requests that were let in and not answered yet.' }, { name: 'requests_waiting', help: 'Of them, those that wait for their turn at a service.' },
];

/** The gateway's own figures for Prometheus. */
export async function gatewayReadings(connection: NatsConnection, admission: Admission): Promise<readonly Reading[]> {
  const { bus, requests, waiting } = await gatewayHealth(connection, admission);
  return [{ name: 'bus_up', value: Number(bus.reachable) }, { name: 'requests_under_way', value: requests }, { name: 'requests_waiting', value: waiting }];
}

/** The answer to a question, the same for all who ask within a second: anybody may ask a probe as often as they like. */
export function asOfASecond<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { at: number; answer: Promise<T> } | null = null;
  return () => {
    if (last === null || performance.now() - last.at > 1000) last = { at: performance.now(), answer: ask() };
    return last.answer;
  };
}
