import type { WebDependencies } from '../../dependencies.ts';
import { createDecisionCalls } from './decisions.ts';
import { createMailNotificationCall } from './mail-notifications.ts';
import { createMunicipalityCalls } from './municipality.ts';
import { createRequestCalls } from './request.ts';
import { createApiRouter } from './router.ts';
import { createSessionCalls } from './session.ts';
import { createSubmitCall } from './submit.ts';
import { createTableCalls } from './table.ts';
import { createUndoCall } from './undo.ts';

/** The JSON API, and its own description at `/api/v1/openapi.json`. */
export function createApi(deps: WebDependencies) {
  const api = createApiRouter();
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: deps.config.production ? '__Host-easycare.session_token' : 'easycare.session_token',
    description: 'Set by POST /api/auth/sign-in/email. With it, every POST and PATCH needs the Origin of the service.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      "A key of the Comune's, easycare_…, which submits or reads but never both, so many times an hour (429). Beside it " +
      'a session does not count. 401 where the Comune has no such key, 403 where it is not for this call.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'mailServer', {
    type: 'http',
    scheme: 'bearer',
    description: 'MAIL_NOTIFICATION_TOKEN of the configuration.',
  });
  // Before the Comuni, whose path would match it.
  let description: ReturnType<typeof describeApi> | undefined;
  api.get('/api/v1/openapi.json', (c) => {
    description ??= describeApi(api, deps);
    return c.json(description);
  });
  api
    .route('/api/auth', createSessionCalls(deps))
    .route('/api/v1', createMunicipalityCalls(deps))
    .route('/api/v1', createSubmitCall(deps))
    .route('/api/v1', createTableCalls(deps))
    .route('/api/v1', createRequestCalls(deps))
    .route('/api/v1', createDecisionCalls(deps))
    .route('/api/v1', createUndoCall(deps))
    .route('/api/v1', createMailNotificationCall(deps));
  return api;
}

function describeApi(api: ReturnType<typeof createApiRouter>, { config }: WebDependencies) {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'EasyCare',
      version: '1',
      description: 'Help requests of a Comune. Errors are RFC 9457 problems with a `code`.',
    },
    servers: [{ url: config.publicUrl }],
  });
}
