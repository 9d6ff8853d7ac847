import { createRoute, z } from '@hono/zod-openapi';
import { undo } from '../../../src/requests/undo.ts';
import { loadMunicipality, requireOperator } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { allowEmptyJson } from '../../middleware/body.ts';
import { WebError } from '../../web-error.ts';
import { tellWho } from './decided.ts';
import { declareProblems, operatorProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';
import { decisionUndone } from './schemas.ts';

/** «Annulla», while the decision is held. */
export function createUndoCall(deps: WebDependencies) {
  return createApiRouter().openapi(
    createRoute({
      method: 'post',
      path: '/{comune}/help-requests/{id}/undo',
      tags: ['operator'],
      summary: 'Annulla: a decision that is held until `undoUntil` is not carried out',
      security: [{ session: [] }],
      middleware: [loadMunicipality(deps), requireOperator(deps), allowEmptyJson] as const,
      request: { params: z.object({ comune: z.string(), id: z.uuid() }) },
      responses: {
        200: { description: 'Undone, by whom', content: { 'application/json': { schema: decisionUndone } } },
        ...declareProblems(400, ...operatorProblems, 409, 415),
      },
    }),
    async (c) => {
      const outcome = await undo(deps, { operator: c.var.operator, requestId: c.req.valid('param').id });
      switch (outcome.kind) {
        case 'undone':
          return c.json({ ...outcome, at: outcome.at.toISOString() }, 200);
        case 'undo_too_late':
          throw new WebError(outcome.kind, tellWho(c, outcome));
        case 'nothing_to_undo':
          throw new WebError(outcome.kind);
      }
    },
  );
}
