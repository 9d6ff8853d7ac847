import { createMiddleware } from 'hono/factory';
import { carriesSession } from '../../src/sign-in.ts';
import type { WebEnv } from '../context.ts';
import { carriesVolunteerSession } from '../volunteer-session.ts';
import { WebError } from '../web-error.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The one call that a portal's own form may make from its own origin, as long as it says nobody is signed in. */
const publicSubmission = /^\/api\/v1\/[^/]+\/help-requests$/;

/**
 * Refuses what another site makes a browser send, whatever its content type (`hono/csrf` lets JSON through).
 *
 * | unsafe request | Origin ours | foreign or `null` | none |
 * | --- | --- | --- | --- |
 * | with a session's cookie, operator's or volunteer's | passes | 403 | 403 |
 * | public submission, without | passes | passes | passes |
 * | sign-in and every form, without | passes | 403 | passes: no browser sends a foreign form without it |
 *
 * Ours is PUBLIC_URL's origin; outside production also the one the request came to, if that is this machine.
 * @throws WebError foreign_origin
 */
export function requireSameOrigin({ publicUrl, production }: { publicUrl: string; production: boolean }) {
  const publicOrigin = new URL(publicUrl).origin;
  return createMiddleware<WebEnv>(async (c, next) => {
    if (safeMethods.has(c.req.method)) return await next();
    const origin = c.req.header('origin');
    const isOurs = origin === publicOrigin || (!production && origin === localOrigin(c.req.url));
    if (!isOurs) {
      const { headers } = c.req.raw;
      if (carriesSession(headers) || carriesVolunteerSession(headers)) throw new WebError('foreign_origin');
      const isPublic = c.req.method === 'POST' && publicSubmission.test(c.req.path);
      if (origin !== undefined && !isPublic) throw new WebError('foreign_origin');
    }
    await next();
  });
}

function localOrigin(url: string): string | undefined {
  const { hostname, origin } = new URL(url);
  return loopback.has(hostname) ? origin : undefined;
}
