import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problem, type Problem } from '@jiedui/contracts';

/** What the HTTP parser gave up on, as a problem like every other: headers past its limit, a request that does not come to its end, bytes that are no HTTP. */
function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return problem(431, 'HEADERS_TOO_LARGE', '地址或请求头过长。', 'The address or the headers are too long.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return problem(408, 'REQUEST_TOO_SLOW', '请求没有在规定时间内发送完。', 'The request was not sent in time.');
  return problem(400, 'NOT_HTTP', '请求不是有效的 HTTP。', 'The request is not valid HTTP.');
}

/** Answers requests that never become one: no route sees them, so nothing else can. */
export function answerUnreadableRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, ...rest } = problemOf(error.code), body = JSON.stringify({ ...rest, status });
    socket.end(`HTTP/1.1 ${status} ${rest.code}\r\nContent-Type: application/problem+json; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
}
