import { serialize } from 'hono/utils/cookie';
import { recogniseBrowser, writeBrowser } from '../domain/browser.ts';

export const cookiePrefix = 'easycare';

/** `session_token` is a session; `two_factor` says whose password was right while the code is still asked for. */
type AuthCookie = 'session_token' | 'two_factor';

/** Cookies of our own beside better-auth's: by which a browser is known again, and of the way to the provider and back. */
type OwnCookie = 'device' | 'provider';

/** `__Host-` stands before a name under HTTPS. */
const patternOf = (name: AuthCookie | OwnCookie) => `(?:^|[;,]\\s*)((?:__Host-)?${cookiePrefix}\\.${name})=([^;,]*)`;

/** Whether a request carries a session's cookie, valid or not. */
export function carriesSession(headers: Headers): boolean {
  return new RegExp(patternOf('session_token')).test(headers.get('cookie') ?? '');
}

/**
 * The request as better-auth is to see it: one cookie of it and nothing else, so that no other cookie decides what
 * happens, and browser and system instead of the whole User-Agent, since that is what a session keeps.
 * @returns undefined where the cookie is missing, or there twice: a browser sends it twice only when another site of
 *   the same domain has planted one, and which of the two is ours nobody can tell
 */
export function keepOnly(headers: Headers, name: AuthCookie): Headers | undefined {
  const found = findOnly(headers, name);
  return found && new Headers({ cookie: `${found.name}=${found.value}`, ...describeBrowser(headers) });
}

/** The request without any cookie, so that nothing that came along outlives a sign-in. */
export function dropCookies(headers: Headers): Headers {
  return new Headers(describeBrowser(headers));
}

/** @returns undefined where it is missing or there twice, as above */
export function readOwnCookie(headers: Headers, name: OwnCookie): string | undefined {
  return findOnly(headers, name)?.value;
}

/**
 * The Set-Cookie line of a cookie of our own.
 * @param maxAge in seconds; 0 takes it away
 */
export function writeOwnCookie(
  name: OwnCookie,
  value: string,
  { maxAge, secure }: { maxAge: number; secure: boolean },
): string {
  const fullName = `${secure ? '__Host-' : ''}${cookiePrefix}.${name}`;
  return serialize(fullName, value, { maxAge, path: '/', httpOnly: true, sameSite: 'Lax', secure });
}

/** Beside one with `__Host-`, which no other site can set, one without was planted and is passed over. */
function findOnly(headers: Headers, cookie: AuthCookie | OwnCookie): { name: string; value: string } | undefined {
  const all = [...(headers.get('cookie') ?? '').matchAll(new RegExp(patternOf(cookie), 'g'))].map(
    ([, name = '', value = '']) => ({ name, value }),
  );
  const ours = all.filter(({ name }) => name.startsWith('__Host-'));
  const [only, ...others] = ours.length > 0 ? ours : all;
  return others.length > 0 ? undefined : only;
}

/** The Set-Cookie lines of these cookies only. */
export function pickCookies(answer: Response, ...names: AuthCookie[]): string[] {
  const wanted = new RegExp(`^(__Host-)?${cookiePrefix}\\.(${names.join('|')})=`);
  return answer.headers.getSetCookie().filter((line) => wanted.test(line));
}

export function answerWithCookies(status: 200 | 202, cookies: string[]): Response {
  const headers = new Headers();
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status, headers });
}

function describeBrowser(headers: Headers): { 'user-agent': string } {
  return { 'user-agent': writeBrowser(recogniseBrowser(headers.get('user-agent') ?? '')) };
}
