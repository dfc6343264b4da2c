import { Refusal, type ServiceName } from '@jiedui/contracts';

/** Problems that say that a service did not answer at all. */
const silent = new Set(['SERVICE_UNAVAILABLE', 'SERVICE_TIMEOUT', 'BUS_UNAVAILABLE']);

/** Since when services do not answer, from what the gateway meets while it asks them for people. */
export class ServiceReach {
  private readonly since = new Map<ServiceName, string>();

  /** Asks a service, and keeps in mind whether it answered; a refusal is an answer. */
  async asking<T>(service: ServiceName, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.since.delete(service);
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal) || !silent.has(error.problem.code)) this.since.delete(service);
      else if (!this.since.has(service)) this.since.set(service, new Date().toISOString());
      throw error;
    }
  }

  /** The first request in a row that was not answered; null for a service that answers. */
  silentSince(service: ServiceName): string | null { return this.since.get(service) ?? null; }
}
