import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Operator } from '../../../src/db/operators.ts';
import type { WebEnv } from '../../context.ts';
import { WebError } from '../../web-error.ts';

/** What a handler behind the sign-in finds in its context. */
export type OperatorEnv = WebEnv & { Variables: { operator: Operator } };

/** Where to sign in and then come back to the page that was asked for. */
export function signInPath(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `/entra?ritorno=${encodeURIComponent(pathname + search)}`;
}

/**
 * Lets only operators of the loaded Comune pass: who opens a page is sent to sign in, who posts is told, so that going
 * back finds what they typed. Goes after `findSignedInOperator`.
 * @throws WebError sign_in_required, not_your_municipality
 */
export const requireOperatorPage = createMiddleware<OperatorEnv>(async (c, next) => {
  const { session, operator }: { session: unknown; operator: Operator | undefined } = c.var;
  if (session === undefined) {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return c.redirect(signInPath(c));
    throw new WebError('sign_in_required');
  }
  if (operator === undefined) throw new WebError('not_your_municipality');
  await next();
  return undefined;
});
