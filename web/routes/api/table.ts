import { createRoute, z } from '@hono/zod-openapi';
import { listHelpRequests } from '../../../src/db/help-request-table.ts';
import { usualPage } from '../../../src/db/page-limit.ts';
import { statuses } from '../../../src/domain/status.ts';
import { line } from '../../../src/domain/text.ts';
import { importRequests } from '../../../src/requests/import.ts';
import { loadMunicipality, requireOperator } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { requireReader } from '../../middleware/admit-api-key.ts';
import { allowEmptyJson } from '../../middleware/body.ts';
import { declareProblems, operatorProblems } from './problem-schema.ts';
import { representRow } from './represent.ts';
import { createApiRouter } from './router.ts';
import { helpRequestPage } from './schemas.ts';

/** A screen and a half of the console; at most a thousand, about 400 kB, for a client that takes everything. */
const rowsAPage = { usual: usualPage, most: 1000 };

/** An empty parameter, as a form with GET sends it, is one that is not there. */
const unlessEmpty = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional();

const tableQuery = z.object({
  status: unlessEmpty(z.enum(statuses, { error: 'validation.choose' })),
  q: unlessEmpty(line(100)),
  cursor: unlessEmpty(z.string().regex(/^[A-Za-z0-9_-]{1,200}$/)),
  limit: z.coerce.number().int().min(1).max(rowsAPage.most).default(rowsAPage.usual),
});

export function createTableCalls(deps: WebDependencies) {
  const params = z.object({ comune: z.string() });
  return createApiRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/{comune}/help-requests',
        tags: ['operator'],
        summary: 'The table; without `status` all but those not yet imported',
        security: [{ session: [] }, { apiKey: [] }],
        middleware: [loadMunicipality(deps), requireReader(deps)] as const,
        request: { params, query: tableQuery },
        responses: {
          200: { description: 'A page', content: { 'application/json': { schema: helpRequestPage } } },
          ...declareProblems(...operatorProblems, 429, 422),
        },
      }),
      async (c) => {
        const { status, q, cursor, limit } = c.req.valid('query');
        const page = await listHelpRequests(deps.db, {
          municipalityId: c.var.municipality.id,
          limit,
          ...(status !== undefined && { status }),
          ...(q !== undefined && { q }),
          ...(cursor !== undefined && { cursor }),
        });
        return c.json({ items: page.items.map(representRow), next: page.next }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{comune}/help-requests/import',
        tags: ['operator'],
        summary: 'Importa richieste',
        security: [{ session: [] }],
        middleware: [loadMunicipality(deps), requireOperator(deps), allowEmptyJson] as const,
        request: { params },
        responses: {
          200: {
            description: 'How many came into the table',
            content: { 'application/json': { schema: z.object({ imported: z.int() }) } },
          },
          ...declareProblems(400, ...operatorProblems, 415),
        },
      }),
      async (c) => c.json(await importRequests(deps, c.var.operator), 200),
    );
}
