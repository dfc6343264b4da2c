import { ServerNats } from '@nestjs/microservices';
import type { NatsConnection } from '@nats-io/transport-node';
import { AnswerSerializer } from './answer-bytes.js';

/**
 * Nest's NATS server on the process's own connection. On close it drains: requests already delivered are answered, none is
 * lost (Nest's own graceful shutdown unsubscribes, which drops them; reliability D1).
 */
export class DrainingServerNats extends ServerNats {
  constructor(private readonly connection: NatsConnection, queue: string) {
    super({ queue, serializer: new AnswerSerializer() });
  }

  override async createNatsClient<T>(): Promise<T> {
    return this.connection as T;
  }

  override async close(): Promise<void> {
    // The host drains the shared connection last, when relay and consumers have stopped.
  }
}
