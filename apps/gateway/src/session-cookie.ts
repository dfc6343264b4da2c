import type { Request, Response } from 'express';

/** `__Host-` needs HTTPS; on a plain-HTTP trial installation the bare name is used. */
export function cookieName(secure: boolean): string { return secure ? '__Host-jiedui_session' : 'jiedui_session'; }

/** The opaque token of the request's session cookie, or null. Tokens in the address are never read. */
export function readSessionToken(request: Request, secure: boolean): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName(secure) && value !== undefined && /^[\w-]{20,100}$/.test(value)) return value;
  }
  return null;
}

export function writeSessionCookie(response: Response, token: string, expires: Date, secure: boolean): void {
  response.cookie(cookieName(secure), token, { httpOnly: true, sameSite: 'lax', secure, path: '/', expires });
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.clearCookie(cookieName(secure), { httpOnly: true, sameSite: 'lax', secure, path: '/' });
}
