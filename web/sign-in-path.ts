import type { Context } from 'hono';
import { secondFactorPath } from './components/profile-paths.ts';

/** Where to sign in and then come back to the page that was asked for. */
export function signInPath(c: Context): string {
  return withReturn('/entra', c);
}

/** Where to turn the second factor on, which the Comune requires, and then come back. */
export function secondFactorSetUpPath(c: Context): string {
  return withReturn(secondFactorPath, c);
}

function withReturn(path: string, c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${path}?ritorno=${encodeURIComponent(pathname + search)}`;
}
