import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SignedIn } from '../../../src/sign-in.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { signInPath } from '../../sign-in-path.ts';
import { WebError } from '../../web-error.ts';

/** What a handler of somebody's own pages finds in its context. */
export type SignedInEnv = WebEnv & { Variables: { session: SignedIn } };

/**
 * Lets whoever is signed in pass, of whichever Comune, or none: for what is about their own sign-in.
 * @throws WebError sign_in_required where something is posted; who opens a page is sent to sign in
 */
export function requireSignedIn({ signIn }: Pick<WebDependencies, 'signIn'>) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    const session = await signIn.findSignedIn(c.req.raw.headers);
    if (session === undefined) {
      if (c.req.method === 'GET' || c.req.method === 'HEAD') return c.redirect(signInPath(c));
      throw new WebError('sign_in_required');
    }
    c.set('session', session);
    await next();
    return undefined;
  });
}

/** Hands on the Set-Cookie lines that sign-in answers with. */
export function forwardCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
}
