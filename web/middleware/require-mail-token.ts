import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { WebEnv } from '../context.ts';
import { WebError } from '../web-error.ts';

/**
 * Lets the mail server pass, which shows the token of the configuration; without one there is no such call.
 * @throws WebError not_found, mail_token_required
 */
export function requireMailToken({ mailNotificationToken }: { mailNotificationToken: string | undefined }) {
  return createMiddleware<WebEnv>(async (c, next) => {
    if (mailNotificationToken === undefined) throw new WebError('not_found');
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    // Digests are of one length, so that the time of comparing them tells nothing of the token.
    if (!timingSafeEqual(digest(given), digest(mailNotificationToken))) {
      c.header('WWW-Authenticate', 'Bearer');
      throw new WebError('mail_token_required');
    }
    await next();
  });
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
