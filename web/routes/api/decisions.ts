import { createRoute, z } from '@hono/zod-openapi';
import type { Operator } from '../../../src/db/operators.ts';
import { type DecisionAnswer, discard, seenVersion } from '../../../src/domain/decision.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { type Choice, decide } from '../../../src/requests/decide.ts';
import { loadMunicipality, requireOperator } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { allowEmptyJson, requireJson } from '../../middleware/body.ts';
import { WebError } from '../../web-error.ts';
import { declareProblems, operatorProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';
import { decisionInProgress, decisionMade } from './schemas.ts';

const params = z.object({ comune: z.string(), id: z.uuid() });
const answers = {
  200: { description: 'What came of it', content: { 'application/json': { schema: decisionMade } } },
  202: { description: 'Not known yet after 2 s', content: { 'application/json': { schema: decisionInProgress } } },
};

/** Each with the sentence of the documentation; none of them has a body. */
const withoutBody = {
  restore: 'Out of the bin',
  close: 'Conclusa: ends its open offers',
} as const;

export function createDecisionCalls(deps: WebDependencies) {
  const calls = createApiRouter().openapi(
    createRoute({
      method: 'post',
      path: '/{comune}/help-requests/{id}/discard',
      tags: ['operator'],
      summary: 'ELIMINA RICHIESTA',
      security: [{ session: [] }],
      middleware: [loadMunicipality(deps), requireOperator(deps), requireJson] as const,
      request: {
        params,
        body: { required: true, content: { 'application/json': { schema: discard.extend(seenVersion.shape) } } },
      },
      responses: { ...answers, ...declareProblems(400, ...operatorProblems, 409, 413, 415, 422) },
    }),
    async (c) => {
      const { version, ...given } = c.req.valid('json');
      const choice: Choice = { kind: 'discard', ...given };
      const outcome = await decide(deps, { ...about(c.var.operator, c.req.valid('param').id, version), choice });
      return outcome.kind === 'in_progress' ? c.json(outcome, 202) : c.json(representOutcome(outcome), 200);
    },
  );

  calls.openapi(
    createRoute({
      method: 'post',
      path: '/{comune}/help-requests/{id}/dispatch',
      tags: ['operator'],
      summary: 'INVIA LA RICHIESTA DI ASSISTENZA',
      security: [{ session: [] }],
      middleware: [loadMunicipality(deps), requireOperator(deps), allowEmptyJson] as const,
      request: { params, body: { required: false, content: { 'application/json': { schema: seenVersion } } } },
      responses: { ...answers, ...declareProblems(400, ...operatorProblems, 409, 415, 422) },
    }),
    async (c) => {
      const { version } = c.req.valid('json');
      const choice: Choice = { kind: 'dispatch' };
      const outcome = await decide(deps, { ...about(c.var.operator, c.req.valid('param').id, version), choice });
      return outcome.kind === 'in_progress' ? c.json(outcome, 202) : c.json(representOutcome(outcome), 200);
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
        return outcome.kind === 'in_progress' ? c.json(outcome, 202) : c.json(representOutcome(outcome), 200);
      },
    );
  }
  return calls;
}

function about(operator: Operator, requestId: string, seen: number | undefined) {
  return { operator, requestId, ...(seen !== undefined && { seen }) };
}

/** @throws WebError where the decision could not be taken: who was first, or what has to come before */
function representOutcome(outcome: Exclude<DecisionAnswer, { kind: 'in_progress' }>): z.infer<typeof decisionMade> {
  switch (outcome.kind) {
    case 'already_decided': {
      const { kind: code, decision, by, at } = outcome;
      throw new WebError(code, {
        more: { decision, by, at: at.toISOString() },
        words: { decision: textsIn('it')(`domain:decision.${decision}`), by, at: formatInstant(at) },
      });
    }
    case 'not_imported':
    case 'not_discarded':
    case 'not_dispatched':
    case 'request_erased':
      throw new WebError(outcome.kind);
    case 'stale':
      throw new DomainError('stale_version');
    default: {
      const { kind, status, by, at } = outcome;
      return { kind, status, by, at: at.toISOString() };
    }
  }
}

function formatInstant(at: Date): string {
  return at.toLocaleString('it-IT', { timeZone: 'Europe/Rome', dateStyle: 'short', timeStyle: 'short' });
}
