import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Admission } from './admission.js';

describe('Admission', () => {
  // Queues are looked at by the clock: a busy machine must not make a test's own queue look like a standing one.
  beforeEach(() => { jest.useFakeTimers(); });
  afterEach(() => { jest.useRealTimers(); });

  it('lets a burst wait its turn, longest first, and never works on more than its places for one service', async () => {
    const admission = new Admission(), ends: (() => void)[] = [];
    let inWork = 0, most = 0;
    const begun: number[] = [];
    const all = Array.from({ length: 300 }, (_, i) => admission.of('intake', () => new Promise<number>((resolve) => {
      begun.push(i);
      most = Math.max(most, inWork += 1);
      ends.push(() => { inWork -= 1; resolve(i); });
    })));
    expect(begun.length).toBeLessThan(300);
    for (let at = 0; at < 300; at += 1) {
      ends[at]?.();
      expect(await all[at]).toBe(at);
    }
    expect(begun).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(most).toBeLessThanOrEqual(8);
  });

  it('gives the places of one service to nobody else, and those of work that fails again', async () => {
    const admission = new Admission();
    for (let i = 0; i < 8; i += 1) void admission.of('intake', () => new Promise(() => undefined));
    await expect(admission.of('employment', async () => 1)).resolves.toBe(1);
    for (let i = 0; i < 100; i += 1) await expect(admission.of('employment', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(admission.of('employment', async () => 2)).resolves.toBe(2);
  });

  it('lets the parts of what has begun and those who come anew go one after the other', async () => {
    const admission = new Admission(), order: string[] = [], ends: (() => void)[] = [];
    const come = (name: string, isBegun: boolean): void => void admission.of('intake', () => new Promise<void>((resolve) => { order.push(name); ends.push(resolve); }), undefined, isBegun);
    for (let i = 0; i < 8; i += 1) come('first', false);
    for (let i = 0; i < 3; i += 1) come(`new ${i}`, false);
    for (let i = 0; i < 5; i += 1) come(`part ${i}`, true);
    while (ends.length > 0) {
      ends.shift()?.();
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(order.slice(8)).toEqual(['part 0', 'new 0', 'part 1', 'new 1', 'part 2', 'new 2', 'part 3', 'part 4']);
  });

  it('says later when the queue is as long as it gets', async () => {
    const admission = new Admission();
    for (let i = 0; i < 8 + 1500; i += 1) void admission.of('matching', () => new Promise(() => undefined));
    expect(admission.waiting).toBe(1500);
    await expect(admission.of('matching', async () => 1)).rejects.toMatchObject({ problem: { status: 503, retryable: true } });
    expect(admission.waiting).toBe(1500);
  });

  it('turns nobody away while few are there, however slow a service is', async () => {
    const admission = new Admission(), ends: (() => void)[] = [];
    let refused = 0;
    for (let look = 0; look < 40; look += 1) {
      for (let i = 0; i < 2; i += 1) admission.of('intake', () => new Promise<void>((resolve) => { ends.push(resolve); })).catch(() => { refused += 1; });
      await jest.advanceTimersByTimeAsync(250);
    }
    expect([admission.waiting, refused]).toEqual([72, 0]);
    expect(ends).toHaveLength(8);
  });

  it('turns away at the door what would wait in vain, for that service alone, and lets all in again when the queue is gone', async () => {
    const admission = new Admission((path) => (path.startsWith('/api/intake/') ? 'intake' : 'employment')), ends: (() => void)[] = [];
    const server = createServer((_request, response) => { response.end('in'); });
    admission.atTheDoor(server);
    const status = (path: string): number => {
      const request = Object.assign(new Readable({ read: () => undefined }), { url: path }), response = { code: 200, writeHead(code: number) { this.code = code; return this; }, end() { return this; } };
      server.emit('request', request, response);
      return response.code;
    };
    let refused = 0;
    const come = (): void => { admission.of('intake', () => new Promise<void>((resolve) => { ends.push(resolve); })).catch(() => { refused += 1; }); };
    for (let i = 0; i < 500; i += 1) come();
    expect(status('/api/intake/projects')).toBe(200);
    // It stands, and more comes than goes.
    for (let look = 0; look < 8; look += 1) {
      for (let i = 0; i < 20; i += 1) come();
      ends.shift()?.();
      await jest.advanceTimersByTimeAsync(250);
    }
    // Of the 644 that wait by now those stay who come to their turn in time; a part of a file that has begun is never among the others.
    const begun = admission.of('intake', () => Promise.resolve('a part'), undefined, true);
    await jest.advanceTimersByTimeAsync(250);
    expect(refused).toBeGreaterThan(500);
    expect(admission.waiting).toBeGreaterThanOrEqual(48);
    for (let i = 0; i < 60; i += 1) come();
    expect(status('/api/intake/projects')).toBe(503);
    expect(status('/api/employment/posts')).toBe(200);
    while (ends.length > 0) {
      ends.shift()?.();
      await jest.advanceTimersByTimeAsync(1);
    }
    await expect(begun).resolves.toBe('a part');
    await jest.advanceTimersByTimeAsync(500);
    expect(status('/api/intake/projects')).toBe(200);
  });
});
