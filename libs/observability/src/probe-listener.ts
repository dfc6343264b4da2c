import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

/** What the probes of one process are answered from. */
export interface Probed { readonly metrics: Metrics; readonly isReady: () => Promise<boolean>; readonly log: Logger }

/** A listener that can be closed. */
export interface ProbeListener { readonly port: number; readonly close: () => void }

/**
 * `/metrics`, `/live` and `/ready` on a listener of their own, so that none of it is reachable through the public port (reliability A21). Off unless
 * `JIEDUI_METRICS_PORT` is set, `0` for any free port; on 127.0.0.1 unless `JIEDUI_METRICS_HOST` says otherwise. A port that is taken is said in the
 * log and stops nothing: the process serves people first.
 */
export async function listenForProbes({ metrics, isReady, log }: Probed, env: NodeJS.ProcessEnv = process.env): Promise<ProbeListener | null> {
  const { JIEDUI_METRICS_PORT: port, JIEDUI_METRICS_HOST: host = '127.0.0.1' } = env;
  if (port === undefined || port === '') return null;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`JIEDUI_METRICS_PORT is ${port}; it has to be a port number, or 0 for any free one`);
  const server = http.createServer((request, response) => {
    answer(request.method, request.url, { metrics, isReady, log }).then(([status, type, body]) => { response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(body); })
      .catch((error: unknown) => { log.warn({ err: error }, 'metrics could not be read'); response.writeHead(500).end(); });
  });
  return new Promise((resolve) => {
    server.once('error', (error) => { log.error({ err: error }, 'the listener for metrics could not start'); resolve(null); });
    server.listen(Number(port), host, () => {
      const at = server.address() as AddressInfo;
      log.info({ port: at.port }, 'metrics');
      resolve({ port: at.port, close: () => { server.close(); server.closeAllConnections(); } });
    });
  });
}

async function answer(method: string | undefined, url: string | undefined, { metrics, isReady }: Probed): Promise<[status: number, type: string, body: string]> {
  if (method !== 'GET') return [405, 'text/plain', ''];
  switch (url) {
    case '/metrics': return [200, metrics.contentType, await metrics.text()];
    case '/live': return [200, 'application/json', '{"status":"ok"}'];
    case '/ready': return await isReady() ? [200, 'application/json', '{"status":"ok"}'] : [503, 'application/json', '{"status":"not ready"}'];
    default: return [404, 'text/plain', ''];
  }
}
