import type { Serializer } from '@nestjs/microservices';
import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';

/** Header of an answer that is a value: how many bytes of its packet stand before the value and how many behind it. Whoever only hands the value on, as the gateway does with pages, need not read it. */
const PLACE = 'value-at';
const before = '{"response":{"value":';

interface Packet { readonly response?: unknown; readonly [name: string]: unknown }

/** Writes answers as Nest does, and says where in the packet the value stands. */
export class AnswerSerializer implements Serializer<Packet, { data: string; headers: MsgHdrs | undefined }> {
  serialize(packet: Packet): { data: string; headers: MsgHdrs | undefined } {
    const { response, ...others } = packet, value = valueOf(response);
    if (value === undefined) return { data: JSON.stringify(packet), headers: undefined };
    const behind = `},${JSON.stringify(others).slice(1)}`, head = headers();
    head.set(PLACE, `${before.length} ${Buffer.byteLength(behind)}`);
    return { data: `${before}${value}${behind}`, headers: head };
  }
}

/** The value of an answer that is not a repeated one, as JSON. */
function valueOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('value' in response) || ('isReplayed' in response && response.isReplayed === true)) return undefined;
  return JSON.stringify(response.value);
}

/** The value's bytes, where the answer says where they stand. */
export function valueBytes({ data, headers: head }: Pick<Msg, 'data' | 'headers'>): Uint8Array | null {
  const place = /^(\d{1,3}) (\d{1,4})$/.exec(head?.get(PLACE) ?? '');
  return place === null ? null : data.subarray(Number(place[1]), data.length - Number(place[2]));
}
