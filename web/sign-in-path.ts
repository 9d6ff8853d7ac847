import type { Context } from 'hono';

/** Where to sign in and then come back to the page that was asked for. */
export function signInPath(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `/entra?ritorno=${encodeURIComponent(pathname + search)}`;
}
