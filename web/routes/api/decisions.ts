import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Operator } from '../../../src/db/operators.ts';
import { type DecisionAnswer, discard, held, seenVersion } from '../../../src/domain/decision.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { type Choice, decide } from '../../../src/requests/decide.ts';
import { loadMunicipality, requireOperator } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { allowEmptyJson, requireJson } from '../../middleware/body.ts';
import { WebError } from '../../web-error.ts';
import { nameDecider, tellWho } from './decided.ts';
import { declareProblems, operatorProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';
import { decisionInProgress, decisionMade } from './schemas.ts';

const params = z.object({ comune: z.string(), id: z.uuid() });
const answers = {
  200: { description: 'What came of it', content: { 'application/json': { schema: decisionMade } } },
  202: {
    description: 'Not known yet after 2 s, or held until `undoUntil`',
    content: { 'application/json': { schema: decisionInProgress } },
  },
};

/** Each with the sentence of the documentation; none of them has a body. */
const withoutBody = {
  restore: 'Out of the bin',
  close: 'Conclusa: ends its open offers',
} as const;

/** A decision is carried out at once, unless the body of INVIA or ELIMINA asks for time to undo it. */
export function createDecisionCalls(deps: WebDependencies) {
  const calls = createApiRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/{comune}/help-requests/{id}/discard',
        tags: ['operator'],
        summary: 'ELIMINA RICHIESTA',
        security: [{ session: [] }],
        middleware: [loadMunicipality(deps), requireOperator(deps), requireJson] as const,
        request: {
          params,
          body: {
            required: true,
            content: {
              'application/json': { schema: discard.safeExtend({ ...held.shape, ...seenVersion.shape }) },
            },
          },
        },
        responses: { ...answers, ...declareProblems(400, ...operatorProblems, 409, 413, 415, 422) },
      }),
      async (c) => {
        const { version, ...given } = c.req.valid('json');
        const choice: Choice = { kind: 'discard', ...given };
        const outcome = await decide(deps, { ...about(c.var.operator, c.req.valid('param').id, version), choice });
        return outcome.kind === 'in_progress'
          ? c.json(represent(outcome), 202)
          : c.json(representOutcome(c, outcome), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/{comune}/help-requests/{id}/dispatch',
        tags: ['operator'],
        summary: 'INVIA LA RICHIESTA DI ASSISTENZA',
        security: [{ session: [] }],
        middleware: [loadMunicipality(deps), requireOperator(deps), allowEmptyJson] as const,
        request: {
          params,
          body: {
            required: false,
            content: { 'application/json': { schema: z.object({ ...held.shape, ...seenVersion.shape }) } },
          },
        },
        responses: { ...answers, ...declareProblems(400, ...operatorProblems, 409, 413, 415, 422) },
      }),
      async (c) => {
        const { version, ...given } = c.req.valid('json');
        const choice: Choice = { kind: 'dispatch', ...given };
        const outcome = await decide(deps, { ...about(c.var.operator, c.req.valid('param').id, version), choice });
        return outcome.kind === 'in_progress'
          ? c.json(represent(outcome), 202)
          : c.json(representOutcome(c, outcome), 200);
      },
    );

  for (const kind of ['restore', 'close'] as const) {
    calls.openapi(
      createRoute({
        method: 'post',
        path: `/{comune}/help-requests/{id}/${kind}`,
        tags: ['operator'],
        summary: withoutBody[kind],
        security: [{ session: [] }],
        middleware: [loadMunicipality(deps), requireOperator(deps), allowEmptyJson] as const,
        request: { params },
        responses: { ...answers, ...declareProblems(400, ...operatorProblems, 409, 415) },
      }),
      async (c) => {
        const requestId = c.req.valid('param').id;
        const outcome = await decide(deps, { operator: c.var.operator, requestId, choice: { kind } });
        return outcome.kind === 'in_progress'
          ? c.json(represent(outcome), 202)
          : c.json(representOutcome(c, outcome), 200);
      },
    );
  }
  return calls;
}

type InProgress = Extract<DecisionAnswer, { kind: 'in_progress' }>;

function represent({ kind, undoUntil }: InProgress): z.infer<typeof decisionInProgress> {
  return { kind, ...(undoUntil && { undoUntil: undoUntil.toISOString() }) };
}

function about(operator: Operator, requestId: string, seen: number | undefined) {
  return { operator, requestId, ...(seen !== undefined && { seen }) };
}

/** @throws WebError where the decision could not be taken: who was first, or what has to come before */
function representOutcome(c: Context, outcome: Exclude<DecisionAnswer, InProgress>): z.infer<typeof decisionMade> {
  switch (outcome.kind) {
    case 'already_decided':
      throw new WebError(outcome.kind, tellWho(c, outcome));
    case 'not_imported':
    case 'not_discarded':
    case 'not_dispatched':
    case 'request_erased':
    case 'original_missing':
      throw new WebError(outcome.kind);
    case 'stale':
      throw new DomainError('stale_version');
    default: {
      const { kind, status, by, at } = outcome;
      return { kind, status, by: nameDecider(by), at: at.toISOString() };
    }
  }
}
