import { connect } from 'node:net';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { answerUnreadableRequests } from './unreadable-requests.js';

describe('answerUnreadableRequests', () => {
  it.each([
    ['headers past the limit', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['what is no HTTP', 'SSH-2.0-nobody\r\n\r\n', 400, 'NOT_HTTP'],
    ['a length given twice', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400, 'NOT_HTTP'],
    ['a length and chunks', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n', 400, 'NOT_HTTP'],
  ])('%s: a problem in our own form, and the connection ends', async (_what, request, status, code) => {
    const server = createServer((_request, response) => response.end('reached'));
    answerUnreadableRequests(server);
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const text = await new Promise<string>((resolve, reject) => {
        let all = '';
        connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8').on('data', (part: string) => { all += part; }).on('close', () => resolve(all)).on('error', reject).write(request);
      });
      const [head = '', body = ''] = text.split('\r\n\r\n');
      expect(head.split(' ')[1]).toBe(String(status));
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      expect(JSON.parse(body)).toMatchObject({ status, code, fields: [] });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
