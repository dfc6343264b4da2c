import type { RequestListener, Server } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { NextFunction, Request, Response } from 'express';
import { problem, Refusal, type ServiceName } from '@jiedui/contracts';
import { sendProblem } from './problem-response.js';

/** Requests that one service works on at a time; more wait here, where waiting is cheap. One that hangs takes no other's places (reliability R8). */
const AT_ONCE = 8;
/** Requests under way in all, and waiting ones for one service: what comes above is told to come later. */
const IN_ALL = 3000;
const WAITING = 1500;
/** Median lateness of the event loop in ms above which, look after look for a second, nothing more is taken (reliability D17). */
const LATE_MS = 150;
const LATE_LOOKS = 10;
const LOOK_MS = 100;
/** A queue that has stood for this long, while at least half as much comes as goes, is no burst but too much, and is taken for that until it was not so for `STRICT_MS`. */
const STANDING_MS = 250;
const STRICT_MS = 3000;
/** While it is too much, nobody is let in who would wait longer for his turn, and of those who wait the last ones are told so at once. */
const PATIENCE_MS = 500;
/** Requests at all services together up to which nobody is turned away, whatever the pace: so few people at work beside each other wait for each other. */
const FEW = 80;

interface Waiting { readonly go: () => void; readonly refuse: (error: Refusal) => void }

/** What is under way at one service. */
class Door {
  inWork = 0;
  private waiting: Waiting[] = [];
  /** Further parts of what was let in. */
  private readonly begun: Waiting[] = [];
  private wasBegun = false;
  private standingSince: number | null = null;
  private came = 0;
  private went = 0;
  private strictUntil = -Infinity;
  /** Answered a second, of late. */
  private perSecond = 0;

  /** @param tooMany how many more are at all services together than are never turned away; 0 or less where there are so few. */
  constructor(private readonly tooMany: () => number) {}

  /** How many wait. */
  get length(): number { return this.waiting.length + this.begun.length; }

  /**
   * @param isGone whether who asked has gone meanwhile.
   * @param isBegun for a further part of what was let in: it has every second turn, and is not turned away.
   */
  async pass<T>(work: () => Promise<T>, isGone: () => boolean, isBegun: boolean): Promise<T> {
    this.came += 1;
    if (this.inWork < AT_ONCE) this.inWork += 1;
    else {
      if (!isBegun && (this.length >= WAITING || this.wouldWaitInVain())) throw busy();
      this.standingSince ??= performance.now();
      await new Promise<void>((go, refuse) => { (isBegun ? this.begun : this.waiting).push({ go, refuse }); });
    }
    try {
      // Nobody would hear the answer, and whoever asked may ask again.
      if (isGone()) throw busy();
      return await work();
    } finally {
      this.went += 1;
      // Whoever waits longest takes this place over; of what has begun and what has not, one after the other.
      this.wasBegun = this.begun.length > 0 && !(this.wasBegun && this.waiting.length > 0);
      const next = (this.wasBegun ? this.begun : this.waiting).shift();
      if (next === undefined) {
        this.inWork -= 1;
        this.standingSince = null;
      } else next.go();
    }
  }

  /** Whether one that comes now would wait too long for its turn: known before any work was done on it. Counts as come. */
  isInVain(): boolean {
    const isIt = this.wouldWaitInVain();
    if (isIt) this.came += 1;
    return isIt;
  }

  private wouldWaitInVain(): boolean {
    return performance.now() < this.strictUntil && this.tooMany() > 0 && this.inWork >= AT_ONCE && this.length >= this.inTime();
  }

  /** How many may wait and have their turn in time, by the pace of late. */
  private inTime(): number {
    return Math.max(AT_ONCE, Math.ceil(this.perSecond * PATIENCE_MS / 1000));
  }

  look(): void {
    const now = performance.now();
    if (this.standingSince !== null && now - this.standingSince > STANDING_MS && this.came * 2 > this.went) this.strictUntil = now + STRICT_MS;
    // Over the last second or so.
    this.perSecond += (this.went * 1000 / LOOK_MS - this.perSecond) * LOOK_MS / 1000;
    [this.came, this.went] = [0, 0];
    const tooMany = this.tooMany();
    if (now >= this.strictUntil || tooMany <= 0) return;
    const kept = Math.max(0, this.inTime() - this.begun.length, this.waiting.length - tooMany), inVain = this.waiting.slice(kept);
    this.waiting = this.waiting.slice(0, kept);
    for (const { refuse } of inVain) refuse(busy());
  }
}

/** Lets in as much as can be answered in time: a burst waits its turn, a load that stays too high is told to come later, at once (reliability D17, R3). */
export class Admission {
  private inAll = 0;
  private lateLooks = 0;
  private readonly doors = new Map<ServiceName, Door>();

  /** @param serviceOf the service that an address is answered by, null where it is none's or not known. */
  constructor(private readonly serviceOf: (path: string) => ServiceName | null = () => null) {
    const lateness = monitorEventLoopDelay({ resolution: 10 });
    lateness.enable();
    setInterval(() => {
      this.lateLooks = lateness.percentile(50) > LATE_MS * 1e6 ? this.lateLooks + 1 : 0;
      lateness.reset();
      for (const door of this.doors.values()) door.look();
    }, LOOK_MS).unref();
  }

  /** Requests that were let in and not answered yet. */
  get underWay(): number { return this.inAll; }

  /** Requests that services work on, or that wait for their turn. */
  private get atServices(): number { return [...this.doors.values()].reduce((sum, door) => sum + door.inWork + door.length, 0); }

  /** Of them, those that wait for their turn at a service. */
  get waiting(): number { return [...this.doors.values()].reduce((sum, door) => sum + door.length, 0); }

  /**
   * Stands before the server's own handler: reading a request, its session and its body costs ten times what turning it away does, and under
   * a load that is too high that alone would make everybody wait.
   */
  atTheDoor(server: Server): void {
    const handlers = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const path = request.url ?? '', service = path.startsWith('/api/') && !path.startsWith('/api/live/') ? this.serviceOf(path) : null;
      if (service !== null && this.doors.get(service)?.isInVain() === true) {
        request.resume();
        response.writeHead(503, busyHeaders).end(busyBody);
      } else for (const handler of handlers) handler(request, response);
    });
  }

  /** First of all middleware: a refusal here costs little. Live streams are long and idle, so they have no place. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (request.path.startsWith('/live/')) return next();
    if (this.lateLooks >= LATE_LOOKS || this.inAll >= IN_ALL) {
      request.resume();
      return sendProblem(response, problem(503, 'OVERLOADED', '当前访问人数过多，请稍后重试。', 'Too many requests at once; try again in a moment.', { retryable: true }));
    }
    this.inAll += 1;
    response.once('close', () => { this.inAll -= 1; });
    next();
  };

  /** Does work that needs a service, when its turn comes and who asked is still there; refuses when too much of it waits for that service already, but never a further part of what has begun (`isBegun`). */
  of<T>(service: ServiceName, work: () => Promise<T>, isGone: () => boolean = () => false, isBegun = false): Promise<T> {
    let door = this.doors.get(service);
    if (door === undefined) this.doors.set(service, door = new Door(() => this.atServices - FEW));
    return door.pass(work, isGone, isBegun);
  }
}

const busyProblem = problem(503, 'SERVICE_BUSY', '该服务当前繁忙，请稍后重试。', 'The service is busy; try again in a moment.', { retryable: true });
const busyBody = Buffer.from(JSON.stringify(busyProblem));
const busyHeaders = { 'Content-Type': 'application/problem+json; charset=utf-8', 'Content-Length': busyBody.length, 'Retry-After': '2', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

function busy(): Refusal {
  return new Refusal(busyProblem);
}
