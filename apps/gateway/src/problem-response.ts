import type { Response } from 'express';
import { problem, Refusal, type Problem } from '@jiedui/contracts';
import type { Logger } from '@jiedui/observability';

/**
 * Answers with RFC 9457 problem+json; one that can be tried again carries Retry-After. What has begun cannot become a problem any more:
 * the connection is broken off, so that half a file does not look like a whole one.
 */
export function sendProblem(response: Response, body: Problem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (body.retryable || body.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(body.retryAfterSeconds ?? 2));
  response.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}

/** The one place where what went wrong becomes an answer: refusals as they are, faults logged and without detail. */
export function sendFault(response: Response, error: unknown, correlationId: string, log: Logger): void {
  if (error instanceof Refusal) {
    sendProblem(response, { ...error.problem, correlationId: error.problem.correlationId ?? correlationId });
    return;
  }
  log.error({ err: error, correlationId }, 'request failed');
  sendProblem(response, { ...problem(500, 'INTERNAL', '系统内部错误，已记录，请联系管理员并提供编号。', 'An internal error; it was logged under the correlation id.'), correlationId });
}
