import type { WorkerMessageKind } from '@jiedui/contracts';
import type { SmsSettings } from './message-settings.js';

/** A message on its way: `id` is the same on every try, so that a service may drop what it has already; `to` is the telephone or the openid; `values` fill the places of the template. */
export interface OutgoingMessage { readonly id: string; readonly kind: WorkerMessageKind; readonly to: string; readonly values: Readonly<Record<string, string>> }

/** Whether a service took a message: `refused` will not change by trying again, `unreachable` may; `gone` is a worker who is not reached by this way any more. */
export type Delivery = 'taken' | 'refused' | 'unreachable' | 'gone';

/** A way to workers. It neither throws nor logs: address and text are known here alone. */
export interface WorkerChannel { send(message: OutgoingMessage): Promise<Delivery> }

/** How long a service may take to answer. */
export const ANSWER_LIMIT_MS = 10_000;

/**
 * Text messages through a service over HTTP: one POST of `{ id, phone, sign, template, values }` with the key as bearer. Any 2xx is taken; 408, 429 and 5xx, silence and redirects
 * may be tried again; every other answer is a refusal.
 */
export class SmsChannel implements WorkerChannel {
  constructor(private readonly settings: SmsSettings) {}

  async send({ id, kind, to, values }: OutgoingMessage): Promise<Delivery> {
    const { url, key, sign, templates } = this.settings;
    try {
      const response = await fetch(url, { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(ANSWER_LIMIT_MS), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ id, phone: to, sign, template: templates[kind], values }) });
      await response.body?.cancel();
      if (response.ok) return 'taken';
      return response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429 ? 'refused' : 'unreachable';
    } catch { return 'unreachable'; }
  }
}
