import { isDeepStrictEqual } from 'node:util';
import type { Request } from 'express';
import { type Actor, anonymousActor, sessions } from '@jiedui/contracts';
import type { Bus } from '@jiedui/messaging';
import { within } from '@jiedui/observability';
import { readSessionToken } from './session-cookie.js';

/** What a kind of session is known by, and who tells whose it is. */
export interface SessionKind { readonly tokenOf: (request: Request, secure: boolean) => string | null; readonly ask: (bus: Bus, token: string) => Promise<Actor | null> }

/** Sessions of accounts, which the registry keeps. */
const ofAccounts: SessionKind = { tokenOf: readSessionToken, ask: async (bus, token) => (await bus.call(sessions.resolve, { token }, { actor: anonymousActor })).actor };

/** How long a resolved session is believed without asking again: bounds how late a revoked role is felt (goal S7: 1 s). */
const BELIEVE_MS = 500;
const BELIEVED_AT_MOST = 10_000;
/** How long somebody is still known while the registry does not answer; for looking at what does not answer, nothing else. */
const KNOWN_MS = 15 * 60_000;

/** Finds who asks from the session cookie; nobody is the public. */
export class SessionReader {
  /** Questions under way: requests that come together ask once. */
  private readonly asked = new Map<string, Promise<Actor>>();
  private readonly believed = new Map<string, { actor: Actor; until: number }>();

  constructor(private readonly bus: Bus, readonly secure: boolean, private readonly kind: SessionKind = ofAccounts) {}

  async actorOf(request: Request): Promise<Actor> {
    const token = this.kind.tokenOf(request, this.secure);
    if (token === null) return anonymousActor;
    const known = this.believed.get(token);
    if (known !== undefined && known.until > Date.now()) return known.actor;
    const asked = this.asked.get(token) ?? this.ask(token).finally(() => this.asked.delete(token));
    this.asked.set(token, asked);
    return asked;
  }

  private async ask(token: string): Promise<Actor> {
    const actor = await this.kind.ask(this.bus, token);
    if (this.believed.size >= BELIEVED_AT_MOST) this.believed.clear();
    if (actor === null) {
      this.believed.delete(token);
      return anonymousActor;
    }
    // The same object where nothing changed: what was signed for it serves on.
    const before = this.believed.get(token)?.actor, same = before !== undefined && isDeepStrictEqual(before, actor) ? before : actor;
    this.believed.set(token, { actor: same, until: Date.now() + BELIEVE_MS });
    return same;
  }

  /** As {@link actorOf}; while the registry does not answer within a second, who was signed in when it last did. No role can be taken away meanwhile: it is the registry that takes it. */
  async knownActorOf(request: Request): Promise<Actor> {
    const token = this.kind.tokenOf(request, this.secure), known = token === null ? undefined : this.believed.get(token);
    return known === undefined || known.until + KNOWN_MS < Date.now() ? this.actorOf(request) : within(1000, this.actorOf(request), known.actor);
  }

  forget(token: string): void { this.believed.delete(token); }
}
