import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SignedIn } from '../../../src/sign-in.ts';
import type { WebEnv } from '../../context.ts';
import { WebError } from '../../web-error.ts';

/** What a handler of somebody's own pages finds in its context. */
export type SignedInEnv = WebEnv & { Variables: { session: SignedIn } };

/**
 * For what is about somebody's own sign-in, of whichever Comune, or none: gives the handler its types. `enforceAccess`
 * has found the session before, or sent who has none to sign in; this is a second lock, for an entry that is too wide.
 * @throws WebError sign_in_required
 */
export const requireSignedIn = createMiddleware<SignedInEnv>(async (c, next) => {
  const { session }: Partial<SignedInEnv['Variables']> = c.var;
  if (session === undefined) throw new WebError('sign_in_required');
  await next();
});

/** Hands on the Set-Cookie lines that sign-in answers with. */
export function forwardCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
}
