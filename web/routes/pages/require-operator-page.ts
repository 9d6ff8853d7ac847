import { createMiddleware } from 'hono/factory';
import type { Municipality } from '../../../src/db/municipalities.ts';
import type { Operator } from '../../../src/db/operators.ts';
import type { SignedIn } from '../../../src/sign-in.ts';
import { lacksSecondFactor, type WebEnv } from '../../context.ts';
import { secondFactorSetUpPath, signInPath } from '../../sign-in-path.ts';
import { WebError } from '../../web-error.ts';

/** What a handler behind the sign-in finds in its context. */
export type OperatorEnv = WebEnv & { Variables: { operator: Operator } };

/** What may have been found; in `OperatorEnv`, of what comes after, it has been. */
type Found = { session: SignedIn | undefined; operator: Operator | undefined; municipality: Municipality };

/**
 * Lets only operators of the loaded Comune pass, and gives the handler its types. `enforceAccess` has decided before, by
 * role; this is a second lock, for a page whose entry in the matrix would be too wide. Goes after `findSignedInOperator`.
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
    if (isReading) return c.redirect(secondFactorSetUpPath(c));
    throw new WebError('second_factor_required');
  }
  await next();
  return undefined;
});
