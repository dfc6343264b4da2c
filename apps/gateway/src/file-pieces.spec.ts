import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express, { type Response } from 'express';
import { Admission } from './admission.js';
import { sendPieces } from './file-pieces.js';

/** Far more than fits between two sockets. */
const PIECES = 200, base64 = Buffer.alloc(128 * 1024, 'x').toString('base64');

describe('downloads', () => {
  const app = express(), server = http.createServer(app), admission = new Admission(), slow: net.Socket[] = [], responses: Response[] = [];
  let begun = 0, port = 0;
  app.get('/file', (_request, response) => {
    responses.push(response);
    void sendPieces(response, (seq) => admission.of('employment', async () => {
      if (seq === 0) begun += 1;
      return { fileName: '名单.xlsx', mime: 'application/octet-stream', seq, base64, next: seq + 1 < PIECES ? seq + 1 : null };
    }));
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    port = typeof at === 'object' && at !== null ? at.port : 0;
  });
  afterAll(() => {
    for (const socket of slow) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  it('that nobody fetches take no place of the service', async () => {
    for (let i = 0; i < 70; i += 1) {
      const socket = net.connect(port, '127.0.0.1', () => { socket.write('GET /file HTTP/1.1\r\nHost: x\r\n\r\n'); });
      socket.pause();
      slow.push(socket);
    }
    while (begun < 70 || responses.some((response) => !response.writableNeedDrain)) await new Promise((resolve) => setImmediate(resolve));
    expect(await admission.of('employment', async () => 'served')).toBe('served');
    expect(admission.waiting).toBe(0);
  });

  it('come whole, and leave no listener behind for each piece', async () => {
    const already = responses.length, answer = await fetch(`http://127.0.0.1:${port}/file`);
    expect((await answer.arrayBuffer()).byteLength).toBe(PIECES * 128 * 1024);
    expect(responses[already]?.listenerCount('close')).toBeLessThan(10);
    expect(responses[already]?.listenerCount('drain')).toBeLessThan(3);
  });
});
