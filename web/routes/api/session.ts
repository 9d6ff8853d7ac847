import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { DomainError } from '../../../src/domain/errors.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { allowEmptyJson, requireJson } from '../../middleware/body.ts';
import { WebError } from '../../web-error.ts';
import { declareProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';

/** Wide enough for any address (RFC 5321) and any password that can be right; sign-in itself judges both. */
const credentials = z.object({
  email: z.string({ error: 'validation.required' }).min(1, 'validation.required').max(254, 'validation.tooLong'),
  password: z.string({ error: 'validation.required' }).min(1, 'validation.required').max(1000, 'validation.tooLong'),
});

/** Six digits, or a recovery code, however it is spaced. */
const secondStep = z.object({
  code: z.string({ error: 'validation.required' }).min(1, 'validation.required').max(100, 'validation.tooLong'),
});

/** Signing in, out, and who one is. Nothing else of better-auth can be reached from outside. */
export function createSessionCalls({ signIn }: Pick<WebDependencies, 'signIn'>) {
  const done = (description: string) => ({
    200: { description, content: { 'application/json': { schema: z.object({ kind: z.string() }) } } },
  });
  return createApiRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-in/email',
        tags: ['session'],
        summary: 'Sign in; the answer sets the session cookie, or says `second_factor`: then the code is asked for',
        middleware: [requireJson],
        request: { body: { required: true, content: { 'application/json': { schema: credentials } } } },
        responses: { ...done('Signed in'), ...declareProblems(400, 401, 403, 413, 415, 422, 429, 503) },
      }),
      async (c) => {
        const answer = await signIn.signIn(c.req.valid('json'), c.req.raw.headers);
        if (answer.status === 429) {
          const retryAfterSeconds = Number(answer.headers.get('retry-after'));
          throw new DomainError('too_many_requests', { retryAfterSeconds });
        }
        if (!answer.ok) throw new WebError('sign_in_failed');
        passCookies(c, answer.headers.getSetCookie());
        return c.json({ kind: answer.status === 202 ? 'second_factor' : 'signed_in' }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-in/code',
        tags: ['session'],
        summary: "The second step: the app's code, or a recovery code; the answer sets the session cookie",
        middleware: [requireJson],
        request: { body: { required: true, content: { 'application/json': { schema: secondStep } } } },
        responses: { ...done('Signed in'), ...declareProblems(400, 401, 403, 413, 415, 422, 429, 503) },
      }),
      async (c) => {
        const outcome = await signIn.signInWithCode(c.req.valid('json').code, c.req.raw.headers);
        switch (outcome.kind) {
          case 'signed_in':
            passCookies(c, outcome.cookies);
            return c.json({ kind: 'signed_in' }, 200);
          case 'refused':
            throw new WebError('code_refused');
          case 'expired':
            throw new WebError('code_expired');
          case 'limited':
            throw new DomainError('too_many_requests', { retryAfterSeconds: outcome.retryAfterSeconds });
        }
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/sign-out',
        tags: ['session'],
        summary: 'Sign out; the session ends and its cookie goes',
        security: [{}, { session: [] }],
        middleware: [allowEmptyJson],
        responses: { ...done('Signed out'), ...declareProblems(400, 403, 415, 503) },
      }),
      async (c) => {
        passCookies(c, (await signIn.signOut(c.req.raw.headers)).headers.getSetCookie());
        return c.json({ kind: 'signed_out' }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/get-session',
        tags: ['session'],
        summary: 'Who is signed in',
        security: [{}, { session: [] }],
        responses: {
          200: {
            description: 'The person, or null',
            content: { 'application/json': { schema: z.object({ userId: z.string().nullable() }) } },
          },
          ...declareProblems(503),
        },
      }),
      async (c) => c.json({ userId: (await signIn.findUserId(c.req.raw.headers)) ?? null }, 200),
    );
}

function passCookies(c: Context<WebEnv>, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
}
