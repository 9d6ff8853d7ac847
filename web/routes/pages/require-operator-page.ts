import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Municipality } from '../../../src/db/municipalities.ts';
import type { Operator } from '../../../src/db/operators.ts';
import type { SignedIn } from '../../../src/sign-in.ts';
import { secondFactorPath } from '../../components/profile-paths.ts';
import { lacksSecondFactor, type WebEnv } from '../../context.ts';
import { WebError } from '../../web-error.ts';

/** What a handler behind the sign-in finds in its context. */
export type OperatorEnv = WebEnv & { Variables: { operator: Operator } };

/** Where to sign in and then come back to the page that was asked for. */
export function signInPath(c: Context): string {
  return withReturn('/entra', c);
}

function withReturn(path: string, c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${path}?ritorno=${encodeURIComponent(pathname + search)}`;
}

/** What may have been found; in `OperatorEnv`, of what comes after, it has been. */
type Found = { session: SignedIn | undefined; operator: Operator | undefined; municipality: Municipality };

/**
 * Lets only operators of the loaded Comune pass: who opens a page is sent to sign in, who posts is told, so that going
 * back finds what they typed. Goes after `findSignedInOperator`.
 * @throws WebError sign_in_required, not_your_municipality, second_factor_required
 */
export const requireOperatorPage = createMiddleware<OperatorEnv>(async (c, next) => {
  const { session, operator, municipality }: Found = c.var;
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (session === undefined) {
    if (isReading) return c.redirect(signInPath(c));
    throw new WebError('sign_in_required');
  }
  if (operator === undefined) throw new WebError('not_your_municipality');
  if (lacksSecondFactor(municipality, session)) {
    if (isReading) return c.redirect(withReturn(secondFactorPath, c));
    throw new WebError('second_factor_required');
  }
  await next();
  return undefined;
});
