import type { Socket } from 'node:net';
import { type ConnectionOptions, NatsConnectionImpl, type NatsConnection, setTransportFactory } from '@nats-io/transport-node';
import { nodeResolveHost, NodeTransport } from '@nats-io/transport-node/lib/node_transport.js';

/**
 * The client's own transport, with what one turn of the event loop sends leaving together: a write to the system costs as much as the work on a small message, for
 * the process and for the server, and a process under load sends several a turn.
 */
class GatheringTransport extends NodeTransport {
  override send(frame: Uint8Array): void {
    // None once it was closed, whatever its type says.
    const socket: Socket | undefined = this.socket;
    if (socket?.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    super.send(frame);
  }
}

/** As the client's `connect`, over a {@link GatheringTransport}. */
export function connectGathering(options: ConnectionOptions): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new GatheringTransport(), dnsResolveFn: nodeResolveHost });
  return NatsConnectionImpl.connect(options);
}
