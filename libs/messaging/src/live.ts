import type { NatsConnection } from '@nats-io/transport-node';

/** Progress of long work, told at most once to whoever looks: losing one is harmless, the state in the database is what counts. */
export class Live {
  constructor(private readonly connection: NatsConnection) {}

  /** Tells watchers of `topic` (an id) the present state, a small JSON value without personal data. */
  tell(topic: string, state: object): void {
    if (!this.connection.isClosed()) this.connection.publish(`live.${topic}`, JSON.stringify(state));
  }

  /** Calls `onState` for each message until the returned function is called. */
  watch(topic: string, onState: (state: unknown) => void): () => void {
    const subscription = this.connection.subscribe(`live.${topic}`, {
      callback: (error, message) => { if (error === null) onState(message.json()); },
    });
    return () => subscription.unsubscribe();
  }
}
