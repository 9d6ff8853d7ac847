import { createMiddleware } from 'hono/factory';
import type { WebEnv } from '../context.ts';

/**
 * A page whose address is a secret tells nobody its address. `strict-origin` and not `no-referrer`: with that, browsers
 * send `Origin: null` with the page's own form, which the same-origin guard refuses.
 */
export const hideAddress = createMiddleware<WebEnv>(async (c, next) => {
  c.header('Referrer-Policy', 'strict-origin');
  await next();
});
