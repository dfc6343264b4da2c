import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { NextFunction, Request, Response } from 'express';
import { problem, refuse, type ServiceName } from '@jiedui/contracts';
import { sendProblem } from './problem-response.js';

/** Requests in work at a time: what comes above it is told to come later, at once, while those taken are answered in time (reliability D17, R3). */
const AT_ONCE = 128;
/** Of them for one service at most: one that hangs does not take the others' places (R8). */
const AT_ONCE_A_SERVICE = 64;
/** Median lateness of the event loop in ms above which nothing more is taken. */
const LATE_MS = 150;
const LOOK_MS = 500;

/** Lets in as much as can be answered in time, and says "later" to the rest. */
export class Admission {
  private inWork = 0;
  private isLate = false;
  private readonly byService = new Map<ServiceName, number>();

  constructor() {
    const lateness = monitorEventLoopDelay({ resolution: 10 });
    lateness.enable();
    setInterval(() => {
      this.isLate = lateness.percentile(50) > LATE_MS * 1e6;
      lateness.reset();
    }, LOOK_MS).unref();
  }

  /** First of all middleware: a refusal here costs next to nothing. Live streams are long and idle, so they have no place. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (request.path.startsWith('/live/')) return next();
    if (this.isLate || this.inWork >= AT_ONCE) {
      request.resume();
      return sendProblem(response, problem(503, 'OVERLOADED', '当前访问人数过多，请稍后重试。', 'Too many requests at once; try again in a moment.', { retryable: true }));
    }
    this.inWork += 1;
    response.once('close', () => { this.inWork -= 1; });
    next();
  };

  /** Does work that needs a service; refuses when too much of it waits for that service already. */
  async of<T>(service: ServiceName, work: () => Promise<T>): Promise<T> {
    const count = this.byService.get(service) ?? 0;
    if (count >= AT_ONCE_A_SERVICE) return refuse(503, 'SERVICE_BUSY', '该服务当前繁忙，请稍后重试。', 'The service is busy; try again in a moment.', { retryable: true });
    this.byService.set(service, count + 1);
    try {
      return await work();
    } finally {
      this.byService.set(service, (this.byService.get(service) ?? 1) - 1);
    }
  }
}
