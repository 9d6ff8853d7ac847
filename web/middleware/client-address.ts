import { createMiddleware } from 'hono/factory';
import { clientAddressHeader } from '../../src/sign-in.ts';
import { clientAddress } from '../client-address.ts';
import type { WebEnv } from '../context.ts';

/** Tells sign-in who asks, in a header of ours that replaces whatever the client sent under its name. */
export function stampClientAddress(trustedProxies: readonly string[]) {
  return createMiddleware<WebEnv>(async (c, next) => {
    c.req.raw.headers.set(clientAddressHeader, clientAddress(c, trustedProxies));
    await next();
  });
}
