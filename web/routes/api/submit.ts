import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { DomainError } from '../../../src/domain/errors.ts';
import { spokenSubmission } from '../../../src/domain/submission.ts';
import { submitRequest } from '../../../src/requests/submit.ts';
import { officeForm } from '../../access.ts';
import { clientAddress } from '../../client-address.ts';
import { findSignedInOperator, lacksSecondFactor, loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { admitSubmitter } from '../../middleware/admit-api-key.ts';
import { requireJson } from '../../middleware/body.ts';
import { WebError } from '../../web-error.ts';
import { declareProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';
import { submitted } from './schemas.ts';

/** 1 to 200 visible ASCII characters: room for a UUID or a portal's own number, and no room for a document. */
const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/);

/** What a portal's programmer starts from; the codes are those that the public call of the Comune lists. */
const example: z.input<typeof spokenSubmission> = {
  need: 'spesa',
  requester: {
    givenName: 'Ada',
    familyName: 'Rossi',
    telephone: '+39 06 5550 1234',
    address: 'Via Garibaldi 12, secondo piano',
    zone: 'centro',
  },
  description: 'La spesa della settimana: non riesco a fare le scale con i pesi.',
  privacyNoticeRead: true,
};

/** The form's JSON twin. */
export function createSubmitCall(deps: WebDependencies) {
  return createApiRouter().openapi(
    createRoute({
      method: 'post',
      path: '/{comune}/help-requests',
      tags: ['public'],
      summary: 'Submit a help request',
      description:
        'The same Idempotency-Key with the same body answers the same. `channel: office` needs an operator or a clerk ' +
        'who is signed in; with an API key it is 403.',
      security: [{}, { session: [] }, { apiKey: [] }],
      middleware: [requireJson, loadMunicipality(deps), admitSubmitter(deps), findSignedInOperator(deps)],
      request: {
        params: z.object({ comune: z.string() }),
        headers: z.object({ 'idempotency-key': idempotencyKey }),
        body: { required: true, content: { 'application/json': { schema: spokenSubmission, example } } },
      },
      responses: {
        201: { description: 'Stored', content: { 'application/json': { schema: submitted } } },
        ...declareProblems(400, 401, 403, 404, 413, 415, 422, 429, 503),
      },
    }),
    async (c) => {
      const { municipality, operator, apiKey } = c.var;
      const { language, ...given } = c.req.valid('json');
      if (given.channel === 'office') assertOfficeAllowed(c);
      const outcome = await submitRequest(deps, {
        municipality,
        submission: given,
        language,
        idempotencyKey: c.req.valid('header')['idempotency-key'],
        ...(given.channel === 'office' && operator && { submittedBy: operator }),
        ...(apiKey && { apiKeyId: apiKey.id }),
        ...limitFor(c, given.requester.telephone),
      });
      switch (outcome.kind) {
        case 'submitted':
        case 'repeated': {
          const { id, reference, secret } = outcome.request;
          const page = `${deps.config.publicUrl}/${municipality.slug}/richiesta/${reference}`;
          const statusUrl = `${page}?chiave=${encodeURIComponent(secret)}`;
          return c.json({ id, reference, status: 'submitted' as const, statusUrl }, 201);
        }
        case 'key_reused':
          throw new DomainError('key_reused');
        case 'invalid':
          throw new DomainError('invalid_fields', { errors: outcome.errors });
        case 'limited':
          throw new DomainError('too_many_requests', { retryAfterSeconds: outcome.retryAfterSeconds });
      }
    },
  );

  /** A key's own limit, the public one for whoever is nobody, none for the Comune's people. */
  function limitFor(c: Context<WebEnv>, telephone: string) {
    const { operator, apiKey } = c.var;
    if (apiKey !== undefined) return { allow: () => deps.apiKeyLimit({ ...apiKey, telephone }) };
    if (operator !== undefined || deps.config.submitLimit === 0) return {};
    const address = clientAddress(c, deps.config.trustedProxies);
    return { allow: () => deps.submissionLimit({ address, telephone }) };
  }
}

/** @throws WebError, DomainError for a program, who is not signed in or may not, and where the Comune wants no clerks */
function assertOfficeAllowed(c: Context<WebEnv>): void {
  if (c.var.apiKey !== undefined) throw new WebError('api_key_not_allowed');
  if (c.var.session === undefined) throw new WebError('sign_in_required');
  if (c.var.operator === undefined) throw new WebError('not_your_municipality');
  if (!officeForm.includes(c.var.operator.role)) throw new WebError('forbidden');
  if (lacksSecondFactor(c.var.municipality, c.var.session)) throw new WebError('second_factor_required');
  if (!c.var.municipality.officeChannel) throw new DomainError('office_not_allowed');
}
