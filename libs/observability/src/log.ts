import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, pino, type Logger } from 'pino';
import { framesOf, loggedError, withoutNumbers } from './log-errors.js';
import { logContext } from './traces.js';

export type { Logger } from 'pino';

/** Fields that may hold personal data or secrets; they never reach a log line, wherever they stand. */
const redacted = ['name', 'idNumber', 'phone', 'password', 'token', 'cookie', 'authorization', 'set-cookie'];

/** Structured log on stdout (or `destination`), one JSON line an event, with redaction and the ids of the request it belongs to. */
export function createLog(service: string, destination?: DestinationStream): Logger {
  const options = {
    name: service,
    level: process.env['LOG_LEVEL'] ?? 'info',
    redact: { paths: redacted.flatMap((field) => [`*.${field}`, `*.*.${field}`, `row.${field}`]), censor: '[redacted]' },
    serializers: { err: loggedError },
    mixin: logContext,
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Nest's own messages through the same log; its start-up chatter only at debug. Of what it says of an error, the places. */
export function nestLogger(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(wordsOf(message)),
    error: (message: unknown, ...rest: unknown[]) => log.error({ detail: rest.map((one) => framesOf(String(one))).filter((frames) => frames !== '') }, wordsOf(message)),
    warn: (message: unknown) => log.warn(wordsOf(message)),
    debug: (message: unknown) => log.debug(wordsOf(message)),
    verbose: (message: unknown) => log.trace(wordsOf(message)),
    fatal: (message: unknown) => log.fatal(wordsOf(message)),
  };
}

/** What nobody caught ends the process with a line in the log; Node's own words would show every value that hangs on the error. */
export function endOnUncaught(log: Logger): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'nobody caught an error');
    process.exit(1);
  });
}

function wordsOf(message: unknown): string { return message instanceof Error ? loggedError(message).message : withoutNumbers(String(message)); }
