import { createRoute, z } from '@hono/zod-openapi';
import { receiveNotification } from '../../../src/requests/receive-notification.ts';
import { loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { requireMessage } from '../../middleware/body.ts';
import { requireMailToken } from '../../middleware/require-mail-token.ts';
import { WebError } from '../../web-error.ts';
import { declareProblems } from './problem-schema.ts';
import { createApiRouter } from './router.ts';

/** Where the mail server brings the emails that came back. */
export function createMailNotificationCall(deps: WebDependencies) {
  return createApiRouter().openapi(
    createRoute({
      method: 'post',
      path: '/{comune}/mail-notifications',
      tags: ['mail server'],
      summary: 'An email that came back',
      description:
        'A delivery status notification (RFC 3464), whole, at most 1 MiB. The answer is the same whether it is about ' +
        'an email of this Comune or not. 404 where no MAIL_NOTIFICATION_TOKEN is configured.',
      security: [{ mailServer: [] }],
      middleware: [requireMailToken(deps.config), loadMunicipality(deps), requireMessage],
      request: {
        params: z.object({ comune: z.string() }),
        body: { required: true, content: { 'message/rfc822': { schema: z.string() } } },
      },
      responses: {
        202: {
          description: 'Read',
          content: { 'application/json': { schema: z.object({ kind: z.literal('received') }) } },
        },
        ...declareProblems(400, 401, 404, 413, 415, 422, 503),
      },
    }),
    async (c) => {
      const raw = new Uint8Array(await c.req.arrayBuffer());
      const { kind } = await receiveNotification(deps, raw, c.var.municipality.id);
      if (kind === 'not_a_notification') throw new WebError('not_a_notification');
      return c.json({ kind: 'received' as const }, 202);
    },
  );
}
