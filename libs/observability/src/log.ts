import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that may hold personal data or secrets; they never reach a log line, wherever they stand. */
const redacted = ['name', 'idNumber', 'phone', 'password', 'token', 'cookie', 'authorization', 'set-cookie'];

/** Structured log on stdout, one JSON line an event, with redaction. */
export function createLog(service: string): Logger {
  return pino({
    name: service,
    level: process.env['LOG_LEVEL'] ?? 'info',
    redact: { paths: redacted.flatMap((field) => [`*.${field}`, `*.*.${field}`, `row.${field}`]), censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** Nest's own messages through the same log; its start-up chatter only at debug. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error({ detail: rest.map(String) }, String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    debug: (message: unknown) => log.debug(String(message)),
    verbose: (message: unknown) => log.trace(String(message)),
    fatal: (message: unknown) => log.fatal(String(message)),
  };
}
