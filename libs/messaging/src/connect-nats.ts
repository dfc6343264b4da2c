import { connect, type NatsConnection } from '@nats-io/transport-node';

/**
 * The process's one connection: keeps trying for ever, also before the first success. User and password come in the URL and
 * are handed over apart, since the client takes only host and port from it. Own inbox prefix, so that no other process reads replies.
 */
export async function connectNats(url: string, name: string): Promise<NatsConnection> {
  const { username, password, host } = new URL(url);
  return connect({
    servers: host, name, maxReconnectAttempts: -1, reconnectTimeWait: 500, waitOnFirstConnect: true, inboxPrefix: `_INBOX_${name}`,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
  });
}
