import { z } from '@hono/zod-openapi';
import { decisionKinds } from '../../../src/domain/decision.ts';

const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ description: 'For programs', example: 'invalid_fields' }),
    detail: z.string().openapi({ description: 'For people, in Italian' }),
    instance: z.string().openapi({ description: 'Where the log of the service has it' }),
    errors: z
      .array(z.object({ path: z.string().openapi({ example: 'requester.telephone' }), message: z.string() }))
      .optional(),
  })
  .openapi('Problem');

const conflict = problem
  .extend({
    decision: z.enum(decisionKinds).optional(),
    by: z.string().optional().openapi({ description: 'Who decided first' }),
    at: z.iso.datetime().optional(),
  })
  .openapi('Conflict');

const descriptions = {
  400: 'Not readable: malformed JSON, wrong bytes, a missing Idempotency-Key',
  401: 'Nobody is signed in, or the token or key is missing or wrong',
  403: 'Not allowed: another Comune, a role that may not, a foreign Origin, or a key that is not for this call',
  404: 'No such Comune or request',
  409: 'In conflict with what the request has become',
  413: 'More than 64 KiB, or than the call says it takes',
  415: 'Not of the media type that the call takes',
  422: 'Fields that are wrong, named in `errors`; or a body that is not what the call takes',
  429: 'Too many; `Retry-After` says when to come back',
  503: 'PostgreSQL is away; `Retry-After` says when to come back',
};
type ProblemStatus = keyof typeof descriptions;

type ProblemResponse = {
  description: string;
  content: { 'application/problem+json': { schema: typeof problem | typeof conflict } };
};

/** The refusals that a call declares, for `responses` of its route. */
export function declareProblems(...statuses: ProblemStatus[]): Partial<Record<ProblemStatus, ProblemResponse>> {
  const responses: Partial<Record<ProblemStatus, ProblemResponse>> = {};
  for (const status of statuses) {
    const schema = status === 409 ? conflict : problem;
    responses[status] = { description: descriptions[status], content: { 'application/problem+json': { schema } } };
  }
  return responses;
}

export const operatorProblems = [401, 403, 404, 503] as const;
