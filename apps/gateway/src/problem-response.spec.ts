import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { problem } from '@jiedui/contracts';
import { sendProblem } from './problem-response.js';

describe('sendProblem', () => {
  it('breaks off what has begun, so that half a file does not look whole', async () => {
    const app = express();
    app.get('/', (request, response) => {
      if (request.query['begun'] === '1') response.write('half a file');
      setTimeout(() => sendProblem(response, problem(503, 'GONE', '没有', 'gone', { retryable: true })), 20);
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const whole = await fetch(url);
      expect([whole.status, whole.headers.get('retry-after'), whole.headers.get('content-type')]).toEqual([503, '2', 'application/problem+json; charset=utf-8']);
      const half = await fetch(`${url}?begun=1`);
      expect(half.status).toBe(200);
      await expect(half.text()).rejects.toThrow();
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
