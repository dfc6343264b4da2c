import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerSerializer, valueBytes } from './answer-bytes.js';

const encoded = (packet: Readonly<Record<string, unknown>>): Parameters<typeof valueBytes>[0] => { const { data, headers } = new AnswerSerializer().serialize(packet); return { data: new TextEncoder().encode(data), ...(headers === undefined ? {} : { headers }) }; };
const text = (bytes: Uint8Array | null): string | null => (bytes === null ? null : new TextDecoder().decode(bytes));

describe('an answer on the bus', () => {
  it('is the packet that Nest writes, and says where its value stands, whatever the value', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.uuid(), fc.boolean(), (value, id, isDisposed) => {
      const packet = { response: { value, isReplayed: false }, isDisposed, id }, sent = encoded(packet);
      expect(JSON.parse(new TextDecoder().decode(sent.data))).toEqual(JSON.parse(JSON.stringify({ ...packet, response: { value } })));
      expect(text(valueBytes(sent))).toBe(JSON.stringify(value));
    }));
  });

  it.each([
    ['a problem', { response: { problem: { status: 404, code: 'NOT_FOUND' } }, isDisposed: true, id: 'x' }],
    ['a repeated answer', { response: { value: 1, isReplayed: true }, isDisposed: true, id: 'x' }],
    ['nothing', { response: { value: undefined }, isDisposed: true, id: 'x' }],
    ['a fault of Nest', { err: 'no handler', status: 'error', id: 'x' }],
  ])('is read as a whole where it is %s', (_what, packet) => {
    const sent = encoded(packet);
    expect(valueBytes(sent)).toBeNull();
    expect(JSON.parse(new TextDecoder().decode(sent.data))).toEqual(JSON.parse(JSON.stringify(packet)));
  });
});
