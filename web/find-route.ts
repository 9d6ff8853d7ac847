import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/**
 * The route that answers a request, whoever asks: the first that is no middleware. HEAD is answered by GET.
 * @returns undefined where there is none of this address and method
 */
export function findRoute(c: Context): { method: string; path: string } | undefined {
  return matchedRoutes(c).find(({ method }) => method !== 'ALL');
}
