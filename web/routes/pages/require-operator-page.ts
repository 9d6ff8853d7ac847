import { createMiddleware } from 'hono/factory';
import type { Operator } from '../../../src/db/operators.ts';
import type { WebEnv } from '../../context.ts';
import { signInPath } from '../../sign-in-path.ts';
import { WebError } from '../../web-error.ts';

/** What a handler behind the sign-in finds in its context. */
export type OperatorEnv = WebEnv & { Variables: { operator: Operator } };

/**
 * Lets only operators of the loaded Comune pass, and gives the handler its types. `enforceAccess` has decided before, by
 * role; this is a second lock, for a page whose entry in the matrix would be too wide. Goes after `findSignedInOperator`.
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
