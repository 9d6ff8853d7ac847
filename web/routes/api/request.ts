import { createRoute, z } from '@hono/zod-openapi';
import { findHelpRequest } from '../../../src/db/help-request-detail.ts';
import { correction } from '../../../src/domain/correction.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { correctRequest } from '../../../src/requests/correct.ts';
import { loadMunicipality, requireOperator } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { requireReader } from '../../middleware/admit-api-key.ts';
import { requireJson } from '../../middleware/body.ts';
import { declareProblems, operatorProblems } from './problem-schema.ts';
import { representRequest } from './represent.ts';
import { createApiRouter } from './router.ts';
import { helpRequest } from './schemas.ts';

/** One request: read and corrected. */
export function createRequestCalls(deps: WebDependencies) {
  const params = z.object({ comune: z.string(), id: z.uuid() });
  const answer = {
    200: { description: 'The request', content: { 'application/json': { schema: helpRequest } } },
  };

  return createApiRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/{comune}/help-requests/{id}',
        tags: ['operator'],
        summary: 'All there is to know of one request',
        security: [{ session: [] }, { apiKey: [] }],
        middleware: [loadMunicipality(deps), requireReader(deps)] as const,
        request: { params },
        responses: { ...answer, ...declareProblems(...operatorProblems, 429) },
      }),
      async (c) => c.json(await read(c.var.municipality.id, c.req.valid('param').id), 200),
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/{comune}/help-requests/{id}',
        tags: ['operator'],
        summary: 'Correct data or requirements while it awaits an operator',
        security: [{ session: [] }],
        middleware: [loadMunicipality(deps), requireOperator(deps), requireJson] as const,
        request: { params, body: { required: true, content: { 'application/json': { schema: correction } } } },
        responses: { ...answer, ...declareProblems(400, ...operatorProblems, 409, 413, 415, 422) },
      }),
      async (c) => {
        const { municipality, operator } = c.var;
        const { id } = c.req.valid('param');
        const outcome = await correctRequest(deps, {
          municipality,
          operator,
          requestId: id,
          correction: c.req.valid('json'),
        });
        switch (outcome.kind) {
          case 'corrected':
            return c.json(await read(municipality.id, id), 200);
          case 'stale':
            throw new DomainError('stale_version');
          case 'not_editable':
            throw new DomainError('not_editable');
          case 'invalid':
            throw new DomainError('invalid_fields', { errors: outcome.errors });
        }
      },
    );

  async function read(municipalityId: string, id: string) {
    const request = await findHelpRequest(deps.db, municipalityId, id);
    if (request === undefined) throw new DomainError('request_not_found');
    return representRequest(request);
  }
}
