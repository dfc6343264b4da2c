import type { Problem, ReplyOf, RequestInputOf } from '@jiedui/contracts';
import type { Route } from './route.js';

/** A refusal of the server in the words it gave, or of the network. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) { super(problem.code); }
}

/** What happened when the server could not be reached or answered with something else. */
function unreachable(status: number): Problem {
  return {
    type: '/problems/UNREACHABLE', title: 'Unreachable', status, code: 'UNREACHABLE', fields: [], retryable: true,
    message: { zh: '没有连上服务，您的内容没有丢失，请稍后重试。', en: 'The service did not answer. Nothing you typed is lost; please try again.' },
  };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'status' in value;
}

/** The problem behind anything that was thrown. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : unreachable(0);
}

function pathAndRest(path: string, request: Record<string, unknown>): { path: string; rest: Record<string, unknown> } {
  const rest = { ...request };
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { path: filled, rest };
}

function queryOf(rest: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The address of a download, with the list's filters as the query. */
export function addressOf<O>(route: Route<O>, request: RequestInputOf<O>): string {
  const { path, rest } = pathAndRest(route.path, { ...asRecord(request) });
  return path + queryOf(rest);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Keys of requests that nothing is known of: the same thing asked again goes under the same key, and is not made twice. */
const unanswered = new Map<string, string>();

/** 128 random bits. `crypto.randomUUID` is missing where a page came without TLS. */
const newKey = (): string => random(16);

/** So many random bytes in hexadecimal. */
function random(bytes: number): string { return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(''); }

/** Sends a request that makes something, under the key of its last attempt when that was not answered. */
async function sendOnce<T>(address: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const what = `${address}\n${JSON.stringify(body)}`, key = unanswered.get(what) ?? newKey();
  unanswered.set(what, key);
  try {
    const value = await send<T>('POST', address, body, signal, key);
    unanswered.delete(what);
    return value;
  } catch (error) {
    const { status, retryable } = problemOf(error);
    if (status >= 400 && status < 500 && !retryable) unanswered.delete(what);
    throw error;
  }
}

/** Sends JSON and reads JSON; every request that changes something carries the header that other sites cannot set. */
export async function send<T>(method: Route<unknown>['method'], address: string, body?: unknown, signal?: AbortSignal, key?: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, {
      method, credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        // The beginning of a trace (W3C Trace Context): under this id the logs of every process keep what this request did.
        traceparent: `00-${random(16)}-${random(8)}-01`,
        ...(method === 'GET' ? {} : { 'X-Jiedui': 'console', 'content-type': 'application/json' }), ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ProblemError(unreachable(0));
  }
  const text = await response.text();
  const value: unknown = parseJson(text);
  if (!response.ok || (text !== '' && value === undefined)) throw new ProblemError(isProblem(value) ? value : unreachable(response.status));
  return value as T;
}

function parseJson(text: string): unknown {
  try { return JSON.parse(text); } catch { return undefined; }
}

/** Calls an operation over its route: fields of the path into the path, the rest into the query or the body. */
export async function call<O>(route: Route<O>, request: RequestInputOf<O>, signal?: AbortSignal): Promise<ReplyOf<O>> {
  const { path, rest } = pathAndRest(route.path, asRecord(request));
  if (route.method === 'POST') return sendOnce<ReplyOf<O>>(path, rest, signal);
  return route.method === 'GET' || route.method === 'DELETE'
    ? send<ReplyOf<O>>(route.method, path + queryOf(rest), undefined, signal)
    : send<ReplyOf<O>>(route.method, path, rest, signal);
}
