import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { findOperator } from '../../src/db/operators.ts';
import type { Role } from '../../src/domain/role.ts';
import { type Access, matrix, readByKey, unattended } from '../access.ts';
import { lacksSecondFactor, type WebEnv, workForSlug } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';
import { findRoute } from '../find-route.ts';
import { secondFactorSetUpPath, signInPath } from '../sign-in-path.ts';
import { WebError } from '../web-error.ts';
import { admitKey } from './admit-api-key.ts';

/** What a page of ours says when it reads itself again, without anybody having asked. */
const readsAgain = 'x-easycare-reads-again';

type Deps = Pick<WebDependencies, 'db' | 'signIn'>;

/**
 * Lets pass whom the matrix lets pass, before any handler has read anything; a route without an entry answers nobody.
 * What it looks up on the way (Comune, session, operator) stands in the context for the handlers.
 */
export function enforceAccess(deps: Deps, entries: Readonly<Record<string, Access>> = matrix) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const route = findRoute(c);
    if (route === undefined) return await next();
    const name = `${route.method} ${route.path}`;
    const access = entries[name];
    if (access === undefined) throw new WebError('forbidden');
    // A volunteer's session and the mail server's token are looked at by the routes themselves.
    if (access === 'anyone' || access === 'volunteer' || access === 'mail_server') return await next();
    if (access === 'signed_in' || access === 'installation') {
      return (await refuse(deps, c, access)) ?? (await next());
    }
    return await workForSlug(deps, readComune(c, route.path), async (municipality) => {
      c.set('municipality', municipality);
      if (route.path.startsWith('/api/')) {
        const isAdmitted = await admitKey(deps, c, readByKey.has(name) ? 'read' : 'none');
        if (isAdmitted) return await next();
      }
      const attended = !unattended.has(name) && c.req.header(readsAgain) === undefined;
      return (await refuse(deps, c, access, attended)) ?? (await next());
    });
  });
}

/**
 * @returns where to sign in, or to turn the second factor on, for who opens a page and has not; undefined where they
 *   may pass. Who posts is told, so that going back finds what they typed.
 * @throws WebError sign_in_required, not_your_municipality, forbidden, second_factor_required
 */
async function refuse(
  { db, signIn }: Deps,
  c: Context<WebEnv>,
  access: 'signed_in' | 'installation' | readonly Role[],
  attended = true,
): Promise<Response | undefined> {
  const session = await signIn.findSignedIn(c.req.raw.headers, { attended });
  const opensPage = (c.req.method === 'GET' || c.req.method === 'HEAD') && !c.req.path.startsWith('/api/');
  if (session === undefined) {
    if (opensPage) return c.redirect(signInPath(c));
    throw new WebError('sign_in_required');
  }
  c.set('session', session);
  const { userId } = session;
  if (access === 'signed_in') return undefined;
  if (access === 'installation') {
    if (!(await signIn.isInstallationAdministrator(userId))) throw new WebError('forbidden');
    return undefined;
  }
  // Who is nobody in this Comune gets 403 and not 404: it is public, and nothing that was asked for has been read yet.
  const operator = await findOperator(db, userId, c.var.municipality.id);
  if (operator === undefined) throw new WebError('not_your_municipality');
  c.set('operator', operator);
  if (!access.includes(operator.role)) throw new WebError('forbidden');
  if (lacksSecondFactor(c.var.municipality, session)) {
    if (opensPage) return c.redirect(secondFactorSetUpPath(c));
    throw new WebError('second_factor_required');
  }
  return undefined;
}

/** The part of the address that stands where the route has `:comune`: a middleware has no parameters of its own. */
function readComune(c: Context<WebEnv>, path: string): string {
  return c.req.path.split('/')[path.split('/').indexOf(':comune')] ?? '';
}
