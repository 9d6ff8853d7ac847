import { createRoute, z } from '@hono/zod-openapi';
import { loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { declareProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';
import { publicMunicipality } from './schemas.ts';

/** What a form of the Comune's own needs to be filled in: its name and its lists. */
export function createMunicipalityCalls(deps: WebDependencies) {
  return createApiRouter().openapi(
    createRoute({
      method: 'get',
      path: '/{comune}',
      tags: ['public'],
      summary: 'The Comune, its needs and its zones',
      middleware: [loadMunicipality(deps)],
      request: { params: z.object({ comune: z.string() }) },
      responses: {
        200: { description: 'The Comune', content: { 'application/json': { schema: publicMunicipality } } },
        ...declareProblems(404, 503),
      },
    }),
    (c) => {
      const { name, needs, zones } = c.var.municipality;
      return c.json({ name, needs, zones }, 200);
    },
  );
}
