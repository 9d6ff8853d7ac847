import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { isUuid } from '../../src/domain/identity.ts';
import type { WebEnv } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';
import { findRoute } from '../find-route.ts';

/**
 * One line a request, of ids only: the route's pattern stands for the path, which may hold anything a client writes,
 * and neither query strings (the citizen's secret is one) nor bodies nor addresses appear.
 */
export function logRequests({ log }: Pick<WebDependencies, 'log'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const started = performance.now();
    c.set('requestLogId', randomUUID());
    await next();
    const route = findRoute(c)?.path ?? 'unknown';
    const id = c.req.param('id');
    // Watchers, browsers and open pages ask for these all the time, and nobody looks for them in a log.
    const level = /^\/(assets|healthz|readyz)\b|\/novita$/.test(route) && c.res.ok ? 'debug' : 'info';
    log[level](
      {
        requestLogId: c.var.requestLogId,
        method: c.req.method,
        route,
        status: c.res.status,
        ms: Math.round(performance.now() - started),
        municipalityId: c.var.municipality?.id,
        operatorId: c.var.operator?.id,
        apiKeyId: c.var.apiKey?.id,
        requestId: id !== undefined && isUuid(id) ? id : undefined,
      },
      'answered',
    );
  });
}
