import type { Request, Response } from 'express';

/** `__Host-` needs HTTPS; on a plain-HTTP trial installation the bare name is used. */
export function cookieName(secure: boolean): string { return secure ? '__Host-jiedui_session' : 'jiedui_session'; }

/** A cookie of the request, or null when there is none or it is no text of ours (base64url). */
export function readCookie(request: Request, wanted: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === wanted && value !== undefined && /^[\w-]{1,2000}$/.test(value)) return value;
  }
  return null;
}

/** The opaque token of the request's session cookie, or null. Tokens in the address are never read. */
export function readSessionToken(request: Request, secure: boolean): string | null {
  const token = readCookie(request, cookieName(secure));
  return token !== null && /^[\w-]{20,100}$/.test(token) ? token : null;
}

export function writeSessionCookie(response: Response, token: string, expires: Date, secure: boolean): void {
  response.cookie(cookieName(secure), token, { httpOnly: true, sameSite: 'lax', secure, path: '/', expires });
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.clearCookie(cookieName(secure), { httpOnly: true, sameSite: 'lax', secure, path: '/' });
}
