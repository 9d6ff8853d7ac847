import { Hono } from 'hono';
import { isReady } from '../../src/readiness.ts';
import type { WebEnv } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';

/** For whoever watches the process: `healthz` asks nobody, `readyz` names every part that does not answer. */
export function createHealthCalls(deps: Pick<WebDependencies, 'readiness'>) {
  return new Hono<WebEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const parts = await deps.readiness();
      const missing = Object.entries(parts).flatMap(([part, answers]) => (answers ? [] : [part]));
      return isReady(parts)
        ? c.json({ status: 'ready', missing, parts }, 200)
        : c.json({ status: 'not_ready', missing, parts }, 503);
    });
}
