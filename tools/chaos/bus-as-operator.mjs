import { connect } from '@nats-io/transport-node';

/** A connection to the stack's broker as whoever runs it: for what no process of ours may do. */
export function busAsOperator(stack) {
  const { username, password, host } = new URL(stack.servers.natsOperatorUrl);
  return connect({ servers: host, name: 'chaos', user: decodeURIComponent(username), pass: decodeURIComponent(password), maxReconnectAttempts: -1 });
}
