import type { ProcessName } from '@jiedui/contracts';
import { nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { connectGathering } from './gathering-transport.js';

/** How a process makes itself known: its nkey's seed, or, on a server of one's own, user and password within the URL. */
export interface BusSettings {
  readonly url: string;
  /** Also the prefix of its inbox, so that no other process reads replies. */
  readonly name: string;
  readonly seed?: string;
  /** Files of the server's authority and of this process's certificate, for `tls://` URLs. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
}

/** A server that does not answer two of these is gone, though the connection may stand: its machine or a link between went without a word. The client's own two minutes would leave requests unanswered for six. */
const PING_MS = 2500;
/** As long may a server take to greet; the next try may meet one that is well. */
const CONNECT_MS = 2000;

/**
 * The process's one connection: keeps trying for ever, also before the first success. A user in the URL wins over the seed; it is
 * handed over apart, since the client takes only host and port from a URL.
 */
export async function connectNats({ url, name, seed, tls }: BusSettings): Promise<NatsConnection> {
  const { username, password, host, protocol } = new URL(url);
  const known = username !== '' ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : seed !== undefined ? { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) } : {};
  return connectGathering({
    // Each request would take down where it was asked, for the case that it fails: what it costs is felt, and the operation's name says as much.
    noAsyncTraces: true,
    servers: host, name, maxReconnectAttempts: -1, reconnectTimeWait: 500, waitOnFirstConnect: true, pingInterval: PING_MS, maxPingOut: 2, timeout: CONNECT_MS, inboxPrefix: `_INBOX_${name}`, ...known,
    ...(protocol === 'tls:' ? { tls: { ...tls } } : {}),
  });
}

/**
 * The bus as the environment names it: `NATS_URL`, for `tls://` also `JIEDUI_NATS_CA_FILE`, `JIEDUI_NATS_CERTIFICATE_FILE` and
 * `JIEDUI_NATS_KEY_FILE`. In production (`JIEDUI_MODE`) a bus where processes are not told apart stops the start.
 */
export async function connectBus(name: ProcessName, seed: string): Promise<NatsConnection> {
  const { NATS_URL: url, JIEDUI_NATS_CA_FILE: caFile, JIEDUI_NATS_CERTIFICATE_FILE: certFile, JIEDUI_NATS_KEY_FILE: keyFile, JIEDUI_MODE: mode } = process.env;
  if (url === undefined || url === '') throw new Error('environment variable NATS_URL is missing');
  const connection = await connectNats({ url, name, seed, tls: { ...(caFile ? { caFile } : {}), ...(certFile ? { certFile } : {}), ...(keyFile ? { keyFile } : {}) } });
  if (mode !== 'production') return connection;
  const weakness = connection.info?.auth_required !== true ? 'NATS lets anybody in: give it the authorization part that docs/operations.md describes'
    : new URL(url).username !== '' ? 'NATS_URL names one user for all processes: leave it out, every process has its own key' : null;
  if (weakness === null) return connection;
  await connection.close();
  throw new Error(weakness);
}
