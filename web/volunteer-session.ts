import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Municipality } from '../src/db/municipalities.ts';

/** Where a volunteer's session holds: the Comune's area of volunteers and nothing else. */
export function areaPath(slug: string): string {
  return `/${slug}/volontari/area`;
}

type Origin = { production: boolean; publicUrl: string };

const plainName = 'easycare.volunteer';

/** Whether a request carries a volunteer's cookie, valid or not. */
export function carriesVolunteerSession(headers: Headers): boolean {
  return /(?:^|[;,]\s*)(?:__Secure-)?easycare\.volunteer=/.test(headers.get('cookie') ?? '');
}

export function readVolunteerCookie(c: Context, origin: Origin): string | undefined {
  return getCookie(c, cookieName(origin));
}

type Setting = Origin & { municipality: Pick<Municipality, 'slug'> };

/** It ends with the browser, or earlier with the session that PostgreSQL keeps. */
export function giveVolunteerCookie(c: Context, secret: string, setting: Setting): void {
  setCookie(c, cookieName(setting), secret, describeCookie(setting));
}

export function takeVolunteerCookie(c: Context, setting: Setting): void {
  deleteCookie(c, cookieName(setting), describeCookie(setting));
}

const isSecure = ({ production, publicUrl }: Origin) => production || publicUrl.startsWith('https:');

function cookieName(origin: Origin): string {
  return isSecure(origin) ? `__Secure-${plainName}` : plainName;
}

function describeCookie({ municipality, ...origin }: Setting) {
  return { path: areaPath(municipality.slug), httpOnly: true, sameSite: 'Lax', secure: isSecure(origin) } as const;
}
